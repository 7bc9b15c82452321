"""What agents spend and buy, and what it is worth to them."""

from __future__ import annotations

import xarray as xr

from tests.economy.recomputed.carbon import carbon_at_home
from tests.economy.recomputed.point import buyer, ces, recomputes, region
from tests.economy.recomputed.sourcing import composite_price


def purchases(data):
    """Benchmark spending, taxes included (sector, destination, agent)."""
    return data.final_use + data.final_tax


def cost_of_goods(p):
    """Price that an agent pays for a good, relative to the benchmark."""
    tax_before = purchases(p.data) / p.data.final_use
    product = composite_price(p, "agent") * p.final_tax_power + carbon_at_home(p)
    return product * on_consumption(p) / tax_before


def on_consumption(p):
    """Consumption tax as a power: households pay it, no one else."""
    household = p.s.agent == "household"
    return xr.where(household, buyer(p.consumption_tax_power), 1.0)


def committed(p):
    """Part of benchmark purchases that is committed (sector, destination, agent)."""
    return p.data.get("committed_use", 0 * p.data.final_use) / p.data.final_use


def index_of_choice(p):
    paid = purchases(p.data) * (1 - committed(p))
    return region(ces(paid / paid.sum("sector"), cost_of_goods(p), buyer(p.sigma_final), "sector"))


@recomputes("E_price_discretionary", "E_price_discretionary_cobb_douglas")
def price_discretionary(p):
    return index_of_choice(p)


@recomputes("E_price_final_cobb_douglas")
def price_final_cobb_douglas(p):
    return index_of_choice(p)


@recomputes("E_price_final")
def price_final(p):
    """Cost of living at benchmark utility: committed purchases at their prices, and the rest."""
    paid = purchases(p.data)
    bound = paid * committed(p)
    by_choice = region((paid - bound).sum("sector"))
    index = p.get("price_discretionary", index_of_choice(p))
    cost = p.get("subsistence_cost", 0.0)
    return (cost + by_choice * index) / region(paid.sum("sector"))


@recomputes("E_subsistence_cost")
def subsistence_cost(p):
    return region((purchases(p.data) * committed(p) * cost_of_goods(p)).sum("sector"))


@recomputes("E_discretionary_spending")
def discretionary_spending(p):
    return p.expenditure - p.subsistence_cost


def by_choice(p):
    """What is left for choice, and the price index of it."""
    if "subsistence" in p.s:
        return p.discretionary_spending, p.price_discretionary
    return p.expenditure, p.price_final


@recomputes("E_final_demand")
def final_demand(p):
    spent, index = by_choice(p)
    free = 1 - committed(p)
    real = buyer(spent / index) / (purchases(p.data) * free).sum("sector")
    relative = cost_of_goods(p) / buyer(index)
    chosen = p.data.final_use * free * real * relative ** -buyer(p.sigma_final)
    return p.data.final_use * committed(p) + chosen


@recomputes("E_real_spending")
def real_spending(p):
    spent, index = by_choice(p)
    return region((purchases(p.data) * committed(p)).sum("sector")) + spent / index


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
