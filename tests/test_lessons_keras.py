"""The code of a lesson, run by Keras itself."""

import keras
import pytest
from keras import layers

from explorer import analyse, build, lessons, trace, zoo
from explorer.lessons import five_methods


def test_the_code_of_the_first_lesson_makes_the_network_beside_it():
    space = {"keras": keras, "layers": layers}
    exec(lessons.find("toy_resnet").code, space)
    model, shown = space["model"], analyse(trace(zoo.network("toy_resnet")))
    assert model.count_params() == shown.params
    assert [layer.output.shape for layer in model.layers] == [
        row.output_shape for row in shown.rows
    ]


def test_keras_too_refuses_the_addition_of_the_second_lesson():
    image = keras.Input((256, 256, 3))
    branch = layers.Conv2D(64, 3, padding="same")(image)
    with pytest.raises(ValueError):
        layers.Add()([image, branch])


@pytest.mark.parametrize("block", five_methods.METHODS)
def test_the_mended_methods_run_in_keras(block):
    model = build(five_methods.mended(block))
    assert model.output_shape == (None, 256, 256, 64)
