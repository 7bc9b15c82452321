"""Receipts recomputed as what payers pay less what is passed on, never by the formula of a tax."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from cge.analysis.accounts import Accounts, as_seller, at_destination, at_origin, by_region
from cge.economy.benchmark.arrays import HOUSEHOLD
from cge.economy.receipts import RECEIPTS, RENTS, Rent
from cge.symbols.named import NamedArray, Solved
from cge.verification.check import Check, compare

# On top of what factors earn.
ON_TOP = tuple(r.name for r in RECEIPTS if not r.from_factors)
# Part of GDP at market prices but not of value added at basic prices.
ON_PRODUCTS = tuple(r.name for r in RECEIPTS if r.on_products)
# Private income also where the government has a budget of its own.
PRIVATE = tuple(r.name for r in RECEIPTS if r.private)
TARIFF = "revenue_tariff"


def total(s: Solved[NamedArray], names: Iterable[str]) -> NamedArray:
    """Sum of receipts (region), million USD."""
    return sum((s[name] for name in names), start=0 * s.income)


def check_receipts(a: Accounts[NamedArray]) -> list[Check]:
    """What payers pay less what is passed on, against the receipts of the budget.

    Small receipts are differences of large flows, which carry the rounding of the solver (1e-12 of
    each), so they are measured against GDP / 1,000.
    """
    smallest = 1e-3 * a.factor_payments.sum("activity")

    def check(names: tuple[str, ...], value: NamedArray) -> Check:
        size = abs(value).clip(min=smallest)
        return compare(f"receipts: {' + '.join(names)}", total(a.s, names), value, size)

    return [check(names, recomputed(a)) for names, recomputed in RECOMPUTED.items()]


# ---------------------------------------------------------------------- paid by producers
def _output_tax(a: Accounts[NamedArray]) -> NamedArray:
    """Sales less carbon payments and less what all inputs cost."""
    inputs = a.factor_payments + a.factor_tax + a.intermediate_spending
    sales = a.s.price_basic * a.s.output
    return (sales - a.carbon_payment - inputs).sum("activity")


def _carbon(a: Accounts[NamedArray]) -> NamedArray:
    """Payments for emissions beyond free allowances."""
    return a.carbon_payment.sum("activity")


def _factor_tax(a: Accounts[NamedArray]) -> NamedArray:
    """What producers pay for factors beyond what factors earn."""
    return a.factor_tax.sum("activity")


# ---------------------------------------------------------------------- paid by buyers and owners
def _purchases_taxes(a: Accounts[NamedArray]) -> NamedArray:
    """What activities and agents spend beyond the value of goods before taxes."""
    paid = a.intermediate_spending.sum("activity") + a.s.expenditure.sum("agent")
    return paid - by_region(a.use.sum("sector"), "destination")


def _consumption_tax(a: Accounts[NamedArray]) -> NamedArray:
    """What households spend beyond what their purchases cost without the tax."""
    consumed = a.s.expenditure.sel(agent=HOUSEHOLD, drop=True)
    return consumed - consumed / a.s.consumption_tax_power


def _income_tax(a: Accounts[NamedArray]) -> NamedArray:
    """What owners of factors do not keep."""
    return a.income_tax.sum("factor")


# ---------------------------------------------------------------------- paid at the border
def _wedges(a: Accounts[NamedArray]) -> dict[str, NamedArray]:
    """What each rent and the tariff add to what is paid (sector, origin, destination).

    From what buyers pay, less charges, back to what arrives: one wedge after the other.
    """
    found = {}

    def take_off(before_tariff: bool, value: NamedArray) -> NamedArray:
        for rent in reversed([r for r in RENTS if r.before_tariff is before_tariff]):
            before = value / a.rent_power(rent)
            found[rent.receipt] = value - before
            value = before
        return value

    with_tariff = take_off(False, _landed(a) - a.charged)
    dutiable = a.dutiable_price * a.s.trade
    found[TARIFF] = with_tariff - dutiable
    take_off(True, dutiable)
    return found


def _tariff(a: Accounts[NamedArray]) -> NamedArray:
    """What buyers pay beyond the price on which the tariff is levied."""
    return at_destination(_wedges(a)[TARIFF])


def _rent(rent: Rent, a: Accounts[NamedArray]) -> NamedArray:
    """What a rent adds to what is paid, to its owners at either end."""
    earned = _wedges(a)[rent.receipt]
    at_home = a.s[rent.importer_share] * earned
    return at_destination(at_home) + at_origin(earned - at_home)


def _border_charge(a: Accounts[NamedArray]) -> NamedArray:
    return at_destination(charge_collected(a))


def charge_collected(a: Accounts[NamedArray]) -> NamedArray:
    """What buyers pay beyond the price with duty and rents (sector, origin, destination)."""
    return _landed(a) - a.price_before_charge * a.s.trade


def _export_tax(a: Accounts[NamedArray]) -> NamedArray:
    """What shipments cost at the border beyond what producers get."""
    at_border = a.price_at_border * a.shipped
    return at_origin(at_border - as_seller(a.s.price_basic) * a.shipped)


def _landed(a: Accounts[NamedArray]) -> NamedArray:
    """What buyers pay for what arrives (sector, origin, destination)."""
    return a.s.price_landed * a.s.trade


# Receipts, together where only their sum can be told from what is paid -> their value (region).
RECOMPUTED: dict[tuple[str, ...], Callable[[Accounts[NamedArray]], NamedArray]] = {
    ("revenue_output_tax",): _output_tax,
    ("revenue_carbon",): _carbon,
    (
        "revenue_intermediate_tax",
        "revenue_final_tax",
        "revenue_consumption_tax",
    ): _purchases_taxes,
    ("revenue_consumption_tax",): _consumption_tax,
    ("revenue_income_tax",): _income_tax,
    ("revenue_factor_tax",): _factor_tax,
    (TARIFF,): _tariff,
    ("revenue_border_charge",): _border_charge,
    **{(rent.receipt,): partial(_rent, rent) for rent in RENTS},
    ("revenue_export_tax",): _export_tax,
}
