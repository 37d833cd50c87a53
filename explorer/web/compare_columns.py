"""The networks of a comparison, each once: runs of one network stand together."""

import json
from dataclasses import dataclass

from explorer import Network
from explorer.comparison import MOST, names
from explorer.runs.schema import Job
from explorer.web import computed


@dataclass(frozen=True)
class Column:
    """One network of a comparison.

    Attributes:
        name: what it is called here; no two are alike.
        tokens: the parts of the address that stand for it.
        jobs: its runs among them.
        problem: why it cannot be built, or "".
    """

    name: str
    network: Network
    tokens: tuple
    jobs: tuple[Job, ...]
    problem: str = ""

    @property
    def text(self):
        """The network as the text that what is computed of it is kept by."""
        return self.network.to_json(None)


def columns(entries):
    """The networks of these entries in their order, `MOST` of them at most."""
    groups = _grouped(entries)[:MOST]
    called = names([each[0].network for each in groups])
    return [_column(name, each) for name, each in zip(called, groups, strict=True)]


def networks_of(entries):
    """How many different networks there are."""
    return len(_grouped(entries))


def nameless(described):
    """A network as text without its name: what makes two the same."""
    return json.dumps({**described, "name": ""}, sort_keys=True)


def _grouped(entries):
    found = {}
    for entry in entries:
        if entry.network:
            found.setdefault(nameless(entry.network.to_dict()), []).append(entry)
    return list(found.values())


def _column(name, entries):
    network = entries[0].network
    problem = computed.problem(network.to_json(None))
    return Column(
        name,
        network,
        tuple(entry.token for entry in entries),
        tuple(entry.job for entry in entries if entry.job),
        problem["message"] if problem else "",
    )
