"""A disk of a few MB really fills up in the middle of a run."""

import json
import sys

import pytest

from explorer.runs import Store
from explorer.training import __main__ as program
from explorer.training import keeping, room, run_job
from explorer.training.snapshots import Snapshots
from tests.disks import fill, small_disk
from tests.training.tools import STEPS, add_hard, go_on, outcome

pytestmark = pytest.mark.keras

FULL = "No space left on device"


@pytest.fixture(params=["runs", "all"])
def disk(request, tmp_path, home, monkeypatch):
    """A small disk for the folders of the runs, or for them and the database; then a store."""
    place = tmp_path / "home"
    monkeypatch.setenv("EXPLORER_HOME", str(place))
    monkeypatch.setenv("EXPLORER_SNAPSHOT_S", "0")
    with small_disk(place if request.param == "all" else place / "runs") as disk:
        (home / "data").mkdir(exist_ok=True)
        (place / "data").symlink_to(home / "data")
        yield disk


@pytest.fixture
def small(disk):
    store = Store.open()
    yield store
    store.close()


def at_step(step, do):
    """Does something once, after this step."""
    done = []

    def tell(progress):
        if progress.get("step") == step and not done:
            done.append(do())

    return tell


def texts(store, id, kind):
    return [event.text for event in store.events(id) if event.kind == kind]


def assert_whole(store, id):
    """Every file of the run can be read to its end."""
    folder = store.folder(id)
    assert Snapshots(folder / "snapshots").load()
    settings = json.loads((folder / "settings.json").read_text())
    assert settings == store.job(id).settings
    assert (folder / "model.py").read_text().endswith("\n")
    for line in (folder / "epochs.jsonl").read_text().splitlines():
        json.loads(line)
    left = {path.name for path in folder.rglob("*") if path.is_file()}
    assert not [name for name in left if name.startswith(".") or name.endswith((".part", "spare"))]


def test_a_run_whose_disk_stays_full_is_interrupted_and_goes_on_bit_by_bit(disk, small, reference):
    expected, id = reference("adam"), add_hard(small, "adam")
    job = run_job(small, id, 1, at_step(13, lambda: fill(disk)))
    assert job.state == "interrupted"
    assert job.error.startswith("There is no room left on the disk (")
    assert job.error.endswith("): make some, then resume the run")
    assert_whole(small, id)
    if disk.name == "runs":
        [said] = texts(small, id, "snapshot")
        assert said.startswith("No snapshot could be written (") and FULL in said
        assert small.series(id)["train/loss"].steps == list(range(1, STEPS + 1))
    (disk / "filler").unlink()
    assert go_on(small, id).state == "finished"
    assert "Goes on after step 12 of 27" in texts(small, id, "attempt")
    assert outcome(small, id) == expected


def test_a_run_whose_disk_is_full_for_a_while_loses_nothing(disk, small, reference):
    expected, id = reference("adam"), add_hard(small, "adam")
    fills = at_step(11, lambda: fill(disk))
    empties = at_step(23, lambda: (disk / "filler").unlink())
    job = run_job(small, id, 1, lambda progress: (fills(progress), empties(progress)))
    assert (job.state, job.error) == ("finished", "")
    curves, weights, scores, _ = outcome(small, id)
    assert (curves, weights, scores) == expected[:3]
    # A page of the second epoch may not have found room; the others are whole.
    kept = (small.folder(id) / "epochs.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in kept] in ([1, 2, 3], [1, 3])


@pytest.mark.parametrize("disk", ["all"], indirect=True)
def test_a_worker_without_room_even_for_its_last_word_ends_without_a_traceback(
    disk, small, monkeypatch, capfd
):
    id, keep = add_hard(small, "sgd"), keeping.Keeper.keep

    def keep_and_fill(self, fit):
        kept = keep(self, fit)
        if fit.done == 5:
            fill(disk)
        return kept

    monkeypatch.setattr(keeping.Keeper, "keep", keep_and_fill)
    monkeypatch.setattr(room, "BYTES", 0)
    monkeypatch.setattr(sys, "argv", ["worker", "--job", id, "--attempt", "1"])
    with pytest.raises(SystemExit) as end:
        program.main()
    assert end.value.code == 75
    assert capfd.readouterr().err == "There is no room left on the disk.\n"
    (disk / "filler").unlink()
    assert small.job(id).state == "running"
    assert max(small.series(id)["train/loss"].steps) == 5
