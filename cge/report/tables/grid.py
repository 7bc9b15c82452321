"""A table as it is read: cells that are written already, in panels under their headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
import pandas as pd

from calibration.errors import InputError
from calibration.files.printable import printable
from cge.report.tables.columns import TOTAL, Column, number, number_within
from cge.report.tables.table import Table


@dataclass(frozen=True)
class Head:
    """Heading of a column: title, unit, what stands above, and whether it holds words."""

    title: str
    unit: str = ""
    above: tuple[str, ...] = ()
    words: bool = False

    @property
    def whole(self) -> str:
        """All of it on one line."""
        unit = f" ({self.unit})" if self.unit else ""
        return ": ".join(filter(None, (*self.above, f"{self.title}{unit}")))


@dataclass(frozen=True)
class Line:
    """A row: its labels, its cells, and whether it is the sum of those before it."""

    labels: tuple[str, ...]
    cells: tuple[str, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Panel:
    """Rows under one heading, such as those of an experiment; the heading may be empty."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Grid:
    """Written cells.

    Attributes
    ----------
    stubs
        What the labels of rows are.
    heads
        Headings of the columns.
    panels
        The rows.
    """

    stubs: tuple[str, ...]
    heads: tuple[Head, ...]
    panels: tuple[Panel, ...]

    @property
    def named_stubs(self) -> tuple[str, ...]:
        """Headings of the columns of labels, which begin with capitals."""
        return tuple(stub[:1].upper() + stub[1:] for stub in self.stubs)

    def part(self, chosen: Sequence[int]) -> Grid:
        """These columns alone; without a row of sums where none of them has one."""

        def line(each: Line) -> Line:
            return replace(each, cells=tuple(each.cells[k] for k in chosen))

        panels = (
            Panel(
                panel.title,
                tuple(cut for cut in map(line, panel.lines) if any(cut.cells) or not cut.is_total),
            )
            for panel in self.panels
        )
        return Grid(self.stubs, tuple(self.heads[k] for k in chosen), tuple(panels))

    def spans(self) -> list[list[tuple[str, int]]]:
        """Rows of headings above those of the columns: each text, and over how many columns."""
        depth = max((len(head.above) for head in self.heads), default=0)
        filled = [("",) * (depth - len(head.above)) + head.above for head in self.heads]
        return [
            [
                (path[-1], len(list(run)))
                for path, run in groupby(filled, key=lambda above: above[: level + 1])
            ]
            for level in range(depth)
        ]

    def lengths(self, k: int) -> Iterator[str]:
        """Every cell of a column."""
        return (line.cells[k] for panel in self.panels for line in panel.lines)


def grid_of(table: Table) -> Grid:
    """The cells of a table as they are written.

    Raises
    ------
    InputError
        A table is turned whose panels have different rows.
    """
    heads = tuple(Head(h.title, h.unit, h.above, h.words) for h in table.heads)
    names = [str(n or "") for n in table.frame.index.names]
    grid = Grid(tuple(map(printable, names[-table.stubs :])), heads, tuple(_panels(table)))
    return _turned(grid, table.name) if table.turned else grid


def shown_labels(panel: Panel) -> list[tuple[str, ...]]:
    """Labels of rows, where those that several rows have in common stand in the first alone."""
    found = [line.labels for line in panel.lines[:1]]
    for before, here in pairwise(line.labels for line in panel.lines):
        same = [before[: k + 1] == here[: k + 1] for k in range(len(here) - 1)]
        found.append(tuple("" if s else k for s, k in zip([*same, False], here, strict=True)))
    return found


def _panels(table: Table) -> Iterator[Panel]:
    outer = table.frame.index.nlevels - table.stubs
    rows = [row if isinstance(row, tuple) else (row,) for row in table.frame.index]
    names = [str(n or "") for n in table.frame.index.names[:outer]]
    columns = _cells(table)
    at = 0
    for path, run in groupby(rows, key=lambda row: row[:outer]):
        labels = [tuple(printable(str(label)) for label in row[outer:]) for row in run]
        here = slice(at, at + len(labels))
        at = here.stop
        lines = [
            _line(label, [column[n] for column in columns], table.absent)
            for n, label in zip(range(here.start, here.stop), labels, strict=True)
        ]
        yield Panel(_heading(names, path), (*lines, *_sums(table, here)))


def _line(labels: tuple[str, ...], cells: Sequence[str], absent: str) -> Line:
    """A row; in one of totals, no number is blank."""
    if labels[0] != TOTAL:
        return Line(labels, tuple(cells))
    return Line(labels, tuple("" if cell == absent else cell for cell in cells), True)


def _heading(names: Sequence[str], path: Sequence[object]) -> str:
    parts = (
        f"{name}: {label}" if name else str(label) for name, label in zip(names, path, strict=True)
    )
    text = printable("; ".join(parts))
    return text[:1].upper() + text[1:]


def _cells(table: Table) -> list[list[str]]:
    """Written cells, column by column."""
    cited = table.citations
    return [
        [f"[{cited[text]}]" if text else "" for text in map(str, table.frame.iloc[:, k])]
        if head.cited
        else [
            _cell(table, head, value, *ends)
            for value, *ends in zip(table.frame.iloc[:, k], *_ends(table, k), strict=True)
        ]
        for k, head in enumerate(table.heads)
    ]


def _ends(table: Table, k: int) -> list[pd.Series]:
    """Ends of the intervals of a column; none where the table has no intervals."""
    return [frame.iloc[:, k] for frame in (table.low, table.high) if frame is not None]


def _cell(
    table: Table, head: Column, value: object, low: float = np.nan, high: float = np.nan
) -> str:
    if isinstance(value, str) or value is None:
        return printable(value or "")
    return number_within(float(value), low, high, head.decimals, table.absent)  # type: ignore[arg-type]


def _sums(table: Table, rows: slice) -> Iterator[Line]:
    """The row of sums of a panel of several rows, where a column has one."""
    if not table.total or rows.stop - rows.start < 2:
        return
    part: pd.DataFrame = table.frame.iloc[rows]
    cells = tuple(
        number(float(part.iloc[:, k].sum(skipna=not table.absent)), head.decimals, table.absent)
        if head.summed
        else ""
        for k, head in enumerate(table.heads)
    )
    if any(cells):
        yield Line((table.total,) + ("",) * (table.stubs - 1), cells, True)


def _turned(grid: Grid, name: str) -> Grid:
    """Rows and columns in each other's places, panel by panel."""
    labels = [[line.labels for line in panel.lines] for panel in grid.panels]
    if any(each != labels[0] for each in labels):
        raise InputError(f"the table '{name}' cannot be turned: its parts have different rows")
    heads = tuple(Head(": ".join(filter(None, each))) for each in labels[0])
    panels = tuple(
        Panel(
            panel.title,
            tuple(
                Line((head.whole,), tuple(line.cells[k] for line in panel.lines))
                for k, head in enumerate(grid.heads)
            ),
        )
        for panel in grid.panels
    )
    return Grid(("",), heads, panels)
