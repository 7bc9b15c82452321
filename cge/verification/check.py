"""One check of a solution, and the comparison of two accounts of the same thing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

# Bound on every relative error. The solver works to 1e-9; sums in a check add rounding to that.
TOLERANCE = 1e-8


@dataclass(frozen=True)
class Check:
    """One check of one experiment.

    Attributes
    ----------
    name
        What is checked.
    error
        Largest relative error.
    where
        Label at which it occurs.
    """

    name: str
    error: float
    where: str

    @property
    def passed(self) -> bool:
        """The error is finite and within the tolerance."""
        return bool(np.isfinite(self.error) and self.error <= TOLERANCE)

    def __str__(self) -> str:
        return f"{self.name} is off by {self.error:.1e} at {self.where}"


def compare(
    name: str, left: xr.DataArray, right: xr.DataArray, size: xr.DataArray | None = None
) -> Check:
    """Check that two arrays are equal.

    Parameters
    ----------
    name
        What is checked.
    left, right
        Arrays with the same dims and labels; the dims may be in another order.
    size
        What differences are relative to; the larger of the two sides unless given.
    """
    left, right = xr.align(left, right, join="exact")
    scale = np.maximum(abs(left), abs(right)) if size is None else abs(size)
    floor = 1e-9 * float(scale.max()) or 1.0
    error = abs(left - right) / np.maximum(scale, floor)
    stacked = error.to_numpy().ravel()
    worst = int(np.argmax(np.where(np.isfinite(stacked), stacked, np.inf)))
    at = np.unravel_index(worst, error.shape)
    labels = [str(error[d].to_numpy()[k]) for d, k in zip(error.dims, at, strict=True)]
    return Check(name, float(stacked[worst]), ", ".join(labels))
