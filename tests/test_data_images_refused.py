"""What is wrong with somebody's zip or folder is named, and does no harm."""

import os
import stat
import struct
import zipfile

import pytest

from explorer import data
from explorer.data import images, picture_files
from tests.picture_folders import make_folder, make_zip, picture, pictures

GOOD = pictures({"cats": 3, "dogs": 3})


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def limit(monkeypatch, **limits):
    monkeypatch.setattr(picture_files, "LIMITS", picture_files.Limits(**limits))


def left_out(path):
    dataset = data.prepare("images", path)
    assert len(dataset.x_train) + len(dataset.x_test) == 6
    assert dataset.left_out.count == len(dataset.left_out.named)
    return list(dataset.left_out.named)


def refusal(path, **size):
    with pytest.raises(data.DataError) as error:
        data.prepare("images", path, **size)
    return str(error.value)


def odd_zip(tmp_path, name, content=None, **fields):
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    for field, value in fields.items():
        setattr(info, field, value)
    return make_zip(tmp_path / "odd.zip", GOOD, [(info, content or picture())])


@pytest.mark.parametrize(
    "name, why",
    [
        ("../cats/x.png", "has a path that leads outside of the zip"),
        ("cats/../../x.png", "has a path that leads outside of the zip"),
        ("cats\\..\\..\\x.png", "has a path that leads outside of the zip"),
        ("/etc/x.png", "has an absolute path"),
        ("\\\\server\\x.png", "has an absolute path"),
        ("C:/cats/x.png", "has an absolute path"),
        ("x.png", "lies in no class folder"),
        ("cats/old/x.png", "lies in a folder of a class folder"),
    ],
)
def test_paths_that_lead_elsewhere_are_left_out(tmp_path, name, why):
    before = set(tmp_path.parent.iterdir())
    assert left_out(odd_zip(tmp_path, name)) == [f"{name}: {why}"]
    assert set(tmp_path.parent.iterdir()) == before
    assert not list(tmp_path.rglob("*.png"))


def test_a_link_in_a_zip_is_left_out(tmp_path):
    path = odd_zip(tmp_path, "cats/x.png", b"/etc/passwd", external_attr=(stat.S_IFLNK | 511) << 16)
    assert left_out(path) == ["cats/x.png: is a link, and links are not followed"]


def test_links_and_pipes_in_a_folder_are_left_out(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture())
    folder = make_folder(tmp_path / "mine", GOOD)
    (folder / "cats" / "link.png").symlink_to(secret)
    (folder / "eels").symlink_to(folder / "dogs")
    os.mkfifo(folder / "dogs" / "pipe.png")
    assert sorted(left_out(folder)) == [
        "cats/link.png: is a link, and links are not followed",
        "dogs/pipe.png: is no plain file",
        "eels: is a link, and links are not followed",
    ]


def test_a_file_that_is_there_twice_counts_once(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = odd_zip(tmp_path, "cats/00.png")
    assert left_out(path) == ["cats/00.png: is there twice"]


def test_an_encrypted_file_is_left_out(tmp_path):
    path = odd_zip(tmp_path, "cats/x.png")
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 8] |= 1
    path.write_bytes(content)
    assert left_out(path) == ["cats/x.png: is encrypted"]


def test_a_file_that_packs_too_well_is_left_out(tmp_path):
    path = odd_zip(tmp_path, "cats/x.png", bytes(30 * 2**20))
    assert left_out(path) == ["cats/x.png: unpacks to more than 100 times its size"]


def test_a_file_that_unpacks_to_more_than_it_says_is_cut_short(tmp_path):
    path = odd_zip(tmp_path, "cats/x.png", bytes(50 * 2**20))
    content = bytearray(path.read_bytes())
    for place in (content.rindex(b"PK\x01\x02") + 24, content.rindex(b"PK\x03\x04") + 22):
        content[place : place + 4] = struct.pack("<I", 1000)
    path.write_bytes(content)
    with picture_files.opened(path) as files:
        files.names(picture_files.Refusals())
        with pytest.raises(ValueError, match="is damaged: Bad CRC-32"):
            files.read("cats/x.png")
    assert left_out(path) == ["cats/x.png: is damaged: Bad CRC-32 for file 'cats/x.png'"]


@pytest.mark.parametrize("make", [make_folder, make_zip])
def test_a_large_file_is_left_out(tmp_path, make, monkeypatch):
    limit(monkeypatch, file_bytes=2**20)
    content = picture() + os.urandom(2**20)
    path = make(tmp_path / "mine", GOOD | {"cats/x.png": content})
    assert left_out(path) == ["cats/x.png: is larger than 1 MiB"]


@pytest.mark.parametrize("make", [make_folder, make_zip])
def test_too_many_files_are_refused_as_a_whole(tmp_path, make, monkeypatch):
    limit(monkeypatch, files=5)
    path = make(tmp_path / "mine", GOOD)
    assert refusal(path) == f"{path} holds more than 5 files: it is refused as a whole"


