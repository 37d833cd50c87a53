"""From arguments to a command, and from whatever goes wrong to one line and an exit code."""

import argparse
import importlib
import os
import sys

from explorer.assembly import AssemblyError
from explorer.cli.common import CommandError
from explorer.specs import SpecError

PROGRAM = "python -m explorer"
MISTAKE, INTERRUPTED, CLOSED_PIPE = 2, 130, 141  # the last two as a shell reports the signals

# A command is a function of this name, which adds its arguments and returns what to run.
COMMANDS = {
    "zoo": ("describing", "list the named networks, a line each"),
    "summary": ("describing", "layers, shapes, parameters and multiply-accumulates of a network"),
    "compare": ("comparing", "two to six networks side by side, and what differs"),
    "code": ("making", "Python source of a network; it needs only Keras"),
    "graph": ("making", "draw a network: .svg, .png, .pdf or .dot"),
    "build": ("making", "write a network with fresh weights as a .keras file"),
    "train": ("training", "train a network, with a progress bar"),
    "runs": ("listing", "list the training runs, the newest first"),
    "export": ("listing", "copy what a run made: weights, code, settings, curves"),
}


class Parser(argparse.ArgumentParser):
    """Reports a mistake in one line, and learns a command's arguments when it is called."""

    learn = None

    def parse_known_args(self, args=None, namespace=None):
        if self.learn:
            learn, self.learn = self.learn, None
            self.set_defaults(execute=learn(self))
        return super().parse_known_args(args, namespace)

    def error(self, message):
        self.exit(MISTAKE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv=None):
    """Run a command; the exit code."""
    try:
        args = _parser().parse_args(argv)
        code = args.execute(args) or 0
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _forget_output()
        return CLOSED_PIPE
    except KeyboardInterrupt:
        return _say("interrupted", INTERRUPTED)
    except (CommandError, SpecError, AssemblyError) as error:
        return _say(error, MISTAKE)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _say(f"{where}{error.strerror or error}", MISTAKE)


def _parser():
    parser = Parser(PROGRAM, description="Networks with skip connections, from the command line.")
    commands = parser.add_subparsers(
        metavar="COMMAND", dest="command", required=True, title="commands"
    )
    for name, (module, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about[0].upper() + about[1:])
        command.learn = _learner(module, name)
    return parser


def _learner(module, name):
    # Only the command that is called is imported: listing the zoo needs no database.
    return lambda parser: getattr(importlib.import_module(f"explorer.cli.{module}"), name)(parser)


def _say(message, code):
    text = " ".join(str(message).split())
    sys.stderr.write(f"{PROGRAM}: {text}\n")
    return code


def _forget_output():
    # Python flushes at its end, and would complain about the closed pipe once more.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
