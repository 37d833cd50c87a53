"""A person's own images: from a folder or a zip to arrays, once for each content."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from explorer import data
from tests.picture_folders import COLOURS, make_folder, make_zip, noisy, picture, pictures

TWENTY = {"cats": 20, "dogs": 20}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def kept(home):
    return sorted(path.name for path in (home / "data").glob("images-*") if path.is_dir())


def colours(x):
    return {tuple(int(v) for v in image.mean(axis=(0, 1)).round()) for image in x}


@pytest.mark.parametrize("make", [make_folder, make_zip])
def test_folders_are_classes_and_their_pictures_images(tmp_path, make):
    path = make(tmp_path / "pets.zip", pictures(TWENTY))
    dataset = data.prepare("images", path)
    assert dataset.class_names == ("cats", "dogs")
    assert dataset.x_train.shape == (36, 32, 32, 3) and dataset.x_train.dtype == np.uint8
    assert isinstance(dataset.x_train, np.memmap) and not dataset.x_train.flags.writeable
    for label, name in enumerate(dataset.class_names):
        assert colours(dataset.x_train[dataset.y_train == label]) == {COLOURS[name]}
        assert colours(dataset.x_test[dataset.y_test == label]) == {COLOURS[name]}
    assert dataset.source == f"own images: {path}"
    assert dataset.left_out == data.LeftOut(0, ())


def test_a_tenth_of_each_class_is_the_test_set_and_always_the_same(tmp_path, monkeypatch):
    files = {f"{name}/{i}.png": noisy(i + 100 * (name == "b"), form="PNG")
             for name in "ab" for i in range(20)}  # fmt: skip
    path = make_folder(tmp_path / "mine", files)
    first = data.prepare("images", path)
    assert np.bincount(first.y_test).tolist() == [2, 2]
    assert np.bincount(first.y_train).tolist() == [18, 18]
    everything = {image.tobytes() for x in (first.x_train, first.x_test) for image in x}
    assert len(everything) == 40
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "another"))
    assert np.array_equal(data.prepare("images", path).x_test, first.x_test)


@pytest.mark.parametrize("test", ["test", "val", "validation"])
def test_train_and_test_folders_stay_apart(tmp_path, test):
    files = pictures({"cats": 3, "dogs": 4}, "train/") | pictures({"dogs": 2}, f"{test}/")
    dataset = data.prepare("images", make_zip(tmp_path / "pets.zip", files))
    assert dataset.y_train.tolist() == [0] * 3 + [1] * 4 and dataset.y_test.tolist() == [1, 1]
    assert dataset.class_names == ("cats", "dogs")


def test_folders_around_the_class_folders_do_not_matter(tmp_path):
    path = make_zip(tmp_path / "a.zip", pictures({"cats": 2, "dogs": 2}, "my/pets/"))
    assert data.prepare("images", path).class_names == ("cats", "dogs")


def test_what_systems_leave_in_folders_is_passed_over(tmp_path):
    junk = {"__MACOSX/cats/._1.png": b"x", "cats/.DS_Store": b"x", "dogs/Thumbs.db": b"x"}
    path = make_zip(tmp_path / "a.zip", pictures({"cats": 2, "dogs": 2}) | junk)
    assert data.prepare("images", path).left_out.count == 0


def test_the_size_is_the_networks(tmp_path):
    path = make_folder(tmp_path / "mine", pictures(TWENTY))
    assert data.describe("images", path, (24, 48)).image_shape == (24, 48, 3)
    assert data.prepare("images", path, size=(24, 48)).x_test.shape[1:] == (24, 48, 3)
    assert data.prepare("images", path).x_test.shape[1:] == (32, 32, 3)


def test_it_is_described_before_a_picture_is_read(tmp_path, home):
    path = make_folder(tmp_path / "mine", {"b/1.jpg": b"", "b/2.jpg": b"", "a/1.jpg": b"",
                                           "a/2.jpg": b""})  # fmt: skip
    info = data.describe("images", path)
    assert (info.name, info.class_names) == ("images", ("a", "b"))
    assert not (home / "data").exists()
    assert data.describe("shapes10") is data.DATASETS["shapes10"]


def test_the_same_content_is_kept_once_wherever_it_is(tmp_path, home):
    files = pictures(TWENTY)
    first = make_zip(tmp_path / "a.zip", files)
    (tmp_path / "b.zip").write_bytes(first.read_bytes())
    one, other = data.prepare("images", first), data.prepare("images", tmp_path / "b.zip")
    assert one.x_train.filename == other.x_train.filename and len(kept(home)) == 1
    folders = [make_folder(tmp_path / name, files) for name in "cd"]
    again = [data.prepare("images", folder).x_train.filename for folder in folders]
    assert again[0] == again[1] and len(kept(home)) == 2


def test_a_second_time_no_picture_is_read(tmp_path, monkeypatch):
    path = make_zip(tmp_path / "a.zip", pictures(TWENTY))
    data.prepare("images", path)
    monkeypatch.setattr(data.images, "read_picture", lambda *_: pytest.fail("read again"))
    monkeypatch.setattr(data.images, "digest", lambda *_: pytest.fail("read again"))
    assert len(data.prepare("images", path).x_train) == 36


def test_a_changed_folder_is_another_content(tmp_path, home):
    path = make_folder(tmp_path / "mine", pictures(TWENTY))
    data.prepare("images", path)
    (path / "cats" / "new.png").write_bytes(picture())
    dataset = data.prepare("images", path)
    assert len(dataset.x_train) + len(dataset.x_test) == 41 and len(kept(home)) == 2


def test_progress_is_told(tmp_path):
    seen = []
    path = make_folder(tmp_path / "mine", pictures({"cats": 60, "dogs": 60}))
    data.prepare("images", path, progress=lambda *given: seen.append(given))
    assert seen[1:] == [(n, 120, "Reading your images") for n in (0, 50, 100)] + [
        (1, 1, "The images are ready")
    ]


def test_processes_that_start_at_once_make_it_once(tmp_path, home):
    path = make_folder(tmp_path / "mine", pictures({"cats": 40, "dogs": 40}))
    code = (
        "import sys; from explorer import data; told = []\n"
        "d = data.prepare('images', sys.argv[1], progress=lambda *a: told.append(a[2]))\n"
        "print(int('Reading your images' in told), d.x_train.sum())"
    )
    command = [sys.executable, "-c", code, str(path)]
    root = Path(__file__).parents[1]
    started = [
        subprocess.Popen(command, cwd=root, env=dict(os.environ), stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = [process.communicate(timeout=60)[0].split() for process in started]
    assert sorted(made for made, _ in answers) == ["0", "0", "1"]
    assert len({total for _, total in answers}) == 1 and len(kept(home)) == 1


@pytest.mark.parametrize(
    "folder, name",
    [
        ("a\nb\tc", "a b c"),
        ("\u202egnp", "gnp"),
        ("x" * 200, "x" * 60),
        ("<b>& 'q'</b>", "<b>& 'q'<"),
        ("\x07", "unnamed"),
    ],
)
def test_class_names_are_one_harmless_line(folder, name):
    assert data.images.display_names([folder])[0].startswith(name)
    assert data.images.display_names([folder])[0].isprintable()


def test_no_two_classes_have_one_name():
    assert data.images.display_names(["a b", "a\nb", "c"]) == ("a b", "a b (2)", "c")
