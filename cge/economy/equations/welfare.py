"""Welfare: what spending is worth to agents and regions.

Regional utility is Cobb-Douglas over the real spending of the agents, with their benchmark shares,
and does not depend on the rule that divides income between them. Benchmark prices are 1, so the
income that buys a utility most cheaply at benchmark prices is that utility itself: equivalent
variation is exact also where shares move.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block
from cge.engine.pyomo_private import ConcreteModel, exp, log

block = Block("Welfare")


@block.equation("real_spending", unless="subsistence", title="Real spending")
def real_spending(m: ConcreteModel, a: Any, r: Any) -> Any:
    """What buys the same utility at benchmark prices, where price indices are 1."""
    return m.expenditure[a, r] / m.price_final[a, r]


@block.equation("utility", title="Regional utility")
def utility(m: ConcreteModel, r: Any) -> Any:
    """Cobb-Douglas over real spending of agents, relative to the benchmark.

    An agent that spends nothing in the benchmark has share 0, and adds 0.
    """
    return m.income_benchmark[r] * exp(
        sum(
            m.utility_share[a, r]
            * log(
                (m.real_spending[a, r] + m.spends_nothing[a, r])
                / (m.utility_share[a, r] * m.income_benchmark[r] + m.spends_nothing[a, r])
            )
            for a in m.agent
        )
    )


@block.equation("price_utility", title="Price of a unit of utility")
def price_utility(m: ConcreteModel, r: Any) -> Any:
    """Income over utility."""
    return m.income[r] / m.utility[r]


@block.equation("equivalent_variation", title="Equivalent variation")
def equivalent_variation(m: ConcreteModel, r: Any) -> Any:
    """Utility is the income that buys it at benchmark prices."""
    return m.utility[r] - m.income_benchmark[r]
