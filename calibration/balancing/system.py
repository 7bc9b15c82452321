"""Cells and the sums over them that must be met: what every method but scaling works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

Array = np.ndarray


@dataclass(frozen=True)
class System:
    """Sums over cells, with what the sums must be and what the cells may be.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array
        Coefficient of each cell in each sum (sum, cell).
    total : numpy.ndarray
        What the sums must be (sum).
    seed : numpy.ndarray
        Where the cells start (cell); none is zero unless it has a weight of its own.
    lower, upper : numpy.ndarray
        Bounds (cell), infinite where there are none.
    weight : numpy.ndarray
        What a move of each cell costs, relative to the others (cell); positive.
    sum_name, cell_name : callable
        What messages call a sum and a cell, by position.
    """

    matrix: sparse.csr_array
    total: Array
    seed: Array
    lower: Array
    upper: Array
    weight: Array
    sum_name: Callable[[int], str]
    cell_name: Callable[[int], str]

    @cached_property
    def transposed(self) -> sparse.csr_array:
        """The matrix by cell (cell, sum), stored by rows so that products are fast."""
        return sparse.csr_array(self.matrix.T)

    @cached_property
    def squares(self) -> sparse.csr_array:
        """Squares of the coefficients (sum, cell)."""
        return self.matrix if (self.matrix.data == 1.0).all() else self.matrix.power(2)

    @cached_property
    def size(self) -> sparse.csr_array:
        """Absolute coefficients (sum, cell)."""
        return self.matrix if (self.matrix.data >= 0.0).all() else abs(self.matrix)

    def part(self, rows: Array) -> System:
        """Some of the sums alone, over the cells that are in them."""
        matrix = sparse.csc_array(self.matrix[rows])
        at = np.flatnonzero(np.diff(matrix.indptr))
        return System(
            sparse.csr_array(matrix[:, at]),
            self.total[rows],
            self.seed[at],
            self.lower[at],
            self.upper[at],
            self.weight[at],
            lambda row: self.sum_name(int(rows[row])),
            lambda cell: self.cell_name(int(at[cell])),
        )

    def gap(self, cells: Array) -> Array:
        """How far each sum is above its total (sum)."""
        found: Array = self.matrix @ cells - self.total
        return found

    def misses(self, cells: Array) -> Array:
        """Gaps, each relative to the absolute amounts that its sum adds up (sum)."""
        gross = np.maximum(np.abs(self.total), self.size @ np.abs(cells))
        return relative(self.gap(cells), gross)


def relative(gap: Array, gross: Array) -> Array:
    """Absolute gaps over amounts; infinite where there is a gap in nothing."""
    gap = np.abs(gap)
    return np.divide(gap, gross, out=np.where(gap > 0, np.inf, 0.0), where=gross > 0)


def largest(values: Array, count: int) -> Array:
    """Positions of the largest absolute values, the largest first; of equal ones the first."""
    size = np.abs(values)
    least = np.partition(size, -count)[-count] if len(size) > count else 0.0
    at = np.flatnonzero(size >= least)  # a sort of all would take longer than balancing them
    order: Array = at[np.argsort(-size[at], kind="stable")][:count]
    return order
