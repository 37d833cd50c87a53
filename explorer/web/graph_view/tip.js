// The card that explains what is under the pointer or has the focus.

function showTip(state, item, event) {
  const { tip, svg } = state;
  if (state.tipFor === item && !tip.hidden) return;
  state.tipFor = item;
  tip.replaceChildren();
  fillTip(tip, item);
  tip.hidden = false;
  const at = event && item.type !== "node" ? { ...pointIn(state, event), w: 0, h: 0 } : onScreen(state, item.box);
  const [room, height] = [svg.clientWidth - tip.offsetWidth - 6, tip.offsetHeight + 10];
  const below = at.y + at.h + 10;
  const fits = below + height < svg.clientHeight;
  const top = fits ? below : Math.max(at.y - height - 4, 6);
  tip.style.left = `${Math.max(6, Math.min(at.x + at.w / 2 - tip.offsetWidth / 2, room))}px`;
  tip.style.top = `${Math.min(top, Math.max(svg.clientHeight - height, 6))}px`;
}

function fillTip(tip, { type, data }) {
  if (type === "edge") {
    makeHtml("strong", "", tip, EDGE_NAMES[data.kind] ?? data.kind);
    makeHtml("span", "act", tip, actionOf(data));
    return;
  }
  makeHtml("strong", "", tip, data.count > 1 ? `${data.label} × ${data.count}` : data.label);
  if (type === "node") makeHtml("span", "id", tip, data.id);
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
