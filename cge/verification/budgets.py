"""Income is spent by whom it belongs to; foreign saving is what imports exceed exports by."""

from __future__ import annotations

from cge.analysis.accounts import Accounts, by_region
from cge.economy.benchmark.arrays import GOVERNMENT
from cge.symbols.named import NamedArray
from cge.verification.check import Check, compare
from cge.verification.receipts import ON_TOP, PRIVATE, total


def check_budgets(a: Accounts[NamedArray]) -> list[Check]:
    """Budgets of regions, of agents and with the rest of the world."""
    s = a.s
    received = s.get("border_transfer", 0.0 * s.income)
    return [
        compare("income and spending", s.expenditure.sum("agent"), s.income),
        compare(
            "spending and purchases",
            by_region(a.paid_by_agents.sum("sector"), "destination").transpose("agent", "region"),
            s.expenditure,
        ),
        compare(
            "balance of payments", a.imports - a.exports, a.capital_inflow + received, size=s.income
        ),
        *_own_budgets(a),
    ]


def _own_budgets(a: Accounts[NamedArray]) -> list[Check]:
    """What governments and private agents spend, where each has a budget of its own."""
    s = a.s
    own = s.public_income > 0
    if not bool(own.any()):
        return []
    moved = s.transfer * a.price_world
    taxed = a.income_tax.sum("factor")
    taxes = total(s, [name for name in ON_TOP if name not in PRIVATE]) + taxed
    public = taxes + moved + s.get("border_transfer", 0.0)
    earned = a.factor_payments.sum("activity") - taxed
    private = earned + total(s, PRIVATE) + a.capital_inflow - moved
    spent = s.expenditure.where(own)
    return [
        compare(f"{name} budget", found.where(own, 0.0), income.where(own, 0.0), size=s.income)
        for name, found, income in (
            ("public", spent.sel(agent=GOVERNMENT, drop=True), public),
            ("private", spent.drop_sel(agent=GOVERNMENT).sum("agent"), private),
        )
    ]
