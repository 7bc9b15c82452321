"""The charge per tonne of a border adjustment, and who gets its receipts."""

from __future__ import annotations

import numpy as np

from cge.verification.recomputed.carbon import carbon_price
from cge.verification.recomputed.data import Array
from cge.verification.recomputed.point import Point, recomputes


@recomputes("adjustment_price", where=lambda d: d.sales > 0, size=lambda p: 1e-6 * _due(p)[:, None])
def adjustment_price(p: Point) -> Array:
    """What is due on a covered tonne beyond what the origin collected for it, or nothing."""
    collected = carbon_price(p) * (1 - p["free_allocation"])
    gap = _due(p)[:, None] - p["adjustment_credit"] * collected[:, :, None]
    return p["adjustment_coverage"] * np.where(gap > 0, gap, 0.0)


def _due(p: Point) -> Array:
    """Price of a tonne at the destination (sector, destination)."""
    price = p["adjustment_reference"] + p["adjustment_follows"] * carbon_price(p)
    return np.asarray(price * (1 - p["adjustment_deduction"] * p["free_allocation"]))


@recomputes("border_transfer", size=lambda p: 1e-6 * p["income"])
def border_transfer(p: Point) -> Array:
    """Of every dollar collected: the shares of origins and of the fund, and who paid them in."""
    collected = p.flow(p.accounts.charged).sum(axis=0)
    to_origins = collected * p["origin_share"]
    to_fund = collected * p["fund_share"]
    passed_on = (to_origins + to_fund).sum(axis=0)
    return np.asarray(to_origins.sum(axis=1) + p["fund_key"] * to_fund.sum() - passed_on)
