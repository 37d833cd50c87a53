"""Schedules, and which variables decay."""

import numpy as np
import pytest

from explorer.runs import Settings
from explorer.training.tasks import Task

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

from explorer.training.optimizers import OneCycle, optimizer, schedule  # noqa: E402

KEPT = {"bias", "gamma", "beta"}


def rates(steps=100, **settings):
    made = schedule(Settings(learning_rate=0.1, **settings), steps)
    return np.array([float(made(step)) for step in range(steps)])


@pytest.fixture
def model():
    layers = keras.layers
    inputs = keras.Input((4, 4, 2))
    x = layers.Conv2D(3, 1, bias_initializer="ones", name="no_bias_nor_gamma")(inputs)
    x = layers.BatchNormalization(gamma_initializer="random_normal", beta_initializer="ones")(x)
    x = layers.DepthwiseConv2D(1, bias_initializer="ones")(x)
    x = layers.SeparableConv2D(2, 1, bias_initializer="ones")(x)
    x = layers.LayerNormalization()(x)
    return keras.Model(inputs, layers.Dense(2, bias_initializer="ones")(x))


@pytest.mark.parametrize("name", ["sgd", "adam", "adamw"])
def test_only_weights_decay_and_by_their_share_times_the_learning_rate(model, name):
    given = Settings(optimizer=name, learning_rate=0.5, weight_decay=0.2, schedule="constant")
    variables = model.trainable_variables
    made = optimizer(given, 10, variables)
    before = [variable.numpy() for variable in variables]
    # Without gradients nothing but the decay moves a variable.
    made.apply([np.zeros_like(value) for value in before], variables)
    assert {variable.name for variable in variables} > KEPT
    for variable, value in zip(variables, before, strict=True):
        expected = value if variable.name in KEPT else value * (1 - 0.5 * 0.2)
        assert np.allclose(variable.numpy(), expected, atol=1e-7), variable.path


@pytest.mark.parametrize("name", ["sgd", "adam", "adamw"])
def test_no_decay_is_no_decay(model, name):
    before = [variable.numpy() for variable in model.trainable_variables]
    made = optimizer(Settings(optimizer=name, weight_decay=0), 10, model.trainable_variables)
    made.apply([np.zeros_like(value) for value in before], model.trainable_variables)
    after = [variable.numpy() for variable in model.trainable_variables]
    assert all(np.array_equal(*pair) for pair in zip(before, after, strict=True))


def test_momentum_is_of_the_settings():
    made = optimizer(Settings(optimizer="sgd", momentum=0.8, nesterov=True), 10, [])
    assert (made.momentum, made.nesterov) == (0.8, True)
    assert not optimizer(Settings(optimizer="sgd", momentum=0, nesterov=True), 10, []).nesterov


def test_a_constant_rate_is_a_number():
    assert schedule(Settings(learning_rate=0.1, schedule="constant"), 100) == 0.1


def test_a_cosine_falls_from_the_rate_to_nothing():
    expected = 0.05 * (1 + np.cos(np.pi * np.arange(100) / 100))
    assert rates(schedule="cosine") == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_steps_are_a_tenth_after_half_and_after_three_quarters():
    values = rates(schedule="steps")
    assert values == pytest.approx([0.1] * 51 + [0.01] * 25 + [0.001] * 24)


def test_one_cycle_rises_for_three_tenths_and_falls_to_almost_nothing():
    values = rates(schedule="one_cycle")
    assert values[0] == pytest.approx(0.1 / 25)
    assert values.argmax() == 30 and values[30] == pytest.approx(0.1)
    assert (np.diff(values[:31]) > 0).all() and (np.diff(values[30:]) < 0).all()
    assert values[-1] < 1e-4


@pytest.mark.parametrize("name", ["cosine", "steps", "one_cycle"])
def test_a_run_of_one_step_has_a_rate(name):
    assert 0 < rates(1, schedule=name)[0] < 0.1001


def test_one_cycle_survives_a_trip_through_its_configuration():
    schedules = keras.optimizers.schedules
    again = schedules.deserialize(schedules.serialize(OneCycle(0.1, 100)))
    assert isinstance(again, OneCycle)
    assert float(again(40)) == float(OneCycle(0.1, 100)(40))


def test_label_smoothing_is_keras_own():
    from explorer.training.scoring import loss_of

    task = Task("classification", "", "accuracy", 2)
    said, truth = np.array([[0.9, 0.1]], "float32"), np.array([[1, 0]], "float32")
    loss = loss_of(task, Settings(label_smoothing=0.2))
    expected = -0.9 * np.log(0.9) - 0.1 * np.log(0.1)
    assert float(loss(truth, said)) == pytest.approx(expected, rel=1e-5)
