"""Commands that make files of a network: code, graph, build."""

import contextlib
import os
import sys

from explorer import assembly
from explorer.cli.common import (
    NETWORK_HELP,
    CommandError,
    check_output,
    note,
    read_network,
    say,
    write_file,
)
from explorer.cli.tables import count
from explorer.comparison import readable

LEVELS = ("network", "block", "layer")
PICTURES = (".svg", ".png", ".pdf", ".dot")


def code(parser):
    """Arguments of `code`."""
    parser.add_argument("network", metavar="NETWORK", help=NETWORK_HELP)
    parser.add_argument("-o", "--output", metavar="FILE", help="a file instead of the terminal")
    return _code


def graph(parser):
    """Arguments of `graph`."""
    parser.add_argument("network", metavar="NETWORK", help=NETWORK_HELP)
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, help=f"ends in {', '.join(PICTURES)}"
    )
    parser.add_argument(
        "--level", choices=LEVELS, default="block", help="what a box is (default: %(default)s)"
    )
    return _graph


def build(parser):
    """Arguments of `build`."""
    parser.add_argument("network", metavar="NETWORK", help=NETWORK_HELP)
    parser.add_argument("-o", "--output", metavar="FILE.keras", required=True, help="the model")
    parser.add_argument("--seed", type=int, metavar="N", help="of the weights (default: random)")
    return _build


def _code(args):
    from explorer.source import to_source

    path = check_output(args.output) if args.output else None
    text = to_source(read_network(args.network))
    if path is None:
        sys.stdout.write(text)
    else:
        write_file(path, text.encode())
        _tell(args.output, path)


def _graph(args):
    from explorer import picture

    path = check_output(args.output, PICTURES)
    network = read_network(args.network)
    assembly.trace(network)  # A picture could be drawn up to an error, which is none of use here.
    try:
        picture.write(network, path, level=args.level)
    except picture.PictureError as error:
        raise CommandError(error) from None
    _tell(args.output, path)


def _build(args):
    from explorer.source import recursion_limit

    path = check_output(args.output, (".keras",))
    if args.seed is not None and not 0 <= args.seed < 2**32:
        raise CommandError(f"--seed must be from 0 to {2**32 - 1}, got {args.seed}")
    traced = assembly.trace(read_network(args.network))
    note("Loading Keras ...")
    with _silence():
        from explorer import keras_model

    note(f"Building {count(len(traced.layers))} layers ...")
    model = keras_model.build(traced, args.seed)
    note(f"Writing {count(traced.params)} parameters ...")
    keras_model.save(model, path)
    _tell(args.output, path)
    if limit := recursion_limit(traced):
        note(f"Keras loads so deep a network only after sys.setrecursionlimit({limit:_})")


@contextlib.contextmanager
def _silence():
    """Drop what libraries write to standard error past Python, as TensorFlow does when it loads."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # for what it says later
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _tell(name, path):
    say(f"{name}: {readable(path.stat().st_size)}")
