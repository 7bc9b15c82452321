"""Receipts recomputed as what payers pay less what is passed on, never by the formula of a tax."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import xarray as xr

from cge.analysis.accounts import Accounts, as_seller, at_destination, at_origin, by_region
from cge.economy.benchmark.shares import HOUSEHOLD
from cge.economy.equations.income import RECEIPTS
from cge.verification.check import Check, compare

# On top of what factors earn.
ON_TOP = RECEIPTS
# Paid out of what factors earn.
FROM_FACTORS = ("revenue_income_tax",)
# Part of GDP at market prices but not of value added at basic prices.
ON_PRODUCTS = (
    "revenue_intermediate_tax",
    "revenue_final_tax",
    "revenue_consumption_tax",
    "revenue_tariff",
    "revenue_export_tax",
    "revenue_border_charge",
    "revenue_barrier_rent",
)
# Private income also where the government has a budget of its own.
PRIVATE = ("revenue_barrier_rent",)


def total(s: xr.Dataset, names: Iterable[str]) -> xr.DataArray:
    """Sum of receipts (region), million USD."""
    return sum((s[name] for name in names), start=0 * s.income)


def check_receipts(a: Accounts) -> list[Check]:
    """What payers pay less what is passed on, against the receipts of the budget.

    Small receipts are differences of large flows, which carry the rounding of the solver (1e-12 of
    each), so they are measured against GDP / 1,000.
    """
    smallest = 1e-3 * a.factor_payments.sum("activity")

    def check(names: tuple[str, ...], value: xr.DataArray) -> Check:
        size = abs(value).clip(min=smallest)
        return compare(f"receipts: {' + '.join(names)}", total(a.s, names), value, size)

    return [check(names, recomputed(a)) for names, recomputed in RECOMPUTED.items()]


# ---------------------------------------------------------------------- paid by producers
def _output_tax(a: Accounts) -> xr.DataArray:
    """Sales less carbon payments and less what all inputs cost."""
    inputs = a.factor_payments + a.factor_tax + a.intermediate_spending
    sales = a.s.price_basic * a.s.output
    return (sales - a.carbon_payment - inputs).sum("activity")


def _carbon(a: Accounts) -> xr.DataArray:
    """Payments for emissions beyond free allowances."""
    return a.carbon_payment.sum("activity")


def _factor_tax(a: Accounts) -> xr.DataArray:
    """What producers pay for factors beyond what factors earn."""
    return a.factor_tax.sum("activity")


# ---------------------------------------------------------------------- paid by buyers and owners
def _purchases_taxes(a: Accounts) -> xr.DataArray:
    """What activities and agents spend beyond the value of goods before taxes."""
    paid = a.intermediate_spending.sum("activity") + a.s.expenditure.sum("agent")
    return paid - by_region(a.use.sum("sector"), "destination")


def _consumption_tax(a: Accounts) -> xr.DataArray:
    """What households spend beyond what their purchases cost without the tax."""
    consumed = a.s.expenditure.sel(agent=HOUSEHOLD, drop=True)
    return consumed - consumed / a.s.consumption_tax_power


def _income_tax(a: Accounts) -> xr.DataArray:
    """What owners of factors do not keep."""
    return a.income_tax.sum("factor")


# ---------------------------------------------------------------------- paid at the border
def _tariff(a: Accounts) -> xr.DataArray:
    """The price before rents and charge, less the price on arrival."""
    return at_destination(_before_rent(a) - a.price_on_arrival * a.s.trade)


def _border_charge(a: Accounts) -> xr.DataArray:
    return at_destination(charge_collected(a))


def charge_collected(a: Accounts) -> xr.DataArray:
    """What buyers pay beyond the price with duty and rent (sector, origin, destination)."""
    arrived = a.price_on_arrival * a.s.trade
    return _landed(a) - a.rent_power * a.s.tariff_power * arrived


def _barrier_rent(a: Accounts) -> xr.DataArray:
    """The price before charges less that before the rent, to its owners at either end."""
    rent = _landed(a) - a.charged - _before_rent(a)
    at_home = a.s.barrier_importer_share * rent
    return at_destination(at_home) + at_origin(rent - at_home)


def _export_tax(a: Accounts) -> xr.DataArray:
    """What shipments cost at the border beyond what producers get."""
    at_border = a.price_at_border * a.shipped
    return at_origin(at_border - as_seller(a.s.price_basic) * a.shipped)


def _landed(a: Accounts) -> xr.DataArray:
    """What buyers pay for what arrives (sector, origin, destination)."""
    return a.s.price_landed * a.s.trade


def _before_rent(a: Accounts) -> xr.DataArray:
    """What buyers pay, less charges and rents (sector, origin, destination)."""
    return (_landed(a) - a.charged) / a.rent_power


# Receipts, together where only their sum can be told from what is paid -> their value (region).
RECOMPUTED: dict[tuple[str, ...], Callable[[Accounts], xr.DataArray]] = {
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
    ("revenue_tariff",): _tariff,
    ("revenue_border_charge",): _border_charge,
    ("revenue_barrier_rent",): _barrier_rent,
    ("revenue_export_tax",): _export_tax,
}
