// Filters the cards as one types, keeps the choice in the address, and lets films move under the pointer.
(() => {
  const fields = () => [...document.querySelectorAll("[data-market]")].filter((f) => f.dataset.market !== "clear");
  const values = () => {
    const found = {};
    for (const f of fields()) if (f.type !== "radio" || f.checked) found[f.dataset.market] = f.value.trim();
    return found;
  };
  function apply() {
    const list = document.querySelector(".models");
    if (!list) return;
    const want = values();
    const words = (want.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const cards = [...list.children];
    cards.forEach((card, n) => { card.dataset.at ??= n; });
    let shown = 0;
    for (const card of cards) {
      const d = card.dataset;
      const fits = (!want.kind || d.kind === want.kind) && (!want.task || d.task.split("|").includes(want.task))
        && (!want.family || d.family === want.family) && (!want.maker || d.maker === want.maker) && (!want.engine || d.engine.split("|").includes(want.engine))
        && (!want.price || (d.price !== "" && +d.price <= +want.price)) && words.every((w) => d.text.includes(w));
      card.hidden = !fits;
      shown += fits;
    }
    const by = { name: (a, b) => a.dataset.text.localeCompare(b.dataset.text), price: (a, b) => (a.dataset.price || 1e9) - (b.dataset.price || 1e9) };
    const order = by[want.order] ?? ((a, b) => a.dataset.at - b.dataset.at);
    if (list.dataset.order !== (want.order ?? "")) { list.dataset.order = want.order ?? ""; list.append(...cards.sort(order)); }
    const count = document.getElementById("market-count");
    count.textContent = count.dataset.text.replace("{shown}", shown).replace("{all}", cards.length);
    document.getElementById("market-none").hidden = shown > 0;
    const query = new URLSearchParams(Object.entries(want).filter(([, v]) => v));
    history.replaceState(history.state, "", location.pathname + (query.size ? `?${query}` : ""));
  }
  function restore() {
    if (!document.querySelector(".models")) return;
    const query = new URLSearchParams(location.search);
    for (const f of fields()) {
      const value = query.get(f.dataset.market) ?? "";
      if (f.type === "radio") f.checked = f.value === value;
      else f.value = value;
    }
    if (query.size) apply();
  }
  document.addEventListener("input", (e) => { if (e.target.dataset?.market) apply(); });
  document.addEventListener("click", (e) => {
    if (e.target.closest?.('[data-market="clear"]')) {
      for (const f of fields()) { if (f.type === "radio") f.checked = f.value === ""; else f.value = ""; }
      apply();
      document.querySelector("[data-search]").focus();
    }
  });
  // A sample that cannot be drawn leaves the sign of its kind.
  document.addEventListener("error", (e) => { if (e.target.matches?.(".sample > img")) e.target.hidden = true; }, true);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const start = (e) => {
    const card = e.target.closest?.(".model");
    const img = card?.querySelector("[data-moving]");
    if (!img || calm.matches || card.querySelector("video")) return;
    const video = Object.assign(document.createElement("video"), { src: img.dataset.moving, muted: true, loop: true, playsInline: true });
    video.setAttribute("aria-hidden", "true");
    video.addEventListener("canplay", () => { img.after(video); video.play().catch(() => {}); }, { once: true });
    const stop = () => { video.remove(); video.src = ""; card.removeEventListener("mouseleave", stop); card.removeEventListener("focusout", stop); };
    card.addEventListener("mouseleave", stop);
    card.addEventListener("focusout", stop);
    video.load();
  };
  document.addEventListener("mouseover", start);
  document.addEventListener("focusin", start);
  const seen = new MutationObserver(() => { if (document.querySelector(".models")) { seen.disconnect(); restore(); } });
  document.addEventListener("DOMContentLoaded", () => seen.observe(document.body, { childList: true, subtree: true }));
})();
