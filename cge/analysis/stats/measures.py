"""What statistics measure, over all the dims that they can be given by.

Dims are named as a user asks for them: ``region`` is the one whose statistic it is, ``partner`` the
one it trades with, ``sector`` also the producing activity.
"""

from __future__ import annotations

from collections.abc import Callable

import xarray as xr

from cge.analysis.accounts import Accounts, as_seller
from cge.analysis.indices import AS_SHIPPED
from cge.analysis.stats.rules import Basket, Index, Measure
from cge.analysis.trade_statistics import LABOUR
from cge.economy.benchmark.arrays import HOUSEHOLD

SECTOR_REGION = ("sector", "region")
WITH_PARTNER = ("sector", "region", "partner")


# ---------------------------------------------------------------------- dims as a user names them
def of_exporter(flows: xr.DataArray) -> xr.DataArray:
    """Flows as their origins see them."""
    return flows.rename(origin="region", destination="partner")


def of_importer(flows: xr.DataArray) -> xr.DataArray:
    """Flows as their destinations see them."""
    return flows.rename(destination="region", origin="partner")


def of_producer(array: xr.DataArray) -> xr.DataArray:
    """An array over (activity, region) as over (sector, region)."""
    return array.rename(activity="sector")


def of_buyer(array: xr.DataArray) -> xr.DataArray:
    """Purchases at a destination as those of a region."""
    return array.rename(destination="region")


def variable(name: str) -> Measure:
    """A variable or parameter of the solution as it is."""
    return lambda a: a.s[name]


def produced(name: str) -> Measure:
    """A variable over (activity, region) as over (sector, region)."""
    return lambda a: of_producer(a.s[name])


# ---------------------------------------------------------------------- baskets
Seen = Callable[[xr.DataArray], xr.DataArray]


def _price_of_services(a: Accounts) -> xr.DataArray:
    """Basic price of the origin (sector, origin, destination)."""
    return as_seller(a.s.price_basic) * xr.ones_like(a.s.trade)


def _with_margins(
    price: Measure, goods: Measure, margins: Measure, seen: Seen
) -> tuple[Basket, ...]:
    """Goods, and the margins on flows of goods as trade in the services of their suppliers."""
    return (
        Basket(price, goods, seen),
        Basket(_price_of_services, margins, seen),
    )


EXPORTS = _with_margins(
    lambda a: a.export_price, lambda a: a.exported, lambda a: a.margins_exported, of_exporter
)
IMPORTS = _with_margins(
    AS_SHIPPED.price, AS_SHIPPED.quantity, lambda a: a.margins_exported, of_importer
)
TRADE = _with_margins(
    lambda a: a.export_price, lambda a: a.shipped, lambda a: a.margin_services, lambda paid: paid
)
OUTPUT = Basket(variable("price_basic"), variable("output"), of_producer)


def _by_region(seen: Seen) -> Seen:
    def summed(paid: xr.DataArray) -> xr.DataArray:
        over = [d for d in ("sector", "partner", "agent") if d in seen(paid).dims]
        return seen(paid).sum(over)

    return summed


GDP = (
    Basket(lambda a: a.price_paid_by_agents, variable("final_demand"), _by_region(of_buyer)),
    *(Basket(b.price, b.quantity, _by_region(of_exporter)) for b in EXPORTS),
    *(Basket(b.price, b.quantity, _by_region(of_importer), sign=-1.0) for b in IMPORTS),
)
CONSUMPTION = Basket(
    lambda a: a.price_paid_by_agents.sel(agent=HOUSEHOLD, drop=True),
    lambda a: a.s.final_demand.sel(agent=HOUSEHOLD, drop=True),
    of_buyer,
)
FACTORS = Basket(variable("price_factor"), variable("endowment"))
REAL_FACTORS = Basket(variable("real_factor_price"), variable("endowment"), real=True)


# ---------------------------------------------------------------------- amounts
def welfare(a: Accounts) -> xr.DataArray:
    """Equivalent variation, net where the closure adds capital (region)."""
    return a.s.get("equivalent_variation_net", a.s.equivalent_variation)


def exported(a: Accounts) -> xr.DataArray:
    """Exports, margins on goods among the services (sector, region, partner)."""
    return Index(EXPORTS).payments(a)


def imported(a: Accounts) -> xr.DataArray:
    """Imports, margins on goods among the services (sector, region, partner)."""
    return Index(IMPORTS).payments(a)


def traded(a: Accounts) -> xr.DataArray:
    """Sales and margins supplied (sector, origin, destination)."""
    return Index(TRADE).payments(a)


def value_added(a: Accounts) -> xr.DataArray:
    """Sales less intermediate purchases with product tax (sector, region)."""
    return of_producer(a.s.price_basic * a.s.output - a.intermediate_spending)


def factor_income(a: Accounts) -> xr.DataArray:
    """What factors earn, before income tax (factor, sector, region)."""
    return of_producer(a.s.price_factor * a.s.rent * a.s.factor_demand)


def employment(a: Accounts) -> xr.DataArray:
    """Labour used (sector, region)."""
    return of_producer(a.s.factor_demand.sel(factor=LABOUR, drop=True))


# ---------------------------------------------------------------------- receipts
def dutiable(a: Accounts) -> xr.DataArray:
    """What tariffs are levied on: imports at the border (sector, region, partner)."""
    return of_importer(a.dutiable_price * a.imported)


def _tariff(a: Accounts) -> xr.DataArray:
    return of_importer((a.s.tariff_power - 1) * a.dutiable_price * a.s.trade)


def _export_tax(a: Accounts) -> xr.DataArray:
    return of_exporter((a.price_at_border - as_seller(a.s.price_basic)) * a.shipped)


def _border_charge(a: Accounts) -> xr.DataArray:
    return of_importer(a.charged)


def _output_tax(a: Accounts) -> xr.DataArray:
    return of_producer((1 - 1 / a.s.output_tax_power) * a.s.price_basic * a.s.output)


def _intermediate_tax(a: Accounts) -> xr.DataArray:
    return of_buyer((a.s.intermediate_tax_power - 1) * a.intermediate_use)


def _final_tax(a: Accounts) -> xr.DataArray:
    carbon = a.carbon_of_households * a.s.final_demand
    return of_buyer((a.s.final_tax_power - 1) * a.final_use + carbon)


def _consumption_tax(a: Accounts) -> xr.DataArray:
    paid = a.s.final_tax_power * a.final_use + a.carbon_of_households * a.s.final_demand
    bought = of_buyer(paid.sel(agent=HOUSEHOLD, drop=True))
    return (a.s.consumption_tax_power - 1) * bought


RECEIPTS_IN_DETAIL: dict[str, tuple[Measure, tuple[str, ...]]] = {
    "revenue_tariff": (_tariff, WITH_PARTNER),
    "revenue_export_tax": (_export_tax, WITH_PARTNER),
    "revenue_border_charge": (_border_charge, WITH_PARTNER),
    "revenue_output_tax": (_output_tax, SECTOR_REGION),
    "revenue_carbon": (lambda a: of_producer(a.carbon_payment), SECTOR_REGION),
    "revenue_factor_tax": (lambda a: of_producer(a.factor_tax), SECTOR_REGION),
    "revenue_income_tax": (lambda a: a.income_tax, ("factor", "region")),
    "revenue_intermediate_tax": (_intermediate_tax, ("sector", "region", "activity")),
    "revenue_final_tax": (_final_tax, ("sector", "region", "agent")),
    "revenue_consumption_tax": (_consumption_tax, SECTOR_REGION),
}
"""Receipts that are known by more than region; their sums are the variables of the model."""
