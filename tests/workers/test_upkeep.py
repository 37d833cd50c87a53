"""The runner makes room between jobs."""

import os

import pytest

from explorer.runs import RunError
from explorer.workers import service, upkeep


def old_upload(home, name):
    (home / "uploads").mkdir(exist_ok=True)
    path = home / "uploads" / f"{name}.zip"
    path.write_bytes(bytes(1000))
    os.utime(path, (0, 0))
    return path


def test_the_runner_keeps_uploads_that_runs_name_even_deleted_ones(store, runner, monkeypatch):
    home = store.folder("0" * 16).parents[1]
    live, thrown_away, free = [old_upload(home, name) for name in "abc"]
    store.request(store.add_job("train", "n", {}, {"data_dir": str(live)}), "stop")
    store.delete(store.add_job("train", "n", {}, {"data_dir": str(thrown_away)}))
    runner.run(idle_seconds=0)
    assert free.exists()
    monkeypatch.setenv("EXPLORER_CACHE_GB", "0")
    runner.run(idle_seconds=0)
    assert (live.exists(), thrown_away.exists(), free.exists()) == (True, True, False)


@pytest.mark.parametrize("text", ["much", "-1", "nan", "inf"])
def test_a_wrong_size_is_named(store, monkeypatch, text):
    monkeypatch.setenv("EXPLORER_CACHE_GB", text)
    expected = f"EXPLORER_CACHE_GB is '{text}': it must be gigabytes, 0 or more."
    for call in (upkeep.limit_bytes, service.serve):
        with pytest.raises(RunError, match=f"^{expected}$"):
            call()
