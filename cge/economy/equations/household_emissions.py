"""What households emit: no part of the emissions of activities.

Carbon is paid on it where emissions follow fuels: as a tax on purchases by carbon content.
"""

from __future__ import annotations

from typing import Any

from cge.economy.benchmark.arrays import HOUSEHOLD
from cge.economy.equations.block import Block, has
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel
from cge.symbols.registry import WORLD

block = Block("Emissions of households", feature="household_emissions")


@block.equation(
    "household_emissions",
    where=positive("household_intensity"),
    title="Direct emissions of households",
)
def household_emissions(m: ConcreteModel, i: Any, r: Any) -> Any:
    """They follow purchases of the goods that are burnt."""
    return m.household_intensity[i, r] * m.final_demand[i, r, HOUSEHOLD]


def carbon_in_purchase(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """What an agent pays for the carbon in a unit of a good: households alone burn any."""
    if not (has(m, "fuels") and has(m, "household_emissions")):
        return 0
    price = m.carbon_price_household[d] * m.pays_consumption_tax[a] * m.price_world[WORLD]
    return price * m.household_intensity[i, d]
