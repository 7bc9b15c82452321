"""Final demand in a benchmark: who spends which share on what, and the taxes on it."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import HOUSEHOLD, Array, Benchmark, ratio


def demand(b: Benchmark) -> dict[str, Array]:
    """Shares and taxes of what agents buy, and their shares in income."""
    income = b.spending.sum(axis=0)
    consumption, pays = _consumption_tax(b)
    on_top = 1 + pays * (consumption[:, None] - 1)  # region, agent
    product_tax = b.final_tax - (b.final_use + b.final_tax) * (1 - 1 / on_top)
    power = ratio(product_tax, b.final_use) + 1
    carbon = b.carbon_at_home[:, :, None] * pays
    share, by_choice = _by_choice(b)
    return {
        "final_share": share,
        "final_coefficient": by_choice,
        "final_tax_power": power - ratio(carbon, b.final_use),
        "final_tax_benchmark": power,
        "consumption_tax_power": consumption,
        "consumption_tax_benchmark": consumption.copy(),
        "pays_consumption_tax": pays,
        "expenditure_share": ratio(b.spending, income),
        "utility_share": ratio(b.spending, income),
        "spends_nothing": (b.spending == 0).astype(float),
        "income_benchmark": income,
    }


def _by_choice(b: Benchmark) -> tuple[Array, Array]:
    """Shares and coefficients of what agents choose to buy (sector, destination, agent)."""
    paid, bought = b.final_use + b.final_tax, b.final_use
    if "subsistence" in b.features:
        free = 1 - ratio(b.committed, b.final_use)
        paid, bought = free * paid, free * bought
    return ratio(paid, paid.sum(axis=0)), ratio(bought, paid.sum(axis=0))


def _consumption_tax(b: Benchmark) -> tuple[Array, Array]:
    """Power of the consumption tax (region), and who pays it (agent): the household."""
    pays = np.array([float(a == HOUSEHOLD) for a in b.labels()["agent"]])
    paid = pays @ b.spending
    return ratio(paid, paid - b.consumption_tax, 1.0), pays
