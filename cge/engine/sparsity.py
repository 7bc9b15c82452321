"""Sparsity patterns: what is known of a matrix before its numbers are.

The numbers of a matrix are a plain array, one per entry of its pattern. Whatever depends on the
pattern alone (which entries meet in a product, how a matrix falls apart into dense blocks) is
worked out once and used for every new set of numbers.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from cge.engine.tape import Array

CHUNK = 512  # columns multiplied at a time, to bound the memory of the gathered blocks
PADDING = 4  # blocks are used where they hold at most this many numbers per entry


class Pattern:
    """Positions of the entries of a matrix, in any order and without repetition.

    Parameters
    ----------
    rows, columns
        Position of each entry.
    shape
        Number of rows and columns.
    """

    def __init__(self, rows: Array, columns: Array, shape: tuple[int, int]) -> None:
        self.rows = rows.astype(np.int32, copy=False)
        self.columns = columns.astype(np.int32, copy=False)
        self.shape = shape

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def in_row(self) -> Array:
        """Number of entries in each row."""
        return np.bincount(self.rows, minlength=self.shape[0])

    @cached_property
    def in_column(self) -> Array:
        """Number of entries in each column."""
        return np.bincount(self.columns, minlength=self.shape[1])

    @cached_property
    def by_row(self) -> tuple[Array, Array]:
        """Entries sorted by row, and where each row starts."""
        order = np.argsort(self.rows, kind="stable").astype(np.int32)
        return order, np.concatenate([[0], np.cumsum(self.in_row)])

    @cached_property
    def blocks(self) -> Blocks | None:
        """The matrix as dense blocks; None where it has no such form."""
        blocks = Blocks(self)
        return blocks if blocks.padded <= PADDING * len(self) else None

    def times(self, numbers: Array, right: Array) -> Array:
        """Product with a dense matrix."""
        if self.blocks is not None:
            return self.blocks.times(numbers, right)
        return self.matrix(numbers) @ right

    def matrix(self, numbers: Array) -> sparse.csr_array:
        """The matrix in SciPy's form."""
        return sparse.coo_array((numbers, (self.rows, self.columns)), shape=self.shape).tocsr()


def merged(rows: Array, columns: Array, shape: tuple[int, int]) -> tuple[Pattern, Array | None]:
    """The pattern of entries that may repeat, and the entry each belongs to; None if none does."""
    key = rows.astype(np.int64) * shape[1] + columns
    if (key[1:] > key[:-1]).all():
        return Pattern(rows, columns, shape), None
    order = np.argsort(key)
    key = key[order]
    new = np.concatenate([[True], key[1:] != key[:-1]])
    if new.all():
        return Pattern(rows, columns, shape), None
    found, at = key[new], np.empty(len(key), dtype=np.int32)
    at[order] = np.cumsum(new, dtype=np.int32) - 1
    return Pattern(found // shape[1], found % shape[1], shape), at


def join(left: Pattern, right: Pattern) -> tuple[Array, Array]:
    """Pairs of entries that meet in the product of two matrices."""
    order, starts = right.by_row
    count = right.in_row[left.columns]
    first = np.repeat(np.arange(len(left), dtype=np.int32), count)
    before = np.cumsum(count) - count
    within = np.arange(len(first)) - np.repeat(before, count)
    return first, order[np.repeat(starts[left.columns], count) + within]


def terms(left: Pattern, right: Pattern) -> int:
    """Number of pairs that meet in a product."""
    return int(left.in_column @ right.in_row)


class Blocks:
    """A matrix that is block diagonal after a permutation, as equal dense blocks.

    The blocks are the connected components of rows and columns, padded to a common size. A trade
    matrix falls apart by good, an input-output matrix by region, and nobody has to say so.
    """

    def __init__(self, pattern: Pattern) -> None:
        self.shape = pattern.shape
        row_of, column_of, count = _components(pattern)
        row_at, self.rows, height = _places(row_of, count)
        column_at, self.columns, width = _places(column_of, count)
        self.padded = count * height * width
        self.size = (count, height, width)
        row, column = row_at[pattern.rows], column_at[pattern.columns]
        self._at = (row * width + column % width).astype(np.int32)
        self._all_rows = np.array_equal(self.rows, np.arange(self.shape[0]))
        self._all_columns = np.array_equal(self.columns, np.arange(self.shape[1]))
        self._valid = None if (self.rows >= 0).all() else np.flatnonzero(self.rows >= 0)

    def times(self, numbers: Array, right: Array) -> Array:
        """Product with a dense matrix."""
        blocks = np.zeros(self.padded)
        blocks[self._at] = numbers
        blocks = blocks.reshape(self.size)
        if right.shape[1] <= CHUNK:
            return self._times(blocks, right)
        result = np.empty((self.shape[0], right.shape[1]))
        for start in range(0, right.shape[1], CHUNK):
            part = slice(start, start + CHUNK)
            result[:, part] = self._times(blocks, right[:, part])
        return result

    def _times(self, blocks: Array, right: Array) -> Array:
        count, _, width = self.size
        gathered = right if self._all_columns else right.take(self.columns, axis=0)
        wide = gathered.reshape(count, width, right.shape[1])
        product = blocks * wide if width == 1 else np.matmul(blocks, wide)
        product = product.reshape(-1, right.shape[1])
        if self._all_rows:
            return product
        result = np.zeros((self.shape[0], right.shape[1]))
        if self._valid is None:
            result[self.rows] = product
        else:
            result[self.rows[self._valid]] = product[self._valid]
        return result


def _components(pattern: Pattern) -> tuple[Array, Array, int]:
    """Component of every row and column, numbered from 0; -1 where there is no entry."""
    height, width = pattern.shape
    ends = (pattern.rows, pattern.columns + np.int32(height))
    graph = sparse.coo_array((np.ones(len(pattern), dtype=np.int8), ends), (height + width,) * 2)
    _, group = csgraph.connected_components(graph, directed=False)
    used = np.concatenate([pattern.in_row, pattern.in_column]) > 0
    found, number = np.unique(group[used], return_inverse=True)
    component = np.full(height + width, -1)
    component[used] = number
    return component[:height], component[height:], len(found)


def _places(component: Array, count: int) -> tuple[Array, Array, int]:
    """Place of each row in the padded blocks, the row at each place (-1 for none), and height."""
    used = np.flatnonzero(component >= 0)
    order = used[np.argsort(component[used], kind="stable")]
    lengths = np.bincount(component[used], minlength=count)
    height = int(lengths.max(initial=0))
    starts = np.cumsum(lengths) - lengths
    group = component[order]
    place = group * height + np.arange(len(order)) - starts[group]
    at = np.full(len(component), -1)
    at[order] = place
    held = np.full(count * height, -1)
    held[place] = order
    return at, held, height
