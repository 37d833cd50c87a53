"""`runs` and `export`: what runs have left."""

import csv
import json
import sys
import time

from tests.cli.tools import PROGRESS, SMALL, SUMMARY, add_run


def test_without_runs_the_list_says_how_to_make_one(run):
    assert run("runs") == (
        0,
        "There are no runs yet: python -m explorer train NETWORK makes one.\n",
        "",
    )
    assert run("runs", "--json")[1] == "[]\n"


def test_runs_are_listed_newest_first_with_their_figures(run, store):
    first = add_run(store, "first", "finished", summary=SUMMARY, progress=PROGRESS)
    second = add_run(store, "second", "failed", "the loss became nan")
    header, _, *rows = run("runs")[1].splitlines()
    assert header.split("  ")[0] == "Id"
    assert [row.split()[0] for row in rows] == [second, first]
    assert rows[1].split()[1:5] == ["first", "finished", "shapes10", "4/4"]
    for figure in ("81.2 %", "79.6 %", "3 min 05 s", time.strftime("%Y-")):
        assert figure in rows[1]


def test_runs_as_json_keep_the_exact_figures(run, store):
    id = add_run(store, "done", "finished", summary=SUMMARY, progress=PROGRESS)
    add_run(store, "broken", "failed", "the loss became nan")
    broken, done = json.loads(run("runs", "--json")[1])
    assert (done["id"], done["validation"], done["test"]) == (id, 0.8125, 0.7961)
    assert (done["epochs_done"], done["epochs"], done["best_epoch"]) == (4, 4, 3)
    assert (broken["error"], broken["validation"]) == ("the loss became nan", None)


def test_a_database_whose_driver_is_missing_is_told(run, monkeypatch):
    monkeypatch.setenv("EXPLORER_DATABASE_URL", "postgresql+pg8000://user@localhost/name")
    monkeypatch.setitem(sys.modules, "pg8000", None)
    code, out, err = run("runs")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "needs the package 'pg8000'" in err


def test_a_database_that_cannot_be_opened_is_one_line(run, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no database " * 100)
    monkeypatch.setenv("EXPLORER_DATABASE_URL", f"sqlite:///{tmp_path}/file")
    code, out, err = run("runs")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "file is not a database" in err
    monkeypatch.setenv("EXPLORER_HOME", f"{tmp_path}/file")
    monkeypatch.delenv("EXPLORER_DATABASE_URL")
    code, out, err = run("runs")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"{tmp_path}/file: File exists" in err
    monkeypatch.setenv("EXPLORER_DATABASE_URL", "mysql://secret@host/name")
    code, out, err = run("runs")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "secret" not in err


def test_export_tells_by_the_ending_what_is_wanted(run, store, tmp_path):
    id = add_run(store, state="running")
    for name, expected in {
        "a.py": "code = 1\n",
        "a.json": SMALL.to_dict(),
        "a.csv": "series,step,value,seconds\n",
    }.items():
        code, out, _ = run("export", id[:6], "-o", tmp_path / name)
        assert code == 0
        assert id in out
        text = (tmp_path / name).read_text()
        assert (json.loads(text) if name == "a.json" else text) == expected


def test_export_of_settings_and_of_weights(run, store, tmp_path):
    id = add_run(store, state="finished")
    (store.folder(id) / "last.keras").write_bytes(b"weights")
    store.add_artefact(id, "last", store.folder(id) / "last.keras")
    run("export", id, "--what", "settings", "-o", tmp_path / "s.json")
    assert json.loads((tmp_path / "s.json").read_text())["epochs"] == 4
    run("export", id, "--what", "last", "-o", tmp_path / "w.keras")
    assert (tmp_path / "w.keras").read_bytes() == b"weights"
    code, _, err = run("export", id, "-o", tmp_path / "best.keras")
    assert code == 2
    assert "kept no best weights" in err
    assert not (tmp_path / "best.keras").exists()


def test_the_curves_of_a_run_that_goes_on_are_its_points_so_far(run, store, tmp_path):
    id = add_run(store, state="running")
    store.add_points(id, [("train/loss", 1, 2.5), ("epoch/val_accuracy", 1, 0.25)])
    run("export", id, "-o", tmp_path / "c.csv")
    rows = list(csv.DictReader((tmp_path / "c.csv").read_text().splitlines()))
    assert [(row["series"], row["step"], float(row["value"])) for row in rows] == [
        ("train/loss", "1", 2.5),
        ("epoch/val_accuracy", "1", 0.25),
    ]


def test_export_refuses_what_it_cannot_find_or_tell(run, store, tmp_path):
    ids = [add_run(store) for _ in range(20)]
    shared = next(c for c in "0123456789abcdef" if sum(id.startswith(c) for id in ids) > 1)
    cases = {
        ("nope", "a.keras"): "there is no run 'nope'",
        (shared, "a.keras"): "give more of the id",
        (ids[0], "a.txt"): "must end in .keras, .py, .json or .csv",
    }
    for (id, name), words in cases.items():
        code, out, err = run("export", id, "-o", tmp_path / name)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert words in err
    code, _, err = run("export", ids[0], "--what", "curves", "-o", tmp_path / "a.keras")
    assert (code, "must end in .csv" in err) == (2, True)
