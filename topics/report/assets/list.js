"use strict";
/* The paragraphs that fit, some at a time, with evidence and found words marked. */
const listing = (() => {
  const { data, state, shown, n, element } = report;
  const list = document.getElementById("list");
  const more = document.getElementById("more");
  const count = document.getElementById("count");
  const PAGE = 30;
  const EVIDENCE = 1;
  const FOUND = 2;
  const NAMES = ["", "evidence", "found", "evidence found"];
  let rows = [];
  let listed = 0;

  const percent = (row, theme) => {
    const labels = data.labels[row];
    for (let place = 0; place < labels.length; place += 2) if (labels[place] === theme) return labels[place + 1];
    return 0;
  };

  function fitting() {
    const found = [];
    for (let row = 0; row < n; row++) if (shown[row]) found.push(row);
    const { theme } = state;
    if (theme !== null && theme >= 0) found.sort((one, other) => percent(other, theme) - percent(one, theme) || one - other);
    return found;
  }

  /* Why each character is marked; places are characters, of which some take two places in a string. */
  function marks(row, characters) {
    const flags = new Uint8Array(characters.length);
    const evidence = data.evidence[row];
    for (let place = 0; place < evidence.length; place += 3)
      if (state.theme === null || state.theme === evidence[place])
        flags.fill(EVIDENCE, evidence[place + 1], Math.min(evidence[place + 2], flags.length));
    const folded = characters.map((one) => one.toLowerCase());
    for (const word of state.words) {
      const letters = Array.from(word);
      for (let start = 0; start + letters.length <= folded.length; start++)
        if (letters.every((letter, place) => folded[start + place] === letter))
          for (let place = start; place < start + letters.length; place++) flags[place] |= FOUND;
    }
    return flags;
  }

  function marked(row) {
    const characters = Array.from(report.text(row));
    const flags = marks(row, characters);
    const pieces = [];
    for (let start = 0, end; start < characters.length; start = end) {
      for (end = start; end < characters.length && flags[end] === flags[start]; ) end++;
      const piece = characters.slice(start, end).join("");
      const className = NAMES[flags[start]];
      pieces.push(flags[start] ? element("mark", { className }, piece) : piece);
    }
    return pieces;
  }

  function tags(row) {
    const made = [];
    const labels = data.labels[row];
    for (let place = 0; place < labels.length; place += 2) {
      const sure = labels[place + 1] >= 99 ? "99%+" : `${labels[place + 1]}%`;
      made.push(element("button", { type: "button", className: "tag", title: "只看这个主题" }, `${report.themeName(labels[place])} ${sure}`));
      made.at(-1).dataset.theme = labels[place];
    }
    if (!labels.length) made.push(element("span", { className: "tag" }, `未定主题：${data.reasons[data.reason[row]] ?? "没有主题"}`));
    if (data.topic[row] >= 0) {
      made.push(element("button", { type: "button", className: "tag", title: "只看这个话题" }, report.topicName(data.topic[row])));
      made.at(-1).dataset.topic = data.topic[row];
      made.at(-1).style.borderColor = colours.topic(data.topic[row]);
    }
    return made;
  }

  function article(row) {
    const made = element("article", { tabIndex: -1 },
      element("p", {}, ...marked(row)), element("p", { className: "soft" }, report.place(row), " ", ...tags(row)));
    made.dataset.row = row;
    return made;
  }

  function extend(upTo) {
    const next = rows.slice(listed, upTo);
    list.append(...next.map(article));
    listed += next.length;
    offer();
  }

  function offer() {
    more.hidden = listed >= rows.length;
    more.textContent = `再看 ${Math.min(PAGE, rows.length - listed)} 段（还有 ${rows.length - listed} 段）`;
  }

  function refresh() {
    rows = fitting();
    listed = 0;
    list.replaceChildren();
    const limits = [];
    if (state.theme !== null) limits.push(`主题“${report.themeName(state.theme)}”`);
    if (state.topic !== null) limits.push(`话题“${report.topicName(state.topic)}”`);
    if (state.words.length) limits.push(`含有“${state.words.join(" ")}”`);
    count.textContent = limits.length ? `${limits.join("，")}：${rows.length} 段（共 ${n} 段）` : `共 ${n} 段`;
    const hits = document.getElementById("hits");
    hits.textContent = limits.length ? `${rows.length} 段` : "";
    hits.hidden = !limits.length;
    for (const reset of document.querySelectorAll(".reset")) reset.hidden = !limits.length;
    extend(PAGE);
    if (!rows.length) list.append(element("p", {}, "没有符合的段落。换个词试试，或清除筛选。"));
  }

  /* Show one paragraph in the list, wherever it stands there. */
  function go(row) {
    while (listed < rows.length && rows.indexOf(row) >= listed && listed < 300) extend(listed + PAGE);
    let target = list.querySelector(`[data-row="${row}"]`);
    if (!target) list.prepend((target = article(row)));
    list.querySelector(".current")?.classList.remove("current");
    target.classList.add("current");
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }

  /* On paper there is no button for more: list up to `most`, and say how many that are. Returns what undoes it. */
  function unfold(most) {
    const [before, said] = [listed, count.textContent];
    extend(Math.max(listed, most));
    if (listed < rows.length) count.textContent += `，这里印出前 ${listed} 段；其余请先筛选再打印`;
    return () => {
      while (listed > before && list.lastChild) {
        list.lastChild.remove();
        listed--;
      }
      count.textContent = said;
      offer();
    };
  }

  more.addEventListener("click", () => extend(listed + PAGE));
  report.listen((chosen) => chosen && refresh());
  refresh();
  return { go, unfold };
})();
