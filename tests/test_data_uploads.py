"""Zips that people upload are kept once, under their hash, and never under their names."""

import hashlib
import io

import pytest

from explorer import data
from explorer.data import uploads
from tests.picture_folders import make_zip, pictures


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def content(tmp_path):
    return make_zip(tmp_path / "pets.zip", pictures({"cats": 3, "dogs": 3})).read_bytes()


@pytest.mark.parametrize("name", ["pets.zip", "../../pets.zip", "/etc/passwd", "a\0b\n.zip"])
def test_a_zip_is_kept_under_its_hash(home, content, name):
    path = data.keep_upload(name, content)
    assert path == home / "uploads" / f"{hashlib.sha256(content).hexdigest()}.zip"
    assert path.read_bytes() == content
    assert data.prepare("images", path).class_names == ("cats", "dogs")


def test_the_same_zip_is_kept_once_from_bytes_or_a_file(home, content):
    first = data.keep_upload("a.zip", content)
    written = first.stat().st_mtime_ns
    assert data.keep_upload("b.zip", io.BytesIO(content)) == first
    assert [path.name for path in (home / "uploads").iterdir()] == [first.name]
    assert first.stat().st_mtime_ns == written


def test_what_is_no_zip_is_not_kept(home):
    with pytest.raises(data.DataError, match=r"^pets\.rar is no zip$"):
        data.keep_upload("pets.rar", b"Rar!")
    assert list((home / "uploads").iterdir()) == []


def test_a_large_file_is_not_kept(home, content, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 2**20)
    with pytest.raises(data.DataError, match=r"^a\.zip is larger than 1 MiB$"):
        data.keep_upload("a.zip", io.BytesIO(content + bytes(2**20)))
    assert list((home / "uploads").iterdir()) == []
