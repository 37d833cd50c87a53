"""The command that puts networks side by side: compare."""

from explorer import comparison
from explorer.assembly import trace
from explorer.cli.common import (
    NETWORK_HELP,
    CommandError,
    check_output,
    note,
    open_store,
    read_network,
    say,
    say_json,
    write_file,
)
from explorer.cli.outcome import measure, outcome
from explorer.cli.tables import BOLD, styled, table
from explorer.comparison import readable
from explorer.specs import Network


def compare(parser):
    """Arguments of `compare`."""
    parser.add_argument("networks", metavar="NETWORK", nargs="*", help=NETWORK_HELP)
    parser.add_argument("--json", action="store_true", help="a JSON list instead of a table")
    parser.add_argument("--html", metavar="FILE", help="also write a report that opens offline")
    parser.add_argument(
        "--runs",
        metavar="RUN",
        nargs="+",
        default=[],
        help="trained runs, by id or how it begins; their networks are compared too",
    )
    return _compare


def _compare(args):
    path = check_output(args.html, (".html", ".htm")) if args.html else None
    networks = [read_network(name) for name in args.networks]
    jobs, kept = _read_runs(args.runs, for_report=path is not None)
    networks = _with_those_of(jobs, networks)
    if not 2 <= len(networks) <= comparison.MOST:
        raise CommandError(f"compare takes two to six networks, got {len(networks)}")
    for network in networks:
        trace(network)  # One that cannot be built would have a column of gaps.
    if args.json:
        say_json(_data(networks, jobs))
    else:
        say(*_lines(networks, jobs))
    if path:
        _write(args.html, path, networks, kept, tell=note if args.json else say)


def _read_runs(ids, for_report):
    """The jobs of some ids, and what a report needs of them where one is to be written."""
    if not ids:
        return [], {}
    from explorer.cli.listing import find_run

    with open_store() as store:
        jobs = list({job.id: job for job in (find_run(store, id) for id in ids)}.values())
        if not for_report:
            return jobs, {}
        from explorer.report import disagreements_of, runs_of

        unlike = disagreements_of(store, jobs)
        return jobs, {"runs": runs_of(store, jobs), "disagreements": unlike}


def _with_those_of(jobs, networks):
    """The networks, and those of runs that are not among them."""
    found = list(networks)
    for network in (Network.from_dict(job.network) for job in jobs):
        if all(comparison.differences(network, other) for other in found):
            found.append(network)
    return found


def _data(networks, jobs):
    found = comparison.table(networks).to_dicts()
    for network, figures in zip(networks, found, strict=True):
        differences = comparison.differences(networks[0], network)
        figures["differences"] = [each.text for each in differences]
        if jobs:
            figures["runs"] = [outcome(job) for job in jobs if _trained(job, network)]
    return found


def _trained(job, network):
    return not comparison.differences(Network.from_dict(job.network), network)


def _lines(networks, jobs):
    known = comparison.table(networks)
    yield from _figures(known)
    yield "* the smallest, or of receptive fields the largest; ratios are to the first network"
    for name, network in list(zip(known.names, networks, strict=True))[1:]:
        yield from ("", *_differences(networks[0], network, (known.names[0], name)))
    if jobs:
        yield from ("", *_runs(jobs))


def _figures(known):
    header = [known.names[0], *[cell for name in known.names[1:] for cell in (name, "")]]
    rows = [[row.label, *_cells(row)] for row in known.rows]
    return table(["", *header], rows, right=range(1, len(header) + 1))


def _cells(row):
    for text, ratio, best in zip(row.texts, row.ratios, row.best, strict=True):
        yield text + (" *" if best else "  ")
        if ratio is not None:
            yield f"{ratio:.2f}x"


def _differences(first, other, called):
    yield styled(f"{called[0]} against {called[1]}", BOLD)
    found = comparison.differences(first, other, called)
    if not found:
        yield "  no difference"
    for each in found:
        yield f"  {each.text.replace('×', 'x')}"


def _runs(jobs):
    from explorer.runs.groups import groups, verdicts

    found = groups(jobs)
    header = ("Run", "Network", "Seeds", "Validation", "Test")
    yield from table(header, [_run(group) for group in found], right=(2, 3, 4))
    yield from verdicts(found)


def _run(group):
    from explorer.runs.groups import mean

    scores = [group.finals(part) for part in ("val", "test")]
    told = [measure(group.metric, mean(each)) if each else "" for each in scores]
    return (group.name, group.jobs[0].network["name"], str(len(group.jobs)), *told)


def _write(name, path, networks, kept, tell):
    from explorer import report

    data = report.html(networks, **kept).encode()
    write_file(path, data)
    tell(f"{name}: {readable(len(data))}")
