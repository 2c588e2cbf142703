"use strict";
/* Themes and topics over time, drawn by uPlot. */
(() => {
  const host = document.getElementById("trend");
  if (!host) return;
  const trend = JSON.parse(document.getElementById("trend-data").textContent);
  const SHOWN = 5;
  const HEIGHT = 300;
  let plot = null;

  const chosen = (name) => document.querySelector(`[name=${name}]:checked`).value;
  const sum = (counts) => counts.reduce((total, count) => total + count, 0);

  function lines(kind) {
    return trend[kind].map((counts, number) => ({ number, counts, sum: sum(counts) }))
      .filter((line) => line.sum)
      .sort((one, other) => other.sum - one.sum)
      .slice(0, 20);
  }

  function draw() {
    const [kind, unit] = [chosen("trend-kind"), chosen("trend-unit")];
    const name = kind === "topic" ? report.topicName : report.themeName;
    const show = (value) => (value === null || value === undefined ? "" : unit === "share" ? `${value.toFixed(1)}%` : String(value));
    const found = lines(kind);
    const values = ({ counts }) =>
      unit === "share" ? counts.map((count, at) => (trend.totals[at] ? (100 * count) / trend.totals[at] : null)) : counts;
    const axis = { stroke: () => colours.css("--soft"), grid: { stroke: () => colours.css("--line"), width: 1 }, ticks: { show: false } };
    const options = {
      width: Math.max(260, host.clientWidth),
      height: HEIGHT,
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, (most || 1) * 1.05] } },
      axes: [
        { ...axis, space: 70, incrs: [1, 2, 3, 6, 12, 24, 60], values: (_, at) => at.map((one) => trend.names[one] ?? "") },
        { ...axis, size: 48, values: (_, at) => at.map((one) => (unit === "share" ? `${one}%` : one)) },
      ],
      series: [
        { label: "时间", value: (_, at) => trend.names[at] ?? "" },
        ...found.map(({ number }, rank) => ({
          label: name(number), stroke: colours.of(kind, number), width: 2, show: rank < SHOWN, points: { show: trend.names.length < 40, size: 5 },
          value: (_, value) => show(value),
        })),
      ],
    };
    plot?.destroy();
    plot = new uPlot(options, [trend.names.map((_, at) => at), ...found.map(values)], host);
    for (const head of host.querySelectorAll(".u-legend th")) reachable(head);
  }

  /* uPlot's legend answers the mouse alone. */
  function reachable(head) {
    head.tabIndex = 0;
    head.setAttribute("role", "button");
    head.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      head.click();
    });
  }

  for (const choice of document.querySelectorAll("[name=trend-kind], [name=trend-unit]")) choice.addEventListener("change", draw);
  new ResizeObserver(() => plot?.setSize({ width: Math.max(260, host.clientWidth), height: HEIGHT })).observe(host);
  colours.follow(() => plot?.redraw());
  draw();
})();
