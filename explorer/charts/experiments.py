"""The figures of an experiment's result, and what each says in a sentence.

An experiment whose figures are not here has a module of its name beside this one, with
`figures(result)`, and `readings(result)` where there is something to be read.
"""

import importlib
import importlib.util

from explorer.charts import gradients, signals

_FIGURES = {
    "gradient_flow": (gradients.gradient_flow, gradients.read_gradient_flow),
    "shattered": (gradients.shattered, gradients.read_shattered),
    "response": (signals.response, signals.read_response),
    "identity": (signals.identity, signals.read_identity),
}


def experiment(name, result):
    """The figures of what an experiment has found so far: `{title: figure}`."""
    return _makers(name)[0](result)


def readings(name, result):
    """A sentence for each figure that has one: `{title: text}`."""
    return _makers(name)[1](result)


def _makers(name):
    if name in _FIGURES:
        return _FIGURES[name]
    if importlib.util.find_spec(f"explorer.charts.{name}") is None:
        return _nothing, _nothing
    module = importlib.import_module(f"explorer.charts.{name}")
    return module.figures, getattr(module, "readings", _nothing)


def _nothing(result):
    return {}
