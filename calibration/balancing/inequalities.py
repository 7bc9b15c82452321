"""Least squares with sums that may be above or below a total: quadratic programmes, by cvxpy.

The programme tells which limits are reached. With these as totals the problem is one of equations
again, which Newton's method solves to the tolerance; that is the result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from calibration.balancing.conflicts import blocking
from calibration.balancing.dual import Found
from calibration.balancing.least_squares import by_least_squares
from calibration.balancing.problem import Problem
from calibration.balancing.ras import Margin
from calibration.balancing.system import System, relative
from calibration.errors import InputError

Array = np.ndarray

INSTALL = "pip install 'cge[balance]'"
_ROUNDS = 20


@dataclass(frozen=True)
class Limits:
    """Totals that sums may exceed, and totals that they may fall short of.

    Attributes
    ----------
    at_least, at_most : list of Margin
        NaN where there is no limit.
    """

    at_least: list[Margin]
    at_most: list[Margin]


def by_programme(problem: Problem, limits: Limits, tolerance: float, steps: int) -> Found:
    """Cells nearest to the seed in squares that meet totals and keep to limits.

    Parameters
    ----------
    problem : Problem
    limits : Limits
    tolerance : float
        Largest miss of a total, and largest transgression of a limit.
    steps : int
        Newton steps at most.

    Raises
    ------
    InputError
        cvxpy is not installed, or no cells keep to all totals and limits.
    """
    equal = problem.system()
    bounding = replace(problem, margins=[*limits.at_least, *limits.at_most]).system()
    below = sum(int((~np.isnan(m.total)).sum()) for m in limits.at_least)
    sign = np.where(np.arange(len(bounding.total)) < below, 1.0, -1.0)
    reached = _reached(equal, bounding, sign)
    for _ in range(_ROUNDS):
        found = by_least_squares(_joined(equal, bounding, reached), tolerance, steps)
        beyond = _transgressed(bounding, sign, found.cells) > tolerance
        price = np.zeros(len(sign))
        price[reached] = sign[reached] * found.price[len(equal.total) :]
        # A limit that pushes cells the other way is not one that is reached.
        kept = reached & ~(price < 0)
        if (kept | beyond).tolist() == reached.tolist():
            break
        reached = kept | beyond
    worst = _transgressed(bounding, sign, found.cells)
    return replace(found, misses=np.concatenate([found.misses, worst]))


def _transgressed(bounding: System, sign: Array, cells: Array) -> Array:
    """By how much limits are overstepped, relative to what their sums add up (limit)."""
    short = np.maximum(-sign * bounding.gap(cells), 0.0)
    gross = np.maximum(np.abs(bounding.total), bounding.size @ np.abs(cells))
    return relative(short, gross)


def _joined(equal: System, bounding: System, reached: Array) -> System:
    """Totals, and limits that are reached, as totals."""
    at = np.flatnonzero(reached)
    count = len(equal.total)

    def name(row: int) -> str:
        return equal.sum_name(row) if row < count else bounding.sum_name(int(at[row - count]))

    matrix = sparse.vstack([equal.matrix, bounding.matrix[at]], format="csr")
    total = np.concatenate([equal.total, bounding.total[at]])
    return replace(equal, matrix=sparse.csr_array(matrix), total=total, sum_name=name)


def _reached(equal: System, bounding: System, sign: Array) -> Array:
    """Which limits hold the cells back, by an interior-point solver (limit)."""
    cp = _cvxpy()
    # In moves times the root of their weight, so that all of them cost alike.
    unit = 1.0 / np.sqrt(equal.weight)
    scale = float(np.abs(equal.seed / unit).max(initial=0.0)) or 1.0
    move = cp.Variable(len(unit))
    rows = {}
    for name, system in (("equal", equal), ("bounding", bounding)):
        matrix = system.matrix * unit[None, :]
        norm = np.sqrt(np.asarray(matrix.power(2).sum(axis=1))).ravel()
        norm = np.where(norm > 0, norm, 1.0)
        rows[name] = matrix / norm[:, None], -system.gap(equal.seed) / norm / scale
    matrix, right = rows["bounding"]
    limit = cp.multiply(sign, sparse.csr_matrix(matrix) @ move) >= sign * right
    matrix, right = rows["equal"]
    conditions = [limit, sparse.csr_matrix(matrix) @ move == right]
    for bound, sense in ((equal.lower, 1.0), (equal.upper, -1.0)):
        at = np.flatnonzero(np.isfinite(bound))
        if len(at):
            least = (bound[at] - equal.seed[at]) / unit[at] / scale
            conditions.append(sense * move[at] >= sense * least)
    programme = cp.Problem(cp.Minimize(cp.sum_squares(move)), conditions)
    programme.solve(solver=cp.CLARABEL)
    if programme.status not in (cp.OPTIMAL, cp.OPTIMAL_INACCURATE):
        raise InputError(_blocked(equal, bounding, sign))
    pressure = np.asarray(limit.dual_value)
    # Moves are of the order of 1; limits that this takes wrongly are told by Newton's method.
    return pressure > 1e-6


def _blocked(equal: System, bounding: System, sign: Array) -> list[str]:
    """Which totals and limits conflict: a limit is a total of its sum less a slack of its own."""
    count, slacks = len(equal.seed), len(sign)
    joined = _joined(equal, bounding, np.ones(slacks, dtype=bool))
    slack = sparse.vstack([sparse.csr_array((len(equal.total), slacks)), sparse.diags_array(-sign)])
    none, free = np.zeros(slacks), np.full(slacks, np.inf)

    def name(cell: int) -> str:
        return (
            joined.cell_name(cell)
            if cell < count
            else joined.sum_name(len(equal.total) + cell - count)
        )

    whole = System(
        sparse.csr_array(sparse.hstack([joined.matrix, slack])),
        joined.total,
        np.concatenate([joined.seed, none]),
        np.concatenate([joined.lower, none]),
        np.concatenate([joined.upper, free]),
        np.concatenate([joined.weight, none + 1.0]),
        joined.sum_name,
        name,
    )
    return blocking(whole, whole.misses(whole.seed), 0.0)


def _cvxpy() -> Any:
    try:
        import cvxpy
    except ImportError:
        raise InputError(
            f"at_least, at_most: need the package cvxpy, which is not installed: {INSTALL}"
        ) from None
    return cvxpy
