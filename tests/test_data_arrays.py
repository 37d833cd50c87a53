"""Arrays are made once, by one process of several, and never seen half made."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from explorer import data
from explorer.data import arrays

ROOT = Path(__file__).parents[1]
INFO = data.DATASETS["shapes10"]
TRAIN = (np.arange(2 * 3072, dtype=np.uint8).reshape(2, 32, 32, 3), np.array([1, 2]))
TEST = (np.zeros((1, 32, 32, 3), np.uint8), np.array([3]))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    return tmp_path


def start(code):
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


PREPARE = """
import zlib
from explorer import data
told = []
d = data.prepare("shapes10", progress=lambda *call: told.append(call[2]))
print("Drawing shapes10" in told, zlib.crc32(d.x_train), zlib.crc32(d.x_test), len(d.y_train))
"""


def test_of_several_processes_at_once_one_draws_and_all_see_the_same(home):
    outcomes = [process.communicate() for process in [start(PREPARE) for _ in range(4)]]
    assert [error for _, error in outcomes] == [""] * 4
    drew, *seen = zip(*(output.split() for output, _ in outcomes), strict=True)
    assert sorted(drew) == ["False", "False", "False", "True"]
    assert all(len(set(values)) == 1 for values in seen)
    assert list((home / "data").rglob("*.part")) == []


def test_who_must_wait_is_told_so():
    told = []
    code = "from explorer.data.arrays import locked\n"
    code += "with locked('x'): print('in', flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout.readline() == b"in\n"
        with arrays.locked("x", lambda: (told.append("wait"), process.communicate(b"\n"))):
            assert told == ["wait"]
    assert process.returncode == 0


def test_a_process_that_is_killed_leaves_the_work_to_the_next(home):
    process = start(PREPARE.replace("told.append(call[2])", "print(call[0], flush=True)"))
    with process:
        while int(process.stdout.readline()) == 0:
            pass
        process.send_signal(signal.SIGKILL)
    assert list((home / "data").rglob("complete.json")) == []
    assert len(data.prepare("shapes10").y_train) == 10_000


def test_what_is_saved_is_loaded_and_mapped(home):
    arrays.save(home / "new" / "set", TRAIN, TEST, "made here")
    dataset = arrays.load(home / "new" / "set", INFO)
    assert np.array_equal(dataset.x_train, TRAIN[0]) and isinstance(dataset.x_train, np.memmap)
    assert dataset.y_train.tolist() == [1, 2] and dataset.y_test.tolist() == [3]
    assert (dataset.name, dataset.source) == ("shapes10", "made here")


def test_nothing_is_loaded_where_nothing_is(home):
    assert arrays.load(home / "nothing", INFO) is None


@pytest.mark.parametrize("name", ["x_train.npy", "y_test.npy", "complete.json"])
def test_a_file_that_was_lost_or_cut_makes_the_set_incomplete(home, name):
    for damage in (lambda path: path.unlink(), lambda path: os.truncate(path, 20)):
        arrays.save(home / "set", TRAIN, TEST, "made here")
        assert arrays.load(home / "set", INFO) is not None
        damage(home / "set" / name)
        assert arrays.load(home / "set", INFO) is None


def test_a_set_that_is_made_again_is_incomplete_until_it_is_finished(home):
    arrays.save(home / "set", TRAIN, TEST, "made here")
    with pytest.raises(RuntimeError, match="no array"):
        arrays.save(home / "set", TRAIN, (TEST[0], Unsaveable()), "made there")
    assert arrays.load(home / "set", INFO) is None


class Unsaveable:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no array")


def test_readers_keep_their_images_while_the_set_is_made_again(home):
    arrays.save(home / "set", TRAIN, TEST, "made here")
    reader = arrays.load(home / "set", INFO)
    arrays.save(home / "set", (TRAIN[0] + 1, TRAIN[1]), TEST, "made again")
    assert np.array_equal(reader.x_train, TRAIN[0])
    assert np.array_equal(arrays.load(home / "set", INFO).x_train, TRAIN[0] + 1)


def test_the_marker_says_where_the_images_came_from(home):
    arrays.save(home / "set", TRAIN, TEST, "made here")
    assert json.loads((home / "set" / "complete.json").read_text())["source"] == "made here"


def test_a_folder_that_cannot_be_written_is_a_clear_error(home):
    (home / "data").write_text("a file in the way")
    with pytest.raises(data.DataError, match=r"shapes10 cannot be made ready: .*/data'"):
        data.prepare("shapes10")


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(data.DataError, match=r"no dataset 'cifar11'; did you mean cifar10\?"):
        data.prepare("cifar11")
    with pytest.raises(
        data.DataError, match="did you mean cifar10 or cifar100 or shapes10 or images"
    ):
        data.prepare("mnist")


def test_every_dataset_describes_itself():
    for name, info in data.DATASETS.items():
        assert info.name == name
        assert len(info.class_names) == {"cifar100": 100, "images": 0}.get(name, 10)
        assert info.image_shape == (32, 32, 3)
        assert info.label and info.source and info.description.endswith(".")


def test_datasets_need_neither_keras_nor_streamlit():
    code = (
        "import sys; from explorer import data; data.prepare('shapes10')\n"
        "print({'keras', 'tensorflow', 'streamlit'} & set(sys.modules))"
    )
    output, error = start(code).communicate()
    assert (output, error) == ("set()\n", "")
