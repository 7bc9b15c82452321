"""What agents spend and buy, and what it is worth to them."""

from __future__ import annotations

import xarray as xr

from tests.economy.recomputed.point import buyer, ces, recomputes, region
from tests.economy.recomputed.sourcing import composite_price


def purchases(data):
    """Benchmark spending, taxes included (sector, destination, agent)."""
    return data.final_use + data.final_tax


def cost_of_goods(p):
    """Price that an agent pays for a good, relative to the benchmark."""
    tax_before = purchases(p.data) / p.data.final_use
    product = composite_price(p, "agent") * p.final_tax_power
    return product * on_consumption(p) / tax_before


def on_consumption(p):
    """Consumption tax as a power: households pay it, no one else."""
    household = p.s.agent == "household"
    return xr.where(household, buyer(p.consumption_tax_power), 1.0)


@recomputes("E_price_final", "E_price_final_cobb_douglas")
def price_final(p):
    paid = purchases(p.data)
    return region(ces(paid / paid.sum("sector"), cost_of_goods(p), buyer(p.sigma_final), "sector"))


@recomputes("E_final_demand")
def final_demand(p):
    real = buyer(p.expenditure / p.price_final) / purchases(p.data).sum("sector")
    relative = cost_of_goods(p) / buyer(p.price_final)
    return p.data.final_use * real * relative ** -buyer(p.sigma_final)


@recomputes("E_real_spending")
def real_spending(p):
    return p.expenditure / p.price_final


@recomputes("E_utility")
def utility(p):
    """Benchmark income times the mean change of the agents' real spending."""
    before = region(purchases(p.data).sum("sector"))
    total = before.sum("agent")
    return total * ((p.real_spending / before) ** (before / total)).prod("agent")


@recomputes("E_price_utility")
def price_utility(p):
    return p.income / p.utility


@recomputes("E_equivalent_variation")
def equivalent_variation(p):
    """What is gained at benchmark prices, which are 1."""
    return p.utility - region(purchases(p.data).sum(["sector", "agent"]))
