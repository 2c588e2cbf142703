"use strict";
/* What paper needs and a screen does not: more paragraphs, and everything that is folded up. */
(() => {
  const MOST = 200;
  let undo = [];

  addEventListener("beforeprint", () => {
    const closed = [...document.querySelectorAll("details:not([open])")];
    for (const one of closed) one.open = true;
    undo.push(listing.unfold(MOST), () => closed.forEach((one) => (one.open = false)));
  });
  addEventListener("afterprint", () => {
    for (const step of undo) step();
    undo = [];
  });
})();
