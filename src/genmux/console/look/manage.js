// Moments in the reader's own time, lists that renew themselves while they are looked at, and filters of rows.
(() => {
  const language = () => document.documentElement.lang || undefined;
  const ways = {
    day: { day: "numeric", month: "short", year: "numeric" },
    full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
    short: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    today: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  };
  const made = {};
  const write = (way, date) => (made[way] ??= new Intl.DateTimeFormat(language(), { ...ways[way], hourCycle: "h23" })).format(date);
  function tell() {
    for (const place of document.querySelectorAll("time[data-ms]:not([data-told])")) {
      const date = new Date(+place.dataset.ms);
      const way = place.dataset.way;
      const today = way === "short" && date.toDateString() === new Date().toDateString();
      place.textContent = write(today ? "today" : way, date);
      if (way !== "full") place.title = write("full", date);
      place.dataset.told = "";
    }
  }
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(tell).observe(document.body, { childList: true, subtree: true });
    tell();
  });
  // A hidden button with data-live is pressed every so many milliseconds, as long as somebody can see the page.
  setInterval(() => {
    if (document.hidden) return;
    for (const button of document.querySelectorAll("[data-live]")) {
      const now = Date.now();
      const next = +(button.dataset.next ?? 0);
      if (!next) button.dataset.next = now + +button.dataset.live;
      else if (now >= next) { button.dataset.next = now + +button.dataset.live; button.click(); }
    }
  }, 500);
  document.addEventListener("input", (e) => {
    const field = e.target.closest?.("[data-rows]");
    if (!field) return;
    const scope = field.closest("[data-filtered]");
    const words = (scope.querySelector('input[type="search"]')?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const marked = scope.querySelector('input[type="checkbox"][data-rows]')?.checked;
    let shown = 0;
    for (const row of scope.querySelectorAll("[data-text]")) {
      row.hidden = !(words.every((w) => row.dataset.text.includes(w)) && (!marked || row.dataset.marked === "1"));
      shown += !row.hidden;
    }
    for (const group of scope.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-text]:not([hidden])");
    const none = scope.querySelector("[data-none]");
    if (none) none.hidden = shown > 0;
  });
})();
// What a column of a chart stands for, above the chart.
document.addEventListener("mouseover", (e) => {
  const chart = e.target.closest?.(".chart");
  if (chart) chart.querySelector("[data-tip-place]").textContent = e.target.closest("[data-tip]")?.dataset.tip ?? "";
});
// Enter in a field of a dialog does what its main button does.
document.addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || e.isComposing || !e.target.matches?.("dialog.dialog input")) return;
  e.preventDefault();
  e.target.closest("dialog").querySelector("footer [data-run]:not([disabled])")?.click();
});
