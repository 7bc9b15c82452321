"""Why a number moved: the equation behind it, term by term, as an object with a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from calibration.files.printable import columns_of, printable
from cge.economy.formula import Formula

_GAP = "  "
OTHERS = "others"
_ROUNDING = 1e-8  # relative to the largest contribution


@dataclass(frozen=True)
class Explanation:
    """Why one element of a variable differs from the benchmark.

    Attributes
    ----------
    variable : str
        Name of the variable.
    where : dict
        Label of the element along each dimension.
    experiment : str
        The experiment that is compared with the benchmark.
    unit, description : str
        Of the variable.
    before, after : float
        Its value in the benchmark and in the experiment.
    title, about : str
        What the equation states that determines it, and its explanation.
    formula : Formula or None
        The equation as it is solved; None where no equation determines the element.
    remark : str
        How to read the table where the equation does not give the variable by itself: a market,
        the market that is left out, a variable that a closure holds.
    balance : bool
        The table explains the difference of two sides, which adds up to the change of that
        difference, zero but for the tolerance of the solution; otherwise the variable.
    table : pandas.DataFrame
        One row a term: ``term`` (symbol), ``label``, ``before``, ``after``, ``contribution`` (they
        add up) and ``share`` (%). A row with the label ``n others`` sums up the smaller ones.
    parameters : pandas.DataFrame
        Parameters of the equation: ``parameter``, ``label``, ``value``, ``source``.
    next : tuple of dict
        What to look at next: arguments of :meth:`cge.Result.why`, largest contribution first.
    chain : tuple of str
        The strongest way from the element to a shock, one sentence a step.
    """

    variable: str
    where: Mapping[str, str]
    experiment: str
    unit: str
    description: str
    before: float
    after: float
    title: str
    about: str
    formula: Formula | None
    remark: str
    balance: bool
    table: pd.DataFrame
    parameters: pd.DataFrame
    next: tuple[dict[str, str], ...] = field(default=())
    chain: tuple[str, ...] = ()

    @property
    def change(self) -> float:
        """Counterfactual less benchmark value."""
        return self.after - self.before

    def text(self) -> str:
        """All of it as lines for a terminal."""
        lines = [
            self.heading,
            f"{self.description}, {self.unit}",
            f"{number(self.before)} -> {number(self.after)} ({_change(self.before, self.after)})",
            "",
        ]
        if self.formula is not None:
            lines += [f"{self.formula.name}: {self.title}. {self.about}".strip()]
            lines += [f"{_GAP}{self.formula.text}", ""]
        lines += [self.remark, ""] if self.remark else []
        if len(self.table):
            what = "difference of the two sides" if self.balance else "change"
            lines += [f"Contributions to the {what}", *self._terms(), ""]
        if len(self.parameters):
            lines += ["Parameters", *_aligned(_cells(self.parameters)), ""]
        if self.next:
            lines += ["Look next at", *(f"{_GAP}{_asked(each)}" for each in self.next), ""]
        if self.chain:
            steps = (f"{_GAP}{n}. {step}" for n, step in enumerate(self.chain, start=1))
            lines += ["Down to the shocks", *steps, ""]
        return "\n".join(map(printable, lines)).rstrip() + "\n"

    __repr__ = text

    @property
    def heading(self) -> str:
        """Element and experiment in a line."""
        return f"{element_name(self.variable, self.where.values())}, experiment {self.experiment}"

    def _terms(self) -> list[str]:
        """The table and its sum; contributions below rounding are shown as 0."""
        size = float(self.table.contribution.abs().max())
        head, *rows = _cells(self.table)
        sums = self.table.contribution.sum(), self.table.share.sum(min_count=1)
        numbers = [*zip(self.table.contribution, self.table.share, strict=True), sums]
        rows.append(["sum", "", "", ""])
        shown = [
            [*row[:4], number(part if abs(part) > _ROUNDING * size else 0.0), percent(share)]
            for row, (part, share) in zip(rows, numbers, strict=True)
        ]
        return _aligned([[*head[:-1], "share %"], *shown])


def element_name(variable: str, labels: Any) -> str:
    """A variable with its labels: ``trade (HIT, CHN, USA)``."""
    return f"{variable} ({', '.join(labels)})"


def number(value: float) -> str:
    """A number with six digits; nothing where there is none."""
    return "" if np.isnan(value) else f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def percent(share: float) -> str:
    """A share with one decimal; nothing where there is none."""
    return "" if np.isnan(share) else f"{round(share, 1) + 0.0:,.1f}"


def moved(before: float, after: float) -> str:
    """What a number did, in words."""
    if before == after:
        return "did not change"
    if before <= 0:
        return f"went from {number(before)} to {number(after)}"
    percent = 100 * (after / before - 1)
    return f"{'rose' if percent > 0 else 'fell'} by {abs(percent):.3g} %"


def _change(before: float, after: float) -> str:
    percent = f", {100 * (after / before - 1):+.3g} %" if before else ""
    return f"{after - before:+,.6g}{percent}"


def _asked(arguments: Mapping[str, str]) -> str:
    known = [f"{d}={k}" for d, k in arguments.items() if d not in ("variable", "experiment")]
    return ", ".join([arguments["variable"], *known])


def _cells(table: pd.DataFrame) -> list[list[str]]:
    """The head of a table and its rows."""
    rows = table.itertuples(index=False)
    cells = [[number(v) if isinstance(v, float) else str(v) for v in row] for row in rows]
    return [list(map(str, table.columns)), *cells]


def _aligned(cells: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines: text to the left, numbers to the right."""
    columns = list(zip(*cells, strict=True))
    widths = [max(map(columns_of, column)) for column in columns]
    numbers = [n >= 2 and len(columns) > 4 for n in range(len(columns))]
    lines = []
    for row in cells:
        spaces = [" " * (w - columns_of(cell)) for cell, w in zip(row, widths, strict=True)]
        parts = [
            space + cell if right else cell + space
            for cell, space, right in zip(row, spaces, numbers, strict=True)
        ]
        lines.append(_GAP + _GAP.join(parts).rstrip())
    return lines
