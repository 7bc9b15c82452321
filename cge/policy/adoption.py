"""Origins that answer a border adjustment with a carbon price of their own."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from cge.inputs.selector import Groups
from cge.policy.coverage import Coverage, resolved
from cge.policy.schema import HOME, Adoption, Cbam

Array = np.ndarray


def adopted_prices(
    cbam: Cbam,
    response: Adoption,
    where: Coverage,
    parameters: xr.Dataset,
    groups: Groups,
    endogenous: Iterable[str],
) -> tuple[xr.DataArray, list[str]]:
    """Carbon prices with those that origins adopt for covered goods, unless theirs is higher."""
    old, problems = parameters["carbon_price"], list[str]()
    chosen = response.origins
    origins = resolved("response: origins", chosen, "region", parameters, groups, problems)
    home = sorted(set(origins) & set(where.ends))
    if home:
        problems.append(f"response: origins: {', '.join(home)} is the destination itself")
    if response.price == HOME:
        prices, found = _closing(cbam, where, parameters, endogenous)
        problems += found
    else:
        prices = np.full(parameters.sizes["sector"], float(response.price))
    if problems:
        return old, problems
    at = old["activity"].isin(where.sectors) & old["region"].isin(origins)
    levels = old.transpose("activity", "region").to_numpy()
    raised = old.copy(data=np.maximum(levels, prices[:, None]))
    return old.where(~at, raised).assign_attrs(old.attrs), []


def _closing(
    cbam: Cbam, where: Coverage, parameters: xr.Dataset, endogenous: Iterable[str]
) -> tuple[Array, list[str]]:
    """Price by sector at which nothing is charged: the reference price after deduction."""
    moved = sorted({"carbon_price", "carbon_price_economy"} & set(endogenous))
    if cbam.price == HOME and moved:
        text = f"response: the closure determines '{moved[0]}', so give the price as a number"
        return np.zeros(0), [text]
    total = parameters["carbon_price"] + parameters["carbon_price_economy"]
    own = total.transpose("activity", "region").to_numpy()
    free = parameters["free_allocation"].transpose("activity", "region").to_numpy()
    reference, follows, deducted = (
        parameters[f"adjustment_{name}"].transpose("sector", "destination").to_numpy()
        for name in ("reference", "follows", "deduction")
    )
    price: Array = (reference + follows * own) * (1 - deducted * free)
    here = parameters["destination"].isin(where.ends).to_numpy()
    covered = parameters["sector"].isin(where.sectors).to_numpy()
    levels = price[:, here]
    if (np.ptp(levels, axis=1)[covered] > 0).any():
        text = "response: members of the destination differ in price, so give it as a number"
        return np.zeros(0), [text]
    return levels[:, 0], []
