"""A worker that learns nothing: what its job's settings say, it does."""

import argparse
import os
import sys
import time

from explorer.runs import Store

ENDS = {"stop": "stopped", "pause": "paused"}

parser = argparse.ArgumentParser()
parser.add_argument("--job")
parser.add_argument("--attempt", type=int)
args = parser.parse_args()
store = Store.open()
store.begin(args.job, args.attempt)
settings = store.job(args.job).settings
sys.stdout.write(f"Hello from {os.getcwd()} {os.getpriority(os.PRIO_PROCESS, 0)}\n")
if settings.get("threads"):
    names = ("EXPLORER_THREADS", "TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS")
    sys.stdout.write(f"{[os.environ.get(name) for name in names]}\n")
if settings.get("deaf"):
    time.sleep(600)
if settings.get("crash"):
    raise ValueError("the images are upside down")
if settings.get("full"):
    sys.exit(os.EX_TEMPFAIL)
if settings.get("mute"):
    raise SystemExit
step = 0
while settings.get("endless") or step < 3:
    step += 1
    store.add_points(args.job, [("loss", step, 1 / step)])
    store.beat(args.job, {"step": step})
    if word := store.requested(args.job):
        store.set_state(args.job, ENDS[word], summary={"steps": step})
        break
    if (store.folder(args.job) / "enough").exists():
        settings["endless"] = False
    time.sleep(0.01)
else:
    store.set_state(args.job, "finished", summary={"steps": step})
if settings.get("lingers"):
    time.sleep(600)
