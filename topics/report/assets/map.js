"use strict";
/* The drawing of the map: points, the names of large topics, and the paragraph in focus. */
const map = (() => {
  const canvas = document.getElementById("map");
  if (!canvas) return { draw() {}, named: () => [] };
  const { data, state, shown } = report;
  const { rows, frame } = view;
  const pen = canvas.getContext("2d");
  const xs = new Float32Array(rows.length);
  const ys = new Float32Array(rows.length);
  const radius = () => (rows.length < 600 ? 5 : rows.length < 6000 ? 3 : 1.6) * Math.min(2.5, frame.scale ** 0.35) * Math.min(1, Math.sqrt(frame.width / 800));
  let asked = false;

  /* The places in `rows` by colour, those without a number below the others. */
  function groups() {
    const found = new Map();
    rows.forEach((row, k) => {
      const number = state.colour === "topic" ? data.topic[row] : report.primary(row);
      if (!found.has(number)) found.set(number, []);
      found.get(number).push(k);
    });
    return [...found].sort((one, other) => (one[0] >= 0) - (other[0] >= 0) || other[1].length - one[1].length);
  }
  let grouped = { kind: null };
  function byColour() {
    if (grouped.kind !== state.colour) grouped = { kind: state.colour, groups: groups() };
    return grouped.groups;
  }

  function dots(places, size) {
    pen.beginPath();
    for (const k of places) {
      if (xs[k] < -size || ys[k] < -size || xs[k] > frame.width + size || ys[k] > frame.height + size) continue;
      if (size < 2.5) pen.rect(xs[k] - size, ys[k] - size, 2 * size, 2 * size);
      else {
        pen.moveTo(xs[k] + size, ys[k]);
        pen.arc(xs[k], ys[k], size, 0, 2 * Math.PI);
      }
    }
    pen.fill();
  }

  function points() {
    const size = radius();
    const all = byColour();
    pen.globalAlpha = 0.25;
    pen.fillStyle = colours.css("--soft");
    for (const [, places] of all) dots(places.filter((k) => !shown[rows[k]]), size * 0.7);
    pen.globalAlpha = rows.length > 6000 ? 0.7 : 0.85;
    for (const [number, places] of all) {
      pen.fillStyle = colours.of(state.colour, number);
      dots(places.filter((k) => shown[rows[k]]), size);
    }
    pen.globalAlpha = 1;
  }

  /* The names of topics, large ones first, and where they stand. */
  function named() {
    if (state.colour !== "topic") return [];
    pen.font = `600 13px ${getComputedStyle(document.body).fontFamily}`;
    const large = byColour().filter(([number]) => number >= 0 && data.topics[number].id >= 0);
    const groups = large
      .filter(([number]) => state.topic === null || state.topic === number)
      .map(([number, places]) => ({
        name: data.topics[number].name,
        half: pen.measureText(data.topics[number].name).width / 2 + 4,
        points: places.filter((k) => xs[k] > 0 && ys[k] > 0 && xs[k] < frame.width && ys[k] < frame.height),
      }))
      .filter(({ points }) => points.length);
    const boxes = names.place(groups, xs, ys, radius());
    return groups.map(({ name }, rank) => ({ name, box: boxes[rank] })).filter(({ box }) => box);
  }

  function write(found) {
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 4;
    pen.strokeStyle = colours.css("--paper");
    pen.fillStyle = colours.css("--ink");
    for (const { name, box } of found) {
      pen.strokeText(name, box.x, box.y);
      pen.fillText(name, box.x, box.y);
    }
  }

  function focus() {
    if (state.focus === null || data.x[state.focus] < 0) return;
    pen.beginPath();
    pen.arc(view.xOf(state.focus), view.yOf(state.focus), radius() + 4, 0, 2 * Math.PI);
    pen.lineWidth = 2.5;
    pen.strokeStyle = colours.css("--ink");
    pen.stroke();
  }

  function paint() {
    asked = false;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      Object.assign(frame, { width, height });
      view.hold();
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    view.project(xs, ys);
    points();
    write(named());
    focus();
  }

  function draw() {
    if (!asked) requestAnimationFrame(paint);
    asked = true;
  }

  report.listen(draw);
  new ResizeObserver(draw).observe(canvas);
  colours.follow(paint);
  draw();
  return { draw, named };
})();
