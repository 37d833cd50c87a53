"""Commands that describe networks: zoo, summary, compare."""

from explorer import zoo as networks
from explorer.analysis import analyse
from explorer.assembly import trace
from explorer.cli.common import NETWORK_HELP, CommandError, read_network, say, say_json
from explorer.cli.tables import BOLD, aligned, count, size, styled, table
from explorer.layers import show

BATCH = 128  # of the estimate of memory
FLOAT = 4  # bytes

# What `compare` shows: title, how to read it from a Summary, how to write it, and which is best.
FIGURES = (
    ("params", lambda s: s.params, count, min),
    ("trainable_params", lambda s: s.trainable_params, count, min),
    ("macs", lambda s: s.macs, count, min),
    ("depth", lambda s: s.depth, count, None),
    ("layers", lambda s: s.layers, count, None),
    ("receptive_field", lambda s: s.receptive_field, count, max),
    ("activation_bytes", lambda s: FLOAT * s.activations, size, min),
)
TITLES = {
    "trainable_params": "trainable params",
    "macs": "MACs of an image",
    "receptive_field": "receptive field (pixels)",
    "activation_bytes": "activations of an image",
}


def zoo(parser):
    """Arguments of `zoo`."""
    parser.add_argument("--json", action="store_true", help="a JSON list instead of lines")
    return _zoo


def summary(parser):
    """Arguments of `summary`."""
    parser.add_argument("network", metavar="NETWORK", help=NETWORK_HELP)
    parser.add_argument("--json", action="store_true", help="a JSON object instead of a table")
    return _summary


def compare(parser):
    """Arguments of `compare`."""
    parser.add_argument("networks", metavar="NETWORK", nargs="+", help=NETWORK_HELP)
    parser.add_argument("--json", action="store_true", help="a JSON list instead of a table")
    return _compare


def _zoo(args):
    entries = [_entry(name, entry) for name, entry in networks.ENTRIES.items()]
    if args.json:
        say_json(entries)
    else:
        say(*aligned([_zoo_row(entry) for entry in entries], right=(1, 2, 3), cut=True))


def _entry(name, entry):
    found = analyse(trace(networks.network(name)))
    return {
        "name": name,
        "params": found.params,
        "trainable_params": found.trainable_params,
        "depth": found.depth,
        "error": entry.error,
        "about": entry.about,
        "source": entry.source,
    }


def _zoo_row(entry):
    error = "" if entry["error"] is None else f"{entry['error']:.2f} % error"
    figures = (f"{count(entry['params'])} params", f"depth {entry['depth']}", error)
    return (entry["name"], *figures, entry["about"], entry["source"])


def _summary(args):
    found = analyse(trace(read_network(args.network)))
    if args.json:
        say_json(_summary_data(found))
    else:
        title = styled(f"Network {found.name!r}", BOLD)
        say(title, *_layer_table(found), "", *_totals(found))


def _summary_data(found):
    keys = ("name", "layers", "params", "trainable_params", "macs", "receptive_field", "depth")
    row_keys = ("name", "layer", "output_shape", "params", "inputs")
    rows = [{key: getattr(row, key) for key in row_keys} for row in found.rows]
    return {key: getattr(found, key) for key in keys} | {"rows": rows}


def _layer_table(found):
    rows = [
        (
            f"{row.name} ({row.layer})",
            show(row.output_shape),
            count(row.params),
            count(row.macs) if row.macs else "",
            ", ".join(row.inputs),
        )
        for row in found.rows
    ]
    header = ("Layer (type)", "Output shape", "Params", "MACs", "Connected to")
    return table(header, rows, right=(2, 3))


def _totals(found):
    frozen = found.params - found.trainable_params
    memory = found.training_bytes(BATCH)
    rows = [
        ("Params", f"{count(found.params)} ({size(FLOAT * found.params)})"),
        ("Trainable", f"{count(found.trainable_params)}, and {count(frozen)} not"),
        ("MACs", f"{count(found.macs)} an image; flops = 2 x MACs = {count(2 * found.macs)}"),
        ("Receptive field", f"{found.receptive_field} pixels"),
        ("Depth", f"{found.depth} weighted layers on the longest path"),
        ("Layers", count(found.layers)),
        ("Memory", f"about {size(memory)} to train at batch size {BATCH}"),
    ]
    return aligned(rows)


def _compare(args):
    if len(args.networks) < 2:
        raise CommandError("compare needs two networks or more")
    compared = [_figures(analyse(trace(read_network(name)))) for name in args.networks]
    if args.json:
        say_json(compared)
    else:
        say(*_comparison(compared))
        say("* the smallest, or of receptive fields the largest; ratios are to the first network")


def _figures(found):
    return {"name": found.name} | {title: read(found) for title, read, *_ in FIGURES}


def _comparison(compared):
    header, rows = [""], []
    for number, figures in enumerate(compared):
        header += [figures["name"], ""] if number else [figures["name"]]
    for title, _, write, best in FIGURES:
        rows.append([TITLES.get(title, title), *_cells(title, write, best, compared)])
    return table(header, rows, right=range(1, len(header)))


def _cells(title, write, best, compared):
    values = [figures[title] for figures in compared]
    marked = best(values) if best and len(set(values)) > 1 else None
    for number, value in enumerate(values):
        yield write(value) + (" *" if value == marked else "  ")
        if number:
            yield f"{value / values[0]:.2f}x" if values[0] else ""
