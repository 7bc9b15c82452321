"""The model's own marginal abatement curve: what a region emits at several carbon prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.gases import as_counted
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.experiments.solve import quiet, solve
from cge.experiments.solving import Progress
from cge.scenarios import Scenario

PRICES = (25.0, 50.0, 100.0, 200.0)
PRICE = "price"
HOUSEHOLDS = "carbon_price_household"


@explained
@within_memory("solving a scenario")
def mac(
    economy: Economy,
    region: str,
    prices: Sequence[float] = PRICES,
    households: bool = False,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
) -> xr.Dataset:
    """Abatement of a region at carbon prices on all its activities, and what it costs.

    Each price is a scenario of its own, on top of the carbon prices in force in the benchmark. The
    marginal cost of a tonne to those who emit is the price itself: they abate until it costs that.

    Parameters
    ----------
    economy
        A calibrated economy.
    region
        Who pays; one label.
    prices
        USD per t CO2, above 0, rising.
    households
        Whether households pay for what they burn, where emissions follow fuel.
    progress, solver
        As for :func:`cge.solve`.

    Returns
    -------
    xarray.Dataset
        By `price` (USD per t CO2): `abated` (Mt CO2, of activities and, where they pay, of
        households), `abated_percent` of what these emit in the benchmark, `receipts` (million USD,
        those of activities, above the benchmark's), `welfare_cost` (million USD: minus the
        equivalent variation of the region), `area` (million USD: below the curve, by straight
        lines from no price), `average_cost` (USD per t CO2: welfare cost over what is abated).
        Attributes `verified` and `verdict` are of all solutions.

    Raises
    ------
    InputError
        For an unknown region, prices that do not rise from above 0, and households whose
        emissions do not follow fuel.
    cge.SolveError
        When no solution is found.
    """
    levels = [float(price) for price in prices]
    problems = [*_problems(economy, region, levels, households)]
    if problems:
        raise InputError(problems)
    result = solve(economy, _plan(region, levels, households), progress, solver)
    data, summary = result.data.sel(region=region), result.summary().sel(region=region)
    emitted = data.emissions.sum("activity")
    if households:
        emitted = emitted + data.household_emissions.sum("sector")
    before = emitted.sel({EXPERIMENT: BENCHMARK})
    names = [_name(price) for price in levels]
    abated = (before - emitted.sel({EXPERIMENT: names})).to_numpy()
    cost = -summary.equivalent_variation.sel({EXPERIMENT: names}).to_numpy()
    receipts = data.revenue_carbon - data.revenue_carbon.sel({EXPERIMENT: BENCHMARK})
    who = "Activities and households" if households else "Activities"
    rising = np.array([0.0, *levels])
    columns = {
        "abated": (abated, "Mt CO2", "Abated"),
        "abated_percent": (100 * abated / float(before), "%", "Abated"),
        "receipts": (receipts.sel({EXPERIMENT: names}).to_numpy(), "million USD", "Receipts"),
        "welfare_cost": (cost, "million USD", "Welfare cost"),
        "area": (
            np.cumsum(np.diff([0.0, *abated]) * (rising[1:] + rising[:-1]) / 2),
            "million USD",
            "Area below the curve",
        ),
        "average_cost": (
            np.divide(cost, abated, out=np.full_like(cost, np.nan), where=abated != 0),
            "USD per t CO2",
            "Welfare cost of a tonne",
        ),
    }
    table = xr.Dataset(
        {
            name: ((PRICE,), values, {"units": unit, "long_name": title, "total": "no"})
            for name, (values, unit, title) in columns.items()
        },
        {PRICE: ((PRICE,), levels, {"units": "USD per t CO2", "long_name": "Carbon price"})},
        result.data.attrs
        | {
            "title": f"Marginal abatement in {region}",
            "region": region,
            "statement": f"{who} of {region} pay the price on top of carbon prices in force in the "
            "benchmark",
            "verified": int(result.verified),
            "verdict": result.verdict,
        },
    )
    return as_counted(table, result.data)


def _problems(economy: Economy, region: str, levels: list[float], households: bool) -> list[str]:
    known = economy.labels["region"]
    problems = []
    if region not in known:
        problems.append(f"region: unknown '{region}'{nearest(region, known)}")
    if not levels:
        problems.append("prices: there are none")
    rising = [0.0, *levels]
    if not all(np.isfinite(levels)) or any(b <= a for a, b in zip(rising, levels, strict=False)):
        shown = ", ".join(f"{price:g}" for price in levels)
        problems.append(f"prices: {shown} do not rise from above 0")
    if households and HOUSEHOLDS not in economy.parameters:
        problems.append("households: they pay for carbon only where emissions follow fuel")
    return problems


def _plan(region: str, levels: list[float], households: bool) -> Scenario:
    def package(price: float) -> dict[str, Any]:
        shocks = [{"parameter": "carbon_price_economy", "region": region, "add_points": price}]
        if households:
            shocks.append({"parameter": HOUSEHOLDS, "region": region, "add_points": price})
        return {"title": f"{price:g} USD per tonne", "shocks": shocks}

    return Scenario.from_dict(
        {
            "title": f"Carbon prices in {region}",
            "packages": {_name(price): package(price) for price in levels},
            "experiments": {_name(price): [_name(price)] for price in levels},
        }
    )


def _name(price: float) -> str:
    return f"usd_{price:g}"
