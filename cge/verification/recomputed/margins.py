"""Trade and transport margins: who supplies them, at what price."""

from __future__ import annotations

import numpy as np

from cge.verification.recomputed.data import Array, Data
from cge.verification.recomputed.nests import price_index
from cge.verification.recomputed.point import Point, recomputes


def _sold(d: Data) -> Array:
    """Sales to world transport (margin sector, region)."""
    return d.over("transport_supply", "margin_sector", "region")


def _small(p: Point) -> Array:
    """Transport is measured against a millionth of what its suppliers make."""
    at = p.data.margin_sectors
    return np.asarray(1e-6 * p["output"][at])


@recomputes("price_transport", where=lambda d: _sold(d).sum(axis=1) > 0)
def price_transport(p: Point) -> Array:
    """Prices of all suppliers in a nest."""
    sold, prices = _sold(p.data), p["price_basic"][p.data.margin_sectors]
    return price_index(sold, prices, np.ones(len(sold)), axis=1)


@recomputes("transport_demand", size=lambda p: _small(p).sum(axis=1))
def transport_demand(p: Point) -> Array:
    """What a unit of each flow needs, for all units shipped."""
    shipped = p.flow(p.accounts.shipped)
    return np.asarray((p["transport_rate"] * shipped).sum(axis=(1, 2, 3)))


@recomputes("transport_supply", size=_small)
def transport_supply(p: Point) -> Array:
    """Shares of the data in what is paid, at the prices of suppliers."""
    sold = _sold(p.data)
    total = sold.sum(axis=1, keepdims=True)
    paid = (p["price_transport"] * p["transport_demand"])[:, None]
    share = sold / np.where(total > 0, total, 1.0)
    return np.asarray(share * paid / p["price_basic"][p.data.margin_sectors])


@recomputes("margin_supply", size=_small)
def margin_supply(p: Point) -> Array:
    """What leaves as a margin: to flows by the needs of a unit shipped, and to world transport."""
    shipped = p.flow(p.accounts.shipped)
    own = (p["margin_rate"] * shipped).sum(axis=(1, 3))
    return np.asarray(own + p["transport_supply"])
