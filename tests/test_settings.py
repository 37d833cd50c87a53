"""Settings: what a person may choose, and what they are told when it is wrong."""

import json
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from explorer.runs import Settings, SettingsError

NUMBERS = [setting for setting in fields(Settings) if "min" in setting.metadata]
TYPES = {"int": int, "float": float, "bool": bool, "str": str}


def test_settings_survive_a_trip_through_json():
    settings = Settings(optimizer="sgd", learning_rate=0.1, limit=None, crop=4)
    assert Settings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


def test_what_is_left_out_keeps_its_default():
    assert Settings.from_dict({"epochs": 2}) == replace(Settings(), epochs=2)


def test_settings_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        Settings().epochs = 3


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_says_what_a_widget_needs(setting):
    about = setting.metadata
    assert about["label"] and about["help"]
    assert not about["help"].endswith(".")
    default_fits = isinstance(setting.default, TYPES[about["kind"]])
    assert default_fits or (about["optional"] and setting.default is None)
    has_limits = "choices" in about or {"min", "max", "step"} <= set(about)
    assert has_limits == (about["kind"] != "bool" and setting.name != "data_dir")


@pytest.mark.parametrize("setting", NUMBERS, ids=lambda setting: setting.name)
def test_both_ends_of_a_range_are_allowed_and_what_lies_beyond_is_refused(setting):
    low, high = setting.metadata["min"], setting.metadata["max"]
    for allowed in (low, high):
        assert getattr(Settings(**{setting.name: allowed}), setting.name) == allowed
    for refused in (low - 1, high + 1):
        with pytest.raises(SettingsError, match=rf"{setting.name} is .* from .* to "):
            Settings(**{setting.name: refused})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"learnig_rate": 0.1}, "No setting 'learnig_rate': did you mean 'learning_rate'?"),
        ({"batchsize": 8}, "No setting 'batchsize': did you mean 'batch_size'?"),
        ({"epochs": 0}, "epochs is 0: it must be a whole number from 1 to 10000."),
        ({"epochs": 1.5}, "epochs is 1.5: it must be a whole number from 1 to 10000."),
        ({"epochs": True}, "epochs is True: it must be a whole number from 1 to 10000."),
        ({"epochs": None}, "epochs is None: it must be a whole number from 1 to 10000."),
        ({"limit": 5}, "limit is 5: it must be a whole number from 10 to 10000000, or none."),
        ({"momentum": "high"}, "momentum is 'high': it must be a number from 0 to 0.999."),
        ({"flip": 1}, "flip is 1: it must be true or false."),
        ({"data_dir": 3}, "data_dir is 3: it must be a text, or none."),
        (
            {"dataset": "mnist"},
            "dataset is 'mnist': it must be one of cifar10, cifar100, shapes10, images.",
        ),
        ({"optimizer": ["sgd"]}, "optimizer is ['sgd']: it must be one of sgd, adam, adamw."),
        (
            {"learning_rate": float("nan")},
            "learning_rate is nan: it must be a number from 1e-07 to 10.",
        ),
    ],
)
def test_a_mistake_names_the_setting_the_value_and_what_is_allowed(values, message):
    with pytest.raises(SettingsError) as error:
        Settings.from_dict(values)
    assert str(error.value) == message


def test_a_key_like_no_other_gets_the_whole_list():
    with pytest.raises(
        SettingsError, match=r"No setting 'zzz': there are dataset, .*, precision\."
    ):
        Settings.from_dict({"zzz": 1})


def test_a_whole_number_does_for_a_real_one():
    assert Settings(learning_rate=1) == Settings(learning_rate=1.0)
    assert json.dumps(Settings(learning_rate=1).learning_rate) == "1.0"
