"""The weights that a forked run starts from: those of its parent, as they were at the fork."""

import os
import shutil

from explorer.runs import RunError
from explorer.training.snapshots import Snapshots

START = "start"  # the file's name in the folder of the forked run


def weights_of(store, id):
    """The newest file with the weights of a run: its last ones, or a snapshot.

    Raises:
        RunError: it has left none so far.
    """
    snapshot = Snapshots(store.folder(id) / "snapshots").newest()
    found = [path for path in (store.artefacts(id).get("last"), snapshot) if path and path.exists()]
    if not found:
        raise RunError(f"Run {id} has no weights to start from yet: wait for its first epoch.")
    return max(found, key=lambda path: path.stat().st_mtime_ns)


def pin(store, id, parent):
    """Keep the parent's weights for a forked run, if that was not done before; their file.

    It stays what it is when the parent goes on, or is deleted.
    """
    folder = store.folder(id)
    kept = [folder / f"{START}{suffix}" for suffix in (".keras", ".npz")]
    if there := [path for path in kept if path.exists()]:
        return there[0]
    source = weights_of(store, parent)
    path, beside = folder / f"{START}{source.suffix}", folder / f".{START}.{os.getpid()}"
    try:
        # These files are only ever replaced, never written to: a link is as good as a copy.
        os.link(source, beside)
    except OSError:
        shutil.copyfile(source, beside)
    os.replace(beside, path)
    store.add_artefact(id, START, path)
    return path