def test_a_zip_that_unpacks_to_too_much_is_refused_as_a_whole(tmp_path, monkeypatch):
    limit(monkeypatch, total_bytes=2**20)
    path = odd_zip(tmp_path, "cats/x.png", bytes(3 * 2**20))
    assert "would unpack to 3 MiB, over 1: it is refused as a whole" in refusal(path)


@pytest.mark.parametrize(
    "name, content, why",
    [
        ("x.png", b"", "is empty"),
        ("x.png", b"<html>404</html>", "is no picture in JPEG, PNG, WebP, GIF, BMP or PPM"),
        ("x.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n", "is no picture in JPEG, PNG, WebP, GIF, BMP or"),
        ("x.jpg", picture(size=(300, 300), form="JPEG")[:900], "is damaged: image file is trunca"),
        ("x.png", picture()[:60], "is damaged: "),
        ("x.txt", b"a list", "is no picture by its name, which should end in .jpg, .jpeg, .png"),
        ("x.svg", b"<svg/>", "is no picture by its name"),
    ],
)
@pytest.mark.parametrize("make", [make_folder, make_zip])
def test_what_is_no_picture_is_left_out(tmp_path, make, name, content, why):
    found = left_out(make(tmp_path / "mine", GOOD | {f"cats/{name}": content}))
    assert len(found) == 1 and found[0].startswith(f"cats/{name}: {why}")


def test_a_damaged_member_is_left_out(tmp_path):
    path = make_zip(tmp_path / "a.zip", GOOD | {"dogs/x.png": os.urandom(5000)})
    content = bytearray(path.read_bytes())
    place = content.rindex(b"dogs/x.png", 0, content.index(b"PK\x01\x02")) + 2000
    content[place] ^= 255
    path.write_bytes(content)
    assert left_out(path) == ["dogs/x.png: is damaged: Bad CRC-32 for file 'dogs/x.png'"]


def test_of_many_only_the_first_are_named(tmp_path):
    bad = {f"cats/{number:03}.txt": b"x" for number in range(50)}
    found = data.prepare("images", make_folder(tmp_path / "mine", GOOD | bad)).left_out
    assert found.count == 50 and len(found.named) == 20
    again = data.prepare("images", tmp_path / "mine").left_out
    assert again == found


def test_names_in_messages_are_harmless(tmp_path):
    path = odd_zip(tmp_path, "cats/\u202egpj\n\x1b[31m" + 300 * "x" + ".txt")
    (text,) = left_out(path)
    assert text.isprintable() and len(text) < 250


@pytest.mark.parametrize(
    "files, why",
    [
        ({"a.png": picture()}, "holds no pictures in class folders. It should hold a folder for"),
        ({"a/notes.txt": b"x"}, "holds no pictures in class folders. It should hold a folder for"),
        ({}, "holds no pictures in class folders. It should hold a folder for"),
        (pictures({"cats": 3}), "holds one class only, 'cats'. It should hold a folder for each"),
        (pictures({"cats": 3, "dogs": 1}), "class 'dogs' has 1 picture; every class needs 2 or"),
        (
            pictures({"cats": 2}) | {"dogs/1.png": b"", "dogs/2.png": picture()},
            "class 'dogs' has 1 of its 2 pictures left (dogs/1.png: is empty); every class needs 2",
        ),
        (
            pictures({"cats": 2, "dogs": 2}, "train/") | pictures({"eels": 1}, "test/"),
            "the test pictures have a class 'eels', which has no folder among the training",
        ),
        (
            pictures({"cats": 2, "dogs": 2}, "train/") | {"test/cats/1.png": b""},
            "no picture of its test folder can be read",
        ),
    ],
)
@pytest.mark.parametrize("make", [make_folder, make_zip])
def test_what_cannot_be_learned_from_is_refused(tmp_path, make, files, why, home):
    path = tmp_path / "mine"
    path.mkdir() if make is make_folder else None
    text = refusal(make(path, files))
    assert text.startswith(str(path)) and why in text
    assert not list((home / "data").glob("images-*/complete.json"))


def test_more_than_can_be_kept_is_refused_before_reading(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "MOST_BYTES", 10_000)
    text = refusal(make_folder(tmp_path / "mine", GOOD), size=(64, 64))
    assert "has 6 pictures, which take 0.0 GiB at 64 x 64 pixels" in text


def test_too_many_classes_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "MOST_CLASSES", 1)
    assert "holds 2 classes, over 1" in refusal(make_folder(tmp_path / "mine", GOOD))


@pytest.mark.parametrize("ask", [data.describe, data.prepare])
def test_where_the_images_are_has_to_be_said(tmp_path, ask):
    with pytest.raises(data.DataError, match="name a zip or a folder of class folders"):
        ask("images")
    with pytest.raises(data.DataError, match=r"no folder or zip .*/gone \(--data-dir\)"):
        ask("images", tmp_path / "gone")
    (tmp_path / "a.rar").write_bytes(b"Rar!")
    with pytest.raises(data.DataError, match=r"a\.rar is no zip that can be read: "):
        ask("images", tmp_path / "a.rar")


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_zip_is_refused(tmp_path, share):
    path = make_zip(tmp_path / "a.zip", GOOD)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    assert "is no zip that can be read: " in refusal(path)
