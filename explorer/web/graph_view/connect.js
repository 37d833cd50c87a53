// Drawing a long skip: a handle on the stage under the pointer, dragged to another stage.

// The place that a whole item stands for: "input", "stem", "stage1", ... or "".
function placeOf({ data }) {
  const whole = ["image", "stage"].includes(data.kind) || data.place === "stem";
  return whole ? data.place : "";
}

const rankOf = (place) => (place === "input" ? -1 : place === "stem" ? 0 : Number(place.slice(5)));

function makeConnector(state) {
  const element = make("g", { class: "connector", "data-connect": "", hidden: "" }, state.over);
  make("circle", { class: "reach", r: 15 }, element);
  make("circle", { class: "disc", r: 6.5 }, element);
  make("title", {}, element, "drag to another stage to add a long skip");
  state.connector = { element, place: "", x: 0, y: 0 };
}

// A stage's handle also shows over its blocks, so that it can be reached across the frame.
function showConnector(state, item) {
  const owner = state.editable && [item, ...groupsAround(state, item)].find(placeOf);
  const { connector } = state;
  connector.element.toggleAttribute("hidden", !owner);
  if (!owner) return;
  const { x, y, w } = owner.box;
  Object.assign(connector, { place: placeOf(owner), x: x + w / 2, y });
  connector.element.setAttribute("transform", `translate(${connector.x} ${y})`);
}

function targetAt(state, source, at) {
  const point = toWorld(state, at);
  return [...state.items.values()]
    .filter((item) => placeOf(item) && placeOf(item) !== source && contains(item.box, point))
    .sort((a, b) => a.box.w * a.box.h - b.box.w * b.box.h)[0];
}

function drawDraft(state, at) {
  const { connector, over } = state;
  clearDraft(state);
  const end = toWorld(state, at);
  const top = Math.min(connector.y, end.y) - 50;
  const d = `M${connector.x} ${connector.y} C${connector.x} ${top} ${end.x} ${top} ${end.x} ${end.y}`;
  make("path", { class: "draft", d, "marker-end": "url(#arrow-long)" }, over);
  targetAt(state, connector.place, at)?.element.classList.add("target");
}

function clearDraft({ over, svg }) {
  over.querySelector(".draft")?.remove();
  for (const element of svg.querySelectorAll(".target")) element.classList.remove("target");
}

// A network runs one way, so a skip drawn backwards means the same skip forwards.
function connect(state, source, at) {
  const item = targetAt(state, source, at);
  if (!item) return;
  const [first, last] = [source, placeOf(item)].sort((a, b) => rankOf(a) - rankOf(b));
  state.setTrigger("connect", { source: first, target: last });
}
