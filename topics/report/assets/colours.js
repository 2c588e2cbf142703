"use strict";
/* One colour for each topic and theme: the first ten far apart, the others by turning the hue. */
const colours = (() => {
  const first = ["#2b6cb0", "#d9730d", "#2f855a", "#c53030", "#805ad5", "#0e8a9a", "#b7791f", "#d53f8c", "#6b8e23", "#8d5a3b"];
  const none = "#7b8794";
  const later = (number) => `hsl(${Math.round(number * 137.5) % 360} 55% ${[42, 56, 66][number % 3]}%)`;
  const numbered = (number) => (number < first.length ? first[number] : later(number));
  const topic = (number) => (number < 0 || report.data.topics[number].id < 0 ? none : numbered(number));
  const theme = (number) => (number < 0 ? none : numbered(number));
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return { topic, theme, css, of: (kind, number) => (kind === "topic" ? topic(number) : theme(number)) };
})();
