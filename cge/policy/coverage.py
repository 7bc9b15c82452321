"""Which flows a border adjustment covers."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.inputs.selector import Groups, Selector, resolve
from cge.policy.schema import Cbam

Array = np.ndarray


class Coverage:
    """What a border adjustment covers, as labels and as masks of (sector, origin, destination)."""

    def __init__(
        self, cbam: Cbam, parameters: xr.Dataset, benchmark: xr.Dataset, groups: Groups
    ) -> None:
        self.problems: list[str] = []

        def labels(key: str, selector: Selector | None, dim: str) -> list[str]:
            if selector is None:
                return []
            return resolved(key, selector, dim, parameters, groups, self.problems)

        everyone = [str(r) for r in parameters["origin"].to_numpy()]
        self.ends = labels("destination", cbam.destination, "destination")
        self.sectors = labels("sectors", cbam.sectors, "sector")
        named = everyone if cbam.origins is None else labels("origins", cbam.origins, "origin")
        exempt = {*self.ends, *labels("exempt", cbam.exempt, "origin")}
        self.origins = [r for r in named if r not in exempt]
        self.outside = [r for r in everyone if r not in self.ends]
        shape = parameters["adjustment_coverage"]
        self.flows = self.mask(shape, self.origins, self.ends)
        sales = benchmark["sales"].transpose(*shape.dims).to_numpy()
        self.traded = self.flows & (sales > 0)
        if not self.problems and not self.traded.any():
            self.problems.append("covers no trade: no origin sells a covered good there")

    def mask(self, like: xr.DataArray, origins: list[str], ends: list[str]) -> Array:
        """Flows of the covered sectors between two sets of regions."""
        at = (
            like["sector"].isin(self.sectors)
            & like["origin"].isin(origins)
            & like["destination"].isin(ends)
        )
        return at.transpose(*like.dims).to_numpy()

    def at_ends(self, like: xr.DataArray) -> xr.DataArray:
        """Covered sectors at the destination."""
        return like["sector"].isin(self.sectors) & like["destination"].isin(self.ends)


def resolved(
    key: str,
    selector: Selector,
    dim: str,
    parameters: xr.Dataset,
    groups: Groups,
    problems: list[str],
) -> list[str]:
    """Labels along a dimension that a selector means; what is wrong is added to ``problems``."""
    labels = [str(k) for k in parameters[dim].to_numpy()]
    chosen, found = resolve(selector, dim, labels, groups)
    problems += [f"{key}: {problem}" for problem in found]
    return chosen


def with_value(array: xr.DataArray, at: xr.DataArray, value: float) -> xr.DataArray:
    """An array with a value where a mask holds."""
    mask = at.transpose(*array.dims).to_numpy()
    return array.copy(data=np.where(mask, value, array.to_numpy()))
