r"""The nearest cells that meet their sums, by Newton's method on the prices of the sums.

Both measures of distance have the form :math:`\min_x \sum_i g_i(x_i)` subject to :math:`Ax = b`
and :math:`l \le x \le u`, with :math:`g_i` convex and smallest at the seed. A price
:math:`\lambda_k` on each sum makes a unit of cell :math:`i` worth :math:`t_i = (A'\lambda)_i`. This
calls for the cell :math:`x_i(t_i)` at which :math:`g_i'` is :math:`t_i`, or for the bound on the
way there. The prices that make all sums hold minimise the smooth convex function
:math:`\sum_i g_i^*(t_i) - b'\lambda`, whose gradient is the gap :math:`Ax - b` and whose Hessian
is :math:`A\,\mathrm{diag}(dx/dt)A'`. Newton steps solve with that by conjugate gradients.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from calibration.balancing.hessian import Hessian
from calibration.balancing.system import System

Array = np.ndarray

HALVINGS = 60
PATIENCE = 30  # steps without halving the largest miss: totals that contradict each other
# Below this part of what it would be without bounds, the slope of a sum is lost to cells at bounds.
STUCK = 1e-6
# Accuracy of a Newton step, far from the solution and near it: no more is to be had of a gap that
# is rounding in part.
LOOSEST, TIGHTEST = 1e-2, 1e-6
SUFFICIENT = 1e-4  # part of the predicted decrease that a step must bring (Armijo)


class Distance(Protocol):
    """How cells answer to prices under one measure of distance from the seed."""

    def cells(self, price: Array) -> Array:
        """Cells called for at given worth of a unit (cell)."""

    def slope(self, cells: Array) -> Array:
        """By how much more a cell would be called for, bounds aside (cell)."""

    def cost(self, cells: Array) -> Array:
        """Distance from the seed (cell)."""


@dataclass(frozen=True)
class Found:
    """Where a method stopped.

    Attributes
    ----------
    cells : numpy.ndarray
        (cell).
    steps : int
        Sweeps or Newton steps taken.
    misses : numpy.ndarray
        See `calibration.balancing.system.System.misses` (sum).
    price : numpy.ndarray
        What a unit more of the total of each sum costs in distance (sum); empty for scaling.
    """

    cells: Array
    steps: int
    misses: Array
    price: Array

    @property
    def miss(self) -> float:
        """The largest miss."""
        return float(self.misses.max(initial=0.0))


def nearest_cells(system: System, distance: Distance, tolerance: float, steps: int) -> Found:
    """Cells nearest to the seed that meet their sums.

    Parameters
    ----------
    system : System
        Seed, sums and bounds.
    distance : Distance
        Measure of distance from the seed.
    tolerance : float
        Largest miss at which to stop.
    steps : int
        Newton steps at most.

    Returns
    -------
    Found
        Its `miss` is above the tolerance where the sums contradict each other, or `steps` was too
        few.
    """
    point: _Point | None = _Point(system, distance, np.zeros(len(system.total)))
    found, record, since = None, np.inf, 0
    for step in range(steps + 1):
        if point is None:
            break
        found = Found(point.cells, step, system.misses(point.cells), point.price)
        if found.miss < record / 2:
            record, since = found.miss, step
        if found.miss <= tolerance or step == steps or step - since > PATIENCE:
            break
        point = _step(system, point, found.miss)
    assert found is not None  # the start itself
    return found


class _Point:
    """Prices of the sums, and what follows from them."""

    def __init__(self, system: System, distance: Distance, price: Array) -> None:
        self.distance, self.price = distance, price
        worth = system.transposed @ price
        with np.errstate(over="ignore", invalid="ignore"):
            self.cells = distance.cells(worth)
            inside = worth * self.cells - distance.cost(self.cells)
            self.value = float(inside.sum() - system.total @ price)
            # Amounts of which the value is a difference, and so its rounding.
            self.gross = float(np.abs(inside).sum() + np.abs(system.total * price).sum())


def _step(system: System, point: _Point, worst: float) -> _Point | None:
    """A Newton step, shortened until it helps; none where no step does."""
    slope = point.distance.slope(point.cells)
    bound = (point.cells <= system.lower) | (point.cells >= system.upper)
    free = system.squares @ slope
    slope = np.where(bound, 0.0, slope)
    # A sum whose cells are all at bounds answers to no price: let it answer as if they were not.
    stuck = np.where(system.squares @ slope < STUCK * free, free, 0.0)
    gap = system.gap(point.cells)
    direction = Hessian(system, slope, stuck).solved(-gap, min(LOOSEST, max(TIGHTEST, worst)))
    downhill = float(gap @ direction)
    if not downhill < 0:
        return None
    length = 1.0
    for _ in range(HALVINGS):
        tried = _Point(system, point.distance, point.price + length * direction)
        allowed = point.value + SUFFICIENT * length * downhill + 1e-15 * point.gross
        if np.isfinite(tried.value) and tried.value <= allowed:
            return tried
        length /= 2
    return None
