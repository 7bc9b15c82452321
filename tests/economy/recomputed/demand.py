"""What agents spend and buy, and what it is worth to them."""

from __future__ import annotations

import numpy as np

from tests.economy.recomputed.point import buyer, ces, recomputes, region


def purchases(data):
    """Benchmark spending, taxes included (sector, destination, agent)."""
    return data.final_use + data.final_tax


def cost_of_goods(p):
    """Price that an agent pays for a good, relative to the benchmark."""
    tax_before = purchases(p.data) / p.data.final_use
    return p.price_composite * p.final_tax_power / tax_before


@recomputes("E_price_final", "E_price_final_cobb_douglas")
def price_final(p):
    paid = purchases(p.data)
    return region(ces(paid / paid.sum("sector"), cost_of_goods(p), buyer(p.sigma_final), "sector"))


@recomputes("E_price_utility")
def price_utility(p):
    spent = region(purchases(p.data).sum("sector"))
    return np.exp((spent / spent.sum("agent") * np.log(p.price_final)).sum("agent"))


@recomputes("E_expenditure")
def expenditure(p):
    return p.expenditure_share * p.income


@recomputes("E_final_demand")
def final_demand(p):
    real = buyer(p.expenditure / p.price_final) / purchases(p.data).sum("sector")
    relative = cost_of_goods(p) / buyer(p.price_final)
    return p.data.final_use * real * relative ** -buyer(p.sigma_final)


@recomputes("E_utility")
def utility(p):
    return p.income / p.price_utility


@recomputes("E_equivalent_variation")
def equivalent_variation(p):
    """What is gained at benchmark prices, which are 1."""
    return p.utility - region(purchases(p.data).sum(["sector", "agent"]))
