"""Incomes, who spends them, and what factors earn."""

from __future__ import annotations

import json

import numpy as np

from cge.economy.benchmark.arrays import GOVERNMENT, HOUSEHOLD
from cge.economy.receipts import RECEIPTS
from cge.verification.recomputed.data import Array, Data
from cge.verification.recomputed.point import Point, recomputes


def _some_income(p: Point) -> Array:
    """Below this, a budget that may be zero is measured against income (region)."""
    return 1e-6 * p["income"]


@recomputes("income")
def income(p: Point) -> Array:
    """Factor incomes, receipts on top of them, and what comes from abroad."""
    earned = (p["price_factor"] * p["endowment"]).sum(axis=0)
    on_top = sum(p[r.name] for r in RECEIPTS if not r.from_factors)
    return np.asarray(earned + on_top + p["capital_inflow"] + _from_borders(p))


@recomputes("public_income", size=_some_income)
def public_income(p: Point) -> Array:
    """Taxes and transfers, where governments have budgets of their own; else no budget."""
    if not p.own_budget:
        return np.zeros_like(p["public_income"])
    taxes = sum(p[r.name] for r in RECEIPTS if not r.private)
    return np.asarray(taxes + p["transfer"] * p.world + _from_borders(p))


def _from_borders(p: Point) -> Array:
    return p["border_transfer"] if "border_transfer" in p else np.zeros_like(p["income"])


@recomputes("expenditure", size=lambda p: 1e-9 * p["income"])
def expenditure(p: Point) -> Array:
    """Private income in proportion to shares; what is the government's, it spends."""
    share = p["expenditure_share"]
    spent = share / share.sum(axis=0) * (p["income"] - p["public_income"])
    spent[p.labels["agent"].index(GOVERNMENT)] += p["public_income"]
    return np.asarray(spent)


@recomputes("capital_inflow", size=_some_income)
def capital_inflow(p: Point) -> Array:
    """What is wished for, less a part of income that is the same everywhere."""
    wished = p["foreign_saving"] * p.world + p["foreign_saving_share"] * p["income"]
    return wished - wished.sum() / p["income"].sum() * p["income"]


# ---------------------------------------------------------------------- product taxes
@recomputes("revenue_intermediate_tax", size=_some_income)
def revenue_intermediate_tax(p: Point) -> Array:
    """What activities pay for goods beyond their price before tax."""
    before = (p.to_users("activity") * p["intermediate_demand"]).sum(axis=(0, 2))
    paid = p.accounts.intermediate_spending.sum("activity").transpose("region").to_numpy()
    return np.asarray(paid - before)


@recomputes("revenue_final_tax", size=_some_income)
def revenue_final_tax(p: Point) -> Array:
    """What agents pay for goods beyond their price before tax, without the consumption tax."""
    before = (p.to_users("agent") * p["final_demand"]).sum(axis=(0, 2))
    return np.asarray(p["expenditure"].sum(axis=0) - p["revenue_consumption_tax"] - before)


# ---------------------------------------------------------------------- factors
@recomputes("rent", where=lambda d: d.earned > 0)
def rent(p: Point) -> Array:
    """One where a factor moves freely; else what draws as much to an activity as it uses.

    The difference is that between use and supply, whatever the elasticity: of a factor that hardly
    moves, use says nothing about its rent, and the cost of production does.
    """
    before = np.where(p.data.endowment > 0, p.data.endowment, 1.0)
    supplied = p.data.earned * (p["endowment"] / before)[:, None]
    used = p["factor_demand"] / np.where(supplied > 0, supplied, 1.0)
    mobile = np.isinf(p.mobility)
    power = np.where(mobile, 0.0, p.mobility)[:, None]
    return np.where(mobile[:, None], 1.0, p["rent"] * used / p["rent"] ** power)


@recomputes("price_world")
def price_world(p: Point) -> Array:
    """What the endowment of the benchmark would earn, relative to the benchmark."""
    return np.atleast_1d((p.data.endowment * p["price_factor"]).sum() / p.data.endowment.sum())


@recomputes("real_factor_price")
def real_factor_price(p: Point) -> Array:
    """What owners keep, over the price of what they buy, both relative to the benchmark."""
    buyers = buyers_of_factors(p.data)
    taken = p["income_tax_power"] + p["income_surtax_power"] - 2
    before = np.where(p.data.endowment > 0, p.data.endowment, 1.0)
    kept = (1 - taken) / (1 - p.data.income_tax / before)
    return p["price_factor"] * kept / p["price_final"][buyers]


def buyers_of_factors(d: Data) -> list[int]:
    """Position of the agent whose purchases measure what a factor earns.

    Capital, or the parts that are left of it, is measured against what investors buy, all other
    factors against consumption.
    """
    parts = json.loads(d.dataset.attrs.get("parts_of_factor", "{}"))
    capital = parts.get("capital", ["capital"])
    agents = d.labels("agent")
    return [agents.index("investment" if f in capital else HOUSEHOLD) for f in d.labels("factor")]
