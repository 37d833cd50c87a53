"""Who is next: the order of the queue, and fairness among owners, in a real database."""

import pytest

from explorer.runs import RunError


def add(store, owner="", **options):
    return store.add_job("train", "tiny", {}, {}, owner=owner, **options)


def ids(jobs):
    return [job.id for job in jobs]


def claim_all(store):
    """The owners in the order in which their jobs start, one at a time."""
    owners = []
    while job := store.claim():
        owners.append(job.owner)
        store.begin(job.id, job.attempt)
        store.set_state(job.id, "finished")
    return "".join(owners)


def test_a_job_is_put_before_another_or_at_the_end(store):
    a, b, c, d = [add(store) for _ in range(4)]
    store.move(d, before=b)
    assert ids(store.queue()) == [a, d, b, c]
    store.move(a)
    assert ids(store.queue()) == [d, b, c, a]
    store.move(b, before=d)
    last = add(store)
    assert ids(store.queue()) == [b, d, c, a, last]
    assert [store.claim().id for _ in range(5)] == [b, d, c, a, last]


def test_only_what_waits_can_be_moved(store):
    a, b = add(store), add(store)
    store.claim()
    for call in (lambda: store.move(a), lambda: store.move(b, before=a)):
        with pytest.raises(RunError, match=f"^Job {a} is starting: it has no place in the queue.$"):
            call()


def test_a_resumed_job_goes_to_the_end_of_the_queue(store):
    a, b = add(store), add(store)
    store.request(a, "stop")
    store.resume(a)
    assert ids(store.queue()) == [b, a]


def test_owners_take_turns_however_many_jobs_one_has_queued(store):
    for owner in "aaaaabbc":
        add(store, owner)
    assert claim_all(store) == "abcabaaa"


def test_each_owner_runs_one_before_anyone_runs_two(store):
    for owner in "aaabc":
        add(store, owner)
    assert [store.claim().owner for _ in range(5)] == ["a", "b", "c", "a", "a"]


def test_the_next_job_is_waited_for_where_there_is_no_room_yet(store):
    large, small = add(store, memory_mb=9000), add(store, memory_mb=10)
    assert store.claim(fits=lambda job: job.memory_mb < 100) is None
    assert ids(store.queue()) == [large, small]
    assert store.claim(fits=lambda job: True).id == large
