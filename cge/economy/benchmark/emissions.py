"""Emissions in a benchmark, and no price on them."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import HOUSEHOLD, Array, Benchmark, ratio

ROUNDING = 1e-12  # of emissions: less that is not of fuels is none


def emissions(b: Benchmark) -> dict[str, Array]:
    """Direct emissions per unit of output and of what crosses a border; nobody pays for them."""
    return {
        "emission_intensity": ratio(b.co2, b.output),
        "carbon_price": np.zeros_like(b.output),
        "carbon_price_economy": np.zeros_like(b.foreign_saving),
        "free_allocation": np.zeros_like(b.output),
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
        "carbon_price_household": np.zeros_like(b.foreign_saving),
    }


def co2_of_fuels(b: Benchmark) -> Array:
    """Emissions of fuels that are bought (fuel, sector, destination, activity), Mt CO2."""
    given = b.dataset["co2_by_fuel"].transpose("fuel", "sector", "region", "activity")
    return given.to_numpy().astype(float)


def household_emissions(b: Benchmark) -> dict[str, Array]:
    """Direct emissions of households per unit of a good that they buy."""
    household = b.final_use[:, :, b.labels()["agent"].index(HOUSEHOLD)]
    return {"household_intensity": ratio(b.co2_household, household)}
