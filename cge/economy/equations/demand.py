"""Final demand: what agents buy with what they spend.

Household, government and investment each spend with constant elasticity ``sigma_final``; 1 is
Cobb-Douglas. Some purchases may be committed (:mod:`cge.economy.equations.subsistence`). How much
each spends is in :mod:`cge.economy.equations.budgets`, what it is worth to them in
:mod:`cge.economy.equations.welfare`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cge.economy.equations.armington import composite_price
from cge.economy.equations.block import Block, has
from cge.economy.equations.household_emissions import carbon_in_purchase
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel

block = Block("Final demand")


def spends(m: ConcreteModel) -> np.ndarray:
    """Where an agent spends anything in the benchmark (agent, region)."""
    return np.asarray(m.final_share.values_array.sum(axis=0).T > 0)


@block.unit_cost(
    "price_final",
    sigma="sigma_final",
    where=spends,
    unless="subsistence",
    title="Price index of an agent's purchases",
)
def price_final(m: ConcreteModel, transform: Any, a: Any, r: Any) -> Any:
    """Purchasers' prices of goods in a CES nest."""
    return sum(m.final_share[i, r, a] * transform(purchase_price(m, i, r, a)) for i in m.sector)


@block.equation(
    "final_demand",
    where=positive("final_coefficient"),
    unless="subsistence",
    title="Demand of an agent for a good",
)
def final_demand(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """The dearer a good is relative to the agent's price index, the less a unit of real spending
    takes.
    """
    real = m.expenditure[a, d] / m.price_final[a, d]
    relative = m.price_final[a, d] / purchase_price(m, i, d, a)
    return m.final_coefficient[i, d, a] * real * relative ** m.sigma_final[a, d]


def purchase_price(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """Price that an agent pays for a good, relative to the benchmark."""
    before = consumption_power(m, m.consumption_tax_benchmark, a, d)
    on_top = consumption_power(m, m.consumption_tax_power, a, d) / before
    if not has(m, "fuels"):
        tax = m.final_tax_power[i, d, a] / m.final_tax_benchmark[i, d, a]
        return composite_price(m, i, d, a) * tax * on_top
    return price_with_product_tax(m, i, d, a) / m.final_tax_benchmark[i, d, a] * on_top


def price_with_product_tax(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """Price with product tax and the carbon in it, before the consumption tax."""
    price = m.final_tax_power[i, d, a] * composite_price(m, i, d, a)
    return price + carbon_in_purchase(m, i, d, a)


def consumption_power(m: ConcreteModel, power: Any, a: Any, r: Any) -> Any:
    """The consumption tax ``power`` (region) as it falls on an agent."""
    return 1 + m.pays_consumption_tax[a] * (power[r] - 1)
