"""The command `train`: one run in the foreground, and in the store like any other.

The network is trained in a process of its own, as the runs that the page starts are, and followed
through the store. It outlives this command if that is killed.
"""

import argparse
import os
from dataclasses import fields
from pathlib import Path

from explorer.assembly import trace
from explorer.cli import following
from explorer.cli.common import NETWORK_HELP, CommandError, note, open_store, read_network, say
from explorer.cli.outcome import measure, outcome
from explorer.cli.tables import aligned, duration
from explorer.data import DataError, describe
from explorer.runs import Settings, SettingsError
from explorer.source import to_source
from explorer.workers import expected_mb

CODES = {"finished": 0, "stopped": 130}  # the second as after any other Ctrl-C
TYPES = {"int": int, "float": float, "str": str}
# Of the environment: where the images of a dataset are.
VARIABLES = {"cifar10": "EXPLORER_DATA_DIR", "cifar100": "EXPLORER_CIFAR100_DIR"}
NOTHING = "none"  # what stands for an empty setting
WORDS = {"None": NOTHING, "True": "on", "False": "off"}


def train(parser):
    """Arguments of `train`: one for each setting of a run."""
    parser.add_argument("network", metavar="NETWORK", help=NETWORK_HELP)
    parser.add_argument("--name", help="of the run (default: the network's)")
    parser.add_argument("--tensorboard", metavar="DIR", help="write event files below this folder")
    settings = parser.add_argument_group("settings", f"{NOTHING!r} leaves one empty")
    for setting in fields(Settings):
        _add(settings, setting)
    return _train


def _add(group, setting):
    about, flag = setting.metadata, "--" + setting.name.replace("_", "-")
    default = WORDS.get(str(setting.default), setting.default)
    text = f"{about['help']} (default: {default})".replace("%", "%%")
    common = {"dest": setting.name, "default": argparse.SUPPRESS, "help": text}
    if about["kind"] == "bool":
        group.add_argument(flag, action=argparse.BooleanOptionalAction, **common)
    elif "choices" in about:
        group.add_argument(flag, choices=about["choices"], **common)
    else:
        metavar = {"int": "N", "float": "X", "str": "PATH"}[about["kind"]]
        group.add_argument(flag, type=_reader(about), metavar=metavar, **common)


def _reader(about):
    def read(text):
        return None if about["optional"] and text == NOTHING else TYPES[about["kind"]](text)

    read.__name__ = about["kind"]  # argparse puts it into its message
    return read


def _train(args):
    network, settings = read_network(args.network), _settings(args)
    _check(network, settings)
    env = _trackers(args.tensorboard)
    with open_store() as store:
        name = args.name or network.name
        given = ("train", name, network.to_dict(), settings.to_dict(), to_source(network))
        id = store.add_job(*given, mine=True, memory_mb=_memory(store, network, settings))
        job = following.work(store, id, env=env)
        return _report(job, store.artefacts(id).get("best"))


def _check(network, settings):
    """Tell what the worker would only tell after it has started."""
    from explorer.training.tasks import TrainingError, task_of

    try:
        size = network.input_shape[:2]
        dataset = describe(settings.dataset, settings.data_dir, size)
        task_of(network, trace(network), dataset)
    except (TrainingError, DataError) as error:
        raise CommandError(error) from None


def _memory(store, network, settings):
    from explorer.training.tasks import TrainingError

    try:
        return expected_mb(store, "train", network.to_dict(), settings.to_dict())
    except TrainingError as error:
        raise CommandError(error) from None


def _trackers(folder):
    """The worker's variables for the trackers that are asked for."""
    from explorer.training import mirrors

    env = {} if folder is None else {mirrors.FOLDER: str(Path(folder).absolute())}
    try:
        mirrors.check([name for name in mirrors.KINDS if (os.environ | env).get(name)])
    except mirrors.MirrorError as error:
        raise CommandError(error) from None
    return env


def _settings(args):
    given = {
        key: value for key, value in vars(args).items() if key in Settings.__dataclass_fields__
    }
    try:
        settings = Settings(**given)
    except SettingsError as error:
        raise CommandError(str(error)) from None
    folder = settings.data_dir or os.environ.get(VARIABLES.get(settings.dataset, ""))
    if settings.dataset == "shapes10" or not folder:
        return settings
    if not Path(folder).exists():
        raise CommandError(f"there is no data folder {folder!r}")
    # Absolute, because the worker has another working folder.
    return Settings(**{**given, "data_dir": str(Path(folder).absolute())})


def _report(job, best):
    """Say how the run ended; the exit code."""
    found = outcome(job)
    if job.state in CODES:
        say(*aligned([row for row in _result(found, best) if row[1]]))
    else:
        note(f"Run {job.id} {job.state}: {job.error}")
    return CODES.get(job.state, 1)


def _result(found, best):
    metric, seconds = found["metric"], found["seconds"]
    epoch = f" (epoch {found['best_epoch']})" if found["best_epoch"] else ""
    validation = measure(metric, found["validation"])
    return [
        ("Run", f"{found['id']} ({found['name']})"),
        ("State", f"{found['state']} after {found['epochs_done']} of {found['epochs']} epochs"),
        (f"Best validation {metric}", validation and validation + epoch),
        (f"Test {metric}", measure(metric, found["test"])),
        ("Time", seconds and duration(seconds)),
        ("Best weights", best and str(best)),
    ]
