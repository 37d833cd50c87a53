"""Training the toy ResNet in bfloat16 against float32, as the precision "auto" tries them."""

import argparse
import json
import os
import tempfile
from pathlib import Path

ROUNDS = 3
BATCH = 128
INSTRUCTIONS = {"avx512_bf16", "amx_bf16", "bf16"}  # of x86, and of ARM
CPUINFO = Path("/proc/cpuinfo")


def has_bf16(cpuinfo=CPUINFO):
    """Whether the processor computes in bfloat16 by itself (Linux tells)."""
    return cpuinfo.exists() and bool(INSTRUCTIONS & set(cpuinfo.read_text().split()))


def bf16_ratio(rounds=ROUNDS):
    """How many times as fast bfloat16 is, the median of rounds, and why there is no figure.

    Returns:
        (ratio, "") or (None, reason).
    """
    if not has_bf16():
        return None, "this processor has no bf16 instructions (avx512_bf16, amx_bf16)"
    ratios = sorted(_ratio() for _ in range(rounds))
    return round(ratios[len(ratios) // 2], 2), ""


def _ratio():
    from explorer import assembly, data, zoo
    from explorer.runs import Settings
    from explorer.training import precisions
    from explorer.training.feed import divide
    from explorer.training.stopping import Stop
    from explorer.training.tasks import task_of

    network, settings = zoo.network("toy_resnet"), Settings("shapes10", batch_size=BATCH)
    dataset = data.prepare(settings.dataset)
    task = task_of(network, assembly.trace(network), data.describe(settings.dataset))
    given = (network, settings, task, divide(dataset, settings)[0], Stop(lambda: None))
    full, half = (precisions.attempt(name, *given) for name in precisions.NAMES)
    return full.seconds / half.seconds


def main():
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.precision", description=__doc__
    )
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["EXPLORER_HOME"] = home
        ratio, reason = bf16_ratio()
    print(f"bfloat16 against float32, toy ResNet, batches of {BATCH}: {ratio} {reason}")
    if asked.json:
        print(json.dumps({"bf16_ratio_toy_resnet": ratio}))


if __name__ == "__main__":
    main()
