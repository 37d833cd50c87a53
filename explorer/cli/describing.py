"""Commands that describe networks: zoo, summary."""

from explorer import zoo as networks
from explorer.analysis import analyse
from explorer.assembly import trace
from explorer.cli.common import NETWORK_HELP, read_network, say, say_json
from explorer.cli.tables import BOLD, aligned, count, styled, table
from explorer.comparison import readable
from explorer.layers import show

BATCH = 128  # of the estimate of memory
FLOAT = 4  # bytes


def zoo(parser):
    """Arguments of `zoo`."""
    parser.add_argument("--json", action="store_true", help="a JSON list instead of lines")
    return _zoo


def summary(parser):
    """Arguments of `summary`."""
    parser.add_argument("network", metavar="NETWORK", help=NETWORK_HELP)
    parser.add_argument("--json", action="store_true", help="a JSON object instead of a table")
    return _summary


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
        ("Params", f"{count(found.params)} ({readable(FLOAT * found.params)})"),
        ("Trainable", f"{count(found.trainable_params)}, and {count(frozen)} not"),
        ("MACs", f"{count(found.macs)} an image; flops = 2 x MACs = {count(2 * found.macs)}"),
        ("Receptive field", f"{found.receptive_field} pixels"),
        ("Depth", f"{found.depth} weighted layers on the longest path"),
        ("Layers", count(found.layers)),
        ("Memory", f"about {readable(memory)} to train at batch size {BATCH}"),
    ]
    return aligned(rows)
