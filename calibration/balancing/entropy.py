r"""Cross entropy: the measure under which scaling rows and columns is the nearest solution.

The distance of a cell :math:`x` from its seed :math:`q` is
:math:`w |q| (z \ln z - z + 1)` with :math:`z = x / q`, positive for seeds of either sign: for
positive seeds the measure that RAS minimises, for signed ones that of GRAS as Lenzen, Wood and
Gallego (2007) state it. A worth :math:`t` calls for :math:`x = q \exp(\pm t / w)`, the sign being
that of the seed. Bounds cut this off, which neither RAS nor GRAS can do.
"""

from __future__ import annotations

import numpy as np

from calibration.balancing.dual import Found, nearest_cells
from calibration.balancing.system import System

Array = np.ndarray


class Entropy:
    """Cross entropy of the cells of a system; see the module.

    Parameters
    ----------
    system : System
        No seed is zero.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.size = system.weight * np.abs(system.seed)
        self.pace = np.sign(system.seed) / system.weight

    def cells(self, price: Array) -> Array:
        """Cells called for at given worth of a unit (cell)."""
        called: Array = self.system.seed * np.exp(self.pace * price)
        return np.clip(called, self.system.lower, self.system.upper)

    def slope(self, cells: Array) -> Array:
        """By how much more a cell would be called for (cell)."""
        found: Array = np.abs(cells) / self.system.weight
        return found

    def cost(self, cells: Array) -> Array:
        """Distance from the seed (cell)."""
        ratio = cells / self.system.seed
        logs = np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0)
        found: Array = self.size * (ratio * logs - ratio + 1.0)
        return found


def by_entropy(system: System, tolerance: float, steps: int) -> Found:
    """Cells nearest to the seed in entropy; see `calibration.balancing.dual.nearest_cells`."""
    return nearest_cells(system, Entropy(system), tolerance, steps)
