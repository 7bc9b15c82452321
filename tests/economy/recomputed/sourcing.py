"""Who buys from whom where each user of a good has sources of its own."""

from __future__ import annotations

import xarray as xr

from tests.economy.recomputed.carbon import index
from tests.economy.recomputed.point import ces, foreign, own, recomputes
from tests.economy.recomputed.trade import landed_before, landed_change

QUANTITIES = {"activity": "intermediate_demand", "agent": "final_demand"}


def composite_price(p, kind):
    """Price of the composite good to activities or agents, before product tax."""
    if "price_composite_by_user" not in p.s:
        return p.price_composite
    return p.price_composite_by_user.sel(user=p.labels[kind]).rename(user=kind)


def landed_by_user(data):
    """Benchmark value at the buyer's border (sector, origin, destination, user)."""
    return data.sales_by_user * (landed_before(data) / data.sales)


def bought(p):
    """Quantities of composite goods (sector, destination, user)."""
    parts = [p.s[name].rename({kind: "user"}) for kind, name in QUANTITIES.items()]
    return xr.concat(parts, "user")


@recomputes("E_price_import_by_user", "E_price_import_by_user_cobb_douglas")
def price_import(p):
    value = foreign(landed_by_user(p.data))
    share = value / value.sum("origin")
    return ces(share, landed_change(p), p.sigma_import_source, "origin")


@recomputes("E_price_composite_by_user", "E_price_composite_by_user_cobb_douglas")
def price_composite(p):
    value = landed_by_user(p.data)
    share = own(value) / value.sum("origin")
    shares = xr.concat([share, 1 - share], "source")
    prices = xr.concat([own(landed_change(p)), p.price_import_by_user], "source")
    prices = prices.where(prices > 0, 1.0)  # what is not bought has no price and no share
    return ces(shares, prices, p.sigma_domestic_import, "source")


@recomputes("E_import_scale_by_user_activity", "E_import_scale_by_user_agent")
def import_scale(p, name):
    """Imports, and what the power of their price adds to them."""
    kind = name.rsplit("_", 1)[1]
    before = landed_by_user(p.data)
    relative = p.price_import_by_user / p.price_composite_by_user
    imports = (
        foreign(before).sum("origin")
        * (bought(p) / before.sum("origin"))
        * relative**-p.sigma_domestic_import
    )
    scale = imports * (p.price_import_by_user / index(p)) ** p.sigma_import_source
    return scale.sel(user=p.labels[kind]).rename(user=kind)


@recomputes("E_trade_domestic_by_user")
def trade_domestic(p):
    relative = own(landed_change(p)) / p.price_composite_by_user
    change = bought(p) / landed_by_user(p.data).sum("origin")
    return (own(p.data.sales_by_user) * change * relative**-p.sigma_domestic_import).sum("user")


@recomputes("E_trade_import_by_user")
def trade_import(p):
    scale = p.import_scale_by_user / foreign(landed_by_user(p.data)).sum("origin")
    relative = landed_change(p) / index(p)
    sold = foreign(p.data.sales_by_user)
    return (sold * scale).sum("user") * relative**-p.sigma_import_source
