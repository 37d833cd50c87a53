"""Names, tags, notes, deleting and restoring, in a real database."""

import time

import pytest

from explorer.runs import RunError
from explorer.runs.keeping import UNDO_SECONDS


def add(store, name="tiny", **options):
    return store.add_job("train", name, {}, {}, **options)


def running(store):
    id = add(store)
    store.claim()
    store.begin(id, 1)
    return id


def message(call, *args):
    with pytest.raises(RunError) as error:
        call(*args)
    return str(error.value)


def ids(jobs):
    return [job.id for job in jobs]


def age(store, id, monkeypatch):
    """Delete a job so long ago that it cannot come back."""
    with monkeypatch.context() as past:
        then = time.time() - UNDO_SECONDS - 1
        past.setattr(time, "time", lambda: then)
        store.delete(id)


def test_a_job_is_renamed_whatever_its_state(store):
    id = running(store)
    store.rename(id, "  the  good one ")
    assert store.job(id).name == "the good one"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_of_no_or_too_many_characters_is_refused(store, name):
    id = add(store)
    expected = f"A name has 1 to 200 characters; got {len(name.strip())}."
    assert message(store.rename, id, name) == expected


def test_tags_are_kept_once_in_lower_case_and_sorted(store):
    id = add(store)
    store.set_tags(id, ["Thesis", " deep  nets ", "thesis", ""])
    assert store.job(id).tags == ["deep nets", "thesis"]
    store.set_tags(id, [])
    assert store.job(id).tags == []


def test_too_long_and_too_many_tags_are_refused(store):
    id = add(store)
    assert message(store.set_tags, id, ["x" * 51]).startswith("A tag has at most 50 characters")
    many = [str(number) for number in range(21)]
    assert message(store.set_tags, id, many) == "A job has at most 20 tags; got 21."


def test_a_note_is_kept_as_it_is_and_bounded(store):
    id = add(store)
    store.set_note(id, "# Why\nskip 2 → 4 ✓")
    assert store.job(id).note == "# Why\nskip 2 → 4 ✓"
    expected = "A note has at most 20000 characters; got 20001."
    assert message(store.set_note, id, "x" * 20_001) == expected


def test_jobs_are_found_by_what_people_gave_them(store):
    a, b = add(store, "50%_wide", owner="ann"), add(store, "500 wide", owner="bob")
    store.set_tags(a, ["thesis", "größe"])
    store.set_tags(b, ["thesis 2"])
    store.set_note(b, "Like RESNET")
    assert ids(store.jobs(tag="Thesis")) == [a]
    assert ids(store.jobs(tag="größe")) == [a]
    assert ids(store.jobs(tag="these")) == []
    assert ids(store.jobs(text="50%_")) == [a]
    assert ids(store.jobs(text="resnet")) == [b]
    assert ids(store.jobs(owner="bob")) == [b]
    assert ids(store.jobs(owner="")) == []


def test_forks_know_their_parent(store):
    parent = add(store)
    fork = add(store, parent=parent)
    assert store.job(fork).parent == parent
    assert ids(store.jobs(parent=parent)) == [fork]


def test_a_deleted_job_is_out_of_sight_and_comes_back_whole(store):
    id, other = running(store), add(store)
    store.add_points(id, [("loss", 1, 2.0)])
    store.set_state(id, "finished")
    (store.folder(id) / "best.keras").write_text("weights")
    store.delete(id)
    assert (ids(store.jobs()), ids(store.jobs(deleted=True))) == ([other], [id])
    store.purge()
    store.restore(id)
    assert ids(store.jobs()) == [other, id]
    assert store.job(id).state == "finished"
    assert store.points(id)[0].value == 2.0
    assert (store.folder(id) / "best.keras").read_text() == "weights"


def test_a_deleted_job_leaves_the_queue_and_does_not_start(store):
    id = add(store)
    store.delete(id)
    assert store.claim() is None
    assert message(store.set_state, id, "queued") == f"Job {id} is deleted: restore it first."
    store.restore(id)
    assert store.job(id).state == "stopped"


def test_a_job_at_work_is_not_deleted(store):
    id = running(store)
    assert message(store.delete, id) == f"Job {id} is running: stop it first."


def test_deleting_and_restoring_twice_is_told(store):
    id = add(store)
    assert message(store.restore, id) == f"Job {id} is not deleted."
    store.delete(id)
    assert message(store.delete, id) == f"Job {id} is deleted already."


def test_after_a_week_a_deleted_job_is_gone_with_its_files(store, monkeypatch):
    id, kept = running(store), add(store)
    store.add_points(id, [("loss", 1, 2.0)])
    store.set_state(id, "finished")
    folder = store.folder(id)
    (folder / "best.keras").write_text("weights")
    age(store, id, monkeypatch)
    assert message(store.restore, id) == f"Job {id} is about to be removed for good."
    assert store.purge() == [id]
    assert not folder.exists()
    assert message(store.job, id).startswith(f"No job {id!r}")
    assert (store.points(id), store.events(id)) == ([], [])
    assert ids(store.jobs()) == [kept]
    assert store.purge() == []


def test_what_was_asked_of_a_run_goes_with_it_and_its_forks_stay(store, monkeypatch):
    id = add(store)
    fork, asked = add(store, parent=id), store.add_job("experiment", "q", {}, {}, parent=id)
    of_a_fork = store.add_job("experiment", "q", {}, {}, parent=fork)
    free = store.add_job("experiment", "q", {}, {})
    folder = store.folder(asked)
    (folder / "result.json").write_text("{}")
    age(store, id, monkeypatch)
    assert store.purge() == [id, asked]
    assert not folder.exists()
    assert ids(store.jobs()) == [free, of_a_fork, fork]


def test_an_answer_that_is_still_worked_on_outlives_its_run_until_it_is_there(store, monkeypatch):
    id = add(store)
    asked = store.add_job("experiment", "q", {}, {}, parent=id, mine=True)
    age(store, id, monkeypatch)
    assert store.purge() == [id]
    store.set_state(asked, "failed")
    assert store.purge() == [asked]
