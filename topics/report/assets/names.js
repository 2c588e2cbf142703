"use strict";
/* Where the names of topics stand on the map: near their points but off all points, the buttons and each other. */
const names = (() => {
  const { frame } = view;
  const SQUARE = 8;
  const HEIGHT = 19;
  const RINGS = 6;
  const STEP = 10;
  const buttons = document.querySelector(".zoom");

  /* How many points a box covers: sums over squares from the corner on, so that any box is four look-ups. */
  function crowd(xs, ys) {
    const across = Math.ceil(frame.width / SQUARE) + 1;
    const down = Math.ceil(frame.height / SQUARE) + 1;
    const sums = new Uint32Array(across * down);
    for (let k = 0; k < xs.length; k++) {
      if (xs[k] < 0 || ys[k] < 0 || xs[k] >= frame.width || ys[k] >= frame.height) continue;
      sums[(Math.floor(ys[k] / SQUARE) + 1) * across + Math.floor(xs[k] / SQUARE) + 1]++;
    }
    for (let row = 1; row < down; row++)
      for (let column = 1; column < across; column++) {
        const at = row * across + column;
        sums[at] += sums[at - 1] + sums[at - across] - sums[at - across - 1];
      }
    const column = (x) => Math.min(across - 1, Math.max(0, Math.round(x / SQUARE)));
    const row = (y) => Math.min(down - 1, Math.max(0, Math.round(y / SQUARE))) * across;
    return (box, rim) => {
      const [left, right] = [column(box.x - box.half - rim), column(box.x + box.half + rim)];
      const [top, bottom] = [row(box.y - HEIGHT / 2 - rim), row(box.y + HEIGHT / 2 + rim)];
      return sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left];
    };
  }

  const meet = (one, other) =>
    Math.abs(one.x - other.x) < one.half + other.half && Math.abs(one.y - other.y) < (one.height + other.height) / 2;

  /* The middle of some points, then places above, below and beside most of them, ever farther out. */
  function places(xs, ys, half, rim) {
    const [across, down] = [Float32Array.from(xs).sort(), Float32Array.from(ys).sort()];
    const at = (values, share) => values[Math.round(share * (values.length - 1))];
    const [x, y] = [at(across, 0.5), at(down, 0.5)];
    const found = [[x, y]];
    for (let ring = 0; ring < RINGS; ring++) {
      const [up, aside] = [HEIGHT / 2 + rim + ring * STEP, half + rim + ring * STEP];
      const [left, right, top, bottom] = [at(across, 0.05), at(across, 0.95), at(down, 0.05), at(down, 0.95)];
      for (const height of [top - up, bottom + up]) found.push([x, height], [left, height], [right, height]);
      for (const side of [left - aside, right + aside]) found.push([side, y], [side, top], [side, bottom]);
    }
    return { middle: [x, y], found };
  }

  const inside = (value, rim, most) => Math.min(most - rim, Math.max(rim, value));

  /* A box for each group of points, largest first: half as wide as its name; null where no place is free. */
  function place(groups, xs, ys, rim) {
    const covered = crowd(xs, ys);
    const weight = xs.length < 2000 ? 50 : 10;
    const taken = [];
    if (buttons) taken.push({ x: buttons.offsetLeft + buttons.offsetWidth / 2, y: buttons.offsetTop + buttons.offsetHeight / 2,
      half: buttons.offsetWidth / 2 + 4, height: buttons.offsetHeight + 8 });
    return groups.map(({ half, points }) => {
      const { middle, found } = places(points.map((k) => xs[k]), points.map((k) => ys[k]), half, rim);
      let [best, least] = [null, Infinity];
      for (const [x, y] of found) {
        const box = { x: inside(x, half, frame.width), y: inside(y, HEIGHT / 2, frame.height), half, height: HEIGHT };
        if (taken.some((other) => meet(box, other))) continue;
        const cost = weight * Math.min(4, covered(box, rim)) + Math.hypot(box.x - middle[0], box.y - middle[1]);
        if (cost < least) [best, least] = [box, cost];
      }
      if (best) taken.push(best);
      return best;
    });
  }

  return { place };
})();
