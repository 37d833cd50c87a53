"""Working on a run in a process of its own, and showing on standard error how far it is.

On a terminal that is one line, rewritten; elsewhere a line for each thing said and each epoch.
"""

import shutil
import sys
import time

from explorer.cli.outcome import named
from explorer.cli.tables import DIM, duration, is_rich, styled
from explorer.runs import RunError
from explorer.workers import JobSpec, LocalExecutor

SECONDS = 0.2  # between two looks into the store
BAR = 16  # characters
PATIENCE = 10  # seconds that a worker may take to end after its last word


def work(store, id, executor=None, env=None):
    """Start the worker of a run that is this process's own, and follow it to its end.

    Args:
        env: variables of the worker's, beside this process's own.

    Ctrl-C asks the run to stop and keep what it has learned; a second one ends its process.

    Returns:
        The job, over.
    """
    executor, display = executor or LocalExecutor(store), Display(store, id, sys.stderr)
    handle = executor.submit(JobSpec(id, store.job(id).attempt, env or {}))
    store.note(id, handle=handle)
    pressed = 0
    while True:
        try:
            return _follow(store, id, executor, handle, display)
        except KeyboardInterrupt:
            pressed += 1
            _stop(store, id, executor, handle, display, pressed)


class Display:
    """Shows a run's progress on a stream."""

    def __init__(self, store, id, stream):
        self.store, self.id, self.stream = store, id, stream
        self.is_live = is_rich(stream)
        self._said, self._line, self._seen = "", "", 0

    def show(self):
        """Show how far the run is; the job as it was shown."""
        job = self.store.job(self.id)
        if self.is_live:
            self._rewrite(progress_line(job.progress))
        else:
            self._report(job)
        return job

    def say(self, text):
        """Write a line that stays."""
        self.clear()
        self.stream.write(f"{text}\n")
        self.stream.flush()

    def clear(self):
        """Take the rewritten line away."""
        if self.is_live:
            self._rewrite("")

    def _rewrite(self, line):
        if line == self._line:
            return
        self._line = line
        # One column is left free: a line that fills the last one would be broken by some terminals.
        room = shutil.get_terminal_size().columns - 1
        self.stream.write(f"\r\033[K{line[:room]}")
        self.stream.flush()

    def _report(self, job):
        for epoch, measures in self._new_epochs().items():
            self.say(f"epoch {epoch}/{job.settings['epochs']}  {'  '.join(measures)}")
        # What stands behind a colon, as the bytes of a download, changes with every look.
        said = job.progress.get("message", "").partition(":")[0]
        if said not in ("", self._said):
            self._said = said
            self.say(f"{said} ...")

    def _new_epochs(self):
        """The measures of epochs that were not shown yet, as texts: `{epoch: [...]}`."""
        epochs = {}
        for point in self.store.points(self.id, after=self._seen):
            self._seen = point.number
            group, _, name = point.series.partition("/")
            if group == "epoch":
                epochs.setdefault(point.step, []).append(named(name, point.value))
        return epochs


def progress_line(progress):
    """One line: what is done, how much of it, the time left, the newest metrics, the speed."""
    fraction, parts = progress.get("fraction"), [progress.get("message", "Starting")]
    if "step" in progress and parts == ["Training"]:
        parts = [f"epoch {progress['epoch']}/{progress['epochs']}"]
    if fraction is not None:
        parts += [_bar(fraction), f"{100 * fraction:.0f} %"]
    # The time is that of the steps, after which only scoring is left.
    if fraction is not None and (left := progress.get("seconds_left")) is not None:
        parts.append(f"{duration(left)} left")
    parts += [named(*each) for each in _live_metrics(progress.get("metrics", {}))]
    if (speed := progress.get("images_per_second")) is not None:
        parts.append(f"{speed:,.0f} images/s")
    return "  ".join(parts)


def _live_metrics(metrics):
    """Those of the last step, then those of the last validation but its loss."""
    for series, value in metrics.items():
        group, _, name = series.partition("/")
        if group == "train" and name != "learning_rate":
            yield name, value
    for series, value in metrics.items():
        name = series.partition("/")[2]
        if name.startswith("val_") and name != "val_loss":
            yield name, value


def _bar(fraction):
    full = round(BAR * min(max(fraction, 0), 1))
    return f"[{'#' * full}{'-' * (BAR - full)}]"


def _follow(store, id, executor, handle, display):
    while not _is_done(display.show()):
        if executor.poll(handle) != "running":
            _bury(store, id, executor, handle)
        time.sleep(SECONDS)
    display.show()
    display.clear()
    # Its files are whole by now; what it still holds is memory.
    deadline = time.monotonic() + PATIENCE
    while executor.poll(handle) == "running" and time.monotonic() < deadline:
        time.sleep(SECONDS)
    return store.job(id)


def _is_done(job):
    # A paused run has no worker either: nobody waits for it here.
    return job.over or job.state == "paused"


def _bury(store, id, executor, handle):
    """Give a run whose worker ended without a last word one; a runner may have done so too."""
    if _is_done(store.job(id)):
        return
    lines = [line.strip() for line in executor.logs(handle).split("\n") if line.strip()]
    last = f"; its log ends: {lines[-1][:500]}" if lines else ""
    try:
        store.set_state(id, "interrupted", f"The worker ended without a last word{last}")
    except RunError:
        if not _is_done(store.job(id)):
            raise


def _stop(store, id, executor, handle, display, pressed):
    if pressed > 1:
        executor.stop(handle, kill=True)
        return
    display.say(styled("Stopping after this step; what was learned is kept.", DIM, sys.stderr))
    try:
        store.request(id, "stop")
    except RunError:
        # It ended in the same moment.
        if not _is_done(store.job(id)):
            raise
