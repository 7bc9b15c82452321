"""Which totals cannot be met, and which cells stand in the way.

Three looks, each at more than the one before: a sum whose cells cannot make its total, two margins
that add up to different totals of what they share, and, where the search for cells has failed, the
smallest changes of totals that would make it succeed (a linear programme, whose multipliers name
the sums and cells that block each other).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from calibration.balancing.problem import Problem
from calibration.balancing.ras import Margin
from calibration.balancing.system import System, largest

Array = np.ndarray

NAMED = 5  # sums or cells that a message names
MOST = 20  # conflicts that are listed
EXACT = 1e-14  # of the size of a sum: a total nearer than this to what its cells can be is there
LARGEST_PROGRAMME = 200_000
"""Cells of the largest problem for which the blocking sums are searched."""
_SECONDS = 120.0
_PASSES = 20


def narrowed(problem: Problem, tolerance: float) -> tuple[Problem, list[str]]:
    """Hold cells that their sum leaves no choice, and name sums that no cells can make.

    A total that is the least its cells can add up to holds all of them at their lower bounds, and
    the greatest at the upper ones. That may leave cells of other sums no choice either.

    Parameters
    ----------
    problem : Problem
        As it was read.
    tolerance : float
        Relative miss of a total that counts as none.

    Returns
    -------
    problem : Problem
        With these cells held.
    conflicts : list of str
        A sentence for each sum that cannot be.
    """
    lower, upper, start = problem.lower.copy(), problem.upper.copy(), problem.start.copy()
    for _ in range(_PASSES):
        before = int((lower < upper).sum())
        for margin in problem.margins:
            _hold(margin, lower, upper)
        if int((lower < upper).sum()) == before:
            break
    held = lower == upper
    start[held] = lower[held]
    made = replace(problem, start=start, lower=lower, upper=upper)
    return made, _shortened([*_beyond(made, problem, tolerance), *_apart(made, tolerance)])


def _hold(margin: Margin, lower: Array, upper: Array) -> None:
    """Hold in place the cells of sums whose totals are the least or the greatest they can be."""
    for bound, other in ((lower, upper), (upper, lower)):
        limit = bound.sum(axis=margin.axes)
        size = np.maximum(np.abs(margin.total), np.abs(bound).sum(axis=margin.axes))
        with np.errstate(invalid="ignore"):
            there = np.isfinite(limit) & (np.abs(limit - margin.total) <= EXACT * size)
        np.copyto(other, bound, where=np.expand_dims(there, margin.axes))


def _beyond(problem: Problem, given: Problem, tolerance: float) -> Iterator[str]:
    """Sums whose cells cannot make the total."""
    for margin in problem.margins:
        low, high = (b.sum(axis=margin.axes) for b in (problem.lower, problem.upper))
        finite = [np.where(np.isfinite(b), np.abs(b), 0.0) for b in (problem.lower, problem.upper)]
        size = np.maximum(*(f.sum(axis=margin.axes) for f in finite))
        size = tolerance * np.maximum(size, np.abs(margin.total))
        for limit, sign, word in ((high, 1.0, "at most"), (low, -1.0, "at least")):
            with np.errstate(invalid="ignore"):
                beyond = sign * (margin.total - limit) > size
            for at in map(tuple, np.argwhere(beyond)):
                name = problem.order.sum(problem.dims(margin), at)
                yield (
                    f"{name} is to be {margin.total[at]:.10g}, but its cells make {word} "
                    f"{limit[at]:.10g}: {_why(given, problem, margin, at, sign)}"
                )


def _why(given: Problem, problem: Problem, margin: Margin, at: tuple[int, ...], sign: float) -> str:
    """The cells of a sum that keep it from its total, the largest first."""
    inside: list[slice | int] = [slice(None)] * problem.start.ndim
    for axis, position in zip(
        [n for n in range(problem.start.ndim) if n not in margin.axes], at, strict=True
    ):
        inside[axis] = position
    flat = np.arange(problem.start.size).reshape(problem.start.shape)[tuple(inside)].ravel()
    bound = (problem.upper if sign > 0 else problem.lower).ravel()[flat]
    if not bound.any():
        if not given.order.seed.ravel()[flat].any():
            return "all of them are zero in the seed"
        if problem.held.ravel()[flat].all():
            return "all of them are held at zero"
        return f"none of them can be {'above' if sign > 0 else 'below'} 0"
    order = [n for n in np.argsort(-np.abs(bound), kind="stable") if bound[n] != 0]
    always = given.held.ravel()
    held, limit = problem.held.ravel(), "at most" if sign > 0 else "at least"
    words = [
        f"{problem.order.cell(int(flat[n]))} "
        + (
            f"fixed at {bound[n]:.10g}"
            if always[flat[n]]
            else f"held at {bound[n]:.10g} by another sum"
            if held[flat[n]]
            else f"{limit} {bound[n]:.10g}"
        )
        for n in order[:NAMED]
    ]
    return ", ".join(words) + _more(len(order))


def _apart(problem: Problem, tolerance: float) -> Iterator[str]:
    """Pairs of margins that add up to different totals of what they share."""
    for one, other in combinations(problem.margins, 2):
        first, second = problem.dims(one), problem.dims(other)
        shared = tuple(dim for dim in first if dim in second)
        left, right = (
            margin.total.sum(axis=tuple(n for n, d in enumerate(dims) if d not in shared))
            for margin, dims in ((one, first), (other, second))
        )
        size = np.maximum(*(_gross(problem, m, shared) for m in (one, other)))
        with np.errstate(invalid="ignore"):
            apart = np.abs(left - right) > tolerance * size
        for at in map(tuple, np.argwhere(apart)):
            name = problem.order.sum(shared, at)
            yield (
                f"{name} is {left[at]:.10g} by the totals {_by(first)}, but {right[at]:.10g} by "
                f"those {_by(second)}: they differ by {abs(left[at] - right[at]):.10g}"
            )


def _gross(problem: Problem, margin: Margin, shared: tuple[str, ...]) -> Array:
    dims = problem.dims(margin)
    found: Array = np.abs(margin.total).sum(
        axis=tuple(n for n, d in enumerate(dims) if d not in shared)
    )
    return found


def _by(dims: tuple[str, ...]) -> str:
    return f"by {', '.join(dims)}" if dims else "of all"


def blocking(system: System, misses: Array, tolerance: float) -> list[str]:
    """Why the sums of a system could not be met, in words.

    Parameters
    ----------
    system : System
        Of which no cells were found.
    misses : numpy.ndarray
        How far the sums are off where the search stopped (sum).
    tolerance : float
        Miss, over the largest total, that counts as none.

    Returns
    -------
    list of str
        The sums that conflict and the cells at their bounds; or the sums that are furthest off,
        where the totals agree or the problem is too large to tell.
    """
    worst = largest(misses, NAMED)
    furthest = "; ".join(f"{system.sum_name(int(n))} by {misses[n]:.1e} of it" for n in worst)
    found = conflict(system, tolerance)
    if found is None:
        return [f"furthest off are {furthest}"]
    early = f"no totals conflict, the search ended too early; furthest off are {furthest}"
    return [found or early]


def conflict(system: System, tolerance: float) -> str | None:
    """The sums that conflict and the cells at their bounds, in words.

    Parameters
    ----------
    system : System
    tolerance : float
        Miss, over the largest total, that counts as none.

    Returns
    -------
    str or None
        Empty where all sums can hold; None where the problem is too large to tell.
    """
    found = _programme(system) if len(system.seed) <= LARGEST_PROGRAMME else None
    if found is None:
        return None
    short, price, pull = found
    if short <= tolerance * np.abs(system.total).max(initial=0.0):
        return ""
    size = np.abs(price).max()
    apart = short * np.abs(price).sum() / size
    more, less = (_sums(system, sign * price / size) for sign in (1.0, -1.0))
    message = (
        f"{more} cannot hold with {less}: they are apart by {apart:.10g}"
        if more and less
        else f"{more or less} cannot hold together: they are off by {apart:.10g}"
    )
    return f"{message}{_cells(system, pull / size)}"


def _sums(system: System, price: Array) -> str:
    """The sums of a conflict on one side, with their totals, the strongest first."""
    at = np.flatnonzero(price > 1e-6)
    at = at[np.argsort(-price[at], kind="stable")]
    named = [f"{system.sum_name(int(n))} ({system.total[n]:.10g})" for n in at[:NAMED]]
    return ", ".join(named) + _more(len(at))


def _cells(system: System, pull: Array) -> str:
    """The cells of a conflict that are at their bounds, the largest first."""
    at = np.flatnonzero(np.abs(pull) > 1e-6)
    if not len(at):
        return ""
    bound = np.where(pull > 0, system.upper, system.lower)
    at = at[np.argsort(-np.abs(bound[at]), kind="stable")]
    named = [f"{system.cell_name(int(n))} at {bound[n]:.10g}" for n in at[:NAMED]]
    return f", even with {', '.join(named)}{_more(len(at))}"


def _programme(system: System) -> tuple[float, Array, Array] | None:
    """The smallest largest gap that cells can leave; None where that is not to be told.

    Returns the gap, the multiplier of each sum, positive where its total is too large, and the pull
    of each cell on its bound, positive on an upper one. The multipliers add up to 1 in absolute
    terms, and so fall on as few sums as conflict.
    """
    count, cells = len(system.total), len(system.seed)
    scale = float(np.abs(system.total).max(initial=0.0)) or 1.0
    slack = sparse.csr_array(np.ones((count, 1)))
    matrix = sparse.vstack(
        [sparse.hstack([system.matrix, -slack]), sparse.hstack([-system.matrix, -slack])],
        format="csr",
    )
    total = system.total / scale
    bounds = np.column_stack(
        [np.append(system.lower / scale, 0.0), np.append(system.upper / scale, np.inf)]
    )
    found = linprog(
        np.append(np.zeros(cells), 1.0),
        A_ub=matrix,
        b_ub=np.concatenate([total, -total]),
        bounds=bounds,
        method="highs-ds",
        options={"time_limit": _SECONDS},
    )
    if found.status != 0:
        return None
    above, below = np.split(found.ineqlin.marginals, 2)
    pull = -(found.upper.marginals + found.lower.marginals)[:cells]
    return float(found.fun * scale), above - below, pull


def _more(count: int) -> str:
    return f" and {count - NAMED} more" if count > NAMED else ""


def _shortened(problems: list[str]) -> list[str]:
    """The first problems, and how many there are beside them."""
    left = len(problems) - MOST
    return problems[:MOST] + ([f"and {left} more conflicts of totals"] if left > 0 else [])
