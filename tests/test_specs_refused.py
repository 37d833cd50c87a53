"""Words for everything that a description cannot be."""

import pytest

from explorer import Network, Stage, trace
from explorer.specs import Choice, SpecError

BASIC = {"block": "basic", "filters": 16}


def described(**changes):
    return {"name": "net", "stages": [BASIC], **changes}


REFUSED = {
    "the network must be an object, got 3": 3,
    "the network must be an object, got \\[\\]": [],
    "the network has no 'name'": {"stages": []},
    "the network has no 'stages'": {"name": "net"},
    "the network: unknown key 'stagse'; did you mean 'stages'\\?": described(stagse=[]),
    "stages must be a list, got 'x'": described(stages="x"),
    "stage1: must be an object, got 3": described(stages=[3]),
    "stage1: the stage has no 'block'": described(stages=[{"filters": 3}]),
    "stage2: the stage has no 'filters'": described(stages=[BASIC, {"block": "basic"}]),
    "stage1: unknown block 'basik'; did you mean 'basic'\\?": described(
        stages=[{**BASIC, "block": "basik"}]
    ),
    "stage1: unknown block \\['basic'\\]; known are": described(
        stages=[{**BASIC, "block": ["basic"]}]
    ),
    "stage1: block 'basic': unknown key 'shortcuts'; did you mean 'shortcut'\\?": described(
        stages=[{**BASIC, "shortcuts": "pad"}]
    ),
    "stage1: block 'plain': unknown key 'skpi'": described(
        stages=[{"block": "plain", "filters": 8, "skpi": True}]
    ),
    "stage1: block 'plain' has no skip: leave it out, got False": described(
        stages=[{"block": "plain", "filters": 8, "skip": False}]
    ),
    "stage1: block 'upsample' has no strides: leave it out, got 2": described(
        stages=[{"block": "upsample", "filters": 8, "strides": 2}]
    ),
    "stage1: filters must be a whole number from 1 to 16384, got 0": described(
        stages=[{"block": "basic", "filters": 0}]
    ),
    "stage1: filters must be a whole number from 1 to 16384, got 16.0": described(
        stages=[{"block": "basic", "filters": 16.0}]
    ),
    "stage1: filters must be a whole number from 1 to 16384, got True": described(
        stages=[{"block": "basic", "filters": True}]
    ),
    "stage1: blocks must be a whole number from 1 to 1000, got 1001": described(
        stages=[{**BASIC, "blocks": 1001}]
    ),
    "stage1: strides must be a whole number from 1 to 16, got '2'": described(
        stages=[{**BASIC, "strides": "2"}]
    ),
    "stage1: strides has 3 values for 1 blocks": described(
        stages=[{**BASIC, "strides": [1, 2, 1]}]
    ),
    "stage1: strides has 0 values for 1 blocks": described(stages=[{**BASIC, "strides": []}]),
    "stage1: skip must be true or false, got 1": described(stages=[{**BASIC, "skip": 1}]),
    "stage1: skip must be true or false, got 'yes'": described(
        stages=[{**BASIC, "skip": [True, "yes"]}]
    ),
    "stage1: block 'basic': shortcut must be one of 'identity', .*, got 'none'": described(
        stages=[{**BASIC, "shortcut": "none"}]
    ),
    "stage1: block 'basic': drop_path must be from 0.0 to 0.95, got 1.5": described(
        stages=[{**BASIC, "drop_path": 1.5}]
    ),
    "stage1: block 'basic': drop_path must be a number, got True": described(
        stages=[{**BASIC, "drop_path": True}]
    ),
    "stage1: block 'basic': drop_path must be from 0.0 to 0.95, got nan": described(
        stages=[{**BASIC, "drop_path": float("nan")}]
    ),
    "stage1: block 'basic': norm must be true or false, got 0": described(
        stages=[{**BASIC, "norm": 0}]
    ),
    "stage1: block 'wide': widen must be from 1 to 32, got 33": described(
        stages=[{"block": "wide", "filters": 8, "widen": 33}]
    ),
    "stage1: drop_path has 2 values for 1 blocks": described(
        stages=[{**BASIC, "drop_path": [0.1, 0.2]}]
    ),
    'stem must be an object with a "kind", got \\[\\]': described(stem=[]),
    'head must be an object with a "kind", got False': described(head=False),
    'head must be an object with a "kind", got {}': described(head={}),
    "unknown stem 'con'; did you mean 'conv'\\?": described(stem={"kind": "con"}),
    "unknown head 3; known are classifier": described(head={"kind": 3}),
    "stem has no option 'filter'; did you mean 'filters'\\?": described(
        stem={"kind": "conv", "filter": 3}
    ),
    "stem: filters must be a whole number, got \\(16,\\)": described(
        stem={"kind": "conv", "filters": [16]}
    ),
    "stem of kind 'none' has no options: \\['filters'\\]": described(
        stem={"kind": "none", "filters": 3}
    ),
    "head: classes must be from 2 to 10000, got 1": described(
        head={"kind": "classifier", "classes": 1}
    ),
    "head: kernel_initializer must be one of 'glorot_uniform', 'he_normal'": described(
        head={"kind": "flatten_classifier", "kernel_initializer": '"); import os; ("'}
    ),
    "input_shape must be \\[height, width, channels\\], got 32": described(input_shape=32),
    "input_shape must be \\[height, width, channels\\], got \\[32, 32\\]": described(
        input_shape=[32, 32]
    ),
    "input_shape: sizes are whole numbers from 1 to 4096, got \\[0, 32, 3\\]": described(
        input_shape=[0, 32, 3]
    ),
    "input_shape: sizes are whole numbers from 1 to 4096, got \\[32, 32, 3.0\\]": described(
        input_shape=[32, 32, 3.0]
    ),
    "skips must be a list, got {}": described(skips={}),
    "skips must be an object, got 'stage1'": described(skips=["stage1"]),
    "skips: unknown key 'form'": described(skips=[{"form": "stage1"}]),
    "skips: {'source': 'stem'} has no 'target'": described(skips=[{"source": "stem"}]),
    "skips: unknown source 'stage9'; did you mean 'stage1'\\?": described(
        skips=[{"source": "stage9", "target": "stage1"}]
    ),
    "skips: unknown target \\[1\\]; known are input, stem, stage1": described(
        skips=[{"source": "stem", "target": [1]}]
    ),
    "skip from 'stem' to 'stage1': unknown merge 'addd'; did you mean 'add'\\?": described(
        skips=[{"source": "stem", "target": "stage1", "merge": "addd"}]
    ),
    "skips: from 'stage1' to 'stem' runs backwards; swap them": described(
        skips=[{"source": "stage1", "target": "stem"}]
    ),
    "skips: from 'stage1' to 'stage1' runs backwards": described(
        skips=[{"source": "stage1", "target": "stage1"}]
    ),
    "skips: 'stem' to 'stage1' stands twice; remove one": described(
        skips=[{"source": "stem", "target": "stage1"}] * 2
    ),
    "33 stages; at most 32 are laid out": described(stages=[BASIC] * 33),
    "2001 blocks in all; at most 2000 are laid out": described(
        stages=[{**BASIC, "blocks": 1000}, {**BASIC, "blocks": 1000}, BASIC]
    ),
}


