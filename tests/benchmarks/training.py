"""How fast a run trains, starts and shows itself: every figure, from the parts that measure them.

Each part is a module of its own and runs in a process of its own, one after the other; each
measures our side and its peer together. A figure that misses its target is marked with "!".
"""

import argparse
import json
import subprocess
import sys

# Part -> figure -> its target: at least or at most this.
PARTS = {
    "live": {
        "remounts": ("<=", 0),
        "update_ms": ("<", 30),
        "write_to_screen_p95_ms": ("<", 600),
    },
    "first_point": {"first_point_ratio": ("<=", 0.5)},
    "precision": {"bf16_ratio_toy_resnet": (">=", 1.5)},
    "throughput": {
        "throughput_ratio_toy_resnet": (">=", 0.97),
        "throughput_ratio_resnet20": (">=", 0.97),
        "throughput_ratio_augmented": (">=", 0.9),
    },
}
HOLDS = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">=": lambda value, limit: value >= limit,
}


def measure(part):
    """Let a part measure, and print what it says; all its figures."""
    command = (sys.executable, "-m", f"tests.benchmarks.{part}", "--json")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip())
            if not line.startswith("{"):
                print(f"  {lines[-1]}", flush=True)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[1:])} ended with {process.returncode}")
    return json.loads(lines[-1])


def row(name, value, sign, limit):
    """A line of the table."""
    missed = value is not None and not HOLDS[sign](value, limit)
    shown = "none here" if value is None else value
    return f"{name:<30}{shown:>10}   {sign:>2} {limit}{'  !' * missed}"


def main():
    parser = argparse.ArgumentParser("python -m tests.benchmarks.training", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args()
    figures, rows = {}, []
    for part in asked.only or PARTS:
        print(f"{part}:", flush=True)
        measured = measure(part)
        for name, (sign, limit) in PARTS[part].items():
            figures[name] = measured[name]
            rows.append(row(name, measured[name], sign, limit))
    print(*rows, sep="\n")
    if asked.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
