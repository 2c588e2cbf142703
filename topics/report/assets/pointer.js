"use strict";
/* Mouse, finger and keyboard on the map; the card that shows the paragraph in focus. */
(() => {
  const canvas = document.getElementById("map");
  if (!canvas) return;
  const { data, state, set, element } = report;
  const card = document.getElementById("card");
  const REACH = 14;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const MOST = 160;
  let pressed = null;
  let moved = false;

  /* From where to where the window shows the map. */
  function inSight() {
    const { top } = canvas.getBoundingClientRect();
    return [Math.max(4, 4 - top), Math.min(view.frame.height, innerHeight - top) - 4];
  }

  function tell(row) {
    const text = report.text(row);
    const labels = data.labels[row].filter((_, place) => place % 2 === 0).map(report.themeName);
    const swatch = element("i", { className: "swatch" });
    swatch.style.background = colours.of(state.colour, state.colour === "topic" ? data.topic[row] : report.primary(row));
    card.replaceChildren(
      element("p", {}, text.length > MOST ? `${text.slice(0, MOST)}……` : text),
      element("p", { className: "soft" }, swatch, `${report.topicName(data.topic[row])} · ${labels.join("、") || "未定主题"}`),
      element("p", { className: "soft" }, report.place(row)),
    );
    card.hidden = false;
    const [x, y] = [view.xOf(row), view.yOf(row)];
    const left = x + 16 + card.offsetWidth > view.frame.width ? x - 16 - card.offsetWidth : x + 16;
    card.style.left = `${Math.max(4, left)}px`;
    const [top, bottom] = inSight();
    card.style.top = `${Math.max(top, Math.min(y + 12, bottom - card.offsetHeight))}px`;
  }

  report.listen((chosen) => {
    if (chosen && state.focus !== null && !report.shown[state.focus]) state.focus = null;
    if (state.focus === null) card.hidden = true;
    else tell(state.focus);
  });

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const look = (event) => {
    const row = view.nearest(...place(event), REACH);
    if (row !== state.focus) set({ focus: row });
    canvas.style.cursor = row === null ? "default" : "pointer";
  };
  function zoom(factor, ...at) {
    view.zoom(factor, ...at);
    canvas.style.touchAction = view.frame.scale > 1 ? "none" : "pan-y";
    set({});
  }

  canvas.addEventListener("pointerdown", (event) => {
    pressed = place(event);
    moved = false;
    if (event.pointerType === "touch") look(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (pressed && event.buttons) {
      const now = place(event);
      const step = [now[0] - pressed[0], now[1] - pressed[1]];
      if (!moved && Math.hypot(...step) < 5) return;
      if (!moved) canvas.setPointerCapture(event.pointerId);
      moved = true;
      pressed = now;
      view.move(...step);
      set({});
    } else look(event);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!moved && state.focus !== null && event.pointerType === "mouse") listing.go(state.focus);
    pressed = null;
  });
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && !pressed) set({ focus: null });
  });
  canvas.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.metaKey) && document.activeElement !== canvas) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), ...place(event));
  }, { passive: false });
  canvas.addEventListener("dblclick", (event) => zoom(2, ...place(event)));
  canvas.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key in ARROWS) {
      const row = view.beside(state.focus, ...ARROWS[key]);
      if (row !== null) view.reveal(row);
      set({ focus: row });
    } else if (key === "Enter" && state.focus !== null) listing.go(state.focus);
    else if (key === "+" || key === "=") zoom(1.5);
    else if (key === "-") zoom(1 / 1.5);
    else if (key === "0") zoom(0);
    else if (key === "Escape") set({ focus: null });
    else return;
    event.preventDefault();
  });
  for (const [name, factor] of [["zoom-in", 1.5], ["zoom-out", 1 / 1.5], ["zoom-all", 0]])
    document.getElementById(name).addEventListener("click", () => zoom(factor));
})();