@pytest.mark.parametrize(("words", "data"), REFUSED.items(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_in_words(words, data):
    with pytest.raises(SpecError, match=f"^{words}"):
        Network.from_dict(data)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1net",
        "a b",
        "a/b",
        "a\n",
        "net'",
        'x"); import os; ("',
        "été",
        "_net",
        "n" * 101,
        None,
        3,
        ["a"],
    ],
)
def test_a_name_is_an_identifier_of_plain_letters(name):
    rule = "^name must be letters, digits and _, a letter first, at most 100 in all, got"
    with pytest.raises(SpecError, match=rule):
        Network.from_dict(described(name=name))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1, 2", '{"name": NaN}', '{"a": Infinity}', "[" * 100_000, "9" * 5000, b"\xff"],
)
def test_what_is_not_json_is_said_to_be_none(text):
    with pytest.raises(SpecError, match=r"^this is not JSON: "):
        Network.from_json(text)


HUGE = {
    "unprintable number": 10**5000,
    "number": -(10**400),
    "text": "x" * 10**6 + " ",
    "list": [[[[[[[]]]]]]] * 999,
}


@pytest.mark.parametrize("value", HUGE.values(), ids=HUGE.keys())
def test_huge_values_make_short_messages(value):
    for data in (
        described(stages=[{**BASIC, "filters": value}]),
        described(stages=[{**BASIC, "drop_path": value}]),
        described(stages=[{**BASIC, "block": value}]),
        described(skips=[{"source": value, "target": "stage1"}]),
        described(input_shape=[value, 1, 1]),
        described(name=value),
        described(stem={"kind": value}),
    ):
        with pytest.raises(SpecError) as caught:
            Network.from_dict(data)
        assert len(str(caught.value)) < 700


def test_deep_values_do_not_overflow():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(SpecError, match="filters must be a whole number"):
        Network.from_dict(described(stages=[{"block": "basic", "filters": deep}]))


def test_parts_of_another_role_are_refused():
    with pytest.raises(SpecError, match=r'^head must be an object with a "kind", got Choice'):
        Network("net", [Stage("basic", 8)], head=Choice("stem", "conv", {}))


def test_keys_that_are_no_text_are_refused():
    with pytest.raises(SpecError, match="stem has no option 3"):
        Network.from_dict(described(stem={"kind": "conv", 3: 4}))
    with pytest.raises(SpecError, match="the network: unknown key 3"):
        Network.from_dict({**described(), 3: 4})


def test_descriptions_do_not_change():
    with pytest.raises(AttributeError):
        Stage("basic", 8).filters = 9
    with pytest.raises(AttributeError):
        Network("net", [Stage("basic", 8)]).name = "other"


def test_a_network_without_stages_is_a_stem_and_a_head():
    assert trace(Network("net", [])).params == 16 * 3 * 9 + 64 + 16 * 10 + 10
