"""Adds up a published table block by block: what is in memory is the joined table and one block.

A reader says what the columns are, then hands over rows as they come. Rows and columns may come in
any order; labels decide. Totals are compared with what they sum, and left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
import xarray as xr

from calibration.errors import InputError, alike, nearest
from calibration.readers.joining import Joined, joining
from calibration.readers.parts import (
    CATEGORY,
    EMPTY,
    INDUSTRY,
    INPUT,
    SALES,
    TOTAL,
    Label,
    Part,
    text,
)
from calibration.readers.rounding import Grain
from calibration.readers.table import inter_country_table
from calibration.readers.totals import Totals

Array = np.ndarray
Progress = Callable[..., None]
_SHOWN = 10


class Gathering:
    """An inter-country table in the making.

    Parameters
    ----------
    name : str
        The file or folder, for messages.
    labels : sequence of tuple of str
        Labels of all columns, as published.
    columns : sequence of Part
        What they are.
    joined : str, Path, Mapping, optional
        Aggregation into which members are joined while they are read.
    attrs : mapping of str to str
        Attributes of the table.

    Raises
    ------
    InputError
        Columns that appear twice, or of economies without industries; an aggregation of other
        labels.
    """

    def __init__(
        self,
        name: str,
        labels: Sequence[Label],
        columns: Sequence[Part],
        joined: Joined = None,
        attrs: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self._attrs = dict(attrs or {})
        self._labels = [text(label) for label in labels]
        self._columns = list(columns)
        self._refuse(_column_problems(self._labels, self._columns))
        industries = [c for c in columns if c.kind == INDUSTRY]
        self._joining = joining(
            joined,
            list(dict.fromkeys(c.area for c in industries)),
            list(dict.fromkeys(c.item for c in industries)),
        )
        self._categories = list(dict.fromkeys(c.item for c in columns if c.kind == CATEGORY))
        self._at = {
            label: n
            for n, (label, part) in enumerate(zip(self._labels, self._columns, strict=True))
            if part.kind == INDUSTRY
        }
        self._place = self._places()
        goods = len(self._joining.economies) * len(self._joining.industries)
        self._sums = np.zeros((goods, self._place.shape[1]))
        self._inputs: dict[str, Array] = {}
        self._seen: Counter[tuple[str, int]] = Counter()
        self._unknown: list[str] = []
        self._grain = Grain()
        self._totals = Totals(self._labels, self._columns)

    def add(
        self,
        labels: Sequence[Label],
        rows: Sequence[Part],
        values: Array,
        first: int = 0,
        parts: bool = False,
    ) -> None:
        """Add rows.

        Parameters
        ----------
        labels : sequence of tuple of str
            Labels of the rows.
        rows : sequence of Part
            What they are; an industry is one of the columns.
        values : numpy.ndarray
            Cells (row, column).
        first : int
            The column that the first of `values` belongs to, where a file has some of them only.
        parts : bool
            Rows come in parts, which are added up.

        Raises
        ------
        InputError
            Cells that are not finite, or not zero where they must be.
        """
        names = [text(label) for label in labels]
        columns = slice(first, first + values.shape[1])
        self._refuse(self._wild(names, values, columns))
        known = [n for n, row in enumerate(rows) if self._known(names[n], row, first, parts)]
        if not known:
            return
        kinds = np.array([rows[n].kind for n in known])
        cells, names = values[known], [names[n] for n in known]
        summed = np.array([c.kind != TOTAL for c in self._columns[columns]])
        self._grain.see(cells[np.ix_(kinds != TOTAL, summed)])
        self._totals.add(names, [rows[n] for n in known], cells, columns)
        placed = self._placed(cells, columns)
        self._sell([(names[n], placed[n]) for n in np.flatnonzero(kinds == INDUSTRY)])
        for n in np.flatnonzero(kinds == INPUT):
            label = rows[known[n]].item
            self._inputs[label] = self._inputs.get(label, 0.0) + placed[n]

    def add_outputs(self, labels: Sequence[Label], values: Array) -> None:
        """Add published output of industries, where it stands in a file of its own."""
        names = [text(label) for label in labels]
        known = [n for n, name in enumerate(names) if self._known(name, Part(INDUSTRY), -1)]
        self._totals.add_column(SALES, [names[n] for n in known], values[known])

    def table(self, scale: float = 1.0, totals: str = "check") -> xr.Dataset:
        """The table.

        Parameters
        ----------
        scale : float
            Million of the currency for a unit of the published numbers.
        totals : str
            `check` compares published totals with sums; `drop` leaves them out unread, and output
            is the sum of each row.

        Raises
        ------
        InputError
            Rows that no column knows, industries without a row, totals that are not the sum of
            what they sum, all at once.
        """
        problems = [*self._row_problems()]
        if not problems and totals == "check":
            problems += self._totals.problems(self._grain.unit)
        self._refuse(problems)
        sold = inter_country_table(
            self._sums[:, : len(self._sums)] * scale,
            self._sums[:, len(self._sums) :] * scale,
            self._joining.economies, self._joining.industries, self._categories,
            primary=self._of_inputs(0, scale), primary_final=self._of_inputs(1, scale),
            primary_inputs=list(self._inputs) or None,
        ).assign_attrs(self._attrs)  # fmt: skip
        output = self._totals.of_rows(SALES) if totals == "check" else {}
        return self._with_output(sold, output, scale) if output else sold

    # --- where numbers go -------------------------------------------------------------------------

    def _places(self) -> sp.csr_array:
        """A one for each column (row) at its place in the joined table (column)."""
        economies, industries = self._joining.economies, self._joining.industries
        goods, sells = len(economies) * len(industries), len(self._categories)
        rows, places = [], []
        for n, part in enumerate(self._columns):
            if part.kind not in SALES:
                continue
            e = economies.index(self._joining.economy[part.area])
            if part.kind == INDUSTRY:
                item = industries.index(self._joining.industry[part.item])
                places.append(e * len(industries) + item)
            else:
                places.append(goods + e * sells + self._categories.index(part.item))
            rows.append(n)
        shape = (len(self._columns), goods + len(economies) * sells)
        return sp.csr_array((np.ones(len(rows)), (rows, places)), shape=shape)

    def _placed(self, cells: Array, columns: slice) -> Array:
        return (self._place[columns].T @ cells.T).T

    def _sell(self, rows: Sequence[tuple[str, Array]]) -> None:
        for name, cells in rows:
            place = self._place.indices[self._place.indptr[self._at[name]]]
            self._sums[place] += cells

    def _of_inputs(self, part: int, scale: float) -> Array | None:
        if not self._inputs:
            return None
        goods = len(self._sums)
        kept = slice(0, goods) if part == 0 else slice(goods, None)
        return np.stack([row[kept] * scale for row in self._inputs.values()])

    def _with_output(self, sold: xr.Dataset, output: dict[str, float], scale: float) -> xr.Dataset:
        """The table with published output, which rounding parts from the sums of rows."""
        made = np.zeros(len(self._sums))
        for name, value in output.items():
            made[self._place.indices[self._place.indptr[self._at[name]]]] += value * scale
        shape = (len(self._joining.economies), len(self._joining.industries))
        return sold.assign(output=sold["output"].copy(data=made.reshape(shape).T))

    # --- problems ---------------------------------------------------------------------------------

    def _known(self, name: str, row: Part, first: int, parts: bool = False) -> bool:
        if row.kind != INDUSTRY:
            return True
        if name not in self._at:
            self._unknown.append(name)
            return False
        self._seen[name, first] = 1 if parts else self._seen[name, first] + 1
        return True

    def _wild(self, names: Sequence[str], values: Array, columns: slice) -> Iterator[str]:
        parts = self._columns[columns]
        unused = np.array([part.kind == EMPTY for part in parts])
        bad = ~np.isfinite(values) | ((values != 0) & unused)
        for r, c in np.argwhere(bad)[:_SHOWN].tolist():
            why = "is not zero, and has no place here" if unused[c] else "is not finite"
            label = self._labels[columns][c]
            yield f"row {names[r]}, column {label}: {values[r, c]:g} {why}"

    def _row_problems(self) -> Iterator[str]:
        unknown = list(dict.fromkeys(self._unknown))
        for name in unknown[:_SHOWN]:
            yield f"row '{name}' is unknown: no column has this label{nearest(name, self._at)}"
        if len(unknown) > _SHOWN:
            yield f"{len(unknown) - _SHOWN} more rows are unknown"
        for first in sorted({first for _, first in self._seen}) or [0]:
            yield from self._missing(first)

    def _missing(self, first: int) -> Iterator[str]:
        missing = [name for name in self._at if not self._seen[name, first]]
        if missing:
            near = alike(missing[0], [*self._inputs, *self._unknown])
            yield (
                f"{_named(missing)}: a column, and no row; "
                f"is the file whole, and the column an industry?{near.removeprefix(';')}"
            )
        if twice := [name for name in self._at if self._seen[name, first] > 1]:
            yield f"{_named(twice)}: rows with this label appear twice"

    def _refuse(self, problems: Iterator[str] | list[str]) -> None:
        if found := [f"{self.name}: {problem}" for problem in problems]:
            raise InputError(found)


def _column_problems(labels: Sequence[str], columns: Sequence[Part]) -> Iterator[str]:
    if twice := [label for label, count in Counter(labels).items() if count > 1]:
        yield f"{_named(twice)}: columns with this label appear twice"
    areas = {c.area for c in columns if c.kind == INDUSTRY}
    if not areas:
        yield "no column is an industry of an economy"
    lost = [label for label, c in zip(labels, columns, strict=True)
            if c.kind == CATEGORY and c.area not in areas]  # fmt: skip
    if areas and lost:
        near = alike(lost[0], [f"{area}_{lost[0].partition('_')[2]}" for area in sorted(areas)])
        yield f"{_named(lost)}: final demand of an economy without industries{near}"
    if not any(c.kind == CATEGORY for c in columns):
        yield "no column is a category of final demand"


def _named(labels: Sequence[str]) -> str:
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(labels[:_SHOWN]) + more


def quiet(_event: str, **_info: Any) -> None:
    """Report no progress."""
