"""Armington demand: who buys a good from where.

A buyer combines the domestic good with an import composite (``sigma_domestic_import``), and the
import composite from origins (``sigma_import_source``). Here all users in a destination buy one
composite; where the benchmark tells their sources apart,
:mod:`cge.economy.equations.armington_by_user` takes the place of this module, with the same price
equations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from cge.economy.equations.ces import add_unit_cost
from cge.economy.equations.trade import landed_ratio, sourced_by_user
from cge.engine.components import Equation


def composite_price(m: ConcreteModel, i: Any, d: Any, u: Any) -> Any:
    """Price of the composite good to a user, an activity or an agent, before product tax."""
    return m.price_composite_by_user[i, d, u] if sourced_by_user(m) else m.price_composite[i, d]


def add_composite_prices(m: ConcreteModel) -> None:
    """Prices of composites: E_price_import, E_price_composite."""
    add_nested_prices(m, "", (m.sector, m.destination), _imported(m), absorbed(m))


def add_nested_prices(
    m: ConcreteModel, suffix: str, rows: tuple[Any, ...], imported: np.ndarray, used: np.ndarray
) -> None:
    """The two unit costs of the nest, for one buyer per destination or per destination and user.

    Parameters
    ----------
    m
        The model.
    suffix
        End of the names of the symbols and equations of this kind of buyer.
    rows
        Sets of a buyer: sector, destination and, where users differ, user.
    imported, used
        Buyers that import, and that buy at all.
    """

    def of_buyer(name: str) -> Any:
        return m.component(f"{name}{suffix}")

    source_share, domestic_share = of_buyer("source_share"), of_buyer("domestic_share")
    price_import = of_buyer("price_import")
    add_unit_cost(
        m,
        f"E_price_import{suffix}",
        price_import,
        rows,
        m.sigma_import_source,
        lambda m, transform, i, d, *u: sum(
            source_share[i, o, d, *u] * transform(landed_ratio(m, i, o, d)) for o in m.origin
        ),
        active=imported,
    )
    add_unit_cost(
        m,
        f"E_price_composite{suffix}",
        of_buyer("price_composite"),
        rows,
        m.sigma_domestic_import,
        lambda m, transform, i, d, *u: (
            domestic_share[i, d, *u] * transform(landed_ratio(m, i, d, d))
            + (1 - domestic_share[i, d, *u]) * transform(price_import[i, d, *u])
        ),
        active=used,
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
    m.E_composite_demand = Equation(*rows, rule=composite_demand, active=absorbed(m))
    m.E_import_demand = Equation(*rows, rule=import_demand, active=_imported(m))
    m.E_trade_domestic = Equation(
        *rows, rule=trade_domestic, active=m.domestic_coefficient.values_array > 0
    )
    m.E_trade_import = Equation(
        m.sector,
        m.origin,
        m.destination,
        rule=trade_import,
        active=m.source_coefficient.values_array > 0,
    )


def _imported(m: ConcreteModel) -> np.ndarray:
    """Where a good is imported (sector, destination)."""
    return np.asarray(m.import_coefficient.values_array > 0)


def absorbed(m: ConcreteModel) -> np.ndarray:
    """Where a composite good is used at all (sector, destination)."""
    return _imported(m) | (m.domestic_coefficient.values_array > 0)
