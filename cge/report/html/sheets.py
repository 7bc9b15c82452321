"""Tables as the page shows them: cells with the number that they are sorted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cge.report.tables.content import EXPERIMENT, REGION, columns, in_rows, number, row_name

TEXT, NUMBER = "text", "number"


@dataclass(frozen=True)
class Head:
    """The head of a column: its words, its unit, and what its cells are."""

    title: str
    unit: str = ""
    kind: str = NUMBER


@dataclass(frozen=True)
class Cell:
    """What a cell shows, the number behind it, and a longer name where a label stands in it."""

    text: str
    value: float | None = None
    name: str = ""

    @property
    def key(self) -> str:
        """What a column of numbers is sorted by; empty where there is none, which comes last."""
        return "" if self.value is None or not np.isfinite(self.value) else repr(self.value)


@dataclass(frozen=True)
class Row:
    """The cells of a row, the first of which names it, and the experiment that it is of."""

    cells: tuple[Cell, ...]
    experiment: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table of the page.

    Attributes
    ----------
    key
        Its name in the page, one word.
    title, note
        Its caption, and what is said under it.
    heads, rows
        Columns and rows; the head of the experiment is not among them.
    folded
        Whether it is closed until a reader opens it.
    """

    key: str
    title: str
    note: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    folded: bool = False

    @property
    def has_experiments(self) -> bool:
        """Whether its rows belong to experiments."""
        return any(row.experiment for row in self.rows)


def of_summary(
    key: str, title: str, note: str, summary: xr.Dataset, names: Mapping[str, str]
) -> Sheet:
    """A summary, one row for each experiment and region.

    Parameters
    ----------
    key, title, note
        As in `Sheet`.
    summary
        Variables by experiment and region, as ``result.summary()`` has them.
    names
        Label -> long name.
    """
    found = in_rows(summary)
    shown = columns(found)
    values = [found[column.key].transpose(EXPERIMENT, REGION).to_numpy() for column in shown]
    rows = []
    for e, experiment in enumerate(map(str, found[EXPERIMENT].to_numpy())):
        for r, label in enumerate(map(str, found[REGION].to_numpy())):
            numbers = [
                Cell(number(float(array[e, r]), column.decimals), float(array[e, r]))
                for column, array in zip(shown, values, strict=True)
            ]
            rows.append(Row((Cell(label, None, names.get(label, "")), *numbers), experiment))
    heads = (
        Head(row_name(found).capitalize(), "", TEXT),
        *(Head(column.title, column.unit) for column in shown),
    )
    return Sheet(key, title, note, heads, tuple(rows))
