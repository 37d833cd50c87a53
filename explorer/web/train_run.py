"""One run, while it works and afterwards; everything shown is read from the store."""

import streamlit as st

from explorer import Network, charts
from explorer.runs import Job, RunError
from explorer.specs import SpecError
from explorer.web import routes, state, train_files, train_form, train_words
from explorer.web.app_store import store
from explorer.web.live_chart import live_chart
from explorer.workers import ensure_runner

POLL_SECONDS = 0.5
VIEWS = {charts.STEP: "Each step", charts.EPOCH: "Each epoch"}
_SEEN, _SHOWN = "train_seen", "train_shown"


def show(id):
    """Show the training run of this id, and follow it for as long as it is not over."""
    job = find(id)
    if job is None:
        st.error(
            f"There is no training run {id!r} here. The link may be cut short, or made for another"
            " server. Your runs are listed below.",
            icon=":material/search_off:",
        )
        _new_run()
        return
    live = not job.over
    if live:
        ensure_runner(store().url)
    _follow(job, live)
    if not live:
        _afterwards(job)


def follow_address(id):
    """Tell the browser that this run, or with None the form, is shown now.

    A link to another run on the same page changes what is shown, but not the browser's address.
    """
    if st.session_state.get(_SHOWN, id) != id:
        st.query_params.from_dict(st.query_params.to_dict())
    st.session_state[_SHOWN] = id


def find(id) -> Job | None:
    """The training run of this id, or None."""
    try:
        job = store().job(id)
    except RunError:
        return None
    return job if job.kind == "train" else None


def _follow(job, live):
    # With no interval the fragment is drawn once: a run that is over is not asked after.
    st.fragment(_live, run_every=POLL_SECONDS if live else None)(job.id, live)


def _live(id, live):
    job = store().job(id)
    if live and job.over:
        st.rerun()
    _heading(job)
    if live:
        _progress(job)
    else:
        _ending(job)
        train_files.show(_files(job), job.name)
    _curves(job)


def _heading(job):
    badge = train_words.badge(job)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(job.name, anchor=False, width="content")
        st.badge(badge.word, icon=badge.icon, color=badge.color)
        st.space("stretch")
        if job.over:
            _new_run()
        else:
            _stop_button(job)


def _stop_button(job):
    st.button(
        "Stop",
        icon=":material/stop:",
        key="train_stop",
        disabled=job.control == "stop",
        help="Ends within one step and keeps what was learned",
        on_click=_stop,
        args=(job.id,),
    )


def _stop(id):
    try:
        store().request(id, "stop")
    except RunError:
        # It ended at the same moment, which the next look at it shows.
        return


def _progress(job):
    ahead = len(_before(job)) if job.state == "queued" else 0
    text = train_words.place(job.progress) or train_words.phase(job, ahead)
    st.progress(train_words.done(job.progress) or 0.0, text=text)
    st.caption(train_words.pace(job.progress))


def _before(job):
    waiting = store().jobs(states=["queued", "starting", "running"])
    return [other for other in waiting if other.created < job.created]


def _ending(job):
    kinds = {"finished": st.success, "stopped": st.info, "failed": st.error}
    text = train_words.verdict(job.summary)
    if job.state in ("failed", "interrupted"):
        text = "  \n".join(filter(None, (_sentence(job.error), train_words.advice(job), text)))
    icon = train_words.badge(job).icon
    kinds.get(job.state, st.warning)(text or "It was stopped before its first step.", icon=icon)


def _sentence(text):
    return text and f"{text[0].upper()}{text[1:].removesuffix('.')}."


def _curves(job):
    trails = _trails(job.id)
    if not trails:
        if not job.over:
            st.caption("The curves begin with the first step.")
        return
    view, smoothing = _controls()
    figures = charts.curves(trails, view, smoothing)
    rate = figures.pop("learning_rate", None)
    with st.grid(2, min_column_width=340):
        for measure, figure in figures.items():
            live_chart(figure, _spoken(measure, job), key=f"curve_{measure}_{job.id}")
    if rate:
        with st.expander("Learning rate", icon=":material/speed:"):
            live_chart(
                rate, _spoken("learning_rate", job), key=f"curve_learning_rate_{job.id}", height=220
            )


def _controls():
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        view = st.segmented_control(
            "Curves",
            list(VIEWS),
            default=charts.STEP,
            required=True,
            format_func=VIEWS.get,
            key="train_view",
            label_visibility="collapsed",
            persist_state="session",
        )
        if view == charts.EPOCH:
            return view, 0.0
        smoothing = st.slider(
            "Smoothing",
            *(0.0, 0.99, 0.6, 0.01),
            key="train_smoothing",
            help="Share of the average before it that each point keeps",
            persist_state="session",
            width=220,
        )
    return view, smoothing


def _trails(id):
    """All points of the run; only those that are new are read from the store."""
    seen = st.session_state.get(_SEEN)
    if seen is None or seen["id"] != id:
        seen = st.session_state[_SEEN] = {"id": id, "after": 0, "trails": {}}
    new = store().points(id, seen["after"])
    charts.collect(new, seen["trails"])
    seen["after"] = new[-1].number if new else seen["after"]
    return seen["trails"]


def _spoken(measure, job):
    return f"{charts.label(measure)} of {job.name} over training"


def _afterwards(job):
    with st.expander("Settings of this run", icon=":material/tune:"):
        st.dataframe(
            _settings_table(job.settings), hide_index=True, width="content", height="content"
        )
    st.button(
        "Change the settings and train again",
        icon=":material/replay:",
        key="train_again",
        on_click=_again,
        args=(job,),
    )


def _files(job):
    # The log has the details that the one line of an error leaves out.
    log = store().folder(job.id) / f"worker-{job.attempt}.log"
    return store().artefacts(job.id) | ({"log": log} if job.state == "failed" else {})


def _settings_table(settings):
    labels = {name: setting.metadata["label"] for name, setting in train_form.FIELDS.items()}
    return {
        "Setting": [labels.get(name, name) for name in settings],
        "Value": ["–" if value is None else str(value) for value in settings.values()],
    }


def _again(job):
    try:
        train_form.use(job.settings)
        network = Network.from_dict(job.network)
    except (SpecError, ValueError):
        # A run of another version of the app: its settings or blocks may be gone.
        st.toast("This run's settings are of another version and could not be taken over.")
        return
    st.query_params.clear()
    state.store_design(network)


def _new_run():
    st.page_link(routes.TRAIN, label="New run", icon=":material/add:")
