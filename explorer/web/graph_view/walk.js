// Focus, selection and search: which item is the current one, and how the arrow keys move it.

const DIRECTIONS = {
  ArrowRight: { x: 1, y: 0 }, ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 }, ArrowUp: { x: 0, y: -1 },
};

// A node's neighbours are the skips that can be touched, and the nodes at the ends of other lines.
function linkItems({ items, scene }) {
  const skips = new Map();
  for (const edge of scene.edges) {
    const [from, to] = [items.get(`node:${edge.source}`), items.get(`node:${edge.target}`)];
    const skip = items.get(`edge:${edge.id}`);
    if (skip) skips.set(JSON.stringify(edge.toggles), skip);
    const forward = [[from, skip ?? to], ...(skip ? [[skip, to]] : [])];
    for (const [tail, head] of forward) {
      if (!tail || !head || tail === head) continue;
      tail.around.push({ item: head, ahead: true });
      head.around.push({ item: tail, ahead: false });
    }
  }
  // The skip over a block starts beside the block's card, not at it.
  for (const item of items.values()) {
    const skip = item.type === "node" && skips.get(JSON.stringify(item.data.edits));
    if (!skip) continue;
    item.around.push({ item: skip });
    skip.around.push({ item });
  }
}

const centre = ({ box }) => ({ x: box.x + box.w / 2, y: box.y + box.h / 2 });

// How much `other` lies towards a direction: 1 straight on, 0 sideways; and how far away it is.
function bearing(item, other, direction) {
  const [from, to] = [centre(item), centre(other)];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const distance = Math.hypot(dx, dy) || 1;
  return { towards: (dx * direction.x + dy * direction.y) / distance, distance };
}

function neighbour(state, item, key) {
  const direction = DIRECTIONS[key];
  const seen = (others, least) => others
    .map((other) => ({ other, ...bearing(item, other, direction) }))
    .filter(({ towards }) => towards > least);
  const linked = seen(item.around.map((link) => link.item), 0.4);
  if (linked.length) return linked.sort((a, b) => b.towards - a.towards || a.distance - b.distance)[0].other;
  const ahead = key === "ArrowRight";
  const along = direction.x && item.around.find((link) => link.ahead === ahead);
  if (along) return along.item; // a row ends: the line goes on in another one
  const cost = ({ distance, towards }) => distance / towards;
  return seen([...state.items.values()].filter((other) => other !== item), 0.6)
    .sort((a, b) => cost(a) - cost(b))[0]?.other;
}

function itemById({ items }, id) {
  return items.get(`node:${id}`) ?? items.get(`group:${id}`);
}

// One item at a time can be reached with Tab; the arrow keys move that place.
function setCurrent(state, item) {
  state.items.get(state.current)?.element.setAttribute("tabindex", "-1");
  state.current = item?.key;
  item?.element.setAttribute("tabindex", "0");
}

function focusItem(state, item) {
  setCurrent(state, item);
  reveal(state, item.box);
  item.element.focus({ preventScroll: true });
}

function lightSelected(state) {
  for (const item of state.items.values()) {
    const on = item.type !== "edge" && item.data.id === state.selected;
    item.element.classList.toggle("selected", on);
    if (item.type === "node") item.element.setAttribute("aria-pressed", String(on));
  }
}

function select(state, id) {
  if (id === state.selected) return;
  state.selected = id;
  lightSelected(state);
  state.setState("selected", id);
}

function textOf(node) {
  const kind = node.facts.length ? node.facts[0][1] : "";
  return [node.label, node.id, kind, ...node.layers].join("\n").toLowerCase();
}

function search(state, text) {
  state.query = text;
  const wanted = text.trim().toLowerCase();
  const nodes = [...state.items.values()].filter((item) => item.type === "node");
  state.matches = wanted ? nodes.filter((item) => textOf(item.data).includes(wanted)) : [];
  state.match = -1;
  state.svg.classList.toggle("searching", Boolean(wanted));
  const found = new Set(state.matches);
  for (const item of nodes) {
    item.element.classList.toggle("match", found.has(item));
    item.element.classList.remove("at");
  }
  countMatches(state);
}

function countMatches(state) {
  const { matches, match } = state;
  const total = matches.length;
  const text = match >= 0 ? `${match + 1} of ${total}` : total === 1 ? "1 match" : `${total || "no"} matches`;
  state.root.querySelector(".count").textContent = state.query.trim() ? text : "";
  for (const button of state.root.querySelectorAll(".search button")) button.disabled = !total;
}

function stepMatch(state, by) {
  const total = state.matches.length;
  if (!total) return;
  state.matches[state.match]?.element.classList.remove("at");
  state.match = state.match < 0 ? (by > 0 ? 0 : total - 1) : (state.match + by + total) % total;
  const item = state.matches[state.match];
  item.element.classList.add("at");
  setCurrent(state, item);
  reveal(state, item.box, 0.5);
  countMatches(state);
}
