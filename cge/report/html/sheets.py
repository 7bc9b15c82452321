"""Tables as the page shows them: cells with the number that they are sorted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cge.report.tables.columns import number_within
from cge.report.tables.table import Table

TEXT, NUMBER = "text", "number"
EXPERIMENT = "experiment"
_DIGITS = 9  # of the number that a column is sorted by


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
        if self.value is None or not np.isfinite(self.value):
            return ""
        return f"{self.value:.{_DIGITS}g}"


@dataclass(frozen=True)
class Row:
    """The cells of a row, the first of which names it.

    ``label`` is what stands for its experiment, such as ``both: nqp``; ``experiment`` is the one
    with which it is shown, always where empty.
    """

    cells: tuple[Cell, ...]
    label: str = ""
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
        return any(row.label for row in self.rows)

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return len(self.heads) * len(self.rows)


def sheet_of(table: Table, names: Mapping[str, str], experiments: Sequence[str]) -> Sheet:
    """A table of results as a page shows it: one list of rows, which a reader sorts and filters.

    Parameters
    ----------
    table
        The table. Panels become columns: a row says which it belongs to.
    names
        Label -> long name, for labels of regions and sectors.
    experiments
        Those of the result.
    """
    index = table.frame.index.to_frame(index=False).astype(str)
    levels = [str(name or "") for name in table.frame.index.names]
    stubs = [k for k, name in enumerate(levels) if name != EXPERIMENT]
    heads = [Head(levels[k].capitalize(), "", TEXT) for k in stubs]
    heads += [
        Head(": ".join((*h.above, h.title)), h.unit, TEXT if h.words else NUMBER)
        for h in table.heads
    ]
    columns = [_column(table, k) for k in range(len(table.heads))]
    rows = []
    for at, labels in enumerate(index.itertuples(index=False, name=None)):
        words = [Cell(labels[k], None, names.get(labels[k], "")) for k in stubs]
        where = labels[levels.index(EXPERIMENT)] if EXPERIMENT in levels else ""
        cells = (*words, *(column[at] for column in columns))
        rows.append(Row(cells, where, _belongs(where, experiments)))
    note = table.warning
    return Sheet(table.name, table.title, note, tuple(heads), tuple(rows))


def _belongs(label: str, experiments: Sequence[str]) -> str:
    """The experiment of a label such as ``both: nqp``; empty where it is of none."""
    own = label if label in experiments else label.rpartition(": ")[0]
    return own if own in experiments else ""


def _column(table: Table, k: int) -> list[Cell]:
    """The cells of a column; numbers with the ends of their intervals where they have them."""
    head, values = table.heads[k], table.frame.iloc[:, k].to_list()
    if head.words:
        return [Cell("" if value is None else str(value)) for value in values]
    nothing = [np.nan] * len(values)
    ends = [nothing if f is None else f.iloc[:, k].to_list() for f in (table.low, table.high)]
    return [
        Cell(number_within(float(value), low, high, head.decimals, table.absent), float(value))
        for value, low, high in zip(values, *ends, strict=True)
    ]
