"""What the address of a comparison names: networks and trained runs, in a few letters each."""

import re
from dataclasses import dataclass

from explorer import Network, zoo
from explorer.runs import RunError
from explorer.runs.schema import Job
from explorer.specs import SpecError
from explorer.twins import twin
from explorer.web import state
from explorer.web.app_store import store

RUN = re.compile(r"[0-9a-f]{16}")
LONGEST = 20_000  # letters of one entry: addresses of more are cut by servers on the way


@dataclass(frozen=True)
class Entry:
    """One part of the address.

    Attributes:
        token: what stands in the address: a named network, the id of a run, or a whole design.
        network: None where there is none; `problem` says why.
        job: the run, if it is one.
    """

    token: str
    network: Network | None = None
    job: Job | None = None
    problem: str = ""


def read(token):
    """The entry that a token stands for; one that cannot be read has its problem in words."""
    if token in zoo.names():
        return Entry(token, zoo.network(token))
    try:
        return _run(token) if RUN.fullmatch(token) else Entry(token, _design(token))
    except (state.LinkError, RunError, SpecError) as error:
        return Entry(token, problem=str(error))


def token_of(network):
    """The token of a network: its name where it is a named one as it is, else all of it."""
    named = network.name in zoo.names() and zoo.network(network.name) == network
    return network.name if named else state.encode(network)


def twin_token(network):
    """The token of a network's plain twin, which may be a named network; None for a plain one."""
    plain = twin(network)
    if plain.with_(name=network.name) == network:
        return None
    named = [name for name in zoo.names() if zoo.network(name).with_(name=plain.name) == plain]
    return named[0] if named else state.encode(plain)


def _design(token):
    if len(token) > LONGEST:
        raise state.LinkError(f"A design in this link has {len(token):,} letters: too many.")
    return state.decode(token)


def _run(id):
    try:
        job = store().job(id)
    except RunError as error:
        raise RunError(
            f"Run {id} is not in this app's store: it was deleted for good, or trained elsewhere."
        ) from error
    if job.kind != "train" or job.deleted is not None:
        why = "was deleted: the Runs page can restore it" if job.deleted else "is no training run"
        raise RunError(f"{id} {why}.")
    return Entry(id, Network.from_dict(job.network), job)
