"use strict";
/* One colour for each topic and theme: the first ten far apart, the others by turning the hue. */
const colours = (() => {
  const first = ["#2b6cb0", "#d9730d", "#2f855a", "#c53030", "#805ad5", "#0e8a9a", "#b7791f", "#d53f8c", "#6b8e23", "#8d5a3b"];
  const none = "#7b8794";
  const later = (number) => `hsl(${Math.round(number * 137.5) % 360} 55% ${[42, 56, 66][number % 3]}%)`;
  const numbered = (number) => (number < first.length ? first[number] : later(number));
  const topic = (number) => (number < 0 || report.data.topics[number].id < 0 ? none : numbered(number));
  const theme = (number) => (number < 0 ? none : numbered(number));
  const onPaper = { "--ink": "#1f2933", "--soft": "#616e7c", "--line": "#d9e2ec", "--paper": "#fff" };
  let printing = false;
  const css = (name) => (printing ? onPaper[name] : getComputedStyle(document.documentElement).getPropertyValue(name).trim());

  /* Drawings follow a dark screen, but not onto paper. */
  function follow(draw) {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    for (const [name, now] of [["beforeprint", true], ["afterprint", false]])
      addEventListener(name, () => {
        printing = now;
        draw();
      });
  }
  return { follow, topic, theme, css, of: (kind, number) => (kind === "topic" ? topic(number) : theme(number)) };
})();
