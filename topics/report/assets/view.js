"use strict";
/* The map as numbers: where each paragraph stands on the canvas, and which one is near a place. */
const view = (() => {
  const { data, n } = report;
  const STEPS = 4095;
  const MARGIN = 18;
  const rows = Array.from({ length: n }, (_, row) => row).filter((row) => data.x[row] >= 0);
  const frame = { width: 1, height: 1, scale: 1, left: 0, top: 0 };

  const side = () => [frame.width - 2 * MARGIN, frame.height - 2 * MARGIN];
  const xOf = (row) => frame.left + frame.scale * (MARGIN + (data.x[row] / STEPS) * side()[0]);
  const yOf = (row) => frame.top + frame.scale * (MARGIN + (1 - data.y[row] / STEPS) * side()[1]);

  /* All places at once, as the drawing needs them. */
  function project(xs, ys) {
    const [width, height] = side();
    const kx = (frame.scale * width) / STEPS;
    const ky = (frame.scale * height) / STEPS;
    const x0 = frame.left + frame.scale * MARGIN;
    const y0 = frame.top + frame.scale * (MARGIN + height);
    for (let k = 0; k < rows.length; k++) {
      xs[k] = x0 + kx * data.x[rows[k]];
      ys[k] = y0 - ky * data.y[rows[k]];
    }
  }

  function hold() {
    frame.left = Math.min(0, Math.max(frame.width * (1 - frame.scale), frame.left));
    frame.top = Math.min(0, Math.max(frame.height * (1 - frame.scale), frame.top));
  }

  function zoom(factor, x = frame.width / 2, y = frame.height / 2) {
    const scale = Math.min(40, Math.max(1, frame.scale * factor));
    frame.left = x - ((x - frame.left) * scale) / frame.scale;
    frame.top = y - ((y - frame.top) * scale) / frame.scale;
    frame.scale = scale;
    hold();
  }

  function move(dx, dy) {
    frame.left += dx;
    frame.top += dy;
    hold();
  }

  /* Bring a paragraph into sight. */
  function reveal(row) {
    const [x, y] = [xOf(row), yOf(row)];
    if (x < 0 || y < 0 || x > frame.width || y > frame.height) move(frame.width / 2 - x, frame.height / 2 - y);
  }

  function best(cost) {
    let found = null;
    let least = Infinity;
    for (const row of rows) {
      if (!report.shown[row]) continue;
      const here = cost(row);
      if (here < least) [found, least] = [row, here];
    }
    return [found, least];
  }

  function nearest(x, y, reach) {
    const [row, distance] = best((one) => (xOf(one) - x) ** 2 + (yOf(one) - y) ** 2);
    return distance <= reach * reach ? row : null;
  }

  /* The nearest paragraph to the left, right, top or bottom of one; the first from the middle. */
  function beside(row, dx, dy) {
    if (row === null) return best((one) => (xOf(one) - frame.width / 2) ** 2 + (yOf(one) - frame.height / 2) ** 2)[0];
    const [x, y] = [xOf(row), yOf(row)];
    return best((one) => {
      const along = (xOf(one) - x) * dx + (yOf(one) - y) * dy;
      const across = Math.abs((xOf(one) - x) * dy) + Math.abs((yOf(one) - y) * dx);
      return one === row || along <= 0 || across > along ? Infinity : along + 2 * across;
    })[0] ?? row;
  }

  return { rows, frame, xOf, yOf, project, zoom, move, hold, reveal, nearest, beside };
})();
