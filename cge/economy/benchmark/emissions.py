"""Emissions in a benchmark, and the prices on them that are in force."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import HOUSEHOLD, Array, Benchmark, ratio


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


def household_emissions(b: Benchmark) -> dict[str, Array]:
    """Direct emissions of households per unit of a good that they buy."""
    household = b.final_use[:, :, b.labels()["agent"].index(HOUSEHOLD)]
    return {"household_intensity": ratio(b.co2_household, household)}
