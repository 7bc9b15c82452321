"""A balancing problem: a seed, totals of its sums, and what each cell may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr
from scipy import sparse

from calibration.balancing.labelled import Given, Order, labelled
from calibration.balancing.ras import Margin
from calibration.balancing.system import System, relative
from calibration.errors import InputError

Array = np.ndarray
Bounds = tuple[Given | None, Given | None]

RAS, GRAS, ENTROPY, SQUARES = "ras", "gras", "entropy", "least_squares"
METHODS = (RAS, GRAS, ENTROPY, SQUARES)
SCALING = (RAS, GRAS)


@dataclass(frozen=True)
class Problem:
    """Arrays of a balancing problem, in the order of the seed.

    Attributes
    ----------
    order : Order
        Dimensions and labels.
    margins : list of Margin
        Totals to meet; NaN where a sum is free.
    start : numpy.ndarray
        The seed, with cells that are fixed at another value at that value.
    lower, upper : numpy.ndarray
        What cells may be; the two are equal for cells that are held.
    weight : numpy.ndarray
        What a move costs, relative to the other cells; positive.
    """

    order: Order
    margins: list[Margin]
    start: Array
    lower: Array
    upper: Array
    weight: Array

    @property
    def held(self) -> Array:
        """Cells that nothing moves."""
        return np.asarray(self.lower == self.upper)

    def dims(self, margin: Margin) -> tuple[str, ...]:
        """Dimensions that the sums of a margin are by."""
        return tuple(d for n, d in enumerate(self.order.dims) if n not in margin.axes)

    def misses(self, cells: Array) -> Array:
        """Gap of each known sum, relative to the absolute cells that it adds up (sum)."""
        found = []
        for margin in self.margins:
            known = ~np.isnan(margin.total)
            gap = cells.sum(axis=margin.axes) - margin.total
            gross = np.maximum(np.abs(margin.total), np.abs(cells).sum(axis=margin.axes))
            found.append(relative(gap[known], gross[known]))
        return np.concatenate(found)

    def sum_names(self) -> list[Callable[[], str]]:
        """What the known sums are called, each when it is asked for."""
        return [
            partial(self.order.sum, self.dims(margin), tuple(at))
            for margin in self.margins
            for at in np.argwhere(~np.isnan(margin.total))
        ]

    def system(self) -> System:
        """The same over cells that may move, with the rest taken off the totals."""
        free = np.flatnonzero(~self.held.ravel())
        rows, totals, start = [], [], 0
        kept = np.where(self.held, self.start, 0.0)
        at = np.unravel_index(free, self.start.shape)
        for margin in self.margins:
            known = ~np.isnan(margin.total)
            number = np.full(margin.total.shape, -1)
            number[known] = start + np.arange(known.sum())
            rows.append(number[tuple(at[n] for n in range(len(at)) if n not in margin.axes)])
            totals.append((margin.total - kept.sum(axis=margin.axes))[known])
            start += int(known.sum())
        names = self.sum_names()
        return System(
            _incidence([np.broadcast_to(row, len(free)) for row in rows], start),
            np.concatenate(totals),
            self.start.ravel()[free],
            self.lower.ravel()[free],
            self.upper.ravel()[free],
            self.weight.ravel()[free],
            lambda row: names[row](),
            lambda cell: self.order.cell(int(free[cell])),
        )

    def filled(self, cells: Array) -> Array:
        """The whole array, from cells that may move."""
        whole = self.start.copy()
        whole[~self.held] = cells
        return whole


def _incidence(rows: list[Array], count: int) -> sparse.csr_array:
    """Which cells are in which sums; -1 stands for none."""
    columns = [np.flatnonzero(row >= 0) for row in rows]
    row = np.concatenate([row[c] for row, c in zip(rows, columns, strict=True)])
    column = np.concatenate(columns)
    made = sparse.coo_array((np.ones(len(row)), (row, column)), shape=(count, len(rows[0])))
    return made.tocsr()


def read_problem(
    seed: xr.DataArray | pd.DataFrame,
    margins: Sequence[Given],
    method: str,
    fixed: Given | None,
    bounds: Bounds | None,
    weights: Given | None,
) -> Problem:
    """Lay everything in the order of the seed; see `calibration.balance`.

    Raises
    ------
    InputError
        Listing everything that is wrong with what is given.
    """
    order = Order(seed)
    reader = _Reader(order)
    totals = reader.margins("margins", margins)
    if not totals and not reader.problems:
        reader.problems.append("margins: there is none")
    at, value = reader.fixed(fixed)
    lower, upper = reader.bounds(bounds)
    weight = reader.weights(weights, method)
    start = np.where(at, value, order.seed)
    if method != SQUARES:
        lower = np.where(start > 0, np.maximum(lower, 0.0), lower)
        upper = np.where(start < 0, np.minimum(upper, 0.0), upper)
    # A cell that starts at nothing stays there, unless a weight says what its first unit costs.
    if weights is None or method != SQUARES:
        at = at | (order.seed == 0)
    lower, upper = np.where(at, start, lower), np.where(at, start, upper)
    reader.problems += _faults(order, method, start, lower, upper, bounds is not None)
    if reader.problems:
        raise InputError(reader.problems)
    return Problem(order, totals, start, lower, upper, weight)


def read_margins(order: Order, what: str, given: Sequence[Given]) -> list[Margin]:
    """Totals of sums in the order of a seed.

    Raises
    ------
    InputError
        Listing everything that is wrong with them.
    """
    reader = _Reader(order)
    found = reader.margins(what, given)
    if reader.problems:
        raise InputError(reader.problems)
    return found


class _Reader:
    """Reads what is given beside the seed, and collects what is wrong with it."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.problems: list[str] = []

    def margins(self, what: str, given: Sequence[Given]) -> list[Margin]:
        """Totals by the dims that their sums are by."""
        found: dict[tuple[str, ...], Margin] = {}
        if isinstance(given, xr.DataArray | pd.Series | pd.DataFrame):
            self.problems.append(
                f"{what}: must be a list of totals; put the one you have in a list"
            )
            return []
        for number, each in enumerate(given, 1):
            laid = self._laid(f"{what}: number {number}", each)
            if laid is None:
                continue
            dims, total = laid
            axes = tuple(n for n, dim in enumerate(self.order.dims) if dim not in dims)
            if dims in found:
                named = ", ".join(dims) or "no dimension"
                self.problems.append(f"{what}: number {number} is by {named}, as another one is")
            elif np.isinf(total).any():
                self.problems.append(f"{what}: number {number} has a total that is infinite")
            elif np.isnan(total).all():
                self.problems.append(f"{what}: number {number} has no total, all are NaN")
            else:
                found[dims] = Margin(axes, total)
        return list(found.values())

    def fixed(self, given: Given | None) -> tuple[Array, Array]:
        """Cells that are fixed, and their values."""
        start = self.order.seed
        whole = self._whole("fixed", given)
        if whole is None:
            return np.zeros(start.shape, dtype=bool), start
        if labelled("fixed", given).dtype.kind == "b":
            return whole > 0, start
        if np.isinf(whole).any():
            self.problems.append("fixed: a value is infinite")
        return ~np.isnan(whole), whole

    def bounds(self, given: Bounds | None) -> tuple[Array, Array]:
        low, high = (np.full(self.order.seed.shape, sign * np.inf) for sign in (-1, 1))
        if given is None:
            return low, high
        if not isinstance(given, tuple) or len(given) != 2:
            self.problems.append("bounds: must be a pair (lower, upper); None for no bound")
            return low, high
        made = []
        for what, none, each in zip(("lower", "upper"), (low, high), given, strict=True):
            whole = self._whole(f"bounds, {what}", each)
            made.append(none if whole is None else np.where(np.isnan(whole), none, whole))
        return made[0], made[1]

    def weights(self, given: Given | None, method: str) -> Array:
        """As given; else 1 for entropy, and for squares 1 over the seed: variance like size."""
        start = self.order.seed
        if given is None:
            return (
                1.0 / np.where(start != 0, np.abs(start), 1.0)
                if method == SQUARES
                else (np.ones(start.shape))
            )
        if method in SCALING:
            self.problems.append(
                f"weights: {method} moves all cells alike; choose {ENTROPY} or {SQUARES}"
            )
        whole = self._whole("weights", given)
        if whole is None:
            return np.ones(start.shape)
        bad = ~(whole > 0) | np.isinf(whole)
        if bad.any():
            at = int(np.argmax(bad))
            self.problems.append(
                f"weights: {whole.ravel()[at]:g} at {self.order.cell(at)} is not above 0; "
                "a cell that may not move is fixed"
            )
        return np.array(whole)

    def _laid(self, what: str, given: Given | None) -> tuple[tuple[str, ...], Array] | None:
        """What is given, in the order of the seed; nothing where it cannot be read."""
        if given is None:
            return None
        try:
            return self.order.laid(what, given)
        except InputError as error:
            self.problems += error.problems
            return None

    def _whole(self, what: str, given: Given | None) -> Array | None:
        """What is given, for every cell."""
        laid = self._laid(what, given)
        return None if laid is None else self.order.spread(*laid)


def _faults(
    order: Order, method: str, start: Array, lower: Array, upper: Array, bounded: bool
) -> Iterator[str]:
    """What is wrong with cells, each kind by its first case."""
    if method in SCALING and bounded:
        yield f"bounds: {method} knows none; {ENTROPY} is the same with bounds"
    negative = (start < 0) & (lower < upper)
    if method == RAS and negative.any():
        at = int(np.argmax(negative))
        yield (
            f"seed: {start.ravel()[at]:g} at {order.cell(at)} is negative, which {RAS} cannot "
            f"scale; {GRAS} can"
        )
    crossed = lower > upper
    if crossed.any():
        at = int(np.argmax(crossed))
        yield (
            f"bounds: the lower one {lower.ravel()[at]:g} is above the upper one "
            f"{upper.ravel()[at]:g} at {order.cell(at)}, a cell of {start.ravel()[at]:g}"
        )
