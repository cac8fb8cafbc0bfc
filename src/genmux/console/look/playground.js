// Results under the hand: enlarging, comparing, searching in lists of models.
(() => {
  function zoom(source, label) {
    const dialog = document.createElement("dialog");
    dialog.className = "zoom";
    dialog.setAttribute("aria-label", label);
    const img = Object.assign(document.createElement("img"), { src: source, alt: label, draggable: false });
    const close = Object.assign(document.createElement("button"), { type: "button", className: "button round", textContent: "×", ariaLabel: "×" });
    close.onclick = () => dialog.close();
    dialog.append(close, img);
    document.body.append(dialog);
    let k = 1, x = 0, y = 0, from = null;
    const paint = () => { img.style.setProperty("--k", k); img.style.setProperty("--x", `${x}px`); img.style.setProperty("--y", `${y}px`); };
    const fit = () => { k = Math.min(innerWidth / img.naturalWidth, innerHeight / img.naturalHeight, 1); x = y = 0; paint(); };
    img.onload = fit;
    dialog.addEventListener("wheel", (e) => { e.preventDefault(); k = Math.min(8, Math.max(0.05, k * (e.deltaY < 0 ? 1.15 : 1 / 1.15))); paint(); }, { passive: false });
    img.onpointerdown = (e) => { from = [e.clientX - x, e.clientY - y]; img.setPointerCapture(e.pointerId); };
    img.onpointermove = (e) => { if (from) { x = e.clientX - from[0]; y = e.clientY - from[1]; paint(); } };
    img.onpointerup = () => { from = null; };
    img.ondblclick = () => { if (k < 1) { k = 1; paint(); } else fit(); };
    dialog.onkeydown = (e) => {
      if (e.key === "+" || e.key === "-") { k *= e.key === "+" ? 1.25 : 0.8; paint(); }
    };
    dialog.onclose = () => dialog.remove();
    dialog.showModal();
    if (img.complete) fit();
  }
  const act = {
    zoom: (button) => { const img = button.querySelector("img"); zoom(img.src, img.alt); },
    compare: (button) => {
      const place = button.parentElement.querySelector("[data-compare]");
      const on = !place.classList.contains("on");
      place.classList.toggle("on", on);
      button.setAttribute("aria-pressed", on);
      for (const one of place.querySelectorAll(":scope > .before, :scope > input")) one.hidden = !on;
    },
  };
  document.addEventListener("click", (e) => {
    const button = e.target.closest?.("[data-play]");
    if (button) act[button.dataset.play]?.(button);
  });
  document.addEventListener("input", (e) => {
    if (e.target.parentElement?.dataset?.compare !== undefined) e.target.parentElement.style.setProperty("--at", `${e.target.value}%`);
    if (e.target.dataset?.play === "filter") {
      const words = e.target.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of e.target.closest(".body").querySelectorAll("li[data-text]")) row.hidden = !words.every((w) => row.dataset.text.includes(w));
    }
  });
})();
