"""Batches are read without executing what they hold, and a bad one is described."""

import io
import os
import pickle
import warnings
from pathlib import Path

import numpy as np
import pytest

from explorer.data import DataError
from explorer.data.batches import read_batch

COUNT = 5
DATA = np.arange(COUNT * 3072, dtype=np.uint64).astype(np.uint8).reshape(COUNT, 3072)
LABELS = [0, 9, 3, 3, 1]


def pickled(protocol=2, **changes):
    batch = {"data": DATA, "labels": LABELS} | changes
    return pickle.dumps({k: v for k, v in batch.items() if v is not None}, protocol)


def read(content):
    return read_batch(io.BytesIO(content), "data_batch_1")


def refusal(content):
    with pytest.raises(DataError) as error:
        read(content)
    assert str(error.value).startswith("data_batch_1")
    return str(error.value)


@pytest.mark.parametrize("protocol", [1, 2, 3, 4])
def test_planes_become_pixels(protocol):
    images, labels = read(pickled(protocol))
    assert images.shape == (COUNT, 32, 32, 3) and images.dtype == np.uint8
    assert images[2, 7, 30].tolist() == [DATA[2, c * 1024 + 7 * 32 + 30] for c in range(3)]
    assert labels.tolist() == LABELS and labels.dtype == np.int64


def test_both_homes_of_numpys_globals_are_known():
    new = pickled(2)
    old = new.replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    assert (b"numpy._core" in new) and (b"numpy._core" not in old)
    for content in (old, new):
        assert np.array_equal(read(content)[0], read(pickled(4))[0])


def test_keys_and_arrays_as_python_2_wrote_them():
    """Byte strings, and a dtype with its flags as numbers, of which NumPy would warn."""
    raw = b"U\x04data" + _python_2_array(DATA)
    content = b"\x80\x02}(" + raw + b"U\x06labels](" + b"".join(map(_int, LABELS)) + b"eu."
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        images, labels = read(content)
    assert np.array_equal(images, read(pickled())[0]) and labels.tolist() == LABELS


def _python_2_array(array):
    rows, columns = (_int(n) for n in array.shape)
    content = array.tobytes()
    return (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01" + rows + columns + b"\x86cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R"
        b"(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        b"T" + len(content).to_bytes(4, "little") + content + b"tb"
    )


def _int(number):
    return b"J" + number.to_bytes(4, "little")


class Evil:
    """Unpickled in the usual way, it makes a file."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("hidden", [False, True])
def test_a_pickle_that_would_run_a_command_is_refused(tmp_path, hidden):
    marker = tmp_path / "executed"
    evil = Evil(os.system, f"touch {marker}")
    content = pickled(extra=evil) if hidden else pickle.dumps(evil)
    message = refusal(content)
    assert not marker.exists()
    assert f"it asks for {os.system.__module__}.system, which no batch needs" in message
    pickle.loads(content)
    assert marker.exists()  # so that the file was a danger


@pytest.mark.parametrize(
    "function, arguments",
    [(eval, ("1",)), (getattr, (1, "real")), (Path, ("a",)), (np.load, ("a",)), (open, ("a", "w"))],
)
def test_nothing_else_can_be_called(tmp_path, monkeypatch, function, arguments):
    monkeypatch.chdir(tmp_path)
    assert ", which no batch needs" in refusal(pickled(extra=Evil(function, *arguments)))
    assert list(tmp_path.iterdir()) == []


def test_no_codec_but_of_text_is_run():
    content = pickled(extra=Evil(__import__("_codecs").encode, "x", "rot13"))
    assert "'rot13' is not a text encoding" in refusal(content)


@pytest.mark.parametrize("length", [0, 1, 100, 5_000, -1])
def test_a_cut_file_is_refused(length):
    assert "cannot be read: " in refusal(pickled()[:length])


def test_a_file_that_is_no_pickle_is_refused():
    assert "cannot be read: " in refusal(b"<html>404 Not Found</html>")


def test_a_length_beyond_all_memory_is_refused():
    assert "cannot be read: " in refusal(b"\x80\x04\x8e" + (2**62).to_bytes(8, "little") + b"abc")


def test_a_list_is_no_batch():
    message = refusal(pickle.dumps([1, 2]))
    assert "holds a list instead of a dict (expected: a batch of CIFAR-10" in message


@pytest.mark.parametrize("key", ["data", "labels"])
def test_an_absent_entry_is_named(key):
    message = refusal(pickled(**{key: None}, fine_labels=LABELS))
    assert f"has no entry {key!r}; its entries: " in message and "fine_labels" in message


@pytest.mark.parametrize(
    "data, found",
    [
        (DATA[:, :-1], "uint8 (5, 3071)"),
        (DATA.reshape(COUNT, 3, 1024), "uint8 (5, 3, 1024)"),
        (DATA[:0], "uint8 (0, 3072)"),
        (DATA.astype(np.float32), "float32 (5, 3072)"),
        (DATA.astype(object), "object (5, 3072)"),
    ],
)
def test_an_array_of_another_shape_or_type_is_refused(data, found):
    assert f"data is {found} instead of uint8 (count, 3072)" in refusal(pickled(4, data=data))


def test_data_that_is_no_array_is_refused():
    assert "data is a list instead of an array" in refusal(pickled(data=DATA.tolist()))


@pytest.mark.parametrize("label", [10, -1, 2**70])
def test_a_label_out_of_range_is_pointed_out(label):
    message = refusal(pickled(labels=[0, 1, 2, label, 4]))
    assert message == f"data_batch_1: label 3 is {label}; labels go from 0 to 9"


@pytest.mark.parametrize("label", [1.0, "cat", True, [1], None])
def test_a_label_that_is_no_integer_is_pointed_out(label):
    message = refusal(pickled(labels=[0, label, 2, 3, 4]))
    assert message == f"data_batch_1: label 1 is {label!r} instead of an integer"


def test_labels_that_are_no_list_are_refused():
    assert "labels are a dict instead of a list" in refusal(pickled(labels={0: 1}))


def test_labels_in_an_array_will_do():
    assert read(pickled(labels=np.array(LABELS)))[1].tolist() == LABELS


def test_a_label_too_few_is_noticed():
    assert "has 5 images but 4 labels" in refusal(pickled(labels=LABELS[1:]))
