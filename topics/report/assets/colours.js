"use strict";
/* One colour for each topic and theme: the first as far apart as the eye tells, each other far from all before it. */
const colours = (() => {
  const taken = ["#2d69b4", "#ff963c", "#008700", "#a5003c", "#2dc3ff", "#782d96", "#a5c300", "#ff87c3", "#694b00",
    "#00b487", "#c34ba5", "#a587ff", "#e14b3c", "#a58700"];
  const none = "#7b8794";
  let spare = null;

  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  /* A colour in Oklab (Ottosson 2020), where distances are those that people see. */
  const known = new Map();
  const lab = (hex) => known.get(hex) ?? known.set(hex, measured(hex)).get(hex);
  function measured(hex) {
    const [r, g, b] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255));
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
  }
  const distance = (one, other) => Math.hypot(...lab(one).map((part, at) => part - lab(other)[at]));

  /* Colours seen on light and on dark ground, with how far each is from those taken. */
  function spares() {
    const steps = ["00", "33", "66", "99", "cc", "ff"];
    const every = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));
    const seen = every.filter((hex) => lab(hex)[0] > 0.42 && lab(hex)[0] < 0.82);
    return seen.map((hex) => ({ hex, far: Math.min(...[none, ...taken].map((one) => distance(hex, one))) }));
  }

  function numbered(number) {
    while (taken.length <= number) {
      spare ??= spares();
      const next = spare.reduce((best, one) => (one.far > best.far ? one : best));
      if (!next.far) return taken[number % taken.length];
      taken.push(next.hex);
      for (const one of spare) one.far = Math.min(one.far, distance(one.hex, next.hex));
    }
    return taken[number];
  }

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
  return { follow, topic, theme, css, distance, of: (kind, number) => (kind === "topic" ? topic(number) : theme(number)) };
})();
