// Draws a Plotly figure, and draws it again in place whenever its data or the theme change.

const charts = new WeakMap()
const touched = window.matchMedia("(pointer: coarse)").matches

const options = {
  displaylogo: false,
  displayModeBar: touched ? false : "hover",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
  responsive: true,
  // The button would send the chart to a server of Plotly's.
  showSendToCloud: false,
}

function library(path) {
  // One for the page, however many charts ask for it.
  window.explorerPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL(path, document.baseURI).href
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => {
      window.explorerPlotly = undefined
      script.remove()
      reject(new Error("The chart's program did not load. Reload the page."))
    }
    document.head.append(script)
  })
  return window.explorerPlotly
}

function themed(layout, element) {
  const style = getComputedStyle(element)
  const value = (name, other) => style.getPropertyValue(name).trim() || other
  const text = value("--st-text-color", "#31333f")
  const line = value("--st-border-color", "rgba(128, 128, 128, 0.3)")
  const grid = "rgba(128, 128, 128, 0.18)"
  const axis = (own) => ({ gridcolor: grid, linecolor: line, zeroline: false, ...own })
  const clear = "rgba(0, 0, 0, 0)"
  return {
    ...layout,
    paper_bgcolor: clear,
    plot_bgcolor: clear,
    modebar: { bgcolor: clear, color: "rgba(128, 128, 128, 0.7)", activecolor: text },
    // A finger that moves over the chart scrolls the page.
    dragmode: touched ? false : "zoom",
    font: { family: value("--st-font", "sans-serif"), size: 13, color: text },
    hoverlabel: {
      bgcolor: value("--st-secondary-background-color", "#f0f2f6"),
      bordercolor: line,
      font: { color: text },
    },
    xaxis: axis(layout.xaxis),
    yaxis: axis(layout.yaxis),
  }
}

function readable(trace, element) {
  // Plotly would choose the colour of text in cells as if they hid the page behind them.
  if (!trace.texttemplate) return trace
  const color = getComputedStyle(element).getPropertyValue("--st-text-color").trim()
  return { ...trace, textfont: { color } }
}

// To read the library keeps the browser busy for a second. A chart further down the page lets what
// stands above it be drawn before.
function turn(element) {
  const seen = element.getBoundingClientRect().top < window.innerHeight / 2
  if (seen || window.explorerPlotly) return Promise.resolve()
  return new Promise((resolve) => setTimeout(resolve, 500))
}

export default function (component) {
  const { parentElement } = component
  const data = JSON.parse(new TextDecoder().decode(component.data))
  const element = parentElement.querySelector(".live-chart")
  element.setAttribute("aria-label", data.label)
  element.style.height = `${data.height}px`
  charts.set(parentElement, data)
  turn(element).then(() => library(data.library)).then(
    (plotly) => {
      // A newer run of this function may have come while the library loaded.
      if (charts.get(parentElement) !== data) return
      const { figure } = data
      const layout = themed(figure.layout, element)
      const traces = figure.data.map((trace) => readable(trace, element))
      plotly.react(element, traces, layout, options)
    },
    (error) => { element.textContent = error.message },
  )
  return () => {
    charts.delete(parentElement)
    window.Plotly?.purge(element)
  }
}
