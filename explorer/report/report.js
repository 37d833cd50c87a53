// Draws the figures in the colours of the page, again when those change; on paper they are light.

const figures = JSON.parse(document.getElementById("plotted").textContent)
const dark = matchMedia("(prefers-color-scheme: dark)")
const options = { displaylogo: false, responsive: true, showSendToCloud: false }

function themed(layout) {
  const style = getComputedStyle(document.documentElement)
  const [ink, rule, shade] = ["--ink", "--rule", "--shade"].map((name) => style.getPropertyValue(name).trim())
  const clear = "rgba(0, 0, 0, 0)"
  const axis = (own) => ({ gridcolor: rule, linecolor: rule, zeroline: false, ...own })
  return {
    ...layout,
    paper_bgcolor: clear, plot_bgcolor: clear,
    font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: ink },
    hoverlabel: { bgcolor: shade, bordercolor: rule, font: { color: ink } },
    modebar: { bgcolor: clear, color: rule, activecolor: ink },
    xaxis: axis(layout.xaxis), yaxis: axis(layout.yaxis),
  }
}

function draw() {
  for (const [id, { data, layout }] of Object.entries(figures)) {
    const look = themed(layout)
    // The numbers in a map: Plotly chooses their colour as if no cell let the page through.
    const inked = data.map((trace) => (trace.texttemplate ? { textfont: { color: look.font.color }, ...trace } : trace))
    Plotly.react(document.getElementById(id), inked, look, options)
  }
}

function print(on) {
  document.documentElement.classList.toggle("printing", on)
  draw()
}

draw()
dark.addEventListener("change", draw)
addEventListener("beforeprint", () => print(true))
addEventListener("afterprint", () => print(false))
