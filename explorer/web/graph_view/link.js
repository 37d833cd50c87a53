// Drawings of one link zoom and pan together. They may be of different sizes, so what they share
// is {zoom, x, y}: the zoom beyond the fitted one, and where in the scene the frame's middle is.

const LEAST_SHARE = 0.6; // of the scale that fills a frame

// On the page itself, because each drawing may have a module of its own.
const links = (globalThis[Symbol.for("residual-explorer-links")] ??= new Map());

function joinLink(state, name) {
  leaveLink(state);
  if (!name) return;
  if (!links.has(name)) links.set(name, { members: new Set(), shared: null });
  state.link = links.get(name);
  state.link.members.add(state);
}

function leaveLink(state) {
  const { link } = state;
  state.link = null;
  if (!link) return;
  link.members.delete(state);
  if (!link.members.size) link.shared = null; // the last one takes the zoom with it
  for (const other of link.members) if (other.scene) follow(other);
}

// What fits one drawing, or as much less as keeps boxes in all of them of about one size.
function linkedScale(state, scaleOf) {
  const own = scaleOf(state);
  const shown = [...(state.link?.members ?? [])].filter(({ scene, room }) => scene && room.width);
  return Math.max(Math.min(own, ...shown.map(scaleOf)), own * LEAST_SHARE);
}

// Do what a person asks of one drawing; where that moves its view, the others follow.
function acting(state, act) {
  const before = state.view;
  act();
  if (state.view !== before) tellLinked(state);
}

function tellLinked(state) {
  if (!state.link) return;
  state.link.shared = state.touched ? sharedView(state) : null;
  followOthers(state);
}

function followOthers(state) {
  for (const other of state.link?.members ?? []) if (other !== state && other.scene) follow(other);
}

function sharedView(state) {
  const { view: { x, y, k }, room, scene } = state;
  const part = (at, size, length) => (size / 2 - at) / (k * length);
  return {
    zoom: k / fittedView(state).k,
    x: part(x, room.width, scene.width),
    y: part(y, room.height, scene.height),
  };
}

function follow(state) {
  const { link: { shared }, room, scene } = state;
  if (!shared) return fit(state);
  const k = Math.min(Math.max(shared.zoom * fittedView(state).k, ZOOM.least), ZOOM.most);
  const at = (part, size, length) => size / 2 - part * k * length;
  moveView(state, {
    x: at(shared.x, room.width, scene.width), y: at(shared.y, room.height, scene.height), k,
  });
}
