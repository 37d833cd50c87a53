// Colours by kind of layer or by a number, and the legend that explains them.

const isLogarithmic = (by) => by !== "receptive_field";

function colorNodes(state) {
  const nodes = [...state.items.values()].filter((item) => item.type === "node");
  const numbers = nodes.map((item) => item.data.values?.[state.colorBy]).filter((v) => v > 0);
  // Drawings that are compared have one scale, which is given.
  state.range = state.given.ranges?.[state.colorBy]
    ?? (numbers.length ? [Math.min(...numbers), Math.max(...numbers)] : null);
  const byKind = state.colorBy === "kind";
  state.svg.classList.toggle("by-value", !byKind);
  for (const { data, element } of nodes) {
    const value = data.values?.[state.colorBy];
    element.classList.toggle("no-value", !byKind && !(value > 0));
    const amount = byKind || !(value > 0) ? "" : `${6 + 69 * shareOf(state, value)}%`;
    element.style.setProperty("--amount", amount);
  }
  drawLegend(state);
}

function shareOf({ range: [low, high], colorBy }, value) {
  if (low === high) return 0.5;
  const scale = isLogarithmic(colorBy) ? Math.log : (number) => number;
  return (scale(value) - scale(low)) / (scale(high) - scale(low));
}

function drawLegend(state) {
  const legend = state.root.querySelector(".legend");
  legend.replaceChildren();
  markKeys(legend, state);
  const kinds = new Set(state.scene.edges.map((edge) => (edge.wrong ? "wrong" : edge.kind)));
  for (const [kind, name] of Object.entries(EDGE_NAMES)) if (kinds.has(kind)) edgeKey(legend, kind, name);
  if (state.colorBy !== "kind") return scaleKey(legend, state);
  const tones = new Set(state.scene.nodes.map((node) => node.tone));
  if (tones.size > 1) for (const tone of tones) toneKey(legend, tone);
}

function edgeKey(legend, kind, name) {
  const key = makeHtml("span", "key", legend);
  const sample = make("svg", { width: 30, height: 10, "aria-hidden": "true" }, key);
  make("path", { class: `line edge-${kind}`, d: "M1 5H29" }, sample);
  key.append(name);
}

function toneKey(legend, tone) {
  const key = makeHtml("span", "key", legend);
  makeHtml("span", `swatch tone-${tone}`, key);
  key.append(tone);
}

function scaleKey(legend, { range, colorBy }) {
  if (!range) return;
  const key = makeHtml("span", "key", legend);
  key.append(`${VALUE_NAMES[colorBy]}: ${compact(range[0])}`);
  makeHtml("span", "ramp", key);
  key.append(compact(range[1]) + (isLogarithmic(colorBy) ? " (log scale)" : ""));
}

function compact(number) {
  const [size, letter] = [[1e9, " G"], [1e6, " M"], [1e3, " k"]].find(([s]) => number >= s) ?? [1, ""];
  return `${Number((number / size).toPrecision(3))}${letter}`;
}
