"""Which cells of an array a shock means, as positions: a shock costs its cells, not the array."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
import xarray as xr

from calibration.files.table import MANY, few
from cge.inputs.selector import Groups, Selections, Selector, no_groups
from cge.scenarios.numbers import Numbers
from cge.scenarios.package import Shock

Array = np.ndarray
TRADE = ("origin", "destination")
_NOTHING = np.zeros(0, dtype=int)
_FIRST = np.zeros(1, dtype=int)


@dataclass(frozen=True)
class Frame:
    """What is known of the array of a parameter, besides its numbers.

    Attributes
    ----------
    labels : mapping of sequence of str
        By dimension, in the order of the array.
    about : mapping
        Its attributes: its kind and bounds.
    """

    labels: Mapping[str, Sequence[str]]
    about: Mapping[Any, Any]

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Numbers of labels."""
        return tuple(map(len, self.labels.values()))

    @cached_property
    def bilateral(self) -> bool:
        """Whether there are cells for the sales of a region to itself."""
        return set(TRADE).issubset(self.labels)

    def label(self, at: int) -> str:
        """The labels of a cell with their dimensions, from its position."""
        places = np.unravel_index(at, self.shape)
        pairs = zip(self.labels.items(), places, strict=True)
        return ", ".join(f"{dim} {labels[int(k)]}" for (dim, labels), k in pairs)

    @cached_property
    def strides(self) -> dict[str, int]:
        """Positions from one label of a dimension to the next."""
        return {dim: prod(self.shape[k + 1 :]) for k, dim in enumerate(self.labels)}

    def along(self, dim: str, at: Array) -> Array:
        """Places along one dimension, from positions."""
        return at // self.strides[dim] % len(self.labels[dim])

    def at_home(self, at: Array) -> Array:
        """Which positions are sales of a region to itself, in a bilateral array."""
        origin, destination = (self.along(dim, at) for dim in TRADE)
        return np.asarray(origin == destination)


@dataclass(frozen=True)
class Cells:
    """Cells of an array that a shock means.

    Attributes
    ----------
    at : numpy.ndarray of int
        Positions in the flattened array, each once, in the order of rows and then of the array.
    row : numpy.ndarray of int
        For each, the row of the shock's numbers that means it; 0 where the shock has one number.
    """

    at: Array
    row: Array

    def only(self, kept: Array) -> Cells:
        """Those of the cells that a mask over them keeps."""
        return Cells(self.at[kept], self.row[kept])


class Finder:
    """Finds the cells of shocks; each selector is resolved once.

    Parameters
    ----------
    parameters : xarray.Dataset
        Exogenous parameters with labelled dims.
    groups : callable
        As in `cge.scenarios.apply`.
    """

    def __init__(self, parameters: xr.Dataset, groups: Groups = no_groups) -> None:
        labels = {
            str(dim): [str(label) for label in parameters[dim].to_numpy()]
            for dim in parameters.dims
        }
        self.frames = {
            str(name): Frame({str(dim): labels[str(dim)] for dim in array.dims}, array.attrs)
            for name, array in parameters.data_vars.items()
        }
        self.selections = Selections(labels, groups)

    def named(self, shock: Shock) -> tuple[Cells, list[str]]:
        """Cells that the labels of a shock mean, sales of a region to itself included.

        Returns
        -------
        cells : Cells
            None of them where something is wrong.
        problems : list of str
            One sentence per dimension that the parameter lacks, per name that means nothing, and
            per row of numbers that means a cell of another row.
        """
        frame = self.frames[shock.parameter]
        pools, problems = self._pools(shock, frame)
        if problems:
            return Cells(_NOTHING, _NOTHING), problems
        cells = _entered(pools, frame.shape, rows_of(shock))
        if isinstance(shock.number, Numbers):
            problems = _twice(shock.number, cells, frame)
        return cells, problems

    def reached(self, shock: Shock) -> tuple[Cells, list[str]]:
        """Cells that a shock changes: those it names, but for sales of a region to itself.

        See `named`. A shock, or a row of its numbers, of which no cell is left is a problem too.
        """
        frame = self.frames[shock.parameter]
        cells, problems = self.named(shock)
        if shock.domestic is not None and not frame.bilateral:
            problems.append(f"domestic: '{shock.parameter}' has no origin and destination")
        if problems or shock.domestic or not frame.bilateral:
            return cells, problems
        cells = cells.only(~frame.at_home(cells.at))
        left = np.bincount(cells.row, minlength=rows_of(shock))
        text = "touches only sales of a region to itself; for these, 'domestic: true'"
        return cells, told(shock, ((int(row), text) for row in np.flatnonzero(left == 0)))

    def _pools(self, shock: Shock, frame: Frame) -> tuple[list[_Pool], list[str]]:
        """What a shock means along each dimension of its parameter."""
        pools: dict[str, _Pool] = {}
        problems: list[str] = []
        numbers, where = shock.number, shock.where
        for dim in (*where, *shock.dims_of_numbers):
            if dim not in frame.labels:
                only = ", ".join(frame.labels)
                problems.append(f"{dim}: '{shock.parameter}' has no {dim}, only {only}")
            elif dim in where:
                positions, found = self.selections.of(dim, where[dim])
                pools[dim] = _Pool(positions)
                problems += [f"{dim}: {problem}" for problem in found]
            elif isinstance(numbers, Numbers):
                pools[dim], found = self._pool_of_rows(numbers, dim)
                problems += found
        sizes = zip(frame.labels, frame.shape, strict=True)
        return [pools.get(dim) or _Pool(np.arange(n)) for dim, n in sizes], problems

    def _pool_of_rows(self, numbers: Numbers, dim: str) -> tuple[_Pool, list[str]]:
        """What the rows of numbers mean along a dimension; the first of many wrong names end it."""
        names, codes = numbers.codes[dim]
        meant, problems = [], []
        for code, name in enumerate(names):
            positions, found = self.selections.of(dim, Selector((name,)))
            meant.append(positions)
            if found:
                place = numbers.place(int(np.argmax(codes == code)))
                problems += [f"{place}{dim}: {problem}" for problem in found]
            if len(problems) == MANY:
                problems[-1] += f"; what comes after is not looked up by {dim}"
                break
        counts = np.array([len(positions) for positions in meant])
        return _Pool(np.concatenate(meant), counts, codes), problems


