"""Figures of the literature that the zoo is held against.

total is Keras's count, trainable what papers print. All but the counts come from the papers
or follow from their tables; a network that is not listed has no published figure of that kind.
"""

COUNTS = {  # total, trainable
    "toy_resnet": (223_242, 223_242),
    "resnet30": (15_619_990, 15_607_568),
    "plainnet30": (15_447_062, 15_434_640),
    "skip_add": (84, 84),
    "skip_autoencoder": (592_163, 592_163),
    "resnet20": (271_098, 269_722),
    "resnet32": (466_426, 464_154),
    "resnet44": (661_754, 658_586),
    "resnet56": (857_082, 853_018),
    "resnet110": (1_736_058, 1_727_962),
    "resnet1202": (19_510_906, 19_421_274),
    "plain20": (271_098, 269_722),
    "plain32": (466_426, 464_154),
    "plain44": (661_754, 658_586),
    "plain56": (857_082, 853_018),
    "plain110": (1_736_058, 1_727_962),
    "resnet20_b": (274_042, 272_474),
    "resnet56_b": (860_026, 855_770),
    "keras_resnet20v1": (274_442, 273_066),
    "keras_resnet20v2": (574_090, 570_602),
    "preact_resnet164": (1_727_482, 1_703_258),
    "wrn_16_4": (2_752_506, 2_748_890),
    "wrn_28_10": (36_497_146, 36_479_194),
    "resnext29_8x64d": (34_484_170, 34_426_698),
    "densenet_40_12": (1_037_818, 1_019_722),
    "densenet_bc_100_12": (793_150, 769_162),
    "se_resnet20": (273_471, 272_095),
    "resnet50": (25_636_712, 25_583_592),
    "resnet50v2": (25_613_800, 25_568_360),
    "apes_block": (107_648, 107_136),
}

MACS = {  # as printed: a number and its digits
    "toy_resnet": "29.0 M",
    "resnet30": "1.008 G",
    "resnet20": "40.55 M",
    "resnet32": "68.86 M",
    "resnet44": "97.17 M",
    "resnet56": "125.49 M",
    "resnet110": "252.89 M",
    "wrn_28_10": "5.243 G",
    "densenet_40_12": "0.265 G",
}

FIELDS = {"resnet20": 81, "resnet56": 249, "resnet110": 501, "plain20": 81, "skip_add": 3}

DEPTHS = {
    **{f"{kind}{n}": n for kind in ("resnet", "plain") for n in (20, 32, 44, 56, 110)},
    "resnet1202": 1202,
    "resnet20_b": 20,
    "resnet56_b": 56,
    "se_resnet20": 20,
    "keras_resnet20v1": 20,
    "keras_resnet20v2": 20,
    "preact_resnet164": 164,
    "resnext29_8x64d": 29,
    "densenet_40_12": 40,
    "densenet_bc_100_12": 100,
    "resnet30": 30,
    "plainnet30": 30,
    "resnet50": 50,
    "resnet50v2": 50,
}

LAYERS = {"toy_resnet": 15, "skip_add": 3, "resnet110": 388, "resnet1202": 4210}

ERRORS = {  # CIFAR-10, percent
    "resnet20": 8.75,
    "resnet32": 7.51,
    "resnet44": 7.17,
    "resnet56": 6.97,
    "resnet110": 6.43,
    "resnet1202": 7.93,
    "keras_resnet20v1": 7.84,
    "preact_resnet164": 5.46,
    "wrn_28_10": 4.00,
    "resnext29_8x64d": 3.65,
    "densenet_40_12": 5.24,
    "densenet_bc_100_12": 4.51,
}
