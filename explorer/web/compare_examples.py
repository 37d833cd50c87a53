"""Ready-made comparisons, for those who have chosen nothing yet."""

from functools import cache
from typing import NamedTuple

import streamlit as st

from explorer.lessons.add_or_concatenate import added
from explorer.web import compare_place
from explorer.web.compare_entries import token_of


class Example(NamedTuple):
    """A comparison worth a look: its networks, and the question that it answers."""

    title: str
    about: str
    tokens: tuple


@cache
def examples():
    """The ready-made comparisons."""
    return (
        Example(
            "ResNet-20 and its plain twin",
            "The same layers with and without shortcuts: not one parameter apart.",
            ("resnet20", "plain20"),
        ),
        Example(
            "ResNet-30 and its plain twin",
            "Stages of 2, 5, 5 and 2 blocks, whose projections do carry parameters.",
            ("resnet30", "plainnet30"),
        ),
        Example(
            "Residual, dense, wide",
            "Three ways to spend parameters and MACs on the same images.",
            ("resnet20", "densenet_40_12", "wrn_16_4"),
        ),
        Example(
            "Add or concatenate",
            "The long skips of an encoder-decoder, joined in two ways.",
            (token_of(added()), "skip_autoencoder"),
        ),
    )


def show():
    """Show the examples, each with its button."""
    st.markdown(
        "Put up to six networks or trained runs side by side: pictures, figures, curves. "
        "Start from one of these, or add your own."
    )
    with st.grid(2, min_column_width=300, gap="small"):
        for number, example in enumerate(examples()):
            with st.container(border=True, gap="xsmall"):
                st.markdown(f"**{example.title}**")
                st.caption(example.about)
                st.button(
                    "Compare",
                    icon=":material/compare_arrows:",
                    key=f"compare_example_{number}",
                    on_click=compare_place.put,
                    args=(example.tokens,),
                )
