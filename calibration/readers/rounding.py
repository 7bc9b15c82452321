"""How far a published total may be from the sum of its cells, when all of them are rounded."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

Array = np.ndarray
LARGEST_POWER, SMALLEST_POWER = 3, -9
"""Powers of ten, in the unit of the table, to which a source may round its cells."""
ROUNDED_PART, ROUNDED_UNITS = 0.2, 20
"""What cells that are rounded to zero may take from a row: a part of it, and units of rounding."""
SINGLE = 1e-6
"""Relative: a sum of cells that are stored in single precision is off by less."""


class Grain:
    """The largest power of ten of which all cells that were seen are multiples.

    Parameters
    ----------
    *cells : numpy.ndarray
        The first cells to see.
    """

    def __init__(self, *cells: Array) -> None:
        self._power = LARGEST_POWER
        for each in cells:
            self.see(each)

    @property
    def unit(self) -> float:
        """What the cells are rounded to."""
        return 10.0**self._power

    def see(self, cells: Array) -> None:
        """Take further cells into account."""
        while self._power > SMALLEST_POWER and not _multiples(cells / self.unit):
            self._power -= 1


def beyond(totals: Array, sums: Array, unit: float, cells: int) -> Iterator[int]:
    """Positions where rounding does not explain how far a total is from its sum, worst first.

    Parameters
    ----------
    totals, sums : numpy.ndarray
        As published, and as summed; one axis.
    unit : float
        What every cell and total is rounded to.
    cells : int
        How many cells a sum has.
    """
    # Every cell, and the total, may be off by half of what the table is rounded to; the cells of a
    # small row are not all rounded one way.
    size = np.maximum(np.maximum(np.abs(totals), np.abs(sums)), unit)
    rounding = np.minimum(
        0.5 * unit * (1 + cells), ROUNDED_PART * np.abs(totals) + ROUNDED_UNITS * unit
    )
    gap = np.abs(totals - sums)
    wrong = np.flatnonzero(gap > np.maximum(rounding, SINGLE * size))
    yield from sorted(wrong.tolist(), key=lambda at: -gap[at] / size[at])


def _multiples(cells: Array) -> bool:
    nearest_whole = np.rint(cells)
    return bool((np.abs(cells - nearest_whole) <= 1e-9 * np.maximum(np.abs(cells), 1.0)).all())
