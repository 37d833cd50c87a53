"""The queue as workers see it, and what they are asked, in real databases."""

import pytest

from explorer.runs import RESUMABLE, STATES
from tests.jobs import NETWORK, add, lead_to, message, running


def test_claim_takes_the_oldest_and_then_none(store):
    first, second = add(store), add(store)
    claimed = store.claim()
    assert (claimed.id, claimed.state, claimed.attempt) == (first, "starting", 1)
    assert store.claim().id == second
    assert store.claim() is None


def test_a_worker_of_an_old_attempt_may_not_begin(store):
    id = add(store)
    store.claim()
    store.set_state(id, "interrupted")
    assert message(store.begin, id, 1).endswith(
        "is interrupted in attempt 1: attempt 1 came too late to begin."
    )
    store.set_state(id, "queued")
    store.claim()
    assert "attempt 1 came too late" in message(store.begin, id, 1)
    store.begin(id, 2, environment={"keras": "3"})
    assert store.job(id).environment == {"keras": "3"}


def test_a_job_of_ones_own_never_waits_in_the_queue(store):
    id = store.add_job("train", "tiny", NETWORK, {}, mine=True)
    assert store.claim() is None
    store.begin(id, 1)
    assert store.job(id).state == "running"


def test_a_queued_job_stops_at_once_and_a_running_one_is_asked(store):
    waiting = add(store)
    store.request(waiting, "stop")
    assert store.job(waiting).state == "stopped"
    runs = running(store)
    assert store.requested(runs) is None
    store.request(runs, "stop")
    assert (store.requested(runs), store.job(runs).state) == ("stop", "running")
    assert [event.text for event in store.events(runs) if event.kind == "request"] == ["stop"]


def test_an_ended_job_takes_no_requests(store):
    id = running(store)
    store.set_state(id, "finished")
    assert (
        message(store.request, id, "stop") == f"Job {id} is finished: there is no worker to stop."
    )
    assert store.requested(id) is None


def test_a_running_job_is_asked_to_pause_and_a_paused_one_stops_at_once(store):
    id = running(store)
    store.request(id, "pause")
    assert store.requested(id) == "pause"
    store.set_state(id, "paused")
    job = store.job(id)
    assert (job.state, job.control, job.over) == ("paused", None, True)
    expected = f"Job {id} is paused: there is no worker to pause."
    assert message(store.request, id, "pause") == expected
    store.request(id, "stop")
    assert store.events(id)[-1].text == "stopped: stopped while it was paused"


def test_a_job_can_be_asked_for_nothing_else(store):
    id = running(store)
    expected = "A job is asked to stop or pause; got 'dance'."
    assert message(store.request, id, "dance") == expected


@pytest.mark.parametrize("state", STATES)
def test_a_job_is_resumed_from_where_it_may_be_and_refused_elsewhere(store, state):
    id = add(store)
    lead_to(store, id, state)
    if state in RESUMABLE:
        attempt = store.job(id).attempt
        store.resume(id)
        assert store.job(id).state == "queued"
        assert store.claim().attempt == attempt + 1
    else:
        expected = "to be resumed it must be paused, stopped, failed or interrupted."
        assert message(store.resume, id) == f"Job {id} is {state}: {expected}"


def test_a_beat_shows_the_progress(store):
    id = running(store)
    before = store.job(id).heartbeat
    store.beat(id, {"epoch": 1, "epochs": 5, "seconds_left": 12.5})
    job = store.job(id)
    assert job.heartbeat >= before
    assert job.progress == {"epoch": 1, "epochs": 5, "seconds_left": 12.5}
    store.beat(id)
    assert store.job(id).progress == job.progress
