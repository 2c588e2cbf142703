"use strict";
/* What is shown: the data of the page, what the reader chose, and which paragraphs fit that. */
const report = (() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data");
  const n = data.x.length;
  const state = { colour: data.topics.length ? "topic" : "theme", topic: null, theme: null, words: [], focus: null };
  const shown = new Uint8Array(n).fill(1);
  const listeners = [];
  let texts = null;
  let folded = null;

  const text = (row) => (texts ??= read("texts"))[row];
  const fold = () => (folded ??= (text(0), texts.map((one) => one.toLowerCase())));
  const primary = (row) => (data.labels[row].length ? data.labels[row][0] : -1);
  const themesOf = (row) => (data.labels[row].length ? data.labels[row].filter((_, place) => place % 2 === 0) : [-1]);
  const carries = (row, theme) =>
    theme < 0 ? !data.labels[row].length : data.labels[row].some((one, place) => place % 2 === 0 && one === theme);

  function choose() {
    const { topic, theme, words } = state;
    const search = words.length ? fold() : null;
    for (let row = 0; row < n; row++) {
      shown[row] =
        (topic === null || data.topic[row] === topic) &&
        (theme === null || carries(row, theme)) &&
        (!search || words.every((word) => search[row].includes(word)));
    }
  }

  /* Change what is shown; listeners are told whether the choice of paragraphs changed too. */
  function set(change) {
    Object.assign(state, change);
    const chosen = ["topic", "theme", "words"].some((key) => key in change);
    if (chosen) choose();
    listeners.forEach((listen) => listen(chosen));
  }

  const themeName = (theme) => (theme < 0 ? "未定主题" : data.themes[theme]);
  const topicName = (topic) => (topic < 0 ? "不参与聚类" : data.topics[topic].name);
  const place = (row) => {
    const first = data.lines[2 * row];
    const last = data.lines[2 * row + 1];
    const lines = first === last ? first : `${first}–${last}`;
    const day = data.date[row] < 0 ? "" : ` · ${data.dates[data.date[row]]}`;
    return `${data.documents[data.document[row]]} 第 ${lines} 行${day}`;
  };

  /* An element with properties and children; text is never read as HTML. */
  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  return { data, n, state, shown, text, primary, themesOf, set, themeName, topicName, place, element,
    listen: (listener) => listeners.push(listener) };
})();
