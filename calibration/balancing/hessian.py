"""How sums answer to their prices, and which prices close given gaps."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from calibration.balancing.system import System

Array = np.ndarray

STEPS = 1000
DOMINANT = 0.05
"""Part of a sum's answer from which on a cell counts among those that make it."""
_SHIFT = 1e-11  # of the diagonal, so that sums that follow from others can be factorised
_FOLLOWS = 1e-7  # pivot, over the diagonal, below which a sum follows from those before it
_ASTRAY = 1e4  # times the least gap so far, squared: rounding has taken over
_FLAT = 1e-15  # curvature, over that of the diagonal, in a direction that changes no sum


class Hessian:
    """The matrix by which sums answer to prices, and equations with it.

    Conjugate gradients solve them without forming the matrix. Sums that share most of their value,
    as do the sales of a good by and to a region that trades little of it, make plain ones crawl.
    So the cells that dominate two sums or more are taken together exactly, all others only for
    what they do to each sum by itself; that matrix is sparse, positive and near to the Hessian.

    Parameters
    ----------
    system : System
    slope : numpy.ndarray
        By how much more a cell would be at a higher worth; 0 at bounds (cell).
    extra : numpy.ndarray
        Added to the answer of each sum to its own price (sum).
    """

    def __init__(self, system: System, slope: Array, extra: Array) -> None:
        self.system, self.slope, self.extra = system, slope, extra
        self.diagonal = system.squares @ slope + extra
        self.scale = np.where(self.diagonal > 0, self.diagonal, 1.0)
        self.near = self._near()

    def times(self, price: Array) -> Array:
        """Change of the sums at a change of prices (sum)."""
        s = self.system
        moved: Array = s.matrix @ (self.slope * (s.transposed @ price)) + self.extra * price
        return moved

    def _near(self) -> Any:
        """Factors of a sparse matrix near to the Hessian."""
        s = self.system
        part = s.squares.data * self.slope[s.squares.indices]
        whole = np.repeat(self.diagonal, np.diff(s.squares.indptr))
        strong = s.squares.indices[part > DOMINANT * whole]
        cells = np.flatnonzero(np.bincount(strong, minlength=len(self.slope)) > 1)
        rows = s.transposed[cells]
        together = rows.T @ sparse.diags_array(self.slope[cells]) @ rows
        alone = self.scale - rows.power(2).T @ self.slope[cells] + _SHIFT * self.scale
        matrix = sparse.csc_array(together + sparse.diags_array(alone))
        factors = _factors(matrix)
        # Prices of sums that follow from others mean nothing: rounding would make them anything.
        pivots = np.abs(factors.U.diagonal())[factors.perm_c]
        follows = pivots < _FOLLOWS * self.scale
        if not follows.any():
            return factors
        return _factors(matrix + sparse.diags_array(np.where(follows, self.scale, 0.0)))

    def solved(self, gap: Array, accuracy: float) -> Array:
        """Change of prices that changes the sums by a gap.

        Sums that follow from others make the matrix singular. Then there is a solution all the
        same, but of a gap that is rounding, or of totals that contradict each other, a part is left
        by any prices. What comes nearest is returned.

        Parameters
        ----------
        gap : numpy.ndarray
            (sum).
        accuracy : float
            Part of the gap that may be left.

        Returns
        -------
        numpy.ndarray
            (sum).
        """
        found = np.zeros_like(gap)
        rest = np.where(self.diagonal > 0, gap, 0.0)
        ready = self.near.solve(rest)
        onward, strength = ready.copy(), float(rest @ ready)
        enough, nearest, least = strength * accuracy**2, found, strength
        for _ in range(STEPS):
            if not enough < strength < _ASTRAY * least:
                break
            moved = self.times(onward)
            curvature = float(onward @ moved)
            if curvature <= _FLAT * float(onward @ (self.scale * onward)):
                break
            length = strength / curvature
            found = found + length * onward
            rest -= length * moved
            ready = self.near.solve(rest)
            before, strength = strength, float(rest @ ready)
            if strength < least:
                nearest, least = found, strength
            onward = ready + (strength / before) * onward
        return nearest


def _factors(matrix: sparse.csc_array) -> Any:
    """Factors of a symmetric positive matrix, in an order that keeps them sparse."""
    return splu(
        sparse.csc_matrix(matrix),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
