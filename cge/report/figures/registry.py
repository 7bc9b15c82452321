"""The figures of a result: one row each.

``result.figure``, ``cge figure``, ``cge list figures`` and docs/figures.md read this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from calibration.errors import InputError, nearest

if TYPE_CHECKING:
    from cge.report.figures.content.asked import Asked
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
    made_by
        Module of `cge.report.figures.content`, and its function from what is asked to what the
        figure shows; loaded when it is asked for, so that a list of figures is quick.
    """

    name: str
    title: str
    needs: str
    takes: tuple[str, ...]
    made_by: tuple[str, str]

    @property
    def picture(self) -> Callable[[Asked], Words]:
        """From what is asked to what it shows."""
        module, function = self.made_by
        made: Callable[[Asked], Words] = getattr(
            import_module(f"cge.report.figures.content.{module}"), function
        )
        return made


FIGURES = {
    row.name: row
    for row in (
        FigureOfResult(
            "welfare",
            "welfare by region, in effects or contributions of packages where they are known",
            "",
            ("statistic", "by"),
            ("welfare", "welfare"),
        ),
        FigureOfResult(
            "waterfall",
            "welfare effects, or contributions of packages, of a region or the world, as steps",
            "welfare effects, or contributions of packages",
            ("region", "statistic", "by"),
            ("welfare", "waterfall"),
        ),
        FigureOfResult(
            "trade_flows",
            "changes of exports by exporter and importer, in million USD and %, as a matrix",
            "",
            ("sector", "statistic"),
            ("trade", "trade_flows"),
        ),
        FigureOfResult(
            "trade_chord",
            "the same changes as bands between regions",
            "",
            ("sector", "statistic"),
            ("trade", "trade_chord"),
        ),
        FigureOfResult(
            "sectors",
            "changes of output by sector and region, in %",
            "",
            ("statistic",),
            ("trade", "sectors"),
        ),
        FigureOfResult(
            "map",
            "a statistic by region, on a map of squares",
            "",
            ("statistic",),
            ("world", "world_map"),
        ),
        FigureOfResult(
            "border_adjustment",
            "who is charged at a border, on which goods, who receives and who bears it",
            "a charge at a border",
            (),
            ("border", "border_adjustment"),
        ),
        FigureOfResult(
            "intervals",
            "a statistic by region, with intervals of a sweep",
            "a sweep",
            ("statistic", "sweep", "level"),
            ("intervals", "intervals"),
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
    from cge.report.figures.picture import without_rounding

    if name not in FIGURES:
        raise InputError(f"figure: no '{name}'{nearest(name, FIGURES)}")
    row = FIGURES[name]
    problems = asked.problems()
    for field in CHOICES:
        if getattr(asked, field) is not None and field not in row.takes:
            problems.append(f"{field}: the figure '{name}' has no choice of it")
    if problems:
        raise InputError(problems)
    return without_rounding(row.picture(asked))
