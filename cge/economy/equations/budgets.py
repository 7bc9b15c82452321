"""Budgets: who spends a region's income, and what is borrowed abroad.

Under the rule ``regional household`` all income is in one purse, of which every agent gets a share.
Under ``own budget`` the government spends what its taxes bring and what the ``transfer`` moves to
it, and the shares divide what is left between the others. Barrier rents and foreign saving are
private income in either case.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cge.economy.equations.block import Block, added
from cge.economy.equations.border_adjustment import transfer
from cge.economy.receipts import RECEIPTS
from cge.engine.pyomo_private import ConcreteModel
from cge.symbols.registry import WORLD

block = Block("Budgets")


def own_budget(m: ConcreteModel) -> np.ndarray:
    """Regions whose government has a budget of its own (region)."""
    return np.full(len(m.region), m.own_budget)


@block.equation("public_income", where=own_budget, title="Income of a government")
def public_income(m: ConcreteModel, r: Any) -> Any:
    """Every receipt that is not private, and what is moved from the private budget."""
    receipts = added(m.component(x.name)[r] for x in RECEIPTS if not x.private)
    return receipts + m.transfer[r] * m.price_world[WORLD] + transfer(m, r)


@block.equation("expenditure", title="Spending of an agent")
def expenditure(m: ConcreteModel, a: Any, r: Any) -> Any:
    """Shares are divided by their sum, so that income is spent whatever moves one of them."""
    shares = sum(m.expenditure_share[b, r] for b in m.agent)
    private = m.expenditure_share[a, r] / shares * (m.income[r] - m.public_income[r])
    return private + m.spends_public_income[a] * m.public_income[r]


@block.equation("capital_inflow", title="Foreign saving")
def capital_inflow(m: ConcreteModel, r: Any) -> Any:
    """Regions together can borrow from no one: the sum of desired inflows is shared out in
    proportion to income, and each region receives its desired inflow less its part of the sum.
    """
    excess = sum(_desired(m, s) for s in m.region)
    part = m.income[r] / sum(m.income[s] for s in m.region)
    return _desired(m, r) - part * excess


def _desired(m: ConcreteModel, r: Any) -> Any:
    """Foreign saving in units of the world factor-price index, and by share of income."""
    return m.foreign_saving[r] * m.price_world[WORLD] + m.foreign_saving_share[r] * m.income[r]
