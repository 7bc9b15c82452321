"""Armington demand: who buys a good from where.

A buyer combines the domestic good with an import composite (``sigma_domestic_import``), and the
import composite from origins (``sigma_import_source``). Here all users in a destination buy one
composite; where the benchmark tells their sources apart,
:mod:`cge.economy.equations.armington_by_user` takes the place of this module.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block, has
from cge.economy.equations.rows import positive
from cge.economy.equations.trade import landed_ratio
from cge.engine.pyomo_private import ConcreteModel

block = Block("Sourcing by destination", feature="sourcing_by_destination")
# Where a composite good is imported, and where it is used at all (sector, destination).
imported = positive("import_coefficient")
used = positive("import_coefficient", "domestic_coefficient")


@block.unit_cost(
    "price_import",
    sigma="sigma_import_source",
    where=imported,
    title="Unit cost of the import composite",
)
def price_import(m: ConcreteModel, transform: Any, i: Any, d: Any) -> Any:
    """Landed prices of all origins, relative to the benchmark, in a CES nest."""
    return sum(m.source_share[i, o, d] * transform(landed_ratio(m, i, o, d)) for o in m.origin)


@block.unit_cost(
    "price_composite",
    sigma="sigma_domestic_import",
    where=used,
    title="Unit cost of the composite good",
)
def price_composite(m: ConcreteModel, transform: Any, i: Any, d: Any) -> Any:
    """The domestic good and the import composite in a CES nest."""
    return m.domestic_share[i, d] * transform(landed_ratio(m, i, d, d)) + (
        1 - m.domestic_share[i, d]
    ) * transform(m.price_import[i, d])


@block.equation("composite_demand", where=used, title="Absorption of the composite good")
def composite_demand(m: ConcreteModel, i: Any, d: Any) -> Any:
    """What all activities and agents of a destination buy of a good."""
    return sum(m.intermediate_demand[i, d, j] for j in m.activity) + sum(
        m.final_demand[i, d, a] for a in m.agent
    )


@block.equation("import_demand", where=imported, title="Demand for the import composite")
def import_demand(m: ConcreteModel, i: Any, d: Any) -> Any:
    """The dearer imports are relative to the composite, the less of them a unit of it takes."""
    relative = m.price_composite[i, d] / m.price_import[i, d]
    switch = relative ** m.sigma_domestic_import[i, d]
    return m.import_coefficient[i, d] * m.composite_demand[i, d] * switch


@block.equation(
    "trade",
    over=("sector", "destination"),
    where=positive("domestic_coefficient"),
    title="Demand for the domestic good",
)
def trade_domestic(m: ConcreteModel, i: Any, d: Any) -> Any:
    """The dearer the domestic good is relative to the composite, the less of it a unit takes."""
    relative = m.price_composite[i, d] / landed_ratio(m, i, d, d)
    switch = relative ** m.sigma_domestic_import[i, d]
    return m.trade[i, d, d] == m.domestic_coefficient[i, d] * m.composite_demand[i, d] * switch


@block.equation(
    "trade", where=positive("source_coefficient"), title="Demand for the good of an origin"
)
def trade_import(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """The dearer an origin is relative to the import composite, the less of it a unit takes."""
    relative = m.price_import[i, d] / landed_ratio(m, i, o, d)
    switch = relative ** m.sigma_import_source[i, d]
    return m.source_coefficient[i, o, d] * m.import_demand[i, d] * switch


def composite_price(m: ConcreteModel, i: Any, d: Any, u: Any) -> Any:
    """Price of the composite good to a user, an activity or an agent, before product tax."""
    if has(m, "sourcing_by_user"):
        return m.price_composite_by_user[i, d, u]
    return m.price_composite[i, d]
