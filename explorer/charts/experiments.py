"""The figures of an experiment's result, and what each says in a sentence."""

from explorer.charts import features, gradients, lesion, loss_slice, paths, signals


def experiment(name, result):
    """The figures of what an experiment has found so far: `{title: figure}`."""
    return _MAKERS.get(name, (_nothing, _nothing))[0](result)


def readings(name, result):
    """A sentence for each figure that has one: `{title: text}`."""
    return _MAKERS.get(name, (_nothing, _nothing))[1](result)


def _nothing(result):
    return {}


_MAKERS = {
    "gradient_flow": (gradients.gradient_flow, gradients.read_gradient_flow),
    "shattered": (gradients.shattered, gradients.read_shattered),
    "response": (signals.response, signals.read_response),
    "identity": (signals.identity, signals.read_identity),
    "paths": (paths.figures, paths.readings),
    "lesion": (lesion.figures, lesion.readings),
    "loss_slice": (loss_slice.figures, loss_slice.readings),
    "features": (features.figures, features.readings),
}
