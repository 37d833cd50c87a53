"""The app: `streamlit run app.py`, or `python app.py`.

The pages are Streamlit's; around them go Plotly's JavaScript, served from the installed package so
that the app works without the internet, and the care for a fast server.
"""

import gc
from contextlib import asynccontextmanager

import anyio
import streamlit as st
from starlette.responses import FileResponse
from starlette.routing import Route

from explorer.web.plotly_js import PLOTLY_FILE, PLOTLY_PATH

COLLECT_SECONDS = 60


@asynccontextmanager
async def lifespan(_app):
    """Collect garbage once a minute.

    Streamlit would after every rerun, which costs a rerun more than all the rest of it; the
    configuration turns that off.
    """
    gc.collect()
    gc.freeze()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_collect)
        yield
        tasks.cancel_scope.cancel()


async def _collect():
    while True:
        await anyio.sleep(COLLECT_SECONDS)
        await anyio.to_thread.run_sync(gc.collect)


async def plotly(_request):
    """Plotly's JavaScript; its address holds its version, so a browser may keep it for good."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(PLOTLY_FILE, media_type="text/javascript", headers=headers)


app = st.App("explorer/web/main.py", routes=[Route(f"/{PLOTLY_PATH}", plotly)], lifespan=lifespan)

if __name__ == "__main__":
    app.run()
