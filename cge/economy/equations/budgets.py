"""Budgets: who spends a region's income, and what is borrowed abroad.

Under the rule ``regional household`` all income is in one purse, of which every agent gets a share.
Under ``own budget`` the government spends what its taxes bring and what the ``transfer`` moves to
it, and the shares divide what is left between the others. Barrier rents and foreign saving are
private income in either case.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from calibration.errors import InputError
from cge.economy.benchmark.shares import Benchmark, ratio
from cge.economy.equations.border_adjustment import transfer as border_transfer
from cge.engine.components import Equation
from cge.settings.closures import OWN_BUDGET, SHARE_OF_INCOME
from cge.symbols.registry import WORLD

Array = np.ndarray
GOVERNMENT = "government"


def add_budgets(m: ConcreteModel, own_budget: Array) -> None:
    """Spending of agents: E_public_income, E_expenditure.

    Parameters
    ----------
    own_budget
        Regions whose government has its own budget (region).
    """

    def public_income(m: ConcreteModel, r: Any) -> Any:
        return m.public_income[r] == (
            m.revenue_output_tax[r]
            + m.revenue_intermediate_tax[r]
            + m.revenue_final_tax[r]
            + m.revenue_consumption_tax[r]
            + m.revenue_factor_tax[r]
            + m.revenue_income_tax[r]
            + m.revenue_tariff[r]
            + m.revenue_export_tax[r]
            + m.revenue_border_charge[r]
            + m.revenue_carbon[r]
            + m.transfer[r] * m.price_world[WORLD]
            + border_transfer(m, r)
        )

    def expenditure(m: ConcreteModel, a: Any, r: Any) -> Any:
        """Shares are taken of their sum, so that income is spent whatever moves one of them."""
        shares = sum(m.expenditure_share[b, r] for b in m.agent)
        private = m.expenditure_share[a, r] / shares * (m.income[r] - m.public_income[r])
        return m.expenditure[a, r] == private + m.spends_public_income[a] * m.public_income[r]

    m.E_public_income = Equation(m.region, rule=public_income, active=own_budget)
    m.E_expenditure = Equation(m.agent, m.region, rule=expenditure)


def add_capital_inflow(m: ConcreteModel) -> None:
    """Foreign saving: E_capital_inflow.

    Regions together can borrow from no one. What their wishes, ``foreign_saving`` in units of the
    world factor-price index and ``foreign_saving_share`` of income, leave over is lent or borrowed
    by all in proportion to income.
    """

    def wished(m: ConcreteModel, r: Any) -> Any:
        return m.foreign_saving[r] * m.price_world[WORLD] + m.foreign_saving_share[r] * m.income[r]

    def capital_inflow(m: ConcreteModel, r: Any) -> Any:
        left_over = sum(wished(m, s) for s in m.region)
        part = m.income[r] / sum(m.income[s] for s in m.region)
        return m.capital_inflow[r] == wished(m, r) - part * left_over

    m.E_capital_inflow = Equation(m.region, rule=capital_inflow)


def budget_parameters(b: Benchmark, government: str, external: str) -> dict[str, Array]:
    """Benchmark values of the parameters that the rules of a closure decide.

    Raises
    ------
    InputError
        Naming the regions whose government spends nothing and so can have no budget.
    """
    found: dict[str, Array] = {}
    income = b.spending.sum(axis=0)
    if government == OWN_BUDGET:
        at = b.labels()["agent"].index(GOVERNMENT)
        spent = b.spending[at]
        none = [r for r, x in zip(b.labels()["region"], spent, strict=True) if not x > 0]
        if none:
            raise InputError(
                f"government '{OWN_BUDGET}': the government spends nothing in {', '.join(none)}"
            )
        private = b.spending.copy()
        private[at] = 0.0
        found["expenditure_share"] = ratio(private, income - spent)
        found["transfer"] = spent - taxes(b)
    if external == SHARE_OF_INCOME:
        found["foreign_saving"] = np.zeros_like(income)
        found["foreign_saving_share"] = ratio(b.foreign_saving, income)
    return found


def taxes(b: Benchmark) -> Array:
    """All taxes that a region's government receives in the benchmark (region)."""
    return (
        b.output_tax.sum(axis=0)
        + b.intermediate_tax.sum(axis=(0, 2))
        + b.final_tax.sum(axis=(0, 2))
        + b.factor_tax.sum(axis=(0, 1))
        + b.income_tax.sum(axis=0)
        + b.tariff_revenue.sum(axis=(0, 1))
        + b.export_tax.sum(axis=(0, 2))
    )
