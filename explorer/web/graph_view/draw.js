// From a scene to SVG. Names come from people, so text only ever enters through textContent.

const SVG = "http://www.w3.org/2000/svg";
const EDGE_NAMES = {
  trunk: "main path", identity: "identity skip", pad: "padded skip", projection: "projection skip",
  long: "long skip", ghost: "switched off", wrong: "error",
};
const VALUE_NAMES = {
  params: "params", macs: "MACs", activations: "numbers in memory", receptive_field: "pixels seen",
};

function make(tag, attributes, parent, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function makeHtml(tag, className, parent, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

function drawScene(state) {
  const { scene, svg } = state;
  state.items = new Map();
  for (const layer of ["groups", "edges", "nodes", "over"]) {
    state[layer] = svg.querySelector(`.${layer}`);
    state[layer].replaceChildren();
  }
  drawArrowHeads(svg.querySelector("defs"));
  scene.groups.forEach((group) => drawGroup(state, group));
  scene.edges.forEach((edge) => drawEdge(state, edge));
  scene.nodes.forEach((node) => drawNode(state, node));
  linkItems(state);
  const list = state.root.querySelector("#description");
  list.replaceChildren();
  for (const line of scene.description) makeHtml("li", "", list, line);
  svg.setAttribute("aria-label", [scene.caption, scene.error].filter(Boolean).join(". "));
}

// An arrow head of its own for each kind: not every browser can take a line's colour over.
function drawArrowHeads(defs) {
  defs.replaceChildren();
  for (const kind of [...Object.keys(EDGE_NAMES), "branch"]) {
    const size = kind === "trunk" || kind === "branch" ? 7 : 10;
    const marker = make("marker", {
      id: `arrow-${kind}`, viewBox: "0 0 7 7", markerWidth: size, markerHeight: size, refX: 6.4,
      refY: 3.5, orient: "auto", markerUnits: "userSpaceOnUse",
    }, defs);
    make("path", { d: "M0 0.6 L6.6 3.5 L0 6.4 Z", class: `head edge-${kind}` }, marker);
  }
}

function addItem(state, type, data, element, box) {
  const key = `${type}:${data.id}`;
  Object.assign(element.dataset, { item: key });
  element.setAttribute("tabindex", "-1");
  const item = { key, type, data, element, box, around: [] };
  state.items.set(key, item);
  return item;
}

function drawNode(state, node) {
  const { x, y, w, h } = node;
  const classes = ["node", `kind-${node.kind}`, `tone-${node.tone}`, node.wrong ? "wrong" : ""];
  const group = make("g", {
    class: classes.join(" "), transform: `translate(${x} ${y})`, role: "button",
    "aria-label": spokenMark(state, node, spokenNode(node)),
  }, state.nodes);
  const round = node.kind === "merge" || (node.tone === "merge" && w < 1.2 * h);
  for (let back = node.count > 1 ? 2 : 0; back > 0; back -= 1) {
    make("rect", { class: "card back", x: 4 * back, y: -4 * back, width: w, height: h, rx: 8 }, group);
  }
  const radius = round || node.tone === "merge" ? h / 2 : Math.min(8, h / 4);
  make("rect", { class: "card", width: w, height: h, rx: radius }, group);
  if (round && node.label.length < 2) drawPlus(group, w / 2, h / 2);
  else if (round) make("text", { class: "symbol", x: w / 2, y: h / 2 }, group, w < 50 ? "⧺" : node.label);
  else drawLines(group, node);
  if (node.count > 1) drawBadge(group, `× ${node.count}`);
  if (node.opens && !round) drawHandle(group, "M-3.5 0h7M0-3.5v7", w, 0, `open ${node.label}`);
  markBox(state, node, group, { w, h, radius });
  addItem(state, "node", node, group, { x, y, w, h });
}

function drawPlus(group, x, y) {
  make("path", { class: "plus", d: `M${x - 5} ${y}h10M${x} ${y - 5}v10` }, group);
}

function drawLines(group, { label, sub, w, h }) {
  const middle = h / 2;
  make("text", { class: "label", x: w / 2, y: sub ? middle - 8 : middle }, group, fitted(label, w, 6.9));
  if (sub) make("text", { class: "sub", x: w / 2, y: middle + 9 }, group, fitted(sub, w, 5.9));
}

// The tooltip has the whole text; a box shows what fits.
function fitted(text, width, letter) {
  const most = Math.max(Math.floor((width - 8) / letter), 3);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function drawBadge(group, text) {
  const width = 7 * text.length + 8;
  make("rect", { class: "badge", x: 2, y: -8, width, height: 16, rx: 8 }, group);
  make("text", { class: "badge-text", x: 2 + width / 2, y: 0 }, group, text);
}

function drawHandle(group, sign, x, y, title) {
  const handle = make("g", { class: "handle", transform: `translate(${x} ${y})`, "data-open": "" }, group);
  make("circle", { class: "reach", r: 13 }, handle);
  make("circle", { class: "disc", r: 7.5 }, handle);
  make("path", { class: "sign", d: sign }, handle);
  make("title", {}, handle, title);
}

function drawEdge(state, edge) {
  const [start, ...rest] = edge.points.map(([x, y]) => `${x} ${y}`);
  const d = `M${start} C${rest.join(" ")}`;
  const kind = edge.wrong ? "wrong" : edge.kind;
  const group = make("g", { class: `edge edge-${kind}` }, state.edges);
  make("path", { class: "line", d, "marker-end": `url(#arrow-${kind})` }, group);
  const middle = middleOf(edge.points);
  if (edge.label) drawEdgeLabel(state, edge, kind, middle);
  markEdge(state, edge, group, d, middle);
  if (!touchable(state, edge)) return;
  make("path", { class: "touch", d }, group);
  group.setAttribute("role", state.editable ? "button" : "img");
  const name = [EDGE_NAMES[kind] ?? kind, actionOf(state, edge)].filter(Boolean).join(": ");
  group.setAttribute("aria-label", spokenMark(state, edge, name));
  addItem(state, "edge", edge, group, { x: middle.x - 8, y: middle.y - 8, w: 16, h: 16 });
}

// Labels lie over everything; that of a short line between two boxes moves below what it enters.
function drawEdgeLabel(state, { points, label }, kind, middle) {
  const short = Math.abs(points.at(-1)[0] - points[0][0]) < 60;
  const [x, y] = short ? [points[0][0], middle.y + 25] : [middle.x, middle.y - 10];
  make("text", { class: `edge-label edge-${kind} ${short ? "short" : ""}`, x, y }, state.over, label);
}

const isSwitch = (edge) => Object.keys(edge.toggles ?? {}).length > 0;

// A line that does nothing still says what it is, where something is to be said of it.
const touchable = (state, edge) => (state.editable ? isSwitch(edge) : Boolean(markOf(state, edge)));

function actionOf({ editable }, edge) {
  if (!editable) return "";
  if ("source" in edge.toggles) return "remove this long skip";
  return edge.kind === "ghost" ? "switch this skip on" : "switch this skip off";
}

// The middle piece of a curve at half its parameter.
function middleOf(points) {
  const pieces = Math.max((points.length - 1) / 3, 1);
  const at = 3 * Math.floor((pieces - 1) / 2);
  const [a, b, c, d] = points.slice(at, at + 4);
  if (pieces % 2 === 0) return { x: d[0], y: d[1] };
  const mid = (i) => (a[i] + 3 * b[i] + 3 * c[i] + d[i]) / 8;
  return { x: mid(0), y: mid(1) };
}

function drawGroup(state, group) {
  const { x, y, w, h, label, sub } = group;
  const element = make("g", {
    class: `group kind-${group.kind}`, transform: `translate(${x} ${y})`, role: "button",
    "aria-label": spokenMark(state, group, `${label}, ${sub}${group.closes ? ", open; Space closes it" : ""}`),
  }, state.groups);
  make("rect", { class: "field", width: w, height: h, rx: 14 }, element);
  const header = make("g", { class: "header", "data-header": "" }, element);
  const left = group.closes ? 28 : 12;
  if (label) make("text", { class: "label", x: left, y: h - (sub ? 25 : 12) }, header, label);
  if (sub) make("text", { class: "sub", x: left, y: h - 11 }, header, sub);
  if (group.closes) drawHandle(element, "M-3.5 0h7", 15, h - (sub ? 18 : 12), `close ${label}`);
  markBox(state, group, element, { w, h, radius: 14, at: [0, 0] });
  addItem(state, "group", group, element, { x, y, w, h });
}

function spokenNode(node) {
  const facts = node.facts.slice(0, 6).map(([name, value]) => `${name} ${value}`);
  const parts = [node.label, node.sub, node.count > 1 ? `${node.count} equal ones` : "", ...facts];
  if (node.opens) parts.push("Space opens it");
  return parts.filter(Boolean).join(", ");
}
