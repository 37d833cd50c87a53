"""Depth and degradation on the Why page: its form, its queue, and what it shows as it fills."""

from explorer import zoo
from explorer.runs import Settings, sweeps
from explorer.twins import twin
from explorer.web import why_sweep
from tests.train_page.tools import SUMMARY, button, charts_of, healthy, labels, run
from tests.why_page.tools import opened, text


def sweep(store, states=()):
    """A queued sweep at two depths with one seed, some of whose runs have ended."""
    settings = Settings(dataset="shapes10", epochs=1, limit=200)
    runs = sweeps.plan(zoo.network("resnet20"), [1, 3], 1, settings)
    why_sweep.queue(runs, "sweep 1a2b")
    jobs = store.jobs("train", tag="sweep 1a2b")[::-1]
    for job, accuracy in zip(jobs, states, strict=False):
        summary = SUMMARY | {"test_accuracy": accuracy}
        run(store, job.id, "starting", "running", "finished", summary=summary)
    return jobs


def test_the_form_queues_a_sweep_as_ordinary_runs(store):
    app = opened(experiment="depth")
    assert "12 runs at 8, 20, 56 layers" in text(app) and "A short run does not show it" in text(
        app
    )
    app.selectbox(key="why_sweep_dataset").select("shapes10").run()
    app.number_input(key="why_sweep_seeds").set_value(1).run()
    healthy(button(app, "Queue the sweep").click().run())
    jobs = store.queue()
    assert [job.name for job in jobs[:3]] == [
        "resnet20_at_8",
        "resnet20_at_8_plain",
        "resnet20_at_20",
    ]
    assert len(jobs) == 6 and len({tuple(job.tags) for job in jobs}) == 1
    assert "6 queued" in text(app) and "No run has ended yet." in text(app)


def test_the_sweep_fills_its_chart_and_shows_what_waits(store):
    sweep(store, (0.5, 0.45))
    app = opened(experiment="depth")
    assert "2 finished, 2 queued" in text(app)
    (chart,) = charts_of(app)
    assert {tuple(trace["y"]) for trace in chart["figure"]["data"]} == {(0.5,), (0.55,)}
    assert "8 layers: resnet20_at_8 is 5.0 points better" in text(app)
    assert "with one seed each" in text(app)
    rows = [label for label in labels(app, "page_link") if "layers" in label]
    assert len(rows) == 4 and "waits for its turn" in rows[2]


def test_a_sweep_is_paused_and_goes_on(store):
    jobs = sweep(store, (0.5,))
    run(store, jobs[1].id, "starting", "running")
    app = opened(experiment="depth")
    healthy(button(app, "Pause all").click().run())
    assert store.job(jobs[1].id).control == "pause"
    assert [store.job(job.id).state for job in jobs[2:]] == ["stopped", "stopped"]
    run(store, jobs[1].id, "paused")
    healthy(app.run())
    healthy(button(app, "Go on with all").click().run())
    assert [job.id for job in store.queue()] == [job.id for job in jobs[1:]]


def test_a_sweep_is_cancelled(store):
    jobs = sweep(store)
    healthy(button(opened(experiment="depth"), "Cancel all").click().run())
    assert {store.job(job.id).state for job in jobs} == {"stopped"}


def test_a_plain_network_is_swept_alone():
    runs = sweeps.plan(twin(zoo.network("resnet20")), [1], 1, Settings())
    assert [each.network.name for each in runs] == ["resnet20_plain_at_8"]
