"""Final demand: what agents buy with what they spend, and what it is worth to them.

Household, government and investment each spend with constant elasticity ``sigma_final``; 1 is
Cobb-Douglas. Some purchases may be committed (:mod:`cge.economy.equations.subsistence`). How much
each spends is in :mod:`cge.economy.equations.budgets`.

Regional utility is Cobb-Douglas over the real spending of the agents, with their benchmark shares,
and does not depend on the rule that divides income between them. Benchmark prices are 1, so the
income that buys a utility most cheaply at benchmark prices is that utility itself: equivalent
variation is exact also where shares move.
"""

from __future__ import annotations

from typing import Any

from pyomo.environ import ConcreteModel, exp, log

from cge.economy.equations.armington import composite_price
from cge.economy.equations.ces import add_unit_cost
from cge.economy.equations.income import consumption_power
from cge.economy.equations.subsistence import (
    add_subsistence,
    chosen,
    commits,
    committed,
    price_of_choice,
)
from cge.engine.components import Equation


def add_final_prices(m: ConcreteModel) -> None:
    """Price index of each agent's purchases: E_price_final, and of those by choice where some are
    committed: E_price_discretionary.

    Where purchases are committed, the index of all is the cost of living at benchmark utility.
    """
    spends = m.final_share.values_array.sum(axis=0).T > 0
    add_unit_cost(
        m,
        "E_price_discretionary" if commits(m) else "E_price_final",
        price_of_choice(m),
        (m.agent, m.region),
        m.sigma_final,
        lambda m, transform, a, r: sum(
            m.final_share[i, r, a] * transform(_purchase_price(m, i, r, a)) for i in m.sector
        ),
        active=spends,
    )
    add_subsistence(m, _price_paid)
    if not commits(m):
        return

    def price_final(m: ConcreteModel, a: Any, r: Any) -> Any:
        before = m.utility_share[a, r] * m.income_benchmark[r]
        by_choice = (before - m.subsistence_benchmark[a, r]) * m.price_discretionary[a, r]
        return m.price_final[a, r] == (m.subsistence_cost[a, r] + by_choice) / before

    m.E_price_final = Equation(m.agent, m.region, rule=price_final, active=spends)


def add_final_demand(m: ConcreteModel) -> None:
    """Purchases: E_final_demand."""

    def final_demand(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
        relative = price_of_choice(m)[a, d] / _purchase_price(m, i, d, a)
        by_choice = m.final_coefficient[i, d, a] * chosen(m, a, d)
        return m.final_demand[i, d, a] == (
            committed(m, i, d, a) + by_choice * relative ** m.sigma_final[a, d]
        )

    m.E_final_demand = Equation(
        m.sector,
        m.destination,
        m.agent,
        rule=final_demand,
        active=m.final_coefficient.values_array > 0,
    )


def add_welfare(m: ConcreteModel) -> None:
    """Real income and its money metric: E_real_spending, E_utility, E_price_utility,
    E_equivalent_variation.
    """

    def real_spending(m: ConcreteModel, a: Any, r: Any) -> Any:
        before = m.subsistence_benchmark[a, r] if commits(m) else 0
        return m.real_spending[a, r] == before + chosen(m, a, r)

    def utility(m: ConcreteModel, r: Any) -> Any:
        """Who spends nothing in the benchmark counts with 1, which changes nothing."""
        return m.utility[r] == m.income_benchmark[r] * exp(
            sum(
                m.utility_share[a, r]
                * log(
                    (m.real_spending[a, r] + m.spends_nothing[a, r])
                    / (m.utility_share[a, r] * m.income_benchmark[r] + m.spends_nothing[a, r])
                )
                for a in m.agent
            )
        )

    def price_utility(m: ConcreteModel, r: Any) -> Any:
        return m.price_utility[r] == m.income[r] / m.utility[r]

    def equivalent_variation(m: ConcreteModel, r: Any) -> Any:
        return m.equivalent_variation[r] == m.utility[r] - m.income_benchmark[r]

    m.E_real_spending = Equation(m.agent, m.region, rule=real_spending)
    m.E_utility = Equation(m.region, rule=utility)
    m.E_price_utility = Equation(m.region, rule=price_utility)
    m.E_equivalent_variation = Equation(m.region, rule=equivalent_variation)


def _purchase_price(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """Price that an agent pays for a good, relative to the benchmark."""
    tax = m.final_tax_power[i, d, a] / m.final_tax_benchmark[i, d, a]
    before = consumption_power(m, m.consumption_tax_benchmark, a, d)
    on_top = consumption_power(m, m.consumption_tax_power, a, d) / before
    return composite_price(m, i, d, a) * tax * on_top


def _price_paid(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """Price that an agent pays for a good, taxes included."""
    on_top = consumption_power(m, m.consumption_tax_power, a, d)
    return composite_price(m, i, d, a) * m.final_tax_power[i, d, a] * on_top
