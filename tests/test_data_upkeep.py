"""Prepared arrays and uploads make room, the longest unused first, unless a run names them."""

import io
import os
import time
import zipfile

import numpy as np
import pytest

from explorer import data
from explorer.data import arrays, upkeep
from explorer.data.uploads import keep_upload

INFO = data.DATASETS["shapes10"]
TRAIN = (np.zeros((20, 32, 32, 3), np.uint8), np.zeros(20, np.int64))
SIZE = 2 * TRAIN[0].nbytes  # and a little more
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    return tmp_path


def prepared(name, days):
    """Arrays that were last used so many days ago."""
    folder = arrays.folder_of(name)
    arrays.save(folder, TRAIN, TRAIN, "made by a test")
    age(folder / arrays.MARKER, days)
    return folder


def uploaded(name, days):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr(name, bytes(SIZE))
    path = keep_upload(name, content.getvalue())
    age(path, days)
    return path


def age(path, days):
    then = time.time() - days * DAY
    os.utime(path, (then, then))


def test_where_there_is_room_everything_stays():
    folder, path = prepared("a", 300), uploaded("b", 300)
    assert upkeep.tidy(3 * SIZE) == []
    assert arrays.load(folder, INFO) and path.exists()


def test_the_longest_unused_go_first_until_the_rest_has_room():
    kinds = [prepared("a", 4), uploaded("b", 3), prepared("c", 2), uploaded("d", 1.5)]
    assert upkeep.tidy(2.5 * SIZE) == kinds[:2]
    assert [path.exists() for path in kinds] == [False, False, True, True]


def test_arrays_that_are_loaded_count_as_used():
    first, second = prepared("a", 4), prepared("c", 3)
    assert arrays.load(first, INFO)
    assert upkeep.tidy(1.5 * SIZE) == [second]


def test_what_was_used_today_stays_whatever_it_takes():
    prepared("a", 0.5), uploaded("b", 0.5)
    assert upkeep.tidy(0) == []


def test_an_upload_that_a_run_names_stays():
    path, other = uploaded("b", 300), uploaded("c", 200)
    assert upkeep.tidy(0, [str(path), "~/pictures"]) == [other]
    assert path.exists()


def test_arrays_that_are_mapped_can_still_be_read_when_they_are_gone():
    folder = prepared("a", 2)
    mapped = arrays.load(folder, INFO)
    age(folder / arrays.MARKER, 2)
    assert upkeep.tidy(0) == [folder]
    assert arrays.load(folder, INFO) is None
    assert mapped.x_train.sum() == 0


def test_a_full_disk_is_told_and_leaves_nothing_behind(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    folder = arrays.folder_of("a")
    with monkeypatch.context() as patch:
        patch.setattr(arrays.np, "save", full)
        with pytest.raises(data.DataError, match=r"could not be kept in .*No space"):
            arrays.save(folder, TRAIN, TRAIN, "made by a test")
    assert list(folder.iterdir()) == []
