r"""The carbon border adjustment: what it charges per tonne, its rebate, and who gets the money.

The equations exist where the benchmark holds ``fund_key``. A charge per tonne is the gap between
a reference price and the price effectively paid at the origin; a gap that is negative charges
nothing. What is charged are the tonnes of :data:`border_carbon_intensity`, less what the origin
has abated since. A rebate takes the carbon payment off exports. Receipts accrue at the border of
the destination, which may pass shares of them to the origin and to a fund.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block, has
from cge.economy.equations.carbon import (
    can_move,
    carbon_payment,
    emitted_per_output,
    price_of_carbon,
)
from cge.economy.equations.rows import traded
from cge.engine.pyomo_private import ConcreteModel
from cge.symbols.registry import WORLD

block = Block("Border adjustment", feature="border_adjustment")


@block.equation("adjustment_price", where=traded, title="Charge per tonne")
def adjustment_price(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """The positive part of the gap between two prices; exact, with a kink where the gap closes."""
    gap = reference(m, i, d) - m.adjustment_credit[i, o, d] * paid(m, i, o)
    return m.adjustment_coverage[i, o, d] * (gap + abs(gap)) / 2


@block.equation("border_transfer", title="Border receipts got from others less those passed on")
def border_transfer(m: ConcreteModel, r: Any) -> Any:
    """Shares of what is collected at a border go to the origin and to a fund, which is divided by
    key.
    """
    returned = sum(
        m.origin_share[d] * _collected(m, i, r, d) for i in m.sector for d in m.destination
    )
    fund = sum(
        m.fund_share[d] * _collected(m, i, o, d)
        for i in m.sector
        for o in m.origin
        for d in m.destination
    )
    kept_from = sum(_collected(m, i, o, r) for i in m.sector for o in m.origin)
    passed_on = (m.origin_share[r] + m.fund_share[r]) * kept_from
    return returned + m.fund_key[r] * fund - passed_on


def _collected(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    return border_charge(m, i, o, d) * m.trade[i, o, d]


def reference(m: ConcreteModel, i: Any, d: Any) -> Any:
    """What a tonne would cost at the destination, free allocation there deducted."""
    price = m.adjustment_reference[i, d] + m.adjustment_follows[i, d] * price_of_carbon(m, i, d)
    return price * (1 - m.adjustment_deduction[i, d] * m.free_allocation[i, d])


def paid(m: ConcreteModel, i: Any, o: Any) -> Any:
    """Carbon price effectively paid at the origin: free allowances cost nothing."""
    return price_of_carbon(m, i, o) * (1 - m.free_allocation[i, o])


def tonnes_charged(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Emissions charged per unit that arrives, less what the origin and its grid abate, as far as
    counted.
    """
    tonnes = m.border_carbon_intensity[i, o, d]
    if has(m, "grid"):
        cleaner = m.grid_reference[o] - m.grid_intensity[o]
        tonnes = tonnes - m.electricity_charged[i, o, d] * cleaner
    if not (has(m, "border_adjustment") and can_move(m)):
        return tonnes
    abated = m.adjustment_intensity[i, o] - emitted_per_output(m, i, o)
    return tonnes - m.adjustment_scope[i, o, d] * abated


def rebate(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Carbon payment refunded per unit shipped."""
    return m.rebate_share[i, o, d] * carbon_payment(m, i, o)


def border_charge(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Carbon charge per unit that arrives; dollars are units of the world factor-price index."""
    price = m.border_carbon_price[i, o, d]
    if has(m, "border_adjustment"):
        price = price + m.adjustment_price[i, o, d]
    return price * tonnes_charged(m, i, o, d) * m.price_world[WORLD]


def transfer(m: ConcreteModel, r: Any) -> Any:
    """Transfer of border receipts in the income of a region."""
    return m.border_transfer[r] if has(m, "border_adjustment") else 0
