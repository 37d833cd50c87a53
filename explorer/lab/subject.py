"""What an experiment looks at: a network, its twin, and the runs whose weights it asks for."""

from functools import cached_property
from typing import NamedTuple

import keras

from explorer import data, keras_model
from explorer.analysis import analyse
from explorer.assembly import trace
from explorer.experiments import ExperimentError
from explorer.runs import Settings
from explorer.specs import Network
from explorer.twins import twin


class LabError(ExperimentError):
    """An experiment cannot be done with what there is; the text says what to change."""


class Partial(NamedTuple):
    """What an experiment has found so far: fraction done, one line for people, plain data."""

    fraction: float
    message: str
    result: dict


class Subject:
    """One network of an experiment.

    Args:
        network: the description.
        store, run: where the network was trained, if it is about that.
    """

    def __init__(self, network, store=None, run=None):
        self.network, self._store, self.run = network, store, run

    @classmethod
    def of_run(cls, store, id):
        """The network of a run, with its weights and its images."""
        return cls(Network.from_dict(store.job(id).network), store, id)

    def another(self, id):
        """Another run of the same store."""
        return Subject.of_run(self._store, id)

    @property
    def twin(self):
        """The plain twin, with fresh weights only."""
        return Subject(twin(self.network))

    @property
    def is_plain(self):
        """Whether there is no skip to switch off."""
        return twin(self.network).with_(name=self.network.name) == self.network

    @cached_property
    def graph(self):
        """The network's graph."""
        return trace(self.network)

    @cached_property
    def summary(self):
        """The network's figures."""
        return analyse(self.graph)

    def fresh(self, seed):
        """The model with weights drawn from a seed."""
        return keras_model.build(self.graph, seed)

    def trained(self, kind="best"):
        """The model with a run's "start", "best" or "last" weights.

        Raises:
            LabError: the run has left none.
        """
        if kind == "start":
            return self.fresh(self._job.settings["seed"])
        path = self._store.artefacts(self.run).get(kind)
        if path is None or not path.exists():
            raise LabError(f"run {self.run} has left no {kind} weights: train it for an epoch")
        return keras_model.load(path)

    def validation(self, count):
        """Some of the run's validation images, bytes, with their labels: never trained on."""
        held = self.parts()[1]
        chosen = held.chosen[:count]
        return held.x[chosen], held.y[chosen]

    def parts(self):
        """The run's `Images` to train on, to validate on and to test on."""
        settings = self.settings
        size = self.network.input_shape[:2]
        dataset = data.prepare(settings.dataset, settings.data_dir, size=size)
        return data.divide(dataset, settings)

    @cached_property
    def settings(self):
        """How the run was trained."""
        return Settings.from_dict(self._job.settings)

    @cached_property
    def _job(self):
        return self._store.job(self.run)


def block_outputs(graph):
    """`{block: name of its last layer}`, in the order of the calls, of the stages' blocks."""
    return {
        section.call.name: section.layers[-1].name
        for section in graph.sections
        if section.layers and section.call.place.startswith("stage") and not section.call.skip_from
    }


def labels_of(model, random, count):
    """Random labels for a classifier; anything for what ends in images."""
    return random.integers(0, model.output.shape[-1], count)


def watch(model, names):
    """A model that gives `{name: output}` of the named layers."""
    with keras_model.deep_recursion(len(model.layers)):
        return keras.Model(model.input, {name: model.get_layer(name).output for name in names})
