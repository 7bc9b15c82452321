"""Emissions in a benchmark, and the prices on them that are in force."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.fuels import BY_FUEL
from calibration.gases import COUNTED, with_gases
from cge.economy.benchmark.arrays import FUELS, HOUSEHOLD, Array, Benchmark, ratio

ROUNDING = 1e-12  # of emissions: less that is not of fuels is none


FUEL, OUTPUT = "fuel", "output"
EMISSIONS = (FUEL, OUTPUT)
ALL_GASES = "all"


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


def with_other_gases(benchmark: xr.Dataset, which: str) -> xr.Dataset:
    """A benchmark that counts other greenhouse gases as CO2; see :func:`calibration.with_gases`.

    Parameters
    ----------
    benchmark
        A balanced benchmark with `other_gases`; it is left as it is.
    which
        ``all``.

    Raises
    ------
    InputError
        For another word, for data without other gases, and where they are counted already.
    """
    if which != ALL_GASES:
        raise InputError(f"gases: '{which}' is not '{ALL_GASES}'")
    return with_gases(benchmark)


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
    return {
        "emission_factor": ratio(co2_of_fuels(b), b.intermediate_use),
        "process_intensity": ratio(following_output(b), b.output),
        "allowance_rate": ratio(b.co2, b.output),
        "carbon_price_household": b.carbon_price_household,
    }


def following_output(b: Benchmark) -> Array:
    """Emissions that follow output, where others follow fuel (activity, region), Mt CO2."""
    rest = np.maximum(b.co2 - co2_of_fuels(b).sum(axis=(0, 1)).T, 0.0)
    rest[rest < ROUNDING * b.co2] = 0.0
    return rest


def gases(b: Benchmark) -> dict[str, Array]:
    """Other gases as parts of what follows output."""
    rest = following_output(b) if FUELS in b.features else b.co2
    return {"gas_share": ratio(counted_gases(b), rest)}


def counted_gases(b: Benchmark) -> Array:
    """Other gases that count as CO2 (gas, activity, region), Mt CO2e."""
    given = b.dataset[COUNTED].transpose("gas", "activity", "region")
    return given.to_numpy().astype(float)


def co2_of_fuels(b: Benchmark) -> Array:
    """Emissions of fuels that are bought (fuel, sector, destination, activity), Mt CO2."""
    given = b.dataset[BY_FUEL].transpose("fuel", "sector", "region", "activity")
    return given.to_numpy().astype(float)


def household_emissions(b: Benchmark) -> dict[str, Array]:
    """Direct emissions of households per unit of a good that they buy."""
    household = b.final_use[:, :, b.labels()["agent"].index(HOUSEHOLD)]
    return {"household_intensity": ratio(b.co2_household, household)}
