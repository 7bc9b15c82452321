"""GDP is the same by output, by income and by expenditure."""

from __future__ import annotations

from cge.analysis.accounts import Accounts
from cge.symbols.named import NamedArray
from cge.verification.check import Check, compare
from cge.verification.receipts import ON_PRODUCTS, ON_TOP, total


def check_gdp(a: Accounts[NamedArray]) -> list[Check]:
    """GDP at market prices from three sides."""
    s = a.s
    made = (s.price_basic * s.output - a.intermediate_spending).sum("activity")
    output = made + total(s, ON_PRODUCTS)
    income = a.factor_payments.sum("activity") + total(s, ON_TOP)
    spent = s.expenditure.sum("agent") + a.exports - a.imports
    return [
        compare("GDP by output and by income", output, income),
        compare("GDP by expenditure and by income", spent, income),
    ]
