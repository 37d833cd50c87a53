"""From a description to readable Keras code, checked by running it.

The code is the parts' own text, helpers first, and a function `build_model()` with a line for
each call; runs of equal calls become loops. It needs only Keras. At every export the text is
executed on symbolic layers and must give the same graph.
"""

import builtins
import functools
import inspect
import re
import textwrap
import types

from explorer import layers
from explorer.assembly import calls, trace

WIDTH = 88
FRAMES_A_LAYER = 8  # of Python, that Keras may stack for one layer; measured: under 6
SAFE_NESTING = 200  # layers that Keras walks within Python's usual limit of 1,000 frames
PACKAGE = "explorer.blocks"


class SourceError(RuntimeError):
    """The exported code does not make the network it was exported from."""


def to_source(network):
    """Python code whose `build_model()` makes the network; it needs only Keras.

    Raises: AssemblyError where the network cannot be built.
    """
    graph, lines = trace(network), list(calls(network))
    text = _module(network, graph, lines)
    check(text, graph)
    return text


def check(text, graph):
    """Run exported code on symbolic layers and compare the result with the graph."""
    made = signature(execute(text))
    wanted = signature(graph)
    if made != wanted:
        different = next(
            (pair for pair in zip(made, wanted, strict=False) if pair[0] != pair[1]),
            (f"{len(made)} layers", f"{len(wanted)} layers"),
        )
        raise SourceError(f"the code makes {different[0]} where the network has {different[1]}")


def execute(text):
    """The graph that exported code makes on symbolic layers (nothing of Keras is imported)."""
    stand_in = types.SimpleNamespace(Input=layers.Input, Model=layers.Graph, layers=layers)

    def import_(name, *args):
        return stand_in if name == "keras" else builtins.__import__(name, *args)

    space = {"__name__": "exported", "__builtins__": {**vars(builtins), "__import__": import_}}
    exec(compile(text, "<exported code>", "exec"), space)
    return space["build_model"]()


def recursion_limit(graph):
    """What Python's recursion limit must be for Keras to build or load a graph; 0: the usual."""
    nesting = graph.nesting()
    return nesting * FRAMES_A_LAYER if nesting > SAFE_NESTING else 0


def signature(graph):
    """What two graphs must share to be the same: layers, arguments, edges, order of creation."""
    order = sorted(graph.layers, key=lambda layer: layer.created)
    created = {layer: index for index, layer in enumerate(order)}
    return [
        (type(x).__name__, x.name, x.arguments(), [i.layer.name for i in x.inputs], created[x])
        for x in graph.layers
    ]


def _module(network, graph, lines):
    functions = _functions(lines)
    limit = recursion_limit(graph)
    head = [
        f'"""{network.name}: {graph.params:,} parameters, images of '
        f'{" x ".join(map(str, network.input_shape))} as floats in [0, 1]."""',
        "",
        *(["import sys", ""] if limit else []),
        "import keras",
        "from keras import layers",
    ]
    body = _build_model(network, lines, limit)
    tail = ['if __name__ == "__main__":', "    build_model().summary()"]
    parts = ["\n".join(head), *map(text_of, functions), "\n".join(body), "\n".join(tail)]
    return "\n\n\n".join(parts) + "\n"


def _functions(lines):
    """The functions that the calls need, those they use before them."""
    found = {}
    for call in lines:
        _collect(call.part.function, found)
    return list(found)


def _collect(function, found):
    if function not in found:
        for name in function.__code__.co_names:
            used = function.__globals__.get(name)
            if inspect.isfunction(used) and used.__module__.startswith(PACKAGE):
                _collect(used, found)
        found[function] = True


@functools.cache
def text_of(function):
    """A function's own text, its decorators left out."""
    text = textwrap.dedent(inspect.getsource(function))
    return text[re.search(r"^def ", text, re.MULTILINE).start() :].rstrip()


def _build_model(network, lines, limit):
    body = [f"inputs = keras.Input({network.input_shape}, name={_quote('inputs')})"]
    if limit:
        body = [
            "# Keras walks the layers by recursion.",
            f"sys.setrecursionlimit(max(sys.getrecursionlimit(), {limit:_}))",
            *body,
        ]
    runs = _runs(lines)
    if runs and len(runs[0]) > 1:
        body.append("x = inputs")
    source = "inputs" if not runs or len(runs[0]) == 1 else "x"
    for index, run in enumerate(runs):
        target = "outputs" if index == len(runs) - 1 and len(run) == 1 else "x"
        body += _run(run, source, target)
        source = target
    body.append(f"return keras.Model(inputs, {source}, name={_quote(network.name)})")
    return ["def build_model():", *[f"    {line}" for line in body]]


def _runs(lines):
    """Calls that differ only in the number at the end of their names, put together."""
    runs = []
    for call in lines:
        if runs and _follows(runs[-1], call):
            runs[-1].append(call)
        else:
            runs.append([call])
    return runs


def _follows(run, call):
    last, (stem, number) = run[-1], _numbered(call.name)
    return (
        number is not None
        and _numbered(last.name) == (stem, number - 1)
        and not last.keep_as
        and (last.part, last.skip_from) == (call.part, call.skip_from)
        and last.arguments == call.arguments
    )


def _numbered(name):
    match = re.fullmatch(r"(.*?)(\d+)", name)
    return (match[1], int(match[2])) if match else (name, None)


def _run(run, source, target):
    first, last = run[0], run[-1]
    if len(run) == 1:
        text = _call(first, _quote(first.name), source, target)
    else:
        stem, start = _numbered(first.name)
        text = [f"for i in range({start}, {start + len(run)}):"]
        text += [f"    {line}" for line in _call(first, f'f"{stem}{{i}}"', "x", "x")]
    return [*text, f"{last.keep_as} = x"] if last.keep_as else text


def _call(call, name, source, target):
    other = {"input": "inputs"}.get(call.skip_from, call.skip_from)
    usual = call.part.parameters
    given = [source, *([other] if other else [])]
    for key, value in call.arguments.items():
        if value != usual[key].default:
            given.append(f"{key}={_quote(value) if isinstance(value, str) else repr(value)}")
    given.append(f"name={name}")
    function = call.part.function.__name__
    line = f"{target} = {function}({', '.join(given)})"
    if len(line) <= WIDTH - 8:
        return [line]
    return [f"{target} = {function}(", *[f"    {each}," for each in given], ")"]


def _quote(text):
    return '"' + repr(text)[1:-1].replace('"', '\\"') + '"'
