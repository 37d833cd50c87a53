"""The store, in real databases."""

import math
import re
import time

import numpy
import pytest

from explorer.runs import ACTIVE, STATES, Store
from tests.jobs import NETWORK, add, lead_to, message, running


def test_the_store_lies_in_the_home_folder_unless_a_url_says_otherwise(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    Store.open().close()
    assert (tmp_path / "runs.db").exists()
    monkeypatch.setenv("EXPLORER_DATABASE_URL", f"sqlite:///{tmp_path}/else/where.db")
    Store.open().close()
    assert (tmp_path / "else" / "where.db").exists()


def test_a_relative_url_means_the_same_file_after_the_working_folder_changes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = Store.open("sqlite:///mine.db")
    assert store.url == f"sqlite:///{tmp_path}/mine.db"
    store.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://a:secret@b/c", "runs"])
def test_a_url_that_several_processes_cannot_share_is_refused(url):
    text = message(Store.open, url)
    assert text.startswith("The database's URL (EXPLORER_DATABASE_URL) must be sqlite:///FILE or")
    assert text.endswith(f"it begins with {url.split(':')[0]!r}.")
    assert "secret" not in text


def test_what_was_written_is_there_when_the_store_is_opened_again(store):
    id = add(store)
    store.add_points(id, [("train/loss", 1, 2.5)])
    again = Store.open()
    assert again.job(id) == store.job(id)
    assert again.points(id)[0].value == 2.5
    again.close()


def test_an_sqlite_file_is_in_wal_mode_and_waits_for_other_writers(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/mine.db")
    with store.engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "busy_timeout", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 30_000, 1, 1]
    store.close()


# Designs


def test_a_design_saved_twice_is_the_second_one_and_keeps_its_birthday(store):
    store.save_design("mine", {"v": 1})
    first = store.design("mine")
    store.save_design("mine", {"v": 2})
    second = store.design("mine")
    assert (second.network, second.created) == ({"v": 2}, first.created)
    assert second.updated >= first.updated
    assert len(store.designs()) == 1


def test_designs_belong_to_their_owner_and_the_newest_comes_first(store):
    store.save_design("a", {"of": "ann"}, owner="ann")
    store.save_design("b", {"of": "ann"}, owner="ann")
    store.save_design("a", {"of": "bob"}, owner="bob")
    assert [design.name for design in store.designs("ann")] == ["b", "a"]
    assert store.design("a", "bob").network == {"of": "bob"}
    assert store.designs() == []


def test_a_deleted_design_is_gone_and_a_missing_one_is_named(store):
    store.save_design("mine", {})
    store.delete_design("mine")
    for call in (store.design, store.delete_design):
        assert message(call, "mine").startswith(f"No design 'mine' in {store}.")


# Jobs


def test_a_new_job_is_queued_with_all_that_it_was_given(store):
    job = store.job(add(store))
    assert (job.kind, job.name, job.state, job.attempt) == ("train", "tiny", "queued", 0)
    assert (job.network, job.settings) == (NETWORK, {"epochs": 2})
    assert job.source == "import keras\n"
    assert abs(job.created - time.time()) < 60
    assert not job.over


def test_ids_are_sixteen_random_hex_digits(store):
    ids = {add(store) for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch("[0-9a-f]{16}", id) for id in ids)


def test_jobs_are_listed_newest_first_and_by_kind_and_state(store):
    first, second, third = add(store), add(store, kind="build"), add(store)
    store.claim()
    assert [job.id for job in store.jobs()] == [third, second, first]
    assert [job.id for job in store.jobs(kind="train")] == [third, first]
    assert [job.id for job in store.jobs(states=ACTIVE)] == [first]
    assert [job.id for job in store.jobs(states=[])] == []
    assert [job.id for job in store.jobs(limit=1)] == [third]


def test_an_unknown_kind_is_refused(store):
    expected = "A job's kind is one of build, train, experiment; got 'trian'."
    assert message(add, store, kind="trian") == expected


@pytest.mark.parametrize("call", ["job", "beat", "set_state", "add_points", "log_event"])
def test_a_missing_job_is_named(store, call):
    id = "0123456789abcdef"
    calls = {
        "job": lambda: store.job(id),
        "beat": lambda: store.beat(id),
        "set_state": lambda: store.set_state(id, "running"),
        "add_points": lambda: store.add_points(id, [("train/loss", 1, 1.0)]),
        "log_event": lambda: store.log_event(id, "note", "hello"),
    }
    assert message(calls[call]).startswith(f"No job {id!r} in {store}.")


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_a_state_follows_another_only_where_the_table_says_so(store, before, after):
    id = add(store)
    lead_to(store, id, before)
    if after in STATES[before]:
        store.set_state(id, after)
        assert store.job(id).state == after
    else:
        text = message(store.set_state, id, after)
        assert text.startswith(f"Job {id} is {before}: it may become ")
        assert text.endswith(f", but not {after}.")
        assert store.job(id).state == before


def test_each_change_of_state_is_an_event(store):
    id = running(store)
    store.set_state(id, "failed", "no memory left")
    texts = [event.text for event in store.events(id) if event.kind == "state"]
    assert texts == ["queued", "starting", "running", "failed: no memory left"]


def test_a_run_ends_with_its_times_and_its_figures(store):
    id = running(store)
    store.set_state(id, "finished", summary={"test_accuracy": 0.9})
    job = store.job(id)
    assert job.created <= job.started <= job.ended
    assert (job.over, job.summary, job.error) == (True, {"test_accuracy": 0.9}, "")


def test_the_reason_of_a_failure_is_the_jobs_error(store):
    id = running(store)
    store.set_state(id, "failed", "no memory left")
    assert store.job(id).error == "no memory left"


def test_a_job_that_is_queued_again_starts_clean_with_a_new_attempt(store):
    id = running(store)
    store.request(id, "stop")
    store.set_state(id, "interrupted", "gone")
    store.set_state(id, "queued")
    job = store.claim()
    assert (job.attempt, job.error, job.ended, job.control, job.pid) == (2, "", None, None, None)


def test_unknown_states_and_fields_are_refused(store):
    id = add(store)
    assert "got 'done'" in message(store.set_state, id, "done")
    assert "got colour" in message(store.set_state, id, "stopped", colour="red")
    assert "got colour" in message(store.note, id, colour="red")


def test_numbers_that_are_no_json_are_kept_as_none(store):
    id = running(store)
    figures = {"loss": math.nan, "best": [numpy.float32(0.5), math.inf], "n": numpy.int64(3)}
    store.note(id, summary=figures)
    assert store.job(id).summary == {"loss": None, "best": [0.5, None], "n": 3}
