// What sets a network apart from another one: a sign, an outline and words, never colour alone.

const MARKS = { only: ["★", "only here"], changed: ["≠", "not the same"] };

const markOf = (state, data) => state.marks[data.id];

function markBox(state, data, element, { w, h, radius, at = [0, h] }) {
  const mark = markOf(state, data);
  if (!mark) return;
  const box = { x: -4, y: -4, width: w + 8, height: h + 8, rx: radius + 4 };
  make("rect", { class: `mark-line mark-${mark.kind}`, ...box }, element);
  drawSign(element, mark, ...at);
}

function markEdge(state, data, element, d, middle) {
  const mark = markOf(state, data);
  if (!mark) return;
  element.prepend(make("path", { class: `mark-halo mark-${mark.kind}`, d }, element));
  drawSign(state.over, mark, middle.x, middle.y);
}

function drawSign(parent, { kind }, x, y) {
  const sign = make("g", { class: `mark mark-${kind}`, transform: `translate(${x} ${y})` }, parent);
  make("circle", { r: 9.5 }, sign);
  make("text", {}, sign, MARKS[kind][0]);
}

const markWords = ({ kind, text }) => (text ? `${MARKS[kind][1]}: ${text}` : MARKS[kind][1]);

// What a screen reader says of a thing, with its mark.
function spokenMark(state, data, words) {
  const mark = markOf(state, data);
  return mark ? `${words}, ${markWords(mark)}` : words;
}

function tipMark(state, data) {
  const mark = markOf(state, data);
  if (mark) makeHtml("span", "marked", state.tip, `${MARKS[mark.kind][0]} ${markWords(mark)}`);
}

function markKeys(legend, state) {
  const kinds = new Set(Object.values(state.marks).map((mark) => mark.kind));
  for (const [kind, [sign, name]] of Object.entries(MARKS)) {
    if (!kinds.has(kind)) continue;
    const key = makeHtml("span", "key", legend);
    makeHtml("span", "mark-key", key, sign);
    key.append(name);
  }
}
