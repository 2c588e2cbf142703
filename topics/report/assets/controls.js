"use strict";
/* Search, colours, legend, and every button that narrows the paragraphs to a theme or topic. */
(() => {
  const { data, state, set, n, element } = report;
  const legend = document.getElementById("legend");
  const search = document.getElementById("search");
  let waiting = 0;

  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => set({ words: search.value.toLowerCase().split(/\s+/).filter(Boolean) }), 120);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") reset();
  });

  function reset() {
    search.value = "";
    set({ theme: null, topic: null, words: [] });
  }
  for (const button of document.querySelectorAll(".reset")) button.addEventListener("click", reset);

  /* How many paragraphs on the map have each number. */
  function numbers(kind) {
    const counts = new Map();
    for (let row = 0; row < n; row++) {
      if (data.x[row] < 0) continue;
      const number = kind === "topic" ? data.topic[row] : report.primary(row);
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return [...counts].sort((one, other) => (one[0] < 0) - (other[0] < 0) || other[1] - one[1]);
  }

  function entry(kind, number, size) {
    const swatch = element("i", { className: "swatch" });
    swatch.style.background = colours.of(kind, number);
    const name = kind === "topic" ? report.topicName(number) : report.themeName(number);
    const button = element("button", { type: "button" }, swatch, `${name} `, element("span", { className: "soft" }, String(size)));
    button.setAttribute("aria-pressed", state[kind] === number);
    button.addEventListener("click", () => set({ [kind]: state[kind] === number ? null : number }));
    return button;
  }

  function showLegend() {
    if (!legend) return;
    const held = [...legend.children].indexOf(document.activeElement);
    legend.replaceChildren(...numbers(state.colour).map(([number, size]) => entry(state.colour, number, size)));
    legend.children[held]?.focus();
  }

  for (const choice of document.querySelectorAll("[name=colour]"))
    choice.addEventListener("change", () => {
      set({ colour: choice.value });
      showLegend();
    });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-theme], button[data-topic]");
    if (!button) return;
    const number = (key) => (key in button.dataset ? Number(button.dataset[key]) : null);
    set({ theme: number("theme"), topic: number("topic") });
    document.getElementById("paragraphs").scrollIntoView();
    document.getElementById("count").focus({ preventScroll: true });
  });

  for (const button of document.querySelectorAll("button[data-copy]"))
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      let copied = true;
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        getSelection().selectAllChildren(source);
        copied = document.execCommand("copy");
      }
      button.textContent = copied ? "已复制" : "已选中，请按 Ctrl+C";
    });

  report.listen((chosen) => chosen && showLegend());
  showLegend();
  requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = "yes")));
})();
