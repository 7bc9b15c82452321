r"""The carbon border adjustment: what it charges per tonne, its rebate, and who gets the money.

The equations exist where the benchmark holds ``fund_key``. A charge per tonne is the gap between
a reference price and the price effectively paid at the origin; a gap that is negative charges
nothing. What is charged are the tonnes of :data:`border_carbon_intensity`, less what the origin
has abated since. A rebate takes the carbon payment off exports. Receipts accrue at the border of
the destination, which may pass shares of them to the origin and to a fund.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from pyomo.environ import ConcreteModel

from calibration.variables import OPTIONAL
from cge.economy.equations.carbon import abates, carbon_payment, price_of_carbon
from cge.engine.components import Equation
from cge.symbols.registry import WORLD

BORDER = "border_adjustment"


def with_border_adjustment(benchmark: xr.Dataset) -> xr.Dataset:
    """A benchmark that brings the feature; no fund has a key yet, and nothing is charged."""
    spec = OPTIONAL["fund_key"]
    none = xr.zeros_like(benchmark["foreign_saving"])
    key = none.assign_attrs(units=spec.units, long_name=spec.long_name)
    return benchmark.assign(fund_key=key)


def adjusts(m: ConcreteModel) -> bool:
    """Whether the model has the feature ``border_adjustment``."""
    return m.component("adjustment_price") is not None


def add_adjustment_price(m: ConcreteModel, flows: np.ndarray) -> None:
    """The charge per tonne: E_adjustment_price.

    Parameters
    ----------
    m
        The model; nothing is added unless it has the symbols of the feature.
    flows
        Where a flow exists in the benchmark (sector, origin, destination).
    """
    if not adjusts(m):
        return

    def adjustment_price(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
        """The positive part of the gap; exact, with a kink where the gap closes."""
        gap = reference(m, i, d) - m.adjustment_credit[i, o, d] * paid(m, i, o)
        return m.adjustment_price[i, o, d] == m.adjustment_coverage[i, o, d] * (gap + abs(gap)) / 2

    m.E_adjustment_price = Equation(
        m.sector, m.origin, m.destination, rule=adjustment_price, active=flows
    )


def reference(m: ConcreteModel, i: Any, d: Any) -> Any:
    """What a tonne would cost at the destination, free allocation there deducted."""
    price = m.adjustment_reference[i, d] + m.adjustment_follows[i, d] * price_of_carbon(m, i, d)
    return price * (1 - m.adjustment_deduction[i, d] * m.free_allocation[i, d])


def paid(m: ConcreteModel, i: Any, o: Any) -> Any:
    """Carbon price effectively paid at the origin: free allowances cost nothing."""
    return price_of_carbon(m, i, o) * (1 - m.free_allocation[i, o])


def tonnes_charged(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Emissions charged per unit that arrives, less what the origin abates, as far as counted."""
    if not (adjusts(m) and abates(m)):
        return m.border_carbon_intensity[i, o, d]
    abated = m.adjustment_intensity[i, o] - m.intensity[i, o]
    return m.border_carbon_intensity[i, o, d] - m.adjustment_scope[i, o, d] * abated


def price_at_border(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Price of a unit shipped, with export tax and less the rebate of the carbon payment."""
    price = m.price_basic[i, o] * m.export_power[i, o, d]
    return price - rebate(m, i, o, d) if adjusts(m) else price


def rebate(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Carbon payment refunded per unit shipped."""
    return m.rebate_share[i, o, d] * carbon_payment(m, i, o)


def border_charge(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Carbon charge per unit that arrives; dollars are units of the world factor-price index."""
    price = m.border_carbon_price[i, o, d]
    if adjusts(m):
        price = price + m.adjustment_price[i, o, d]
    return price * tonnes_charged(m, i, o, d) * m.price_world[WORLD]


def add_border_transfer(m: ConcreteModel) -> None:
    """Border receipts that a region gets from others less what it passes on: E_border_transfer."""
    if not adjusts(m):
        return

    def collected(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
        return border_charge(m, i, o, d) * m.trade[i, o, d]

    def border_transfer(m: ConcreteModel, r: Any) -> Any:
        returned = sum(
            m.origin_share[d] * collected(m, i, r, d) for i in m.sector for d in m.destination
        )
        fund = sum(
            m.fund_share[d] * collected(m, i, o, d)
            for i in m.sector
            for o in m.origin
            for d in m.destination
        )
        kept_from = sum(collected(m, i, o, r) for i in m.sector for o in m.origin)
        passed_on = (m.origin_share[r] + m.fund_share[r]) * kept_from
        return m.border_transfer[r] == returned + m.fund_key[r] * fund - passed_on

    m.E_border_transfer = Equation(m.region, rule=border_transfer)


def transfer(m: ConcreteModel, r: Any) -> Any:
    """Transfer of border receipts in the income of a region."""
    return m.border_transfer[r] if adjusts(m) else 0
