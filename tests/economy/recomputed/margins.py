"""Trade and transport margins."""

from __future__ import annotations

import numpy as np

from tests.economy.recomputed.point import recomputes, region
from tests.economy.recomputed.trade import needs, services, shipped


def sold_before(p):
    """Part of each region in what world transport costs in the benchmark."""
    return p.data.transport_supply / p.data.transport_supply.sum("region")


@recomputes("E_price_transport")
def price_transport(p):
    """A geometric mean of prices, by what regions sold."""
    return np.exp((sold_before(p) * np.log(services(p))).sum("region"))


@recomputes("E_transport_demand")
def transport_demand(p):
    carried = needs(p, "transport_margin") * shipped(p) * p.trade
    return carried.sum(["sector", "origin", "destination"])


@recomputes("E_transport_supply")
def transport_supply(p):
    """Shares of spending are fixed."""
    spent = sold_before(p) * p.price_transport * p.transport_demand
    return spent / services(p)


@recomputes("E_margin_supply")
def margin_supply(p):
    carried = needs(p, "margin") * shipped(p) * p.trade
    return region(carried.sum(["sector", "destination"])) + p.transport_supply
