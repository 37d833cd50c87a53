"""Training the toy ResNet in the precision that "auto" chooses, against float32.

A run with precision "auto" first tries both; then our loop trains in what it chose and in float32,
epochs in turn (see `throughput`). Only processors with bf16 instructions have a figure.
"""

import argparse
import json
from pathlib import Path

from tests.benchmarks.throughput import Bench, compare, in_a_store, told

NETWORK = "toy_resnet"
INSTRUCTIONS = {"avx512_bf16", "amx_bf16", "bf16"}  # of x86, and of ARM
CPUINFO = Path("/proc/cpuinfo")


def has_bf16(cpuinfo=CPUINFO):
    """Whether the processor computes in bfloat16 by itself (Linux tells)."""
    return cpuinfo.exists() and bool(INSTRUCTIONS & set(cpuinfo.read_text().split()))


def chosen(store):
    """The precision that "auto" chooses, and the words of its event."""
    from explorer.training import precisions
    from explorer.training.stopping import Stop

    bench = Bench(NETWORK, store, "auto")
    id, stop = bench.job(), Stop(lambda: None)
    given = (bench.network, bench.settings, bench.task, bench.train, stop)
    name = precisions.choose(store, id, *given)
    return name, next(e.text for e in store.events(id) if e.kind == precisions.KIND)


def measure(store, say):
    """How many times as fast "auto" is; None where the processor has no bf16 instructions."""
    if not has_bf16():
        say("This processor has no bf16 instructions (avx512_bf16, amx_bf16, bf16)")
        return None
    name, why = chosen(store)
    ratio, auto, full = compare(Bench(NETWORK, store, name).ours(), Bench(NETWORK, store).ours())
    say(f"auto chose {why}")
    say(told(name, auto, "float32", full, ratio))
    return round(ratio, 2)


def main():
    parser = argparse.ArgumentParser("python -m tests.benchmarks.precision", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    ratio = in_a_store(lambda store: measure(store, print))
    if asked.json:
        print(json.dumps({"bf16_ratio_toy_resnet": ratio}))


if __name__ == "__main__":
    main()
