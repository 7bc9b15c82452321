r"""Trade and transport margins: services that flows of goods need, by what is shipped.

The equations exist where the benchmark holds ``margin``. Services up to the border are the
origin's own. World transport of a mode is bought by all flows from one composite, to which regions
sell in fixed shares of its value, as the global transport sector of GTAP. Margins follow units
shipped, so that what melts on the way has been carried. How they raise prices stands in
:mod:`cge.economy.equations.trade`.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block
from cge.economy.equations.rows import positive_along
from cge.economy.equations.trade import shipped_per_unit
from cge.engine.pyomo_private import ConcreteModel, exp, log

block = Block("Margins", feature="margins")


@block.equation(
    "price_transport",
    where=positive_along("transport_share", axis=1),
    title="Price of world transport",
)
def price_transport(m: ConcreteModel, k: Any) -> Any:
    """Basic prices of all suppliers, in a Cobb-Douglas nest."""
    return exp(sum(m.transport_share[k, r] * log(m.price_basic[k, r]) for r in m.region))


@block.equation("transport_demand", title="World transport needed")
def transport_demand(m: ConcreteModel, k: Any) -> Any:
    """In proportion to units shipped, over all flows."""
    return sum(
        m.transport_rate[k, i, o, d] * shipped_per_unit(m, i, o, d) * m.trade[i, o, d]
        for i in m.sector
        for o in m.origin
        for d in m.destination
    )


@block.equation("transport_supply", title="Sales to world transport")
def transport_supply(m: ConcreteModel, k: Any, r: Any) -> Any:
    """A region has a fixed share of what is paid for a mode."""
    paid = m.transport_share[k, r] * m.price_transport[k] * m.transport_demand[k]
    return paid / m.price_basic[k, r]


@block.equation("margin_supply", title="Margins supplied")
def margin_supply(m: ConcreteModel, k: Any, r: Any) -> Any:
    """To all that the region ships, at home and abroad, and to world transport."""
    own = sum(
        m.margin_rate[k, i, r, d] * shipped_per_unit(m, i, r, d) * m.trade[i, r, d]
        for i in m.sector
        for d in m.destination
    )
    return own + m.transport_supply[k, r]


def margins_made(m: ConcreteModel, i: Any, o: Any) -> Any:
    """Output of a sector that leaves as margins."""
    return sum(m.supplies_margin[i, k] * m.margin_supply[k, o] for k in m.margin_sector)
