"""The live chart with 8 runs of 2,000 points in a real browser, one of them growing at 10 Hz.

The points go through the store; the page (`live_page`) asks every 0.25 s. `remounts` counts charts
that took another's place, `update_ms` is the server's processor time over the updates that arrived
(all its polling counted in), `write_to_screen_p95_ms` the 95th percentile of the time from a
point's writing to the frame after the chart with it was drawn.
"""

import argparse
import json
import math
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from explorer.runs import Settings, Store
from tests.browser import ARGUMENTS, await_health, free_port, start_server

PAGE = Path(__file__).with_name("live_app.py")
RUNS, POINTS = 8, 2000
HERTZ, SECONDS = 10, 20
WATCH = """() => {
    const seen = window.seen = { steps: [], remounts: 0 }
    const watch = (chart) => chart.on('plotly_afterplot', () => requestAnimationFrame(() => {
        const ends = chart.data.map((line) => line.x.at(-1))
        seen.steps.push([Date.now() / 1000, Math.max(...ends)])
    }))
    let chart = document.querySelector('.js-plotly-plot')
    watch(chart)
    const look = () => {
        const now = document.querySelector('.js-plotly-plot')
        if (now && now !== chart) { seen.remounts += 1; chart = now; watch(chart) }
        requestAnimationFrame(look)
    }
    look()
}"""


def fill(store):
    """Eight runs; the id of the one that grows."""
    for number in range(RUNS):
        id = store.add_job("train", f"run_{number}", {}, Settings().to_dict(), mine=True)
        # The one that grows ends with the largest step, by which the browser knows it.
        store.add_points(id, [point(step) for step in range(1, POINTS + 1)])
    return id


def point(step):
    return "train/loss", step, 2.3 * math.exp(-step / 700) + 0.1 * math.sin(step)


def write(store, id):
    """Add a point ten times a second; `{step: when it was written}`."""
    written, began = {}, time.monotonic()
    for count in range(1, HERTZ * SECONDS + 1):
        time.sleep(max(began + count / HERTZ - time.monotonic(), 0))
        written[POINTS + count] = time.time()
        store.add_points(id, [point(POINTS + count)])
    return written


def delays(written, steps):
    """Milliseconds from each point's writing to its screen; those that came last may be missing."""
    for step, began in written.items():
        shown = next((when for when, last in steps if last >= step), None)
        if shown is not None:
            yield (shown - began) * 1000


def measure(home):
    """The figures, as they are printed."""
    port, log = free_port(), Path(home) / "server.txt"
    server = start_server(PAGE, port, log, {"EXPLORER_HOME": home})
    store = Store.open()
    try:
        id = fill(store)
        await_health(port, server, log)
        return look(f"http://127.0.0.1:{port}", server.pid, store, id)
    finally:
        store.close()
        server.terminate()
        server.wait()


def processor(pid):
    """Seconds of processor time that a process has had (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def look(address, server, store, id):
    """Watch the page while points are written."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(".js-plotly-plot .scatterlayer path.js-line", timeout=60_000)
        page.evaluate(WATCH)
        before = processor(server)
        written = write(store, id)
        page.wait_for_function(f"window.seen.steps.at(-1)?.[1] >= {max(written)}")
        after, seen = processor(server), page.evaluate("window.seen")
        browser.close()
    return figures(seen, written, after - before)


def figures(seen, written, seconds):
    updates = len({last for _, last in seen["steps"]})
    took = sorted(delays(written, seen["steps"]))
    return {
        "remounts": seen["remounts"],
        "update_ms": round(seconds * 1000 / updates, 1),
        "write_to_screen_p95_ms": round(statistics.quantiles(took, n=20)[-1]),
        "write_to_screen_median_ms": round(statistics.median(took)),
        "updates": updates,
    }


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.live", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["EXPLORER_HOME"] = home
        os.environ.pop("EXPLORER_DATABASE_URL", None)
        measured = measure(home)
    for name, value in measured.items():
        print(f"{name:<28}{value:>8}")
    if asked.json:
        print(json.dumps(measured))


if __name__ == "__main__":
    main()
