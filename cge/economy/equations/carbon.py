"""Carbon: emissions, and payments for them.

Emissions per unit of output are fixed, or follow the carbon price where activities can abate
(:mod:`cge.economy.equations.abatement`). Free allowances are allotted by output: they lower the
payment per unit of output, and not the reward for abatement.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block, has
from cge.economy.equations.rows import positive, positive_along
from cge.engine.pyomo_private import ConcreteModel
from cge.symbols.registry import WORLD

block = Block("Emissions")


@block.equation("emissions", where=positive("emission_intensity"), title="Direct emissions")
def emissions(m: ConcreteModel, j: Any, r: Any) -> Any:
    """In proportion to output. Where activities can abate, emissions per unit of output are those
    that abatement leaves.
    """
    rate = m.intensity[j, r] if has(m, "abatement") else m.emission_intensity[j, r]
    return rate * m.output[j, r]


@block.equation(
    "emissions_total",
    where=positive_along("emission_intensity", axis=0),
    title="Direct emissions of a region",
)
def emissions_total(m: ConcreteModel, r: Any) -> Any:
    """The sum over activities; what households emit is no part of it."""
    return sum(m.emissions[j, r] for j in m.activity)


def carbon_payment(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Payment per unit of output; dollars are units of the world factor-price index."""
    if not has(m, "abatement"):
        paid = 1 - m.free_allocation[j, r]
        return price_of_carbon(m, j, r) * m.emission_intensity[j, r] * paid * m.price_world[WORLD]
    allotted = m.free_allocation[j, r] * m.allocation_benchmark[j, r]
    return price_of_carbon(m, j, r) * (m.intensity[j, r] - allotted) * m.price_world[WORLD]


def price_of_carbon(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Domestic carbon price of an activity: its own, and that of its whole region."""
    return m.carbon_price[j, r] + m.carbon_price_economy[r]
