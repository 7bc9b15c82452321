"""Inequality of income between regions: Theil's T, its parts by groups of regions, and Gini."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError

Array = np.ndarray


def gdp(benchmark: xr.Dataset) -> xr.DataArray:
    """Factor incomes and all taxes (region), million USD at market prices."""
    made = benchmark["value_added"].sum("factor") + benchmark["output_tax"]
    if "factor_tax" in benchmark:
        made = made + benchmark["factor_tax"].sum("factor")
    taxes = benchmark["intermediate_tax"].sum(["sector", "activity"])
    taxes = taxes + benchmark["final_tax"].sum(["sector", "agent"])
    taxes = taxes + benchmark["tariff_revenue"].sum(["sector", "origin"])
    levied = benchmark["export_tax"].sum(["sector", "destination"]).rename(origin="region")
    total = made.sum("activity") + taxes.rename(destination="region") + levied
    return total.assign_attrs(long_name="GDP", units="million USD")


def gini(income: xr.DataArray, population: xr.DataArray | None = None) -> float:
    """Gini coefficient of income per head over regions.

    Parameters
    ----------
    income : xarray.DataArray
        Income of each region (region), not negative.
    population : xarray.DataArray, optional
        (region), positive. Without it every region counts the same, as one person.

    Returns
    -------
    float
        Twice the area between the Lorenz curve and the diagonal, 0 when all heads earn the same.

    Raises
    ------
    InputError
        For incomes or populations that cannot be.
    """
    earned, heads = _shares(income, population)
    order = np.argsort(earned / heads, kind="stable")
    earned, heads = earned[order], heads[order]
    lorenz = np.concatenate([[0.0], np.cumsum(earned)])
    return float(1.0 - heads @ (lorenz[1:] + lorenz[:-1]))


def theil(
    income: xr.DataArray,
    population: xr.DataArray | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> xr.Dataset:
    """Theil's T of income per head over regions, and its exact parts between and within groups.

    T = sum of y ln(y / n), y and n being shares of income and of heads (Theil 1967; Shorrocks
    1980 for the parts).

    Parameters
    ----------
    income, population : xarray.DataArray
        As for `gini`.
    groups : mapping, optional
        Names to their regions; every region in one group. Without it all regions are one group.

    Returns
    -------
    xarray.Dataset
        `total`, `between`, `within` (total is their sum) and by group `contribution_within`,
        income share times the group's own index, which sums to `within`.

    Raises
    ------
    InputError
        For incomes or populations that cannot be, and when a region is in no group or in two.
    """
    regions = [str(label) for label in income["region"].to_numpy()]
    parted = {"all": regions} if groups is None else dict(groups)
    _check_partition(parted, regions)
    earned, heads = _shares(income, population)
    member = np.array([[name in listed for name in regions] for listed in parted.values()], float)
    group_earned, group_heads = member @ earned, member @ heads
    between = _information(group_earned, group_heads)
    own_earned, own_heads = earned / (member.T @ group_earned), heads / (member.T @ group_heads)
    within = member @ _information(earned, heads, own_earned / own_heads)
    return xr.Dataset(
        {
            "total": _information(earned, heads).sum(),
            "between": between.sum(),
            "within": within.sum(),
            "contribution_within": ("group", within),
        },
        {"group": list(parted)},
    )


def _information(earned: Array, heads: Array, relative: Array | None = None) -> Array:
    relative = earned / heads if relative is None else relative
    logs: Array = np.log(relative, out=np.zeros_like(relative), where=earned > 0)
    return earned * logs


def _shares(income: xr.DataArray, population: xr.DataArray | None) -> tuple[Array, Array]:
    earned = income.to_numpy().astype(float)
    if not (np.all(earned >= 0) and earned.sum() > 0):
        raise InputError("inequality: incomes must not be negative, and not all zero")
    if population is None:
        return earned / earned.sum(), np.full(len(earned), 1.0 / len(earned))
    heads = population.reindex(region=income["region"]).to_numpy().astype(float)
    missing = [
        str(label) for label, n in zip(income["region"].to_numpy(), heads, strict=True) if not n > 0
    ]
    if missing:
        raise InputError(
            [f"population: region '{label}' needs a positive value" for label in missing]
        )
    return earned / earned.sum(), heads / heads.sum()


def _check_partition(groups: Mapping[str, Sequence[str]], regions: Sequence[str]) -> None:
    listed = [name for members in groups.values() for name in members]
    problems = [
        f"groups: region '{name}' is in {listed.count(name)} groups, must be in one"
        for name in dict.fromkeys([*regions, *listed])
        if listed.count(name) != 1
    ]
    problems += [f"groups: unknown region '{name}'" for name in listed if name not in regions]
    problems += [f"groups: '{name}' is empty" for name, members in groups.items() if not members]
    if problems:
        raise InputError(problems)
