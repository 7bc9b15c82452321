"""Landed prices, the composite goods, who buys from whom."""

from __future__ import annotations

import xarray as xr

from tests.economy.recomputed.border_adjustment import border_charge
from tests.economy.recomputed.carbon import carbon_payment
from tests.economy.recomputed.point import ces, foreign, own, recomputes, seller


def landed_before(data):
    """Benchmark value at the buyer's border (sector, origin, destination)."""
    value = data.sales + data.export_tax + data.tariff_revenue
    for name in ("margin", "transport_margin"):
        if name in data:
            value = value + data[name].sum("margin_sector")
    return value


def landed_change(p):
    """Landed price relative to the benchmark."""
    return p.price_landed / (landed_before(p.data) / p.data.sales)


def barrier(p):
    """Barrier other than a tariff, as a power."""
    return p.barrier_power * p.get("standards_power", 1.0)


def shipped(p):
    """Units that leave for one that arrives."""
    return p.iceberg * p.get("technology_iceberg", 1.0) * barrier(p) ** p.barrier_waste


def at_border(p):
    """Price as it leaves: with export tax, less the carbon payment that is refunded."""
    refund = p.get("rebate_share", 0.0) * seller(carbon_payment(p))
    return seller(p.price_basic) * p.export_power - refund


def margins_of_a_unit(p):
    """What a unit shipped pays the origin's services and world transport."""
    if "margin" not in p.data:
        return 0.0
    to_border = needs(p, "margin") * services(p).rename(region="origin")
    carried = needs(p, "transport_margin") * p.price_transport
    return (to_border + carried).sum("margin_sector")


def needs(p, name):
    """Units of services for a unit shipped: those of the data, times the change of the rate."""
    rate = {"margin": "margin_rate", "transport_margin": "transport_rate"}[name]
    moved = p.s[rate] - p.benchmark[rate]
    return p.data[name] / p.data.sales.where(p.data.sales > 0, 1.0) + moved


def services(p):
    """Basic prices of those who supply margins (margin_sector, region)."""
    return p.price_basic.sel(activity=p.data.margin_sector.to_numpy()).rename(
        activity="margin_sector"
    )


def on_arrival(p):
    """Price before tariff, rent and charge."""
    return (at_border(p) + margins_of_a_unit(p)) * shipped(p)


def dutiable(p):
    """Price on which the tariff is levied."""
    return on_arrival(p)


@recomputes("E_price_landed")
def price_landed(p):
    """Duty and rent on the price on arrival, and a charge by weight of carbon."""
    rent = barrier(p) / barrier(p) ** p.barrier_waste
    return dutiable(p) * p.tariff_power * rent + border_charge(p)


@recomputes("E_price_import", "E_price_import_cobb_douglas")
def price_import(p):
    value = foreign(landed_before(p.data))
    share = value / value.sum("origin")
    return ces(share, landed_change(p), p.sigma_import_source, "origin")


@recomputes("E_price_composite", "E_price_composite_cobb_douglas")
def price_composite(p):
    value = landed_before(p.data)
    share = own(value) / value.sum("origin")
    shares = xr.concat([share, 1 - share], "source")
    prices = xr.concat([own(landed_change(p)), p.price_import], "source")
    prices = prices.where(prices > 0, 1.0)  # what is not bought has no price and no share
    return ces(shares, prices, p.sigma_domestic_import, "source")


@recomputes("E_composite_demand")
def composite_demand(p):
    return p.intermediate_demand.sum("activity") + p.final_demand.sum("agent")


def absorbed(p):
    """Absorption relative to the benchmark."""
    return p.composite_demand / landed_before(p.data).sum("origin")


@recomputes("E_import_demand")
def import_demand(p):
    before = foreign(landed_before(p.data)).sum("origin")
    relative = p.price_import / p.price_composite
    return before * absorbed(p) * relative**-p.sigma_domestic_import


@recomputes("E_trade_domestic")
def trade_domestic(p):
    relative = own(landed_change(p)) / p.price_composite
    return own(p.data.sales) * absorbed(p) * relative**-p.sigma_domestic_import


@recomputes("E_trade_import")
def trade_import(p):
    nest = p.import_demand / foreign(landed_before(p.data)).sum("origin")
    relative = landed_change(p) / p.price_import
    return foreign(p.data.sales) * nest * relative**-p.sigma_import_source
