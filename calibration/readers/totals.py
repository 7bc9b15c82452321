"""Published totals of rows and columns, and what they sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from calibration.readers.parts import CATEGORY, INDUSTRY, INPUT, TOTAL, Part
from calibration.readers.rounding import beyond

Array = np.ndarray
Kinds = tuple[str, ...]
_SHOWN = 10


class Totals:
    """Sums of rows and columns as they are read, beside the totals published for them.

    Parameters
    ----------
    labels : sequence of str
        Labels of all columns; rows of industries have the same.
    columns : sequence of Part
        What they are.
    """

    def __init__(self, labels: Sequence[str], columns: Sequence[Part]) -> None:
        self._labels = list(labels)
        self._at = {label: n for n, label in enumerate(labels)}
        self._kinds = np.array([c.kind for c in columns])
        self._columns = list(columns)
        # Sums of a row of goods over columns of a kind, and of a column over rows of a kind.
        self._across = {k: np.zeros(len(labels)) for k in (INDUSTRY, CATEGORY)}
        self._down = {k: np.zeros(len(labels)) for k in (INDUSTRY, INPUT)}
        self._rows: dict[Kinds, dict[str, float]] = defaultdict(dict)
        self._below: dict[tuple[str, Kinds], Array] = {}

    def add(self, names: Sequence[str], rows: Sequence[Part], cells: Array, where: slice) -> None:
        """Take rows into account; see `Gathering.add`."""
        kinds = np.array([row.kind for row in rows])
        goods = kinds == INDUSTRY
        at = [self._at[name] for name, good in zip(names, goods, strict=True) if good]
        for kind, sums in self._across.items():
            np.add.at(sums, at, cells[goods][:, self._kinds[where] == kind].sum(axis=1))
        for kind, sums in self._down.items():
            sums[where] += cells[kinds == kind].sum(axis=0)
        for n in np.flatnonzero(self._kinds[where] == TOTAL).tolist():
            of = self._columns[where][n].of
            self.add_column(of, [self._labels[a] for a in at], cells[goods][:, n])
        for n in np.flatnonzero(kinds == TOTAL).tolist():
            kept = self._below.setdefault(
                (names[n], rows[n].of), np.full(len(self._labels), np.nan)
            )
            kept[where] = cells[n]

    def add_column(self, of: Kinds, names: Sequence[str], values: Array) -> None:
        """Take published totals of rows into account."""
        self._rows[of] |= dict(zip(names, values.tolist(), strict=True))

    def of_rows(self, of: Kinds) -> dict[str, float]:
        """Published totals of the rows of industries over columns of these kinds."""
        return self._rows.get(of, {})

    def problems(self, unit: float) -> Iterator[str]:
        """Totals that are further from what they sum than rounding explains.

        Parameters
        ----------
        unit : float
            What the table is rounded to.
        """
        for of, stated in self._rows.items():
            at = [self._at[name] for name in stated]
            sums = np.sum([self._across[kind][at] for kind in of], axis=0)
            cells = int(np.isin(self._kinds, of).sum())
            yield from _named(list(stated), np.array([*stated.values()]), sums, unit, cells)
        goods = int((self._kinds == INDUSTRY).sum())
        for (name, of), published in self._below.items():
            at = [*self._compared(published)]
            sums = np.sum([self._down[kind][at] for kind in of], axis=0)
            labels = [f"{self._labels[n]} in row {name}" for n in at]
            yield from _named(labels, published[at], sums, unit, goods)

    def _compared(self, published: Array) -> Iterator[int]:
        """Columns whose total counts: final demand has often none, and then zeros."""
        for n, kind in enumerate(self._kinds):
            stated = kind == INDUSTRY or (kind == CATEGORY and published[n] != 0)
            if stated and np.isfinite(published[n]):
                yield n


def _named(
    labels: Sequence[str], published: Array, sums: Array, unit: float, cells: int
) -> Iterator[str]:
    wrong = [*beyond(published, sums, unit, cells)]
    for n in wrong[:_SHOWN]:
        yield (
            f"the total of {labels[n]} is {published[n]:.8g}, and its cells sum to {sums[n]:.8g}, "
            f"which is further than rounding to {unit:g} explains"
        )
    if len(wrong) > _SHOWN:
        yield f"{len(wrong) - _SHOWN} more totals are further from their sums"
