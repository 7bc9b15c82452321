"""Emissions in a benchmark, and the prices on them that are in force."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.fuels import BY_FUEL
from cge.economy.benchmark.arrays import HOUSEHOLD, Array, Benchmark, ratio

ROUNDING = 1e-12  # of emissions: less that is not of fuels is none


FUEL, OUTPUT = "fuel", "output"
EMISSIONS = (FUEL, OUTPUT)


def with_emissions(benchmark: xr.Dataset, follow: str) -> xr.Dataset:
    """A benchmark whose emissions follow fuel that is bought, or output.

    Parameters
    ----------
    benchmark
        A balanced benchmark; it is left as it is.
    follow
        ``fuel``, where the data have `co2_by_fuel`; or ``output``.

    Raises
    ------
    InputError
        For another word, and for ``fuel`` where the data do not have it.
    """
    if follow not in EMISSIONS:
        known = " or ".join(EMISSIONS)
        raise InputError(f"emissions: '{follow}' is not {known}{nearest(follow, EMISSIONS)}")
    if follow == FUEL:
        if BY_FUEL not in benchmark:
            name = benchmark.attrs.get("name", "these data")
            raise InputError(f"emissions: '{FUEL}' needs {BY_FUEL}, which {name} do not have")
        return benchmark
    return benchmark.drop_vars(BY_FUEL, errors="ignore")


def emissions(b: Benchmark) -> dict[str, Array]:
    """Direct emissions per unit of output and of what crosses a border, and prices at home."""
    return {
        "emission_intensity": ratio(b.co2, b.output),
        "carbon_price": b.carbon_price,
        "carbon_price_economy": np.zeros_like(b.foreign_saving),
        "free_allocation": b.free_allocation,
        "border_carbon_price": np.zeros_like(b.sales),
        "border_carbon_intensity": ratio(b.co2_of_sales, b.sales),
    }


def fuels(b: Benchmark) -> dict[str, Array]:
    """Emissions per unit of a fuel that is bought, and the rest per unit of output."""
    burnt = co2_of_fuels(b)
    rest = np.maximum(b.co2 - burnt.sum(axis=(0, 1)).T, 0.0)
    rest[rest < ROUNDING * b.co2] = 0.0
    return {
        "emission_factor": ratio(burnt, b.intermediate_use),
        "process_intensity": ratio(rest, b.output),
        "allowance_rate": ratio(b.co2, b.output),
        "carbon_price_household": b.carbon_price_household,
    }


def co2_of_fuels(b: Benchmark) -> Array:
    """Emissions of fuels that are bought (fuel, sector, destination, activity), Mt CO2."""
    given = b.dataset[BY_FUEL].transpose("fuel", "sector", "region", "activity")
    return given.to_numpy().astype(float)


def household_emissions(b: Benchmark) -> dict[str, Array]:
    """Direct emissions of households per unit of a good that they buy."""
    household = b.final_use[:, :, b.labels()["agent"].index(HOUSEHOLD)]
    return {"household_intensity": ratio(b.co2_household, household)}
