"""The carbon border adjustment: its price, the tonnes it counts, and where the money goes."""

from __future__ import annotations

import numpy as np

from tests.economy.recomputed.carbon import index, price, tonnes_per_output
from tests.economy.recomputed.point import recomputes, region, seller


@recomputes("E_adjustment_price")
def adjustment_price(p):
    """What a tonne costs at the destination beyond what was paid for it, where that is more."""
    effective = price(p) * (1 - p.free_allocation)
    free = p.adjustment_deduction * there(p.free_allocation)
    due = (p.adjustment_reference + p.adjustment_follows * there(price(p))) * (1 - free)
    gap = due - p.adjustment_credit * seller(effective)
    return np.maximum(gap, 0.0) * p.adjustment_coverage


def there(x):
    """An array over (activity, region) as one over (sector, destination)."""
    return x.rename(activity="sector", region="destination")


def border_charge(p):
    """Per unit that arrives."""
    rate = p.border_carbon_price + p.get("adjustment_price", 0.0)
    tonnes = p.border_carbon_intensity
    if "grid_intensity" in p.s:
        cleaner = (p.grid_reference - p.grid_intensity).rename(region="origin")
        tonnes = tonnes - p.electricity_charged * cleaner
    following = tonnes_per_output(p) if "emission_efficiency" in p.s else None
    now = p.get("intensity", p.get("emission_rate", following))
    if "adjustment_scope" in p.s and now is not None:
        tonnes = tonnes + p.adjustment_scope * seller(now - p.adjustment_intensity)
    return rate * tonnes * index(p)


@recomputes("E_border_transfer")
def border_transfer(p):
    """Of every dollar: to the origin, to the fund and by its key to members, from who took it."""
    money = (border_charge(p) * p.trade).sum("sector")
    to_origins = region((money * p.origin_share).sum("destination"))
    fund = (money * p.fund_share).sum(["origin", "destination"])
    passed_on = region((money * (p.origin_share + p.fund_share)).sum("origin"))
    return to_origins + p.fund_key * fund - passed_on
