// The card that explains what is under the pointer or has the focus.

function showTip(state, item, event) {
  const { tip } = state;
  if (state.tipFor === item && !tip.hidden) return;
  state.tipFor = item;
  tip.replaceChildren();
  fillTip(state, item);
  tip.hidden = false;
  const atPointer = event && item.type !== "node";
  placeTip(state, atPointer ? { ...pointIn(state, event), w: 0, h: 0 } : onScreen(state, item.box));
}

// Below what it explains, or above, or else beside it; always inside the frame.
function placeTip({ tip, room: { width, height } }, { x, y, w, h }) {
  const gap = 10;
  const [wide, tall] = [tip.offsetWidth, tip.offsetHeight];
  let [left, top] = [x + w / 2 - wide / 2, y + h + gap];
  if (top + tall > height) top = y - gap - tall;
  if (top < 0) {
    top = y + h / 2 - tall / 2;
    left = x + w + gap + wide < width ? x + w + gap : x - gap - wide;
  }
  tip.style.left = `${Math.max(6, Math.min(left, width - wide - 6))}px`;
  tip.style.top = `${Math.max(6, Math.min(top, height - tall - 6))}px`;
}

function fillTip(state, { type, data }) {
  const { tip } = state;
  if (type === "edge") {
    makeHtml("strong", "", tip, EDGE_NAMES[data.kind] ?? data.kind);
    tipMark(state, data);
    makeHtml("span", "act", tip, actionOf(state, data));
    return;
  }
  makeHtml("strong", "", tip, data.count > 1 ? `${data.label} × ${data.count}` : data.label);
  if (type === "node") makeHtml("span", "id", tip, data.id);
  tipMark(state, data);
  const table = makeHtml("dl", "", tip);
  for (const [name, value] of data.facts ?? []) {
    makeHtml("dt", "", table, name);
    makeHtml("dd", "", table, String(value));
  }
  if (data.opens) makeHtml("span", "act", tip, "double click or Space opens it");
  if (data.closes) makeHtml("span", "act", tip, "Space closes it");
}

function hideTip(state) {
  state.tip.hidden = true;
  state.tipFor = null;
}
