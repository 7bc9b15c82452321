r"""Subsistence: purchases that are committed before an agent chooses (Stone 1954, Geary 1950).

With the feature ``subsistence`` an agent buys :math:`\gamma_i` of each good whatever it costs, and
spends the rest with elasticity ``sigma_final``; at 1 that is the linear expenditure system,

.. math:: p_i x_i = p_i \gamma_i + \beta_i \Big( e - \sum_k p_k \gamma_k \Big).

Real spending is what buys the same utility at benchmark prices, where price indices are 1:
committed purchases, and what is left over the price index :math:`P` of discretionary purchases,

.. math:: u = \sum_k \gamma_k + \frac{e - \sum_k p_k \gamma_k}{P}.

Income elasticities below 1 make goods necessities; they are at most the inverse of the
discretionary share of spending, since nothing is committed then.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block
from cge.economy.equations.demand import (
    consumption_power,
    price_with_product_tax,
    purchase_price,
    spends,
)
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel

block = Block("Subsistence", feature="subsistence")


@block.unit_cost(
    "price_discretionary",
    sigma="sigma_final",
    where=spends,
    title="Price index of what an agent buys by choice",
)
def price_discretionary(m: ConcreteModel, transform: Any, a: Any, r: Any) -> Any:
    """Purchasers' prices of goods in a CES nest."""
    return sum(m.final_share[i, r, a] * transform(purchase_price(m, i, r, a)) for i in m.sector)


@block.equation("subsistence_cost", title="Cost of committed purchases")
def subsistence_cost(m: ConcreteModel, a: Any, r: Any) -> Any:
    """Committed purchases at the prices that the agent pays."""
    return sum(m.subsistence[i, r, a] * _price_paid(m, i, r, a) for i in m.sector)


@block.equation("discretionary_spending", title="Spending beyond committed purchases")
def discretionary_spending(m: ConcreteModel, a: Any, r: Any) -> Any:
    """What is left when the committed purchases are paid."""
    return m.expenditure[a, r] - m.subsistence_cost[a, r]


@block.equation("price_final", where=spends, title="Cost of living at benchmark utility")
def price_final(m: ConcreteModel, a: Any, r: Any) -> Any:
    """Cost of committed purchases, and of the benchmark purchases by choice, relative to the
    benchmark.
    """
    before = m.utility_share[a, r] * m.income_benchmark[r]
    by_choice = (before - m.subsistence_benchmark[a, r]) * m.price_discretionary[a, r]
    return (m.subsistence_cost[a, r] + by_choice) / before


@block.equation(
    "final_demand",
    where=positive("final_coefficient"),
    title="Demand of an agent for a good, committed and by choice",
)
def final_demand(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """Beyond what is committed, less of a good is bought the dearer it is."""
    real = m.discretionary_spending[a, d] / m.price_discretionary[a, d]
    relative = m.price_discretionary[a, d] / purchase_price(m, i, d, a)
    by_choice = m.final_coefficient[i, d, a] * real
    return m.subsistence[i, d, a] + by_choice * relative ** m.sigma_final[a, d]


@block.equation("real_spending", title="Real spending, committed and by choice")
def real_spending(m: ConcreteModel, a: Any, r: Any) -> Any:
    """What buys the same utility at benchmark prices."""
    by_choice = m.discretionary_spending[a, r] / m.price_discretionary[a, r]
    return m.subsistence_benchmark[a, r] + by_choice


def _price_paid(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """Price that an agent pays for a good, taxes included."""
    on_top = consumption_power(m, m.consumption_tax_power, a, d)
    return price_with_product_tax(m, i, d, a) * on_top
