"""Trade: landed prices, two-level Armington demand, bilateral flows.

Buyers in a destination combine the domestic good with an import composite
(``sigma_domestic_import``), and the import composite from origins (``sigma_import_source``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from cge.economy.border_adjustment import border_charge, price_at_border
from cge.economy.ces import add_unit_cost
from cge.economy.technology import barrier, iceberg
from cge.engine.components import Equation


def add_trade_prices(m: ConcreteModel) -> None:
    """Prices to the buyer: E_price_landed, E_price_import, E_price_composite."""

    def price_landed(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
        return m.price_landed[i, o, d] == (
            price_on_arrival(m, i, o, d) * m.tariff_power[i, o, d] * rent_power(m, i, o, d)
            + border_charge(m, i, o, d)
        )

    m.E_price_landed = Equation(
        m.sector, m.origin, m.destination, rule=price_landed, active=traded(m)
    )
    rows = (m.sector, m.destination)
    add_unit_cost(
        m,
        "E_price_import",
        m.price_import,
        rows,
        m.sigma_import_source,
        lambda m, transform, i, d: sum(
            m.source_share[i, o, d] * transform(landed_ratio(m, i, o, d)) for o in m.origin
        ),
        active=m.import_coefficient.values_array > 0,
    )
    add_unit_cost(
        m,
        "E_price_composite",
        m.price_composite,
        rows,
        m.sigma_domestic_import,
        lambda m, transform, i, d: (
            m.domestic_share[i, d] * transform(landed_ratio(m, i, d, d))
            + (1 - m.domestic_share[i, d]) * transform(m.price_import[i, d])
        ),
        active=absorbed(m),
    )


def add_trade_flows(m: ConcreteModel) -> None:
    """Demand by source: E_composite_demand, E_import_demand, E_trade_domestic, E_trade_import."""

    def composite_demand(m: ConcreteModel, i: Any, d: Any) -> Any:
        return m.composite_demand[i, d] == (
            sum(m.intermediate_demand[i, d, j] for j in m.activity)
            + sum(m.final_demand[i, d, a] for a in m.agent)
        )

    def import_demand(m: ConcreteModel, i: Any, d: Any) -> Any:
        return m.import_demand[i, d] == (
            m.import_coefficient[i, d]
            * m.composite_demand[i, d]
            * (m.price_composite[i, d] / m.price_import[i, d]) ** m.sigma_domestic_import[i, d]
        )

    def trade_domestic(m: ConcreteModel, i: Any, d: Any) -> Any:
        return m.trade[i, d, d] == (
            m.domestic_coefficient[i, d]
            * m.composite_demand[i, d]
            * (m.price_composite[i, d] / landed_ratio(m, i, d, d)) ** m.sigma_domestic_import[i, d]
        )

    def trade_import(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
        return m.trade[i, o, d] == (
            m.source_coefficient[i, o, d]
            * m.import_demand[i, d]
            * (m.price_import[i, d] / landed_ratio(m, i, o, d)) ** m.sigma_import_source[i, d]
        )

    rows = (m.sector, m.destination)
    imported = m.source_coefficient.values_array > 0
    m.E_composite_demand = Equation(*rows, rule=composite_demand, active=absorbed(m))
    m.E_import_demand = Equation(
        *rows, rule=import_demand, active=m.import_coefficient.values_array > 0
    )
    m.E_trade_domestic = Equation(
        *rows, rule=trade_domestic, active=m.domestic_coefficient.values_array > 0
    )
    m.E_trade_import = Equation(
        m.sector, m.origin, m.destination, rule=trade_import, active=imported
    )


def shipped_per_unit(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Units that leave for one that arrives: iceberg cost and the wasted part of a barrier."""
    return iceberg(m, i, o, d) * barrier(m, i, o, d) ** m.barrier_waste[i, o, d]


def rent_power(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """The part of a barrier that earns a rent, as a power."""
    return barrier(m, i, o, d) ** (1 - m.barrier_waste[i, o, d])


def price_on_arrival(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Price of a unit that arrives, before tariff, rent and charge."""
    return price_at_border(m, i, o, d) * shipped_per_unit(m, i, o, d)


def landed_ratio(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Landed price relative to the benchmark."""
    return m.price_landed[i, o, d] / m.landed_benchmark[i, o, d]


def absorbed(m: ConcreteModel) -> np.ndarray:
    """Where a composite good is used at all (sector, destination)."""
    return (m.import_coefficient.values_array > 0) | (m.domestic_coefficient.values_array > 0)


def traded(m: ConcreteModel) -> np.ndarray:
    """Where a flow exists in the benchmark (sector, origin, destination)."""
    flows = m.source_coefficient.values_array > 0
    here = np.arange(flows.shape[1])
    flows[:, here, here] = m.domestic_coefficient.values_array > 0
    return flows
