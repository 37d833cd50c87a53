"""Whole runs of small networks: what they learn, and what they leave."""

import csv
import json

import numpy as np
import pytest

from explorer import Network, Stage, analyse, data, to_source, trace
from explorer.data import divide
from explorer.runs import Settings
from explorer.training import run_job, stopping
from tests.training.tools import SMALL, autoencoder, tiny

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def keras():
    import keras

    return keras


@pytest.fixture(scope="module")
def dataset(store):
    settings = Settings(**SMALL)
    return data.prepare(settings.dataset, settings.data_dir)


@pytest.fixture(scope="module")
def seen():
    """The progress that the run of `job` told of."""
    return []


@pytest.fixture(scope="module")
def job(train, seen):
    return train(tiny(), seen.append, epochs=4, schedule="steps")


def losses(store, job):
    return store.series(job.id)["train/loss"].values


def predict(keras, path, images):
    """What stock Keras makes of the images with this file."""
    return keras.models.load_model(path).predict(np.float32(images) / 255, verbose=0)


def share_of_right(keras, path, x, y):
    return np.mean(predict(keras, path, x).argmax(axis=1) == y)


def test_a_network_learns(store, job):
    assert (job.state, job.error) == ("finished", "")
    values = losses(store, job)
    assert len(values) == 4 * 9  # 180 of the 200 images, in batches of 20
    assert np.mean(values[-9:]) < np.mean(values[:9]) - 0.1


def test_a_run_tells_how_far_it_is(job, seen):
    assert job.progress == seen[-1]
    assert job.progress["step"] == job.progress["steps"] == 36
    assert job.progress["images_per_second"] > 0 and job.progress["seconds_left"] == 0
    training = [each for each in seen if each["message"] == "Training"]
    assert [each["epoch"] for each in training] == sorted(each["epoch"] for each in training)
    assert (training[0]["fraction"], training[-1]["fraction"]) == (0, 1)


def test_each_step_and_each_epoch_has_its_metrics(store, job):
    series = store.series(job.id)
    by_step, by_epoch = list(range(1, 37)), [1, 2, 3, 4]
    assert {name: points.steps for name, points in series.items()} == {
        "train/loss": by_step,
        "train/accuracy": by_step,
        "train/learning_rate": by_step,
        "train/gradient_norm": by_step,
        "gradient/stem": [10, 20, 30],
        "gradient/stage1_block1": [10, 20, 30],
        "gradient/head": [10, 20, 30],
        "epoch/loss": by_epoch,
        "epoch/accuracy": by_epoch,
        "epoch/val_loss": by_epoch,
        "epoch/val_accuracy": by_epoch,
    }
    rates = series["train/learning_rate"].values
    assert rates == pytest.approx([0.01] * 19 + [0.001] * 9 + [0.0001] * 8)
    means = np.reshape(series["train/loss"].values, (4, 9)).mean(axis=1)
    assert series["epoch/loss"].values == pytest.approx(means)


def test_the_summary_says_what_came_of_it(store, job, dataset):
    validated = store.series(job.id)["epoch/val_accuracy"].values
    found = job.summary
    assert found["val_accuracy"] == max(validated)
    assert found["best_epoch"] == 1 + validated.index(max(validated))
    assert found["dataset"] == f"{dataset.name}: {dataset.source}"
    counts = [found[f"{part}_images"] for part in ("train", "val", "test")]
    assert counts == [180, 20, len(dataset.y_test)]
    assert (found["metric"], found["loss"]) == ("accuracy", "categorical cross-entropy")
    assert found["params"] == analyse(trace(tiny())).params
    assert found["steps"] == 36 and found["seconds"] > 0
    assert {"python", "keras", "numpy", "backend", "devices", "cpus"} <= set(job.environment)
    assert job.environment["backend"] in job.environment


def test_stock_keras_finds_the_test_accuracy_in_the_file(store, job, dataset, keras):
    said = predict(keras, store.artefacts(job.id)["best"], dataset.x_test)
    right = np.mean(said.argmax(axis=1) == dataset.y_test)
    assert job.summary["test_accuracy"] == pytest.approx(right, abs=1e-9)
    loss = -np.log(said[np.arange(len(said)), dataset.y_test]).mean()
    assert job.summary["test_loss"] == pytest.approx(loss, rel=1e-4)


def test_each_file_has_the_weights_of_its_epoch(store, job, dataset, keras):
    _, validation, _ = divide(dataset, Settings.from_dict(job.settings))
    x, y = dataset.x_train[validation.chosen], dataset.y_train[validation.chosen]
    validated = store.series(job.id)["epoch/val_accuracy"].values
    for kind, expected in (("best", max(validated)), ("last", validated[-1])):
        right = share_of_right(keras, store.artefacts(job.id)[kind], x, y)
        assert right == pytest.approx(expected, abs=1e-9)


def test_a_run_leaves_what_it_was_made_from(store, job):
    files = store.artefacts(job.id)
    assert set(files) == {"best", "last", "source", "network", "settings", "curves", "epochs"}
    assert Network.from_json(files["network"].read_text()) == tiny()
    assert json.loads(files["settings"].read_text()) == job.settings
    assert files["source"].read_text() == to_source(tiny())
    rows = list(csv.DictReader(files["curves"].read_text().splitlines()))
    assert [float(r["value"]) for r in rows if r["series"] == "train/loss"] == losses(store, job)
    assert all(float(row["seconds"]) >= 0 for row in rows)


