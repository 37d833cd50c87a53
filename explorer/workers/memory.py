"""How much memory a job will take, as it is known before the job is queued."""

from explorer import Network, analyse, trace
from explorer.assembly import AssemblyError
from explorer.specs import SpecError

MIB = 2**20


def expected_mb(store, kind, network, settings):
    """What `memory_mb` of `Store.add_job` is for a job.

    Args:
        network, settings: the job's, as JSON objects.

    Returns:
        MiB, or None where the description is wrong, which the job's worker will say.

    Raises:
        TrainingError: a run would take more than this machine has in all; with the numbers.
    """
    from explorer.training.machine import check_size, needed_bytes

    try:
        summary = analyse(trace(Network.from_dict(network)))
    except (SpecError, AssemblyError):
        return None
    batch_size = settings.get("batch_size", 1)
    # A common database is worked on by other machines too, which may have more.
    if kind == "train" and store.is_local:
        check_size(summary, batch_size)
    return -(-needed_bytes(summary, batch_size) // MIB)
