// The component: one state for each place in the page, kept over reruns.

const states = new WeakMap();

export default function graphView({ data, parentElement, setStateValue, setTriggerValue }) {
  const state = states.get(parentElement) ?? mount(parentElement, data);
  state.setState = setStateValue;
  state.setTrigger = setTriggerValue;
  update(state, data);
  return () => {
    state.observer.disconnect();
    leaveLink(state);
    states.delete(parentElement);
  };
}

function mount(parentElement, data) {
  const root = parentElement.querySelector(".graph");
  const svg = root.querySelector(".canvas");
  const state = {
    root, svg, world: svg.querySelector(".world"), tip: root.querySelector(".tip"),
    frame: root.querySelector(".frame"), pointers: new Map(), items: new Map(), matches: [],
    match: -1, query: "", selected: "", colorBy: "", given: {}, view: { x: 0, y: 0, k: 1 },
    touched: false, setState: () => {}, marks: {}, editable: true, link: null,
  };
  states.set(parentElement, state);
  listen(state);
  listenToolbar(state);
  state.observer = new ResizeObserver(() => resize(state));
  state.observer.observe(state.frame);
  return state;
}

function resize(state) {
  const { width, height } = state.room;
  measure(state);
  const same = width === state.room.width && height === state.room.height;
  if (same) return;
  if (state.link) followOthers(state);
  if (state.link) follow(state);
  else if (!state.touched) fit(state);
}

// Only what changed is drawn anew: zoom, focus and search survive a rerun of the page.
function update(state, data) {
  const isNew = (name) => state.given[name] !== data[name];
  if (isNew("height")) {
    state.frame.style.height = `${data.height}px`;
    measure(state);
  }
  if (isNew("link")) joinLink(state, data.link);
  Object.assign(state, { marks: data.marks, editable: data.editable });
  state.root.classList.toggle("bare", data.bare);
  const redraws = isNew("version");
  if (redraws) redraw(state, data.scene);
  if (isNew("color_by")) state.colorBy = data.color_by;
  if (isNew("lit")) state.selected = data.selected;
  if (isNew("lit") || redraws) lightSelected(state);
  if (isNew("search")) state.root.querySelector("input").value = data.search;
  if (isNew("search")) search(state, data.search);
  else if (redraws) search(state, state.query);
  const recolors = isNew("color_by") || redraws;
  state.given = data;
  if (recolors) showColors(state);
}

function redraw(state, scene) {
  const renamed = state.scene?.name !== scene.name;
  const focused = state.svg.querySelector("[data-item]:focus")?.dataset.item;
  hideTip(state);
  state.scene = scene;
  drawScene(state);
  makeConnector(state);
  settleView(state, renamed);
  if (state.anchor) tellLinked(state);
  else followOthers(state); // their common scale may be another one now
  const anchored = state.anchor && itemById(state, state.anchor.id);
  state.anchor = null;
  setCurrent(state, state.items.get(state.current) ?? anchored ?? state.items.values().next().value);
  if (focused) state.items.get(state.current)?.element.focus({ preventScroll: true });
}

function showColors(state) {
  state.root.querySelector("select").value = state.colorBy;
  colorNodes(state);
}

const BUTTONS = {
  out: (state) => zoomMiddle(state, 1 / ZOOM.step),
  in: (state) => zoomMiddle(state, ZOOM.step),
  fit,
  next: (state) => stepMatch(state, 1),
  previous: (state) => stepMatch(state, -1),
  fullscreen: ({ root }) => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
};

function listenToolbar(state) {
  const toolbar = state.root.querySelector(".toolbar");
  toolbar.addEventListener("click", ({ target }) => {
    acting(state, () => BUTTONS[target.closest("[data-do]")?.dataset.do]?.(state));
  });
  toolbar.addEventListener("input", ({ target }) => target.matches("input") && search(state, target.value));
  toolbar.addEventListener("change", ({ target }) => target.matches("select") && recolor(state, target.value));
  toolbar.addEventListener("keydown", (event) => {
    if (!event.target.matches("input")) return;
    event.stopPropagation(); // letters are no shortcuts of the page here
    if (event.key === "Enter") stepMatch(state, event.shiftKey ? -1 : 1);
    if (event.key === "Escape") clear(state);
  });
}

function recolor(state, by) {
  state.colorBy = by;
  colorNodes(state);
  state.setState("color_by", by);
}
