"""Who spends what, and what is borrowed abroad."""

from __future__ import annotations

import xarray as xr

from tests.economy.recomputed.carbon import index
from tests.economy.recomputed.income import on_top
from tests.economy.recomputed.point import recomputes


@recomputes("E_public_income")
def public_income(p):
    """All taxes, no rents, what is moved from the private budget, and from other governments."""
    taxes = on_top(p) - p.revenue_barrier_rent + p.revenue_income_tax
    return taxes + p.transfer * index(p) + p.get("border_transfer", 0.0)


@recomputes("E_expenditure")
def expenditure(p):
    """Private income by share; all that is the government's own is spent by it."""
    private = (p.income - p.public_income) * p.expenditure_share / p.expenditure_share.sum("agent")
    return private + xr.where(p.s.agent == "government", p.public_income, 0.0)


@recomputes("E_capital_inflow")
def capital_inflow(p):
    """What the world together wished to borrow is taken back by income."""
    wished = p.foreign_saving * index(p) + p.foreign_saving_share * p.income
    return wished - wished.sum("region") * p.income / p.income.sum("region")
