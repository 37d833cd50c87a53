"""A sweep as it fills: its chart, what it shows, and where each of its runs stands."""

import streamlit as st

from explorer.charts.sweep import degradation, read_degradation
from explorer.runs import sweeps
from explorer.web import routes, train_words
from explorer.web.live_chart import live_chart

HEIGHT = 360
CHART = "Test error over depth"


def show(jobs, key):
    """Show the runs of a sweep."""
    points = sweeps.points(jobs)
    settings = jobs[0].settings
    images = f"{settings['limit']:,} images" if settings.get("limit") else "all images"
    st.caption(
        f"{jobs[0].name.partition('_at_')[0]}, {settings['dataset']}, {images},"
        f" {settings['epochs']} epoch{'s' * (settings['epochs'] > 1)}; {_states(jobs)}"
    )
    if any(point.error is not None or point.so_far is not None for point in points):
        st.markdown(f"**{CHART}**")
        live_chart(degradation(points), CHART, key=f"{key}_chart", height=HEIGHT)
    st.markdown(train_words.plain(read_degradation(points)))
    for text in sweeps.findings(points):
        st.markdown(f"- {train_words.plain(text)}")
    with st.expander("Every run of the sweep", icon=":material/table_rows:"):
        for point in points:
            _row(point)


def _states(jobs):
    words = [train_words.badge(job).word.lower() for job in jobs]
    return ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(sorted(words)))


def _row(point):
    badge, job = train_words.badge(point.job), point.job
    about = train_words.headline(job) or ("waits for its turn" if job.state == "queued" else "")
    st.page_link(
        routes.TRAIN,
        label=f"{point.depth} layers, {'plain' if point.plain else 'with skips'}, seed {point.seed}"
        f" :{badge.color}-badge[{badge.icon} {badge.word}] :gray[{about}]",
        query_params={"run": job.id},
    )
