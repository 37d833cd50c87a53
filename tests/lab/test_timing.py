"""How long a network takes here: positive times for one batch of a stated size."""

import keras
import pytest

from explorer.experiments import find
from explorer.lab.subject import Subject
from explorer.lab.timing import timing
from tests.training.tools import autoencoder, tiny

pytestmark = pytest.mark.keras


@pytest.mark.parametrize("network", [tiny(), autoencoder()], ids=lambda network: network.name)
def test_a_prediction_and_a_training_step_are_timed(network):
    settings = find("timing").settings(batch_size=4, rounds=3)
    first, second = [
        (each.fraction, dict(each.result)) for each in timing(Subject(network), settings)
    ]
    assert first[0] < second[0] == 1
    assert second[1]["batch_size"] == 4 and second[1]["backend"] == keras.backend.backend()
    assert second[1]["forward_ms"] > 0 and second[1]["training_ms"] > 0


def test_the_first_figure_comes_before_the_second_is_measured():
    result = next(timing(Subject(tiny()), find("timing").settings(batch_size=2, rounds=3))).result
    assert "forward_ms" in result and "training_ms" not in result
