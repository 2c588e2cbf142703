"use strict";
/* Tables: sorted by a click on the head of a column, and a sign where they go on beyond the screen. */
(() => {
  const { element } = report;

  const valueOf = (row, column) => parseFloat(row.cells[column].textContent);

  /* Rows in the order of a column of numbers; those without one last. */
  function sort(head, descending) {
    const body = head.closest("table").tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, value: valueOf(row, head.cellIndex) }));
    const sign = descending ? -1 : 1;
    rows.sort((one, other) => isNaN(one.value) - isNaN(other.value) || sign * (one.value - other.value) || 0);
    body.append(...rows.map(({ row }) => row));
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
  }

  for (const head of document.querySelectorAll("th[data-sort]")) {
    const button = element("button", { type: "button", className: "sort", title: "排序" }, head.textContent);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      sort(head, now ? now === "ascending" : head.dataset.sort === "descending");
    });
    head.replaceChildren(button);
  }

  for (const box of document.querySelectorAll(".scroll")) {
    const hint = element("p", { className: "swipe soft screen", hidden: true }, "← 左右滑动，看其余部分 →");
    box.before(hint);
    const look = () => {
      const hidden = box.scrollWidth - box.clientWidth;
      hint.hidden = hidden < 2;
      box.classList.toggle("goes-on", box.scrollLeft < hidden - 1);
      if (hidden < 2) box.removeAttribute("tabindex");
      else box.tabIndex = 0;
    };
    box.addEventListener("scroll", look, { passive: true });
    new ResizeObserver(look).observe(box);
  }
})();