def rows_of(shock: Shock) -> int:
    """Rows of the numbers of a shock; 1 where it has one number."""
    return len(shock.number.values) if isinstance(shock.number, Numbers) else 1


def told(shock: Shock, faults: Iterable[tuple[int, str]]) -> list[str]:
    """What is wrong with rows of the numbers of a shock, with their places, or with its number."""
    numbers = shock.number
    if isinstance(numbers, Numbers):
        return [numbers.place(row) + text for row, text in few(sorted(faults))]
    return [text for _, text in faults]


@dataclass(frozen=True)
class _Pool:
    """What the rows of a shock mean along one dimension.

    Attributes
    ----------
    positions
        Places along the dimension, name after name.
    counts
        For each name, how many of them it means; None where all rows mean all positions.
    codes
        For each row, which name it has; None likewise.
    """

    positions: Array
    counts: Array | None = None
    codes: Array | None = None

    def sizes(self, rows: int) -> Array:
        """How many positions each row means."""
        if self.counts is None or self.codes is None:
            return np.full(rows, len(self.positions))
        return np.asarray(self.counts[self.codes])

    def crossed(self, cells: Cells, size: int) -> Cells:
        """Cells of one more dimension, the last one, which has ``size`` labels."""
        if self.counts is None or self.codes is None:
            at = cells.at[:, None] * size + self.positions
            return Cells(at.ravel(), np.repeat(cells.row, len(self.positions)))
        code = self.codes[cells.row]
        count = self.counts[code]
        begin = (np.cumsum(self.counts) - self.counts)[code]
        inside = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        chosen = self.positions[np.repeat(begin, count) + inside]
        return Cells(np.repeat(cells.at, count) * size + chosen, np.repeat(cells.row, count))


def _entered(pools: Sequence[_Pool], shape: Sequence[int], rows: int) -> Cells:
    """Cells of all rows; no more rows than show that some cell is meant twice."""
    chosen = _FIRST
    if rows > 1:
        sizes = np.prod([pool.sizes(rows) for pool in pools], axis=0)
        fitting = int(np.searchsorted(np.cumsum(sizes), prod(shape), "right"))
        chosen = np.arange(min(rows, fitting + 1))
    cells = Cells(np.zeros(len(chosen), dtype=int), chosen)
    for pool, size in zip(pools, shape, strict=True):
        cells = pool.crossed(cells, size)
    return cells


def _twice(numbers: Numbers, cells: Cells, frame: Frame) -> list[str]:
    """Cells that two rows of numbers mean; each later row is told once."""
    order = np.argsort(cells.at, kind="stable")
    at, row = cells.at[order], cells.row[order]
    again = np.flatnonzero(at[1:] == at[:-1]) + 1
    later, first = np.unique(row[again], return_index=True)
    faults = [(int(n), int(again[k])) for n, k in zip(later[:MANY], first, strict=False)]
    more = len(later) - len(faults)
    said = [
        f"{numbers.place(n)}{frame.label(int(at[k]))} has a number already, "
        f"from {numbers.place(int(row[k - 1])).removesuffix(': ')}"
        for n, k in faults
    ]
    return said + ([f"{numbers.name}: {more:,} more rows mean cells twice"] if more else [])
