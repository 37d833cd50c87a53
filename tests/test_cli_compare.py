"""`compare` on the command line: the table, the words, the report, and what is refused."""

import json

import numpy as np
import pytest

from explorer import Network, Stage, analyse, trace, zoo
from explorer.cli import main
from explorer.runs import Store
from explorer.training import diary


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def compare(capsys):
    """Run the command in this process: (exit code, standard output, standard error)."""

    def run(*argv):
        try:
            code = main(["compare", *[str(each) for each in argv]])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def store():
    store = Store.open()
    yield store
    store.close()


def trained(store, network, seed=0, accuracy=0.5):
    """A run that has ended, with two epochs of curves; its id."""
    settings = {"dataset": "shapes10", "epochs": 2, "seed": seed}
    id = store.add_job("train", network.name, network.to_dict(), settings, mine=True)
    store.set_state(id, "running")
    scores = {"metric": "accuracy", "val_accuracy": accuracy, "test_accuracy": accuracy}
    store.set_state(id, "finished", summary=scores)
    store.add_points(id, [("epoch/val_loss", epoch, 1 / epoch) for epoch in (1, 2)])
    return id


def test_ratios_are_to_the_first_and_the_best_is_marked(compare):
    code, out, _ = compare("resnet20", "resnet56", "plain20")
    lines = {line.split("  ")[0]: line.split() for line in out.splitlines()}
    assert lines["params"][1:] == ["271,098", "*", "857,082", "3.16x", "271,098", "*", "1.00x"]
    assert lines["depth"][1:] == ["20", "56", "2.80x", "20", "1.00x"]
    field = lines["receptive field (pixels)"]
    assert field[3:] == ["81", "249", "*", "3.07x", "81", "1.00x"]
    assert code == 0


def test_differences_in_words_stand_below_each_against_the_first(compare):
    _, *words = compare("resnet20", "resnet56", "plain20")[1].split("\n\n")
    assert words == [
        "resnet20 against resnet56\n  stages 1 to 3: 3 basic blocks against 9",
        "resnet20 against plain20\n  stages 1 to 3: skips on against skips off\n",
    ]


def test_the_same_network_twice_is_told_apart_and_said_to_be_the_same(compare):
    out = compare("resnet20", "resnet20")[1]
    assert "resnet20 (2)" in out
    assert "no difference" in out


def test_output_is_plain_ascii(compare):
    assert compare("resnet20", "skip_add")[1].isascii()


def test_json_is_a_list_in_the_order_given(compare):
    plain, residual = json.loads(compare("plain20", "resnet20", "--json")[1])
    assert (plain["name"], residual["name"]) == ("plain20", "resnet20")
    summary = analyse(trace(zoo.network("resnet20")))
    assert residual["activation_bytes"] == 4 * summary.activations
    assert residual["macs"] == summary.macs
    assert plain["differences"] == []
    assert residual["differences"] == ["stages 1 to 3: skips off against skips on"]


@pytest.mark.parametrize("count", [0, 1, 7])
def test_fewer_than_two_networks_or_more_than_six_are_refused(compare, count):
    code, out, err = compare(*["resnet20"] * count)
    assert (code, out) == (2, "")
    assert err.endswith(f"compare takes two to six networks, got {count}\n")


def test_six_are_compared(compare):
    code, out, _ = compare(*["resnet20"] * 6)
    assert code == 0
    assert "resnet20 (6)" in out


def test_a_network_that_cannot_be_built_is_refused_in_one_line(compare, tmp_path):
    path = tmp_path / "net.json"
    path.write_text(Network("net", [Stage("basic", 32, shortcut="identity")]).to_json())
    code, out, err = compare("resnet20", path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "stage1_block1 adds" in err


def test_html_writes_the_report_beside_the_table(compare, tmp_path):
    path = tmp_path / "report.html"
    code, out, err = compare("resnet20", "plain20", "--html", path)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].startswith(f"{path}: ")
    assert path.read_text().startswith("<!DOCTYPE html>")


def test_the_report_of_runs_has_what_they_confuse_and_where_they_disagree(compare, store, tmp_path):
    ids = [trained(store, zoo.network(name)) for name in ("resnet20", "plain20")]
    counts = np.eye(10, dtype=int).tolist()
    for id in ids:
        line = {"epoch": 2, "confusion": counts, "samples": []}
        store.add_artefact(id, "epochs", diary.write(store.folder(id), line))
    settings = {"experiment": "disagree", "run": ids[0], "other": ids[1], "images": 9}
    network = zoo.network("resnet20").to_dict()
    asked = store.add_job("experiment", "Disagree", network, settings, mine=True)
    store.set_state(asked, "running")
    store.set_state(asked, "finished")
    path = store.folder(asked) / "result.json"
    shown = [{"image": 8, "label": 1, "first": [1, 0.75], "second": [0, 0.6]}]
    keys = ("both_right", "only_first", "only_second", "both_wrong_alike", "both_wrong")
    path.write_text(json.dumps(dict.fromkeys(keys, 1) | {"images": 9, "held": 9, "shown": shown}))
    store.add_artefact(asked, "result", path)
    compare("--runs", *ids, "--html", tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "What is taken for what: resnet20, seed 0, after epoch 2" in text
    assert "resnet20, seed 0 against plain20, seed 0" in text
    assert "✓ ring 75%<br>✗ circle 60%" in text


def test_with_json_the_reports_file_is_named_on_standard_error(compare, tmp_path):
    path = tmp_path / "report.html"
    _, out, err = compare("resnet20", "plain20", "--html", path, "--json")
    assert len(json.loads(out)) == 2
    assert err.startswith(f"{path}: ")


def test_another_ending_is_refused_before_anything_is_done(compare, tmp_path):
    code, out, err = compare("resnet20", "plain20", "--html", tmp_path / "report.pdf")
    assert (code, out) == (2, "")
    assert ".html or .htm" in err


def test_runs_bring_their_networks_and_their_scores(compare, store):
    ids = [trained(store, zoo.network("resnet20"), seed, 0.5 + seed / 10) for seed in (0, 1)]
    ids.append(trained(store, zoo.network("plain20"), 0, 0.4))
    code, out, err = compare("--runs", *ids)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split() == ["resnet20", "plain20"]
    rows = [line.split() for line in out.splitlines() if "50.0 %" in line or "55.0 %" in line]
    assert rows == [["resnet20", "resnet20", "2", "55.0", "%", "55.0", "%"]]
    assert "resnet20 is 15.0 points better than plain20 on the test set" in out


def test_a_runs_network_that_is_named_too_is_compared_once(compare, store):
    id = trained(store, zoo.network("plain20"))
    found = json.loads(compare("resnet20", "plain20", "--runs", id[:6], "--json")[1])
    assert [each["name"] for each in found] == ["resnet20", "plain20"]
    assert [[run["id"] for run in each["runs"]] for each in found] == [[], [id]]


def test_the_report_has_the_curves_of_the_runs(compare, store, tmp_path):
    ids = [trained(store, zoo.network(name)) for name in ("resnet20", "plain20")]
    compare("--runs", *ids, "--html", tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "Trained runs" in text
    assert "Loss, by epoch" in text


def test_a_run_that_is_not_there_is_a_mistake(compare):
    code, out, err = compare("resnet20", "plain20", "--runs", "0123")
    assert (code, out) == (2, "")
    assert "there is no run '0123'" in err
