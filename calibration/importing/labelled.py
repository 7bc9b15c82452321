"""Arrays with labels that make up a data set of shares: aligned, and checked all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError

Array = np.ndarray
TOLERANCE = 1e-6
"""Relative: shares that should sum to one, and deficits that should follow, may be off by this."""
_SHOWN = 5

# Arguments of `from_shares`, with their dimensions in the order in which they are used.
DIMS = {
    "shares": ("sector", "destination", "origin"),
    "expenditure": ("sector", "destination"),
    "output": ("sector", "origin"),
    "value_added": ("activity", "region"),
    "inputs": ("sector", "activity", "region"),
    "tariffs": ("sector", "destination", "origin"),
    "deficits": ("region",),
}
_REGIONS = ("region", "origin", "destination")
_SIGNED = ("deficits", "tariffs")


class Labelled:
    """Arrays in the order of `DIMS` and of the labels of the shares.

    Parameters
    ----------
    given : mapping
        Arguments of `from_shares` by name.

    Attributes
    ----------
    sectors, regions : list of str
    arrays : dict of str to numpy.ndarray
        Those with nothing wrong with them.
    problems : list of str
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.problems: list[str] = []
        named = {name: self._named(name, array) for name, array in given.items()}
        found = {name: array for name, array in named.items() if array is not None}
        self.sectors, self.regions = (
            _labels(found["shares"], dim) if "shares" in found else []
            for dim in ("sector", "destination")
        )
        ordered = {name: self._ordered(name, array) for name, array in found.items()}
        self.arrays = {name: array for name, array in ordered.items() if array is not None}

    def _named(self, name: str, given: Any) -> xr.DataArray | None:
        """The argument as an array with the dimensions that it must have, and labels."""
        made = given.to_xarray() if isinstance(given, pd.Series) else given
        dims = [str(dim) for dim in getattr(made, "dims", ())]
        if not isinstance(made, xr.DataArray) or set(dims) != set(DIMS[name]):
            said = f"has the dimensions {', '.join(dims)}" if dims else "has no labels"
            self.problems.append(f"{name}: {said}, must have {', '.join(DIMS[name])}")
            return None
        without = [dim for dim in dims if dim not in made.coords]
        if without:
            self.problems.append(f"{name}: has no labels along {', '.join(without)}")
            return None
        return made

    def _ordered(self, name: str, array: xr.DataArray) -> Array | None:
        order = {}
        for dim in DIMS[name]:
            wanted = self.regions if dim in _REGIONS else self.sectors
            own = _labels(array, dim)
            if sorted(own) != sorted(wanted):
                labels = ", ".join((sorted(set(own) ^ set(wanted)) or sorted(own))[:_SHOWN])
                problem = f"{name}: labels of {dim} are not those of shares: {labels}"
                self.problems.append(problem)
                return None
            order[dim] = [own.index(label) for label in wanted]
        values: Array = array.isel(order).transpose(*DIMS[name]).to_numpy().astype(float)
        wild, below = int((~np.isfinite(values)).sum()), int((values < 0).sum())
        if wild:
            self.problems.append(f"{name}: {wild} values are not finite")
        if below and name not in _SIGNED:
            self.problems.append(f"{name}: {below} values are negative")
        return values

    def by_sector(self, theta: float | Mapping[str, float]) -> Array:
        """Trade elasticities in the order of sectors; what is wrong with them is a problem."""
        if not isinstance(theta, Mapping):
            theta = dict.fromkeys(self.sectors, theta)
        absent = [label for label in self.sectors if label not in theta]
        self.problems += [f"sector '{label}' has no trade elasticity" for label in absent]
        self.problems += [
            f"sector '{label}': trade elasticity {value} must be positive"
            for label, value in theta.items()
            if not value > 0
        ]
        return np.array([theta.get(label, np.nan) for label in self.sectors], float)

    def refuse(self) -> None:
        """Refuse arrays that are not what they should be; then shares that do not add up.

        Raises
        ------
        InputError
            Listing all of either.
        """
        if not self.problems:
            self.problems += self._not_one()
            if "tariffs" in self.arrays and (self.arrays["tariffs"] <= -1).any():
                self.problems.append("tariffs: rates of -1 or less leave nothing to pay")
        if self.problems:
            raise InputError(self.problems)

    def _not_one(self) -> Iterator[str]:
        """Shares that do not sum to one; a good on which nothing is spent needs none."""
        shares, sums = self.arrays["shares"], self.arrays["shares"].sum(axis=2)
        spent = self.arrays.get("expenditure", np.ones(shares.shape[:2])) > 0
        yield from self._beside_one("shares", np.where(spent, sums, 1.0))
        costs = self.arrays["value_added"] + self.arrays["inputs"].sum(axis=0)
        yield from self._beside_one("value_added and inputs", costs)

    def _beside_one(self, name: str, sums: Array) -> Iterator[str]:
        """Cells of (sector, region) that are not one."""
        wrong = np.argwhere(np.abs(sums - 1.0) > TOLERANCE)
        for sector, region in wrong[:_SHOWN]:
            yield (
                f"{name} of {self.sectors[sector]} in {self.regions[region]} sum to "
                f"{sums[sector, region]:.6g}, must sum to 1"
            )
        if len(wrong) > _SHOWN:
            yield f"{name}: {len(wrong) - _SHOWN} more do not sum to 1"


def _labels(array: xr.DataArray, dim: str) -> list[str]:
    return [str(label) for label in array[dim].to_numpy()]
