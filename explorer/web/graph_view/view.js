// Zoom and pan. A view is {x, y, k}: world point p is drawn at (x + k * p.x, y + k * p.y).
// The frame's size is kept in state.room: to ask the page for it lays out the whole drawing.

const ZOOM = { least: 0.04, most: 4, step: 1.25, largestFit: 1.3, margin: 14 };

function applyView(state) {
  const { x, y, k } = state.view;
  state.world.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
  // Text that is too small to read is noise, and the slowest part of a large drawing.
  state.svg.classList.toggle("far", k < 0.45);
  state.svg.classList.toggle("farther", k < 0.22);
}

function measure(state) {
  state.room = { width: state.svg.clientWidth, height: state.svg.clientHeight };
}

function fillingScale({ room: { width, height }, scene }) {
  const inner = (size) => Math.max(size - 2 * ZOOM.margin, 1);
  return Math.min(inner(width) / scene.width, inner(height) / scene.height, ZOOM.largestFit);
}

function fittedView(state) {
  const { room: { width, height }, scene } = state;
  const k = linkedScale(state, fillingScale);
  return { x: (width - k * scene.width) / 2, y: (height - k * scene.height) / 2, k };
}

function fit(state) {
  state.view = fittedView(state);
  state.touched = false; // an untouched view fits itself anew when the frame or the scene changes
  applyView(state);
}

function moveView(state, view) {
  const { width, height } = state.room;
  const seen = 48; // pixels of the drawing that never leave the frame
  const hold = (at, size, room) => Math.min(Math.max(at, seen - size), room - seen);
  const x = hold(view.x, view.k * state.scene.width, width);
  const y = hold(view.y, view.k * state.scene.height, height);
  state.view = { x, y, k: view.k };
  state.touched = true;
  applyView(state);
}

function zoomAt(state, factor, at) {
  const { x, y, k } = state.view;
  const next = Math.min(Math.max(k * factor, ZOOM.least), ZOOM.most);
  const keep = (offset, point) => point - ((point - offset) * next) / k;
  moveView(state, { x: keep(x, at.x), y: keep(y, at.y), k: next });
}

function zoomMiddle(state, factor) {
  zoomAt(state, factor, { x: state.room.width / 2, y: state.room.height / 2 });
}

function pointIn(state, event) {
  const frame = state.svg.getBoundingClientRect();
  return { x: event.clientX - frame.left, y: event.clientY - frame.top };
}

function toWorld({ view }, point) {
  return { x: (point.x - view.x) / view.k, y: (point.y - view.y) / view.k };
}

function onScreen({ view }, box) {
  const { x, y, k } = view;
  return { x: x + k * box.x, y: y + k * box.y, w: k * box.w, h: k * box.h };
}

// Pan, and zoom in where things are too small to tell, until a box is well inside the frame.
function reveal(state, box, leastZoom = 0) {
  if (state.view.k < leastZoom) zoomMiddle(state, leastZoom / state.view.k);
  const { x, y, w, h } = onScreen(state, box);
  const { width, height } = state.room;
  const shift = (at, size, room) => {
    const edge = Math.min(40, Math.max((room - size) / 2, 0));
    if (at < edge) return edge - at;
    return at + size > room - edge ? room - edge - at - size : 0;
  };
  const [dx, dy] = [shift(x, w, width), shift(y, h, height)];
  if (dx || dy) moveView(state, { x: state.view.x + dx, y: state.view.y + dy, k: state.view.k });
}

// Where the view goes when a new scene replaces an old one of the same name.
function settleView(state, renamed) {
  if (state.link && !state.anchor) return follow(state);
  const anchor = state.anchor && anchorBox(state, state.anchor.id);
  const whole = fittedView(state);
  const legible = whole.k >= Math.min(0.5, state.view.k);
  if (renamed || (!state.touched && (legible || !anchor))) return fit(state);
  const { k } = state.view;
  if (!anchor) return moveView(state, state.view);
  return moveView(state, { x: state.anchor.x - k * anchor.x, y: state.anchor.y - k * anchor.y, k });
}

// What was toggled, as it is now: the frame it opened into, or the node it closed to.
function anchorBox({ scene }, id) {
  return scene.groups.find((group) => group.closes === id || group.id === id)
    ?? scene.nodes.find((node) => node.opens === id || node.id === id);
}
