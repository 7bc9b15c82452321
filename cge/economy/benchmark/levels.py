"""Benchmark values of all variables."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import (
    BY_USER,
    FUELS,
    GASES,
    GOVERNMENT,
    MARGINS,
    Array,
    Benchmark,
)
from cge.economy.benchmark.emissions import co2_of_fuels, counted_gases
from cge.economy.benchmark.margins import margin_levels
from cge.economy.benchmark.production import nested_values
from cge.economy.benchmark.receipts import receipts
from cge.economy.energy_nests import CHAIN
from cge.settings.closures import Closure
from cge.symbols.registry import entries


def levels_under(closure: Closure, b: Benchmark, parameters: dict[str, Array]) -> dict[str, Array]:
    """Benchmark value of every variable under a closure."""
    levels = benchmark_levels(b, parameters)
    if closure.own_budget:
        levels["public_income"] = b.spending[b.labels()["agent"].index(GOVERNMENT)]
    return levels


def benchmark_levels(b: Benchmark, p: dict[str, Array]) -> dict[str, Array]:
    """Benchmark value of every variable of the registry, by name.

    What the data do not say is 0 where it may have either sign, such as a change, and else 1, such
    as a price.
    """
    nests = nested_values(b)
    income = b.spending.sum(axis=0)
    quantities = {
        "expenditure": b.spending,
        "final_demand": b.final_use,
        "output": b.output,
        "value_added_demand": nests.value_added,
        "intermediate_bundle": nests.bundle,
        "capital_energy_demand": nests.capital_energy,
        **{nest.quantity: nests.of(nest) for nest in CHAIN},
        "generation_bundle": nests.generation,
        "factor_demand": b.value_added,
        "intermediate_demand": b.intermediate_use,
        "composite_demand": b.absorption,
        "import_demand": b.imports,
        "trade": b.sales,
        "income": income,
        "real_spending": b.spending,
        "utility": income,
        "emissions": b.co2,
        "household_emissions": b.co2_household,
        "emissions_total": b.co2.sum(axis=0),
        "intensity": p["emission_intensity"],
        "price_landed": p["landed_benchmark"],
        "public_income": np.zeros_like(income),
        "capital_inflow": b.foreign_saving,
    }
    quantities |= receipts(b)
    if "subsistence" in b.features:
        quantities["subsistence_cost"] = p["subsistence_benchmark"]
        quantities["discretionary_spending"] = b.spending - p["subsistence_benchmark"]
    if "grid" in b.features:
        quantities["grid_intensity"] = p["grid_reference"]
    if BY_USER in b.features:
        quantities["import_scale_by_user"] = b.imports_by_user
    if MARGINS in b.features:
        quantities |= margin_levels(b)
    if GASES in b.features:
        quantities["emissions_by_gas"] = counted_gases(b)
    if FUELS in b.features:
        quantities["emissions_by_fuel"] = co2_of_fuels(b).sum(axis=1).transpose(0, 2, 1)
        quantities["emission_rate"] = p["emission_intensity"]
    shape = {name: len(labels) for name, labels in b.labels().items()}
    return {
        e.name: quantities[e.name]
        if e.name in quantities
        else np.full([shape[d] for d in e.dims], 0.0 if e.signed else 1.0)
        for e in entries(b.features, "variable")
    }
