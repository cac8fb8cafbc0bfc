// What reacts at once on every page: theme, menu, toasts, copying, keys. No library, no network.
(() => {
  const root = document.documentElement;
  const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(name + "="))?.slice(name.length + 1) ?? "";
  const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`; };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const chosen = cookie("theme");
    root.dataset.theme = chosen === "dark" || (chosen !== "light" && system.matches) ? "dark" : "light";
  };
  paint();
  system.addEventListener("change", paint);

  const typing = (element) => element?.closest?.("input, textarea, select, [contenteditable]");
  // Without TLS and off this machine browsers have no clipboard for scripts, only the old command. The
  // text is put beside the button: outside of an open dialog nothing can be selected.
  const copyAsOnce = (text, button) => {
    const place = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
    button.after(place);
    place.select();
    document.execCommand("copy");
    place.remove();
    button.focus();
  };
  const click = {
    menu: () => root.classList.toggle("side-open"),
    copy: async (button) => {
      const text = button.dataset.text ?? button.parentElement.querySelector("pre")?.textContent ?? "";
      if (navigator.clipboard) await navigator.clipboard.writeText(text);
      else copyAsOnce(text, button);
      genmux.toast(button.dataset.done ?? "OK");
    },
    close: (button) => button.closest("dialog")?.close(),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-act]");
    if (button && click[button.dataset.act]) click[button.dataset.act](button);
    else if (root.classList.contains("side-open") && !event.target.closest?.(".side")) root.classList.remove("side-open");
    if (event.target.matches?.("dialog.dialog")) event.target.close();
  });
  document.addEventListener("change", (event) => {
    const act = event.target.dataset?.act;
    if (act === "theme") { keep("theme", event.target.value); paint(); }
    if (act === "language") { keep("language", event.target.value); location.reload(); }
    if (act === "send") event.target.form.submit();
  });
  // Conversations and forms are kept in the tab; whoever signs in here next shall not find them.
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/sign-out") sessionStorage.clear();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.classList.remove("side-open");
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      const field = document.querySelector("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const button = document.querySelector("[data-run]:not([disabled])");
      if (button) { event.preventDefault(); button.click(); }
    }
  });
  window.genmux = {
    cookie, keep,
    purse(text) {
      const place = document.getElementById("purse");
      if (place) place.textContent = text;
    },
    toast(text, tone = "") {
      let place = document.getElementById("toasts");
      if (!place) {
        place = Object.assign(document.createElement("div"), { id: "toasts" });
        place.setAttribute("role", "status");
        document.body.append(place);
      }
      const toast = Object.assign(document.createElement("div"), { className: `toast ${tone}`, textContent: text });
      place.append(toast);
      setTimeout(() => toast.remove(), tone === "bad" ? 8000 : 3500);
    },
  };
})();
