"""Generation of electricity: who supplies it combines technologies in a nest of their own.

The nest is one of the inputs in the bundle of intermediates, beside goods. Its elasticity says how
readily coal, gas, wind and others stand in for each other; the bundle itself need not be flexible.
It exists with or without the nests of energy (:mod:`cge.economy.equations.energy_nests`): a good
of generation is in no other nest.

A nest of constant elasticity adds values. Where a benchmark tells the electricity of a unit of each
technology, megawatt-hours add up instead: what the nest would give is scaled to their sum.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block, has
from cge.economy.equations.production import purchase_price
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel

block = Block("Generation of electricity", feature="generation")
additive_block = Block("Generation that adds up", feature="additive_generation")
generates = positive("generation_share")


@block.unit_cost(
    "price_generation",
    sigma="sigma_generation",
    where=generates,
    unless="additive_generation",
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
    unless="additive_generation",
    title="Demand for a technology",
)
def intermediate_demand_generation(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """The dearer a technology is relative to generation, the less of it a unit takes."""
    return m.generation_bundle[j, d] * use_of_technology(m, i, d, j)


@additive_block.equation(
    "price_generation",
    name="price_generation_additive",
    where=generates,
    title="Cost of a unit of electricity",
)
def price_generation_additive(m: ConcreteModel, j: Any, r: Any) -> Any:
    """What technologies cost, each at its price and its part of the electricity."""
    spent = sum(
        m.generation_good_share[i, j, r] * purchase_price(m, i, r, j) * inclination(m, i, r, j)
        for i in m.sector
    )
    return spent / inclined_volume(m, j, r)


@additive_block.equation(
    "intermediate_demand",
    name="intermediate_demand_generation_additive",
    where=positive("generation_coefficient"),
    title="Demand for a technology whose electricity adds up",
)
def intermediate_demand_generation_additive(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """The dearer a technology is relative to others, the less of it a MWh of generation takes. All
    together they give that MWh.
    """
    return m.generation_bundle[j, d] * use_of_technology(m, i, d, j)


def use_of_generation(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Generation per unit of the bundle of intermediates."""
    relative = m.price_intermediate[j, r] / m.price_generation[j, r]
    inputs = m.generation_share[j, r]
    return inputs * relative ** m.sigma_intermediate[j, r]


def use_of_technology(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """A technology per unit of generation."""
    if has(m, "additive_generation"):
        inclined = m.generation_coefficient[i, d, j] * inclination(m, i, d, j)
        return inclined / inclined_volume(m, j, d)
    relative = m.price_generation[j, d] / purchase_price(m, i, d, j)
    return m.generation_coefficient[i, d, j] * relative ** m.sigma_generation[j, d]


def inclination(m: ConcreteModel, i: Any, r: Any, j: Any) -> Any:
    """How far the price of a technology alone moves demand for it."""
    return purchase_price(m, i, r, j) ** -m.sigma_generation[j, r]


def inclined_volume(m: ConcreteModel, j: Any, r: Any) -> Any:
    """MWh per MWh of the benchmark if the price of each technology alone moved demand for it."""
    return sum(m.generation_volume_share[k, j, r] * inclination(m, k, r, j) for k in m.sector)
