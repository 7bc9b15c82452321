"""Emissions of the fuels that activities buy, and the carbon price as a tax on them.

Each good that an activity buys has a content of carbon, by fuel and user, in what of it is burnt:
raw materials and what is sold on have none. Processes, and fuel that no purchase tells of, emit in
proportion to output. A carbon price is a tax on purchases by this content, and on output by what
follows output.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cge.economy.equations import energy_nests
from cge.economy.equations import generation as technologies
from cge.economy.equations.block import Block, has
from cge.economy.equations.capital_energy import use_of_composite
from cge.economy.equations.carbon import fuel_content
from cge.economy.equations.green import cleaned
from cge.economy.equations.production import use_of_bundle, use_of_good, use_of_value_added
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel

block = Block("Emissions by fuel", feature="fuels")
emits = positive("emission_intensity")


def burns(m: ConcreteModel) -> np.ndarray:
    """Where an activity buys a fuel and burns it (fuel, activity, region)."""
    return np.asarray((m.emission_factor.values_array > 0).any(axis=1).transpose(0, 2, 1))


def emits_by_inputs(m: ConcreteModel) -> np.ndarray:
    """Where emissions per unit of output are asked for: at borders (activity, region)."""
    return emits(m) & has(m, "border_adjustment")


@block.equation("emissions_by_fuel", where=burns, title="Direct emissions of a fuel")
def emissions_by_fuel(m: ConcreteModel, q: Any, j: Any, r: Any) -> Any:
    """They follow purchases of the goods that are burnt."""
    return sum(m.emission_factor[q, i, r, j] * m.intermediate_demand[i, r, j] for i in m.sector)


@block.equation("emissions", where=emits, title="Direct emissions, of fuels and processes")
def emissions_of_fuels(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Those of fuels that are bought, and what follows output."""
    burnt = sum(m.emissions_by_fuel[q, j, r] for q in m.fuel)
    return burnt + cleaned(m, m.process_intensity[j, r], j, r) * m.output[j, r]


@block.equation("emission_rate", where=emits_by_inputs, title="Direct emissions per unit of output")
def emission_rate(m: ConcreteModel, j: Any, r: Any) -> Any:
    """It follows prices alone, as purchases per unit do; borders ask for it."""
    burnt = sum(fuel_content(m, i, r, j) * use_of_good(m, i, r, j) for i in m.sector)
    if has(m, "generation"):
        of_generation = sum(
            fuel_content(m, i, r, j) * technologies.use_of_technology(m, i, r, j) for i in m.sector
        )
        burnt = burnt + of_generation * technologies.use_of_generation(m, j, r)
    rate = cleaned(m, m.process_intensity[j, r], j, r) + burnt * use_of_bundle(m, j, r)
    if not has(m, "capital_energy"):
        return rate
    nested = use_of_value_added(m, j, r) * use_of_composite(m, j, r)
    for nest in energy_nests.nests_of(m):
        nested = nested * energy_nests.use_of_nest(m, nest, j, r)
        burnt = sum(
            fuel_content(m, i, r, j) * energy_nests.use_of_good(m, nest, i, r, j) for i in m.sector
        )
        rate = rate + burnt * nested
    return rate
