"""What agents buy, and what it is worth to them."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import HOUSEHOLD
from cge.verification.recomputed.data import Array, Data
from cge.verification.recomputed.nests import price_index, substituted
from cge.verification.recomputed.point import Point, recomputes

# An equivalent variation below this part of income is measured against income.
_SMALLEST_VARIATION = 1e-7


def _spends(d: Data) -> Array:
    return d.spending > 0


def cost_of_goods(p: Point) -> Array:
    """Price of a good to an agent, relative to the benchmark (sector, destination, agent)."""
    bought = np.where(p.data.bought > 0, p.data.bought, 1.0)
    before = np.where(p.data.bought > 0, p.data.purchases, 1.0) / bought
    on_top = np.ones((len(p.labels["region"]), len(p.labels["agent"])))
    on_top[:, p.labels["agent"].index(HOUSEHOLD)] = p["consumption_tax_power"]
    paid = p.to_users("agent") * p["final_tax_power"] + _carbon_in_goods(p)
    return np.asarray(paid * on_top / before)


def _carbon_in_goods(p: Point) -> Array | float:
    """What households pay for the carbon in a unit of a good (sector, destination, agent)."""
    if "carbon_price_household" not in p or "household_emissions" not in p:
        return 0.0
    household = p.labels["agent"].index(HOUSEHOLD)
    bought = p.data.bought[:, :, household]
    content = p.data.over("co2_household", "sector", "region") / np.where(bought > 0, bought, 1.0)
    paid = np.zeros_like(p.data.bought)
    paid[:, :, household] = content * p["carbon_price_household"] * p.world
    return paid


def _index_of_choice(p: Point) -> Array:
    return price_index(p.data.chosen, cost_of_goods(p), p["sigma_final"].T, axis=0).T


@recomputes("price_discretionary", where=_spends)
def price_discretionary(p: Point) -> Array:
    """Goods in the nest of what an agent chooses."""
    return _index_of_choice(p)


@recomputes("subsistence_cost", size=lambda p: 1e-6 * p["expenditure"])
def subsistence_cost(p: Point) -> Array:
    """Committed purchases of the data at today's prices."""
    paid = p.data.purchases * p.data.committed * cost_of_goods(p)
    return np.asarray(paid.sum(axis=0).T)


@recomputes("discretionary_spending", size=lambda p: 1e-6 * p["expenditure"])
def discretionary_spending(p: Point) -> Array:
    """What is left after committed purchases."""
    return p["expenditure"] - p["subsistence_cost"]


@recomputes("price_final", where=_spends)
def price_final(p: Point) -> Array:
    """Cost of the benchmark's utility: committed purchases as they are, the others by choice."""
    if "subsistence_cost" not in p:
        return _index_of_choice(p)
    by_choice = (p.data.spending - p.data.bound) * p["price_discretionary"]
    spent = np.where(p.data.spending > 0, p.data.spending, 1.0)
    return np.asarray((p["subsistence_cost"] + by_choice) / spent)


@recomputes("final_demand", where=lambda d: d.bought > 0)
def final_demand(p: Point) -> Array:
    """Committed purchases, and a part of what is left that falls with the price of the good."""
    spent, index = _left_to_choose(p)
    chosen = p.data.chosen.sum(axis=0)  # destination, agent
    real = (spent / index).T / np.where(chosen > 0, chosen, 1.0)
    switch = substituted(index.T, cost_of_goods(p), p["sigma_final"].T)
    by_choice = p.data.bought * (1 - p.data.committed) * real * switch
    return p.data.bought * p.data.committed + by_choice


@recomputes("real_spending", size=lambda p: 1e-9 * p["income"])
def real_spending(p: Point) -> Array:
    """Spending at the prices of the benchmark."""
    spent, index = _left_to_choose(p)
    return p.data.bound + spent / index


def _left_to_choose(p: Point) -> tuple[Array, Array]:
    """What is spent by choice, and its price index (agent, region)."""
    if "discretionary_spending" in p:
        return p["discretionary_spending"], p["price_discretionary"]
    return p["expenditure"], p["price_final"]


@recomputes("utility")
def utility(p: Point) -> Array:
    """Benchmark income times the mean change of real spending, shares in income as weights."""
    weight = p.data.spending / p.data.income
    spends = p.data.spending > 0
    change = np.where(spends, p["real_spending"], 1.0) / np.where(spends, p.data.spending, 1.0)
    return np.asarray(p.data.income * np.prod(change**weight, axis=0))


@recomputes("price_utility")
def price_utility(p: Point) -> Array:
    """Income per unit of utility."""
    return p["income"] / p["utility"]


@recomputes("equivalent_variation", size=lambda p: _SMALLEST_VARIATION * p.data.income)
def equivalent_variation(p: Point) -> Array:
    """Income at benchmark prices that is worth the change of utility."""
    return p["utility"] - p.data.income
