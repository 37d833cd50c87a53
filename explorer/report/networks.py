"""The sections of a report about the networks themselves: words, pictures, figures, code."""

from html import escape

from explorer import comparison, picture
from explorer.assembly import AssemblyError
from explorer.charts import comparing
from explorer.report import svg
from explorer.report.sheet import details, items, swatch, table
from explorer.source import to_source


def add_differences(sheet, networks, called):
    """What differs, in words: the second from the first, or each from the first."""
    pairs = list(zip(networks, called, strict=True))[1:]
    sheet.section(
        "differences",
        "What differs",
        *[_differences(networks[0], network, (called[0], name)) for network, name in pairs],
    )


def add_pictures(sheet, networks, called):
    """The pictures, with what sets each apart marked."""
    drawn = [picture.draw(network) for network in networks]
    found = [comparison.on_scene(*each) for each in zip(drawn, _marks(networks), strict=True)]
    note = "" if len(networks) == 2 else f"The marks tell each from {called[0]}."
    sheet.section(
        "pictures",
        "Pictures",
        f'<p class="note">{escape(note)}</p>' if note and any(found) else "",
        '<div class="pictures">',
        *[_picture(*each) for each in zip(called, drawn, found, strict=True)],
        "</div>",
    )


def add_figures(sheet, networks, called, measured):
    """The table of figures, and the charts."""
    known = comparison.table(networks, measured)
    header = ["", *[swatch(comparing.style(i)[0]) + escape(n) for i, n in enumerate(called)]]
    notes = [f"{row.label}: {row.note}" for row in known.rows if row.note]
    sheet.section(
        "figures",
        "Figures",
        table(header, [_row(row) for row in known.rows]),
        f'<p class="note">Bold: the best. Ratios are to {escape(called[0])}.</p>',
        details("What is counted", items(notes)),
        *[
            f'<p class="error">{escape(f"{name} cannot be built: {error}")}</p>'
            for name, error in zip(called, known.errors, strict=True)
            if error
        ],
        sheet.charts(_charts(networks, called, known.errors)),
    )


def add_code(sheet, networks, called):
    """The Keras code and the description of each network."""
    parts = []
    for network, name in zip(networks, called, strict=True):
        try:
            code = to_source(network)
        except AssemblyError as error:
            code = f"# {name} cannot be built: {error}"
        parts.append(details(f"{name}: Keras code", f"<pre>{escape(code)}</pre>"))
        parts.append(details(f"{name}: description", f"<pre>{escape(network.to_json())}</pre>"))
    sheet.section("code", "Code", *parts)


def _differences(first, other, called):
    found = comparison.differences(first, other, called)
    title = f"<h3>{escape(called[0])} against {escape(called[1])}</h3>"
    if not found:
        return f"{title}<p>They are the same network.</p>"
    return title + items(each.text for each in found)


def _marks(networks):
    first, *others = networks
    pairs = [comparison.marks(first, other) for other in others]
    return [pairs[0][0] if len(pairs) == 1 else {}, *[marks for _, marks in pairs]]


def _picture(name, scene, marks):
    words = scene.caption.removeprefix(f"{scene.name}: ")
    about = f"<figcaption>{escape(words)}</figcaption>"
    error = f'<p class="error">{escape(scene.error)}</p>' if scene.error else ""
    drawn = svg.draw(scene, marks) + svg.legend(scene, marks)
    return f"<h3>{escape(name)}</h3><figure>{drawn}{about}{error}</figure>"


def _row(row):
    cells = zip(row.texts, row.ratios, row.best, strict=True)
    return [escape(row.label), *[_cell(*cell) for cell in cells]]


def _cell(text, ratio, best):
    told = f'<b class="best">{escape(text)}</b>' if best else escape(text)
    return told if ratio is None else f"{told}<small>{ratio:.2f}×</small>"


def _charts(networks, called, errors):
    whole = [
        (network, name, number)
        for number, (network, name) in enumerate(zip(networks, called, strict=True))
        if not errors[number]
    ]
    if not whole:
        return {}
    places = [number for _, _, number in whole]
    staged = comparing.by_stage([(n, comparison.stage_costs(net)) for net, n, _ in whole], places)
    seen = [(n, comparison.fields(net)) for net, n, _ in whole]
    return {
        "Parameters against MACs": comparing.costs(
            [(n, comparison.cost(net)) for net, n, _ in whole], places
        ),
        "Receptive field along the depth": comparing.receptive_fields(seen, places),
        "Parameters by stage": staged["params"],
        "MACs by stage": staged["macs"],
    }
