"""Emissions of a region's electricity as its technologies are now; borders ask for them."""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block
from cge.economy.equations.carbon import emitted_per_output
from cge.economy.equations.generation import use_of_generation, use_of_technology
from cge.economy.equations.production import use_of_bundle
from cge.engine.pyomo_private import ConcreteModel

block = Block("Emissions of electricity", feature="grid")


@block.equation("grid_intensity", title="Emissions of generation per unit of electricity")
def grid_intensity(m: ConcreteModel, r: Any) -> Any:
    """Technologies that a unit of electricity takes now, each with what it emits now, at home. It
    follows prices alone.
    """
    return sum(
        m.supply_weight[j, r]
        * use_of_bundle(m, j, r)
        * use_of_generation(m, j, r)
        * use_of_technology(m, i, r, j)
        * emitted_per_output(m, i, r)
        for i in m.sector
        for j in m.activity
    )
