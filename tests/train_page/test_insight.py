"""What a trained network makes of images: the predictions of an epoch, and one's own picture."""

import base64
import io

from PIL import Image

from explorer import data
from explorer.training import diary
from tests.train_page.tools import (
    SUMMARY,
    add,
    charts_of,
    give_weights,
    healthy,
    keep_epochs,
    learn,
    opened,
    opened_again,
    run,
    text,
)


def test_the_predictions_tab_shows_the_newest_epoch(store):
    id = add(store, dataset="shapes10")
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    learn(store, id)
    keep_epochs(store, id, 1, 2)
    app = opened(id)
    app.session_state[f"train_tab_{id}"] = "Predictions"
    (chart,) = charts_of(healthy(app.run()))
    assert "after epoch 2" in chart["label"]
    (matrix,) = chart["figure"]["data"]
    assert matrix["z"][0] == [1.0] + [0.0] * 9 and matrix["x"][0] != "0"
    keep_epochs(store, id, 3)
    assert "after epoch 3" in charts_of(healthy(app.run()))[0]["label"]
    shown = "".join(each.proto.body for each in app.get("html"))
    assert "✓" in shown and "✗" in shown and "90%" in shown


def test_the_predictions_tab_of_an_encoder_decoder_shows_what_it_rebuilds(store):
    id = add(store, "skip_autoencoder", dataset="shapes10")
    run(store, id, "starting", "running", "finished", summary={"metric": "psnr"})
    learn(store, id, metric="psnr")
    small = base64.b64encode(picture(32, 32)).decode()
    samples = [{"image": n, "label": n, "psnr": 21.54, "picture": small} for n in (0, 1)]
    for epoch in (1, 2):
        line = {"epoch": epoch, "samples": samples}
        store.add_artefact(id, "epochs", diary.write(store.folder(id), line))
    app = opened(id)
    app.session_state[f"train_tab_{id}"] = "Predictions"
    assert "after epoch 2" in text(healthy(app.run()))
    shown = "".join(each.proto.body for each in app.get("html"))
    assert shown.count("<figure>") == shown.count(small) == 2
    assert shown.count("The image") == 2 and "21.5 dB" in shown


def uploaded(store, content, name="mine.png"):
    """The page of a finished run, after a picture was given."""
    id = add(store, dataset="shapes10")
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    (store.folder(id) / "best.keras").write_bytes(b"weights")
    store.add_artefact(id, "best", store.folder(id) / "best.keras")
    app = opened(id)
    app.get("file_uploader")[0].upload(name, content)
    return id, healthy(app.run())


def picture(width, height):
    content = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(content, "PNG")
    return content.getvalue()


def test_a_picture_becomes_a_question_and_its_answer_a_chart(store):
    id, app = uploaded(store, picture(60, 40))
    (asked,) = store.jobs("experiment", parent=id)
    assert asked.settings["run"] == id
    with Image.open(asked.settings["image"]) as kept:
        assert kept.size == (32, 32)
    assert "Waiting for its turn" in text(app)
    chances = [0.0, 0.75, 0.25] + [0.0] * 7
    run(store, asked.id, "starting", "running", "finished", summary={"probabilities": chances})
    (chart,) = charts_of(opened_again(app))
    names = data.DATASETS["shapes10"].class_names
    assert chart["figure"]["data"][0]["y"][:2] == [names[1], names[2]]
    assert f"the likeliest is {names[1]}, 75%" in chart["label"]
    assert "32 × 32 pixels" in text(app)


def test_a_question_that_fails_says_why(store):
    id, app = uploaded(store, picture(9, 9))
    (asked,) = store.jobs("experiment", parent=id)
    run(store, asked.id, "starting", "failed", reason="no weights to try")
    assert "No weights to try." in text(opened_again(app))


def test_a_file_that_is_no_picture_is_refused_at_once(store):
    id, app = uploaded(store, b"no picture")
    assert "The file is no picture" in text(app)
    assert not store.jobs("experiment", parent=id)


def test_an_encoder_decoder_is_not_asked_for_classes(store):
    id = add(store)
    run(store, id, "starting", "running", "finished", summary={"metric": "psnr"})
    give_weights(store, id)
    assert not opened(id).get("file_uploader")
