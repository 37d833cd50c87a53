"""Commands about the runs in the store: runs, export."""

import csv
import io
import json

from explorer.cli.common import CommandError, check_output, open_store, say, say_json, write_file
from explorer.cli.outcome import measure, outcome
from explorer.cli.tables import duration, table, when
from explorer.comparison import readable

ENDINGS = {
    "best": ".keras",
    "last": ".keras",
    "source": ".py",
    "network": ".json",
    "settings": ".json",
    "curves": ".csv",
}
TOLD = {".keras": "best", ".py": "source", ".json": "network", ".csv": "curves"}


def runs(parser):
    """Arguments of `runs`."""
    parser.add_argument("--json", action="store_true", help="a JSON list instead of a table")
    return _runs


def export(parser):
    """Arguments of `export`."""
    parser.add_argument("run", metavar="RUN", help="a run's id, or how it begins")
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="the copy")
    parser.add_argument(
        "--what",
        choices=ENDINGS,
        help="weights of the best or the last epoch, code, description, settings, or curves "
        "(default: what the file's ending tells: best, source, network or curves)",
    )
    return _export


def _runs(args):
    with open_store() as store:
        found = [outcome(job) for job in store.jobs(kind="train")]
    if args.json:
        say_json(found)
    elif not found:
        say("There are no runs yet: python -m explorer train NETWORK makes one.")
    else:
        header = ("Id", "Name", "State", "Dataset", "Epochs", "Best val", "Test", "Time", "When")
        say(*table(header, [_row(run) for run in found], right=(4, 5, 6, 7)))


def _row(run):
    seconds = "" if run["seconds"] is None else duration(run["seconds"])
    scores = [measure(run["metric"], run[part]) for part in ("validation", "test")]
    epochs = f"{run['epochs_done']}/{run['epochs']}"
    told = (run["id"], run["name"], run["state"], run["dataset"], epochs)
    return (*told, *scores, seconds, when(run["created"]))


def _export(args):
    endings = (ENDINGS[args.what],) if args.what else tuple(TOLD)
    path = check_output(args.output, endings)
    what = args.what or TOLD[path.suffix]
    with open_store() as store:
        job = find_run(store, args.run)
        data = _contents(store, job, what)
    write_file(path, data)
    say(f"{args.output}: {readable(len(data))}, {what} of run {job.id} ({job.name})")


def find_run(store, text):
    """The run of an id, or of how it begins."""
    found = [job for job in store.jobs(kind="train") if job.id.startswith(text)]
    if not found:
        raise CommandError(f"there is no run {text!r}: python -m explorer runs lists them")
    if len(found) > 1:
        raise CommandError(f"{len(found)} runs begin with {text!r}: give more of the id")
    return found[0]


def _contents(store, job, what):
    if what == "source":
        return job.source.encode()
    if what in ("network", "settings"):
        return json.dumps(getattr(job, what), indent=1).encode() + b"\n"
    path = store.artefacts(job.id).get(what)
    if path and path.exists():
        return path.read_bytes()
    if what == "curves":
        return _curves(store.points(job.id))
    raise CommandError(f"run {job.id} is {job.state} and has kept no {what} weights")


def _curves(points):
    """The points so far, in the form that a run leaves them in when it ends."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("series", "step", "value", "seconds"))
    for point in points:
        seconds = f"{point.time - points[0].time:.1f}"
        rows.writerow((point.series, point.step, repr(point.value), seconds))
    return text.getvalue().encode()
