"""The page of a result: what stands on it, in order, and the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from markupsafe import Markup

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.files.outputs import must_be_output
from calibration.files.printable import printable
from calibration.files.write import text_writer, write_whole
from cge.inputs.arguments import must_be
from cge.report.html import charts, embedding
from cge.report.html.headline import NOTHING, Finding, headline, welfare_interval
from cge.report.html.plan import Said, closure_said, packages_of, scenario_said
from cge.report.html.reasons import Reason, explained_or_not
from cge.report.html.reproduce import Reproduction, reproduction
from cge.report.html.sheets import TEXT, Cell, Head, Row, Sheet
from cge.report.html.sources import Sources, sources
from cge.report.html.tables import Listing, listing
from cge.report.html.verification import Verification, verification
from cge.report.html.words import names_of, shortened
from cge.report.intervals import doubt, origin
from cge.report.notes import facts, title
from cge.report.tables.ready.asked import Asked
from cge.report.templating import templates_of
from cge.results.intervals import LEVEL, LEVEL_ALONE, Intervals
from cge.results.result import Result

if TYPE_CHECKING:
    import xarray as xr

ENDINGS = (".html", ".htm")
_TITLE = 300  # letters of a heading; the scenario has titles in full


SECTIONS = {
    "findings": "Findings",
    "verification": "Verification",
    "scenario": "Scenario",
    "closure": "Closure",
    "figures": "Figures",
    "tables": "Tables",
    "why": "Why",
    "sources": "Sources and limits",
    "parameters": "Parameters",
    "reproduce": "Reproduce",
}
"""Parts of the page, by the place that a link leads to."""


@dataclass(frozen=True)
class Page:
    """What stands on a page, in order.

    Attributes
    ----------
    title, facts
        Above it: title of the scenario, and data, closure and so on.
    findings
        What the result says, in sentences.
    verification
        The verdict, and the residuals of the checks.
    scenario, closure
        As their files say them.
    labels
        Long names of regions and sectors.
    experiments
        Their labels, from which a reader chooses.
    charts, left_out
        Figures, and what the page has no room for, a sentence each.
    tables
        Tables, and what they leave out.
    reasons, rule
        Why the largest numbers moved, and how they were chosen.
    sources
        Where the numbers come from.
    reproduction
        How to make the result again.
    intervals, doubt
        Where intervals come from, and why their sweep is not verified; empty without a sweep.
    """

    title: str
    facts: dict[str, str]
    findings: list[Finding]
    verification: Verification
    scenario: Said
    closure: Said
    labels: Sheet
    experiments: list[str]
    charts: list[charts.Chart]
    tables: Listing
    reasons: list[Reason]
    rule: str
    sources: Sources
    reproduction: Reproduction
    intervals: str = ""
    doubt: str = ""


def page_of(result: Result, sweep: Intervals | None = None, level: float = LEVEL) -> Page:
    """Everything that stands on the page of a result; see `report`."""
    summary = result.summary()
    found, rule = explained_or_not(result)
    ends = None if sweep is None else welfare_interval(result, sweep, level)
    return Page(
        title=title(summary),
        facts=facts(summary),
        findings=headline(result, packages_of(result), sweep, level),
        verification=verification(result),
        scenario=scenario_said(result),
        closure=closure_said(result),
        labels=_labels(result.data),
        experiments=result.experiments,
        charts=charts.charts(result),
        tables=listing(Asked(result, sweep=sweep, level=level)),
        reasons=found,
        rule=rule,
        sources=sources(result),
        reproduction=reproduction(result),
        intervals="" if ends is None else origin(ends, level),
        doubt="" if ends is None else doubt(ends),
    )


def html(page: Page) -> str:
    """A page as the text of a file."""
    data = {
        "experiments": [printable(label) for label in page.experiments],
        "charts": [chart.plain() for chart in page.charts],
    }
    text: str = (
        _templates()
        .get_template("page.html")
        .render(
            page=page,
            policy=embedding.policy(),
            style=Markup(embedding.style()),
            library=Markup(embedding.library()),
            script=Markup(embedding.script()),
            data=Markup(embedding.as_json(data)),
            sections=SECTIONS.items(),
            longest=_TITLE,
            nothing=f"{NOTHING:f}",
        )
    )
    return text


@explained
def report(
    result: Result, path: str | Path, sweep: Intervals | None = None, level: float = LEVEL
) -> Path:
    """Write one result as one HTML page that stands by itself.

    Parameters
    ----------
    result
        The result.
    path
        The file to write, whole or not at all; its name ends in ``.html`` or ``.htm``.
    sweep
        What :func:`cge.sweep` found for the same inputs, for intervals of the summary.
    level
        Probability of the intervals.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        The path has another ending, no case of the sweep has the inputs of the result, the level is
        no probability, or the file cannot be written.
    """
    must_be(result, Result, "result", "a result, as cge.solve returns it")
    must_be_output(path, ENDINGS, meant="a page")
    if sweep is None and level != LEVEL:
        raise InputError(LEVEL_ALONE)
    if not 0 < float(level) < 1:
        raise InputError(f"level: {level:g} is not between 0 and 1")
    if sweep is not None:
        must_be(sweep, Intervals, "sweep", "a sweep, as cge.sweep returns it")
    return write_whole(path, text_writer(html(page_of(result, sweep, level))))


def _labels(data: xr.Dataset) -> Sheet:
    """Long names of the labels of regions and sectors."""
    rows = []
    for dimension in ("region", "sector"):
        labels = [str(label) for label in data[dimension].to_numpy()]
        names = names_of(data.attrs, dimension, labels)
        rows += [Row((Cell(k), Cell(dimension), Cell(names[k]))) for k in labels]
    heads = tuple(Head(title, "", TEXT) for title in ("Label", "Kind", "Name"))
    return Sheet("labels", "Labels of regions and sectors", "", heads, tuple(rows), folded=True)


@cache
def _templates() -> Environment:
    """Templates in which every text is escaped, and shown without signs that act or hide."""
    found = templates_of("cge.report.html", finalize=_shown)
    found.filters["shortened"] = shortened
    return found


def _shown(value: Any) -> Any:
    return printable(value) if type(value) is str else value
