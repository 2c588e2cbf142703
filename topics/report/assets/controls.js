"use strict";
/* Search, colours, legend, and every button that narrows the paragraphs to a theme or topic. */
(() => {
  const { data, state, set, n, element } = report;
  const legend = document.getElementById("legend");
  const search = document.getElementById("search");
  const SAID = 2500;
  let waiting = 0;

  const seek = () => set({ words: search.value.toLowerCase().split(/\s+/).filter(Boolean) });
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(seek, 120);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") reset();
    else if (event.key === "Enter" && !event.isComposing) {
      clearTimeout(waiting);
      seek();
      toList();
    }
  });

  function toList() {
    document.getElementById("paragraphs").scrollIntoView();
    document.getElementById("count").focus({ preventScroll: true });
  }
  document.getElementById("hits").addEventListener("click", (event) => {
    event.preventDefault();
    toList();
  });

  /* From the list back to the map, to the paragraph that was looked at; without a map to the search. */
  function back() {
    const read = document.activeElement.closest("#list article") ?? document.querySelector("#list .current");
    const row = read ? Number(read.dataset.row) : null;
    const target = document.getElementById("map") ?? search;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    if (row === null || data.x[row] < 0 || !report.shown[row]) return;
    view.reveal(row);
    set({ focus: row });
  }
  document.getElementById("back").addEventListener("click", back);
  document.getElementById("paragraphs").addEventListener("keydown", (event) => {
    if (event.key === "Escape") back();
  });

  function reset() {
    clearTimeout(waiting);
    search.value = "";
    set({ theme: null, topic: null, words: [] });
  }
  for (const button of document.querySelectorAll(".reset")) button.addEventListener("click", reset);

  /* How many paragraphs have each number; a paragraph counts for each of its themes, as in tables and list. */
  function numbers(kind) {
    const counts = new Map();
    const add = (number) => counts.set(number, (counts.get(number) ?? 0) + 1);
    for (let row = 0; row < n; row++) {
      if (kind === "topic") add(data.topic[row]);
      else report.themesOf(row).forEach((theme) => add(theme));
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
    document.getElementById("counted-topics").hidden = state.colour !== "topic";
    document.getElementById("counted-themes").hidden = state.colour !== "theme";
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
    toList();
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
      setTimeout(() => (button.textContent = "复制"), SAID);
    });

  report.listen((chosen) => chosen && showLegend());
  showLegend();
  requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = "yes")));
})();
