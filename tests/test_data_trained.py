"""Networks learn CIFAR-100 and a person's own images as they learn CIFAR-10."""

import pytest

from explorer import Network, Stage, data
from explorer.runs import Settings, Store
from explorer.training import run_job
from tests.picture_folders import make_zip, picture, pictures
from tests.test_data_cifar100 import make_folder as make_cifar100


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    store = Store.open()
    yield store
    store.close()


def tiny(classes, size=32):
    head = {"kind": "classifier", "classes": classes}
    return Network("tiny", [Stage("basic", 8, strides=2)], head=head, input_shape=(size, size, 3))


def trained(store, network, path, **settings):
    given = {"data_dir": str(path), "epochs": 2, "limit": None, "flip": False} | settings
    values = Settings(**given).to_dict()
    id = store.add_job("train", network.name, network.to_dict(), values, mine=True)
    return run_job(store, id, 1)


def test_own_images_are_learned_at_the_size_of_the_network(store, tmp_path):
    files = pictures({"cats": 40, "dogs": 40}) | {"cats/broken.png": picture()[:50]}
    path = make_zip(tmp_path / "pets.zip", files)
    job = trained(store, tiny(2, 24), path, dataset="images", batch_size=8)
    assert (job.state, job.error) == ("finished", "")
    counts = [job.summary[f"{part}_images"] for part in ("train", "val", "test")]
    assert counts == [65, 7, 8]  # the broken one is none of them
    assert f"own images: {path}" in job.summary["dataset"]


@pytest.mark.parametrize(
    ("network", "dataset", "words"),
    [
        (tiny(10), "images", "the head has 10 classes, images has 2: set the head's classes to 2"),
        (tiny(10), "cifar100", "the head has 10 classes, cifar100 has 100: set the head's classes"),
    ],
)
def test_a_head_with_other_classes_is_told_before_anything_is_read(
    store, tmp_path, network, dataset, words
):
    path = make_zip(tmp_path / "pets.zip", pictures({"cats": 2, "dogs": 2}))
    job = trained(store, network, path, dataset=dataset)
    assert job.state == "failed" and words in job.error
    assert not (tmp_path / "home" / "data").exists()


def test_images_that_are_gone_fail_with_the_reason(store, tmp_path):
    job = trained(store, tiny(2), tmp_path / "gone.zip", dataset="images")
    assert job.state == "failed" and "There is no folder or zip" in job.error


def test_cifar100_is_learned(store, tmp_path):
    folder = make_cifar100(tmp_path / "mine")
    settings = {"dataset": "cifar100", "batch_size": 2, "epochs": 1}
    job = trained(store, tiny(100), folder, **settings)
    assert (job.state, job.error) == ("finished", "")


def test_every_dataset_can_be_chosen():
    assert Settings.__dataclass_fields__["dataset"].metadata["choices"] == tuple(data.DATASETS)
