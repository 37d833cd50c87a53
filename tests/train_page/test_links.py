"""The links to a run: unknown ones, those of the newest runs, and times in words."""

import pytest

from explorer.web import train_words
from tests.train_page.tools import SUMMARY, add, labels, opened, run


@pytest.mark.parametrize("id", ["0123456789abcdef", "../../etc/passwd", "<b>x</b>", "x" * 500])
def test_an_unknown_run_is_told_and_leads_on(id):
    app = opened(id)
    assert "There is no training run" in app.error[0].value
    assert "New run" in labels(app, "page_link")


def test_a_job_of_another_kind_is_no_training_run(store):
    id = store.add_job("build", "resnet20", {}, {})
    assert "There is no training run" in opened(id).error[0].value


def test_recent_runs_are_links_with_their_state_and_result(store):
    first, second, waits = add(store), add(store, "plain20"), add(store, "resnet32")
    run(store, first, "starting", "running", "finished", summary=SUMMARY)
    run(store, second, "starting", "running")
    links = [link.proto for link in opened().get("page_link")]
    texts = [link.label for link in links if "badge" in link.label]
    assert "plain20" in texts[0] and "Running" in texts[0]
    assert "resnet20" in texts[1] and "Finished" in texts[1] and "71.2% test accuracy" in texts[1]
    assert f"run={second}" in next(x for x in links if "plain20" in x.label).query_string
    # What waits is in the queue, and not here too.
    assert [f"run={waits}" in link.query_string for link in links].count(True) == 1


@pytest.mark.parametrize(
    "seconds, words",
    [(0, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3725, "1 h 2 min"), (90000, "1 d 1 h")],
)
def test_lengths_of_time_in_words(seconds, words):
    assert train_words.duration(seconds) == words


def test_times_past_in_words():
    assert [train_words.ago(0, now) for now in (30, 90, 7300)] == [
        "just now",
        "1 min ago",
        "2 h ago",
    ]
