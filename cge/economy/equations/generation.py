"""Generation of electricity: who supplies it combines technologies in a nest of their own.

The nest is one of the inputs in the bundle of intermediates, beside goods. Its elasticity says how
readily coal, gas, wind and others stand in for each other; the bundle itself need not be flexible.
It exists with or without the nests of energy (:mod:`cge.economy.equations.energy_nests`): a good
of generation is in no other nest.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block
from cge.economy.equations.production import purchase_price
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel

block = Block("Generation of electricity", feature="generation")
generates = positive("generation_share")


@block.unit_cost(
    "price_generation",
    sigma="sigma_generation",
    where=generates,
    title="Unit cost of generation",
)
def price_generation(m: ConcreteModel, transform: Any, j: Any, r: Any) -> Any:
    """Purchasers' prices of technologies in a CES nest."""
    return sum(
        m.generation_good_share[i, j, r] * transform(purchase_price(m, i, r, j)) for i in m.sector
    )


@block.equation("generation_bundle", where=generates, title="Demand for generation")
def generation_bundle(m: ConcreteModel, j: Any, r: Any) -> Any:
    """The dearer generation is relative to intermediates, the less of it a unit of them takes."""
    return m.intermediate_bundle[j, r] * use_of_generation(m, j, r)


@block.equation(
    "intermediate_demand",
    name="intermediate_demand_generation",
    where=positive("generation_coefficient"),
    title="Demand for a technology",
)
def intermediate_demand_generation(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """The dearer a technology is relative to generation, the less of it a unit takes."""
    return m.generation_bundle[j, d] * use_of_technology(m, i, d, j)


def use_of_generation(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Generation per unit of the bundle of intermediates."""
    relative = m.price_intermediate[j, r] / m.price_generation[j, r]
    inputs = m.generation_share[j, r]
    return inputs * relative ** m.sigma_intermediate[j, r]


def use_of_technology(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """A technology per unit of generation."""
    relative = m.price_generation[j, d] / purchase_price(m, i, d, j)
    return m.generation_coefficient[i, d, j] * relative ** m.sigma_generation[j, d]
