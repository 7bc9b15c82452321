"""Budgets in a benchmark: taxes on incomes, transfers, foreign saving."""

from __future__ import annotations

import numpy as np

from calibration.errors import InputError
from cge.economy.benchmark.arrays import GOVERNMENT, Array, Benchmark, ratio
from cge.economy.benchmark.receipts import taxes
from cge.settings.closures import OWN_BUDGET, SHARE_OF_INCOME


def budgets(b: Benchmark) -> dict[str, Array]:
    """Income taxes and transfers, with one budget per region and foreign saving fixed."""
    nothing = np.zeros_like(b.foreign_saving)
    income_tax = ratio(b.income_tax, b.value_added.sum(axis=1)) + 1
    agents = b.labels()["agent"]
    return {
        "income_tax_power": income_tax,
        "income_tax_benchmark": income_tax.copy(),
        "income_surtax_power": np.ones_like(nothing),
        "transfer": nothing,
        "spends_public_income": np.array([float(a == GOVERNMENT) for a in agents]),
        "foreign_saving": b.foreign_saving,
        "foreign_saving_share": nothing.copy(),
    }


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
