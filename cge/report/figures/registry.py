"""The figures of a result: one row each.

``result.figure``, ``cge figure``, ``cge list figures`` and docs/figures.md read this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from calibration.errors import InputError, nearest
from cge.report.figures.content.asked import Asked
from cge.report.figures.content.border import border_adjustment
from cge.report.figures.content.intervals import intervals
from cge.report.figures.content.trade import sectors, trade_chord, trade_flows
from cge.report.figures.content.welfare import waterfall, welfare
from cge.report.figures.content.world import world_map
from cge.report.figures.picture import Words


@dataclass(frozen=True)
class FigureOfResult:
    """One figure.

    Attributes
    ----------
    name, title
        In code, and what it shows.
    needs
        What a result must have, or be given, for it; empty where any result will do.
    takes
        Which fields of `Asked` it heeds besides ``experiment``.
    picture
        From what is asked to what it shows.
    """

    name: str
    title: str
    needs: str
    takes: tuple[str, ...]
    picture: Callable[[Asked], Words]


FIGURES = {
    row.name: row
    for row in (
        FigureOfResult(
            "welfare",
            "welfare by region, in effects or contributions of packages where they are known",
            "",
            ("statistic", "by"),
            welfare,
        ),
        FigureOfResult(
            "waterfall",
            "welfare effects, or contributions of packages, of a region or the world, as steps",
            "welfare effects, or contributions of packages",
            ("region", "statistic", "by"),
            waterfall,
        ),
        FigureOfResult(
            "trade_flows",
            "changes of exports by exporter and importer, in million USD and %, as a matrix",
            "",
            ("sector", "statistic"),
            trade_flows,
        ),
        FigureOfResult(
            "trade_chord",
            "the same changes as bands between regions",
            "",
            ("sector", "statistic"),
            trade_chord,
        ),
        FigureOfResult(
            "sectors",
            "changes of output by sector and region, in %",
            "",
            ("statistic",),
            sectors,
        ),
        FigureOfResult(
            "map",
            "a statistic by region, on a map of squares",
            "",
            ("statistic",),
            world_map,
        ),
        FigureOfResult(
            "border_adjustment",
            "who is charged at a border, on which goods, who receives and who bears it",
            "a charge at a border",
            (),
            border_adjustment,
        ),
        FigureOfResult(
            "intervals",
            "a statistic by region, with intervals of a sweep",
            "a sweep",
            ("statistic", "sweep", "level"),
            intervals,
        ),
    )
}
"""Name -> figure."""
CHOICES = ("region", "sector", "statistic", "by", "sweep")
"""Fields of `Asked` that only some figures heed."""


def picture_named(name: str, asked: Asked) -> Words:
    """What a figure shows, as plain values.

    Raises
    ------
    InputError
        Naming an unknown figure, every label that the result does not have, and every choice that
        the figure does not heed.
    """
    if name not in FIGURES:
        raise InputError(f"figure: no '{name}'{nearest(name, FIGURES)}")
    row = FIGURES[name]
    problems = asked.problems()
    for field in CHOICES:
        if getattr(asked, field) is not None and field not in row.takes:
            problems.append(f"{field}: the figure '{name}' has no choice of it")
    if problems:
        raise InputError(problems)
    return row.picture(asked)
