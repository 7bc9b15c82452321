r"""Weighted least squares: the measure of statistics, in which weights are inverse variances.

The distance of a cell :math:`x` from its seed :math:`q` is :math:`w (x - q)^2 / 2`, and a worth
:math:`t` calls for :math:`x = q + t / w`, cut off at bounds. Without bounds one linear system gives
the solution (Stone, Champernowne and Meade 1942); with them Newton's method finds which are
reached.
"""

from __future__ import annotations

import numpy as np

from calibration.balancing.dual import Found, nearest_cells
from calibration.balancing.system import System

Array = np.ndarray


class Squares:
    """Weighted squares of the moves of the cells of a system; see the module."""

    def __init__(self, system: System) -> None:
        self.system = system

    def cells(self, price: Array) -> Array:
        """Cells called for at given worth of a unit (cell)."""
        s = self.system
        return np.clip(s.seed + price / s.weight, s.lower, s.upper)

    def slope(self, cells: Array) -> Array:
        """By how much more a cell would be called for (cell)."""
        found: Array = 1.0 / self.system.weight
        return found

    def cost(self, cells: Array) -> Array:
        """Distance from the seed (cell)."""
        found: Array = self.system.weight * (cells - self.system.seed) ** 2 / 2
        return found


def by_least_squares(system: System, tolerance: float, steps: int) -> Found:
    """Cells nearest to the seed in squares; see `calibration.balancing.dual.nearest_cells`."""
    return nearest_cells(system, Squares(system), tolerance, steps)
