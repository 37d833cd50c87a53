"""A link for a class: a network to begin with, settings that are fixed, controls that are hidden.

    https://host/train?class=<base64url(zlib(json))>

The page and the step of a lesson stand in the address beside it, as in any link.
"""

import binascii
import json
import zlib
from dataclasses import dataclass, field
from urllib.parse import urlencode

from explorer import checks, zoo
from explorer.runs import Settings, SettingsError
from explorer.specs import Network, SpecError
from explorer.web import state

PARAMETER = "class"
PAGES = {"build": "", "train": "train", "learn": "learn"}  # the last word of their addresses
HIDES = {
    "start": "Named and saved networks",
    "form": "The form on the Build page",
    "hints": "The hints of the lessons",
}


class ClassLinkError(ValueError):
    """The class link in the address cannot be read."""


@dataclass(frozen=True)
class ClassLink:
    """What a link for a class brings.

    Attributes:
        network: what Build and Train begin with, or None.
        settings: values of training settings that nobody changes, by name.
        hide: names of `HIDES`.
    """

    network: Network | None = None
    settings: dict = field(default_factory=dict)
    hide: tuple = ()

    def __post_init__(self):
        if not isinstance(self.settings, dict):
            raise ClassLinkError(f"settings must be an object, got {checks.show(self.settings)}")
        if "data_dir" in self.settings:
            raise ClassLinkError("data_dir is a folder of one machine; a link cannot fix it")
        try:
            Settings.from_dict(self.settings)
        except SettingsError as error:
            raise ClassLinkError(str(error)) from None
        if not isinstance(self.hide, tuple | list):
            raise ClassLinkError(f"hide must be a list, got {checks.show(self.hide)}")
        for name in self.hide:
            if not isinstance(name, str) or name not in HIDES:
                near = checks.nearest(str(name), [*HIDES])
                raise ClassLinkError(f"nothing to hide is called {checks.show(name)}{near}")
        object.__setattr__(self, "hide", tuple(self.hide))

    def to_dict(self):
        """The link as a JSON object; what it leaves alone is left out."""
        parts = {"network": _short(self.network), "settings": self.settings, "hide": [*self.hide]}
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_dict(cls, data):
        """Raises ClassLinkError, or SpecError for the network and unknown parts."""
        checks.keys(data, ("network", "settings", "hide"), "the class link")
        return cls(**{**data, "network": _network(data.get("network"))})


def encode(link):
    """The text that stands for a class link in an address."""
    return state.pack(json.dumps(link.to_dict(), separators=(",", ":")))


def decode(text):
    """The class link that a text of `encode` stands for.

    Raises:
        ClassLinkError: it is no such text, or something in it cannot be.
    """
    try:
        return ClassLink.from_dict(checks.read_json(state.unpack(text)))
    except (SpecError, ClassLinkError) as error:
        raise ClassLinkError(f"This class link cannot be: {error}") from error
    except (ValueError, zlib.error, binascii.Error) as error:
        raise ClassLinkError(
            f"This class link is damaged: it begins {text[:12]!r} and has {len(text)} letters."
            " Ask for the whole link again; the page works without it."
        ) from error


def address(url, link, page, lesson=None, step=1):
    """The whole address of a class link.

    Args:
        url: of any page of the app.
        page: one of `PAGES`.
        lesson, step: numbers from 1 of what the Learn page opens at; None for its list.
    """
    base = url.split("?")[0].rstrip("/")
    for word in PAGES.values():
        base = base.removesuffix(f"/{word}") if word else base
    where = {} if lesson is None else {"lesson": lesson, "step": step}
    return f"{base}/{PAGES[page]}?{urlencode({**where, PARAMETER: encode(link)})}"


def _short(network):
    """A name of the zoo where the network is that one; else all of it."""
    if network is None:
        return None
    known = network.name in zoo.names() and zoo.network(network.name) == network
    return network.name if known else network.to_dict()


def _network(given):
    if given is None:
        return None
    return zoo.network(given) if isinstance(given, str) else Network.from_dict(given)