def test_the_file_is_for_predicting_only(store, job, keras):
    model = keras.models.load_model(store.artefacts(job.id)["best"])
    assert model.name == "tiny" and not model.compiled


def test_equal_seeds_give_equal_losses(store, train):
    varied = {"epochs": 1, "crop": 4, "cutout": 8, "optimizer": "sgd", "schedule": "one_cycle"}
    head = {"kind": "classifier", "dropout": 0.5}
    first, again = [losses(store, train(tiny(head=head), **varied, seed=3)) for _ in range(2)]
    assert len(first) == 9 and first == again


def test_a_head_without_softmax_has_the_same_loss(store, train, job):
    logits = train(tiny(head={"kind": "classifier", "activation": "linear"}), epochs=1)
    # In the first step the weights are the same, in the second they still are nearly so.
    assert losses(store, logits)[:2] == pytest.approx(losses(store, job)[:2], rel=1e-3)


def test_a_network_without_batch_norm_can_be_trained(train):
    stages = [Stage("plain", 4, norm=False, strides=4)]
    network = Network("bare", stages, stem={"kind": "none"})
    job = train(network, epochs=1, batch_size=4096, label_smoothing=0.1, weight_decay=0.01)
    assert (job.state, job.error) == ("finished", "")
    assert job.summary["steps"] == 1


def test_a_stopped_run_ends_within_the_step_and_keeps_what_it_learned(
    store, add, monkeypatch, keras, dataset
):
    monkeypatch.setattr(stopping, "SECONDS", 0)
    id = add(tiny(), epochs=50)

    def stop_at_13(progress):
        if progress.get("step") == 13 and store.requested(id) is None:
            store.request(id, "stop")

    job = run_job(store, id, 1, stop_at_13)
    assert job.state == "stopped"
    assert job.summary["steps"] == len(losses(store, job)) == 13
    assert store.events(id)[-1].text == "stopped: stopped on request after 13 of 450 steps"
    for kind in ("best", "last"):
        said = predict(keras, store.artefacts(id)[kind], dataset.x_test)
        assert np.isfinite(said).all()
    best = store.artefacts(id)["best"]
    right = share_of_right(keras, best, dataset.x_test, dataset.y_test)
    assert job.summary["test_accuracy"] == pytest.approx(right, abs=1e-9)


def test_scoring_ends_too_when_a_run_is_asked_to_stop(store, add, monkeypatch):
    monkeypatch.setattr(stopping, "SECONDS", 0)
    monkeypatch.setattr("explorer.training.fitting.PATIENCE", -1)
    id = add(tiny())

    def stop_at_2(progress):
        if progress.get("step") == 2 and store.requested(id) is None:
            store.request(id, "stop")

    job = run_job(store, id, 1, stop_at_2)
    assert job.state == "stopped"
    assert not {"val_accuracy", "test_accuracy"} & set(job.summary)
    assert job.summary["best_epoch"] is None
    assert {"best", "last", "curves"} <= set(store.artefacts(id))


def test_an_autoencoder_learns_the_images(store, train, dataset, keras):
    job = train(autoencoder(), epochs=8)
    assert (job.state, job.error) == ("finished", "")
    assert losses(store, job)[-1] < losses(store, job)[0] / 2
    series = store.series(job.id)
    assert {"train/psnr", "epoch/psnr", "epoch/val_psnr"} <= set(series)
    assert (job.summary["metric"], job.summary["loss"]) == ("psnr", "mean squared error")
    assert job.summary["val_loss"] == min(series["epoch/val_loss"].values)
    truth = np.float32(dataset.x_test) / 255
    said = predict(keras, store.artefacts(job.id)["best"], dataset.x_test)
    error = np.mean((said - truth) ** 2, axis=(1, 2, 3))
    assert job.summary["test_loss"] == pytest.approx(error.mean(), rel=1e-4)
    assert job.summary["test_psnr"] == pytest.approx((-10 * np.log10(error)).mean(), rel=1e-4)


def test_a_run_in_bfloat16_leaves_a_file_that_predicts(store, train, dataset, keras):
    before = keras.config.dtype_policy()
    job = train(tiny(), epochs=1, precision="bfloat16")
    assert job.state == "finished"
    assert keras.config.dtype_policy() == before
    best = store.artefacts(job.id)["best"]
    right = share_of_right(keras, best, dataset.x_test, dataset.y_test)
    # Rounded to three digits two classes may tie, and batches of another size be summed otherwise.
    assert job.summary["test_accuracy"] == pytest.approx(right, abs=0.02)


def test_a_build_job_leaves_a_model_with_the_weights_of_the_seed(store, add, keras):
    first, again, other = [run_job(store, add(tiny(), "build", seed=seed), 1) for seed in (1, 1, 2)]
    assert first.state == "finished" and first.summary == {"params": analyse(trace(tiny())).params}
    weights = [
        keras.models.load_model(store.artefacts(job.id)["keras"]).get_weights()
        for job in (first, again, other)
    ]
    assert all(np.array_equal(*pair) for pair in zip(weights[0], weights[1], strict=True))
    assert not np.array_equal(weights[0][0], weights[2][0])
