// Pointer, wheel and keys. All listeners sit on the drawing; items are found by their data-item.

const CLICK_SLACK = 4; // pixels a pointer may move in a click

function itemAt(state, target) {
  return state.items.get(target.closest?.("[data-item]")?.dataset.item);
}

function listen(state) {
  const { svg } = state;
  const on = (type, act, options) => svg.addEventListener(
    type, (event) => acting(state, () => act(state, event)), options,
  );
  on("pointerdown", press);
  on("pointermove", drag);
  on("pointerup", release);
  on("pointercancel", cancel);
  on("pointerover", hover);
  on("pointerleave", leave);
  on("dblclick", openByDoubleClick);
  on("wheel", wheel, { passive: false });
  on("keydown", pressKey);
  on("focusin", focusIn);
  on("focusout", (s) => hideTip(s));
}

function press(state, event) {
  if (event.button > 0) return;
  const at = pointIn(state, event);
  state.pointers.set(event.pointerId, at);
  const source = event.target.closest?.("[data-connect]") && state.connector.place;
  state.press = { at, target: event.target, view: state.view, source, moved: state.pointers.size > 1 };
  if (source) event.preventDefault();
  else if (!itemAt(state, event.target)) state.svg.focus({ preventScroll: true });
}

function drag(state, event) {
  const { pointers, press } = state;
  if (!press || !pointers.has(event.pointerId)) return;
  const at = pointIn(state, event);
  const last = pointers.get(event.pointerId);
  pointers.set(event.pointerId, at);
  if (pointers.size === 2) return pinch(state, event.pointerId, last, at);
  const [dx, dy] = [at.x - press.at.x, at.y - press.at.y];
  if (!press.moved && Math.hypot(dx, dy) < CLICK_SLACK) return;
  if (!press.moved) state.svg.setPointerCapture(event.pointerId);
  press.moved = true;
  hideTip(state);
  if (press.source) return drawDraft(state, at);
  state.svg.classList.add("panning");
  moveView(state, { ...press.view, x: press.view.x + dx, y: press.view.y + dy });
}

function pinch(state, moving, last, at) {
  const [, still] = [...state.pointers].find(([id]) => id !== moving);
  const spread = (point) => Math.hypot(point.x - still.x, point.y - still.y) || 1;
  const middle = { x: (at.x + still.x) / 2, y: (at.y + still.y) / 2 };
  zoomAt(state, spread(at) / spread(last), middle);
}

function release(state, event) {
  const { press } = state;
  cancel(state, event);
  if (!press) return;
  if (press.source) return press.moved && connect(state, press.source, pointIn(state, event));
  if (!press.moved) click(state, press.target);
}

function cancel(state, event) {
  state.pointers.delete(event.pointerId);
  state.svg.classList.remove("panning");
  clearDraft(state);
  state.press = null; // a finger that stays after a pinch pans no further
}

function click(state, target) {
  const item = itemAt(state, target);
  if (!item) return select(state, "");
  setCurrent(state, item);
  if (target.closest("[data-open]")) return openOrClose(state, item);
  if (item.type === "edge") return toggle(state, item);
  if (item.type === "node" || target.closest("[data-header]")) return select(state, item.data.id);
  state.svg.focus({ preventScroll: true });
  select(state, "");
}

function openByDoubleClick(state, event) {
  const item = itemAt(state, event.target);
  if (item?.type === "node" && !event.target.closest("[data-open]")) openOrClose(state, item);
}

// Opens a node; closes a group, or the innermost group around a node that holds nothing.
function openOrClose(state, item) {
  const own = item.data.opens || item.data.closes;
  const around = own || item.type !== "node" ? null : groupsAround(state, item).find((g) => g.data.closes);
  const id = own || around?.data.closes;
  if (!id) return;
  const { x, y } = onScreen(state, (around ?? item).box);
  state.anchor = { id, x, y };
  state.setTrigger("open", id);
}

function toggle(state, item) {
  if (!state.editable) return;
  hideTip(state);
  state.setTrigger("toggle", item.data.toggles);
}

function contains(box, { x, y }) {
  return x >= box.x && y >= box.y && x <= box.x + box.w && y <= box.y + box.h;
}

function groupsAround({ items }, item) {
  return [...items.values()]
    .filter((other) => other.type === "group" && contains(other.box, centre(item)))
    .sort((a, b) => a.box.w * a.box.h - b.box.w * b.box.h);
}

function hover(state, event) {
  if (state.press) return; // also before its first move: the handle must not jump to what it crosses
  const item = itemAt(state, event.target);
  const isField = item?.type === "group" && !event.target.closest("[data-header]");
  if (item && !isField) showTip(state, item, event);
  else hideTip(state);
  if (item && item.type !== "edge") showConnector(state, item);
}

function leave(state) {
  hideTip(state);
  if (!state.press) state.connector.element.setAttribute("hidden", "");
}

function focusIn(state, event) {
  const item = itemAt(state, event.target);
  if (!item) return;
  setCurrent(state, item);
  showTip(state, item);
  if (item.type !== "edge") showConnector(state, item);
}

// The page keeps its own scrolling until the drawing was clicked or fills the screen.
function wheel(state, event) {
  const engaged = state.root.getRootNode().activeElement?.closest?.(".canvas");
  const full = state.root.matches(":fullscreen");
  if (!event.ctrlKey && !event.metaKey && !engaged && !full) return showHint(state);
  event.preventDefault();
  const pixels = event.deltaMode ? 30 * event.deltaY : event.deltaY;
  hideTip(state);
  zoomAt(state, Math.exp(-Math.max(-90, Math.min(90, pixels)) / (event.ctrlKey ? 160 : 320)), pointIn(state, event));
}

function showHint(state) {
  const hint = state.root.querySelector(".hint");
  hint.hidden = false;
  clearTimeout(state.hintTimer);
  state.hintTimer = setTimeout(() => { hint.hidden = true; }, 1400);
}

const KEYS = {
  "+": (state) => zoomMiddle(state, ZOOM.step),
  "=": (state) => zoomMiddle(state, ZOOM.step),
  "-": (state) => zoomMiddle(state, 1 / ZOOM.step),
  0: fit,
  n: (state) => stepMatch(state, 1),
  N: (state) => stepMatch(state, -1),
  Enter: (state, item) => item && (item.type === "edge" ? toggle(state, item) : select(state, item.data.id)),
  " ": (state, item) => item && openOrClose(state, item),
  Escape: clear,
};

function pressKey(state, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const item = itemAt(state, event.target);
  const act = event.key in DIRECTIONS ? walk : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation(); // Streamlit has shortcuts of its own
  act(state, item, event.key);
}

function walk(state, item, key) {
  const next = item ? neighbour(state, item, key) : state.items.get(state.current);
  if (next) focusItem(state, next);
}

function clear(state) {
  hideTip(state);
  select(state, "");
  state.root.querySelector("input").value = "";
  search(state, "");
}
