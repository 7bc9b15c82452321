"""Markets and the numeraire: goods, factors, the world factor-price index."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from cge.economy.equations.income import income_tax_rate
from cge.economy.equations.trade import shipped_per_unit
from cge.engine.components import Equation
from cge.symbols.registry import WORLD


def add_goods_markets(m: ConcreteModel) -> None:
    """Output meets all shipments, iceberg losses included: E_output."""

    def output(m: ConcreteModel, i: Any, o: Any) -> Any:
        return m.output[i, o] == sum(
            shipped_per_unit(m, i, o, d) * m.trade[i, o, d] for d in m.destination
        )

    produced = (m.value_added_coefficient.values_array + m.bundle_coefficient.values_array) > 0
    m.E_output = Equation(m.sector, m.origin, rule=output, active=produced)


def add_factor_markets(m: ConcreteModel, mobile: np.ndarray, redundant: tuple[int, int]) -> None:
    """Full employment: E_price_factor, E_rent, E_price_factor_sluggish.

    A mobile factor earns one price in its region, at which demand meets the endowment. Any other
    is supplied to each activity with the elasticity of transformation ``mobility`` (0 keeps it
    where it is), and earns there its regional price times ``rent``; the regional price is such
    that all its uses together cost price times endowment.

    By Walras' law one market clears if all others do. The one at position ``redundant`` (factor,
    region) is left out, to be checked afterwards, and the numeraire takes its place.

    Parameters
    ----------
    mobile
        Whether a factor is mobile (factor, region).
    redundant
        Position of a mobile factor's market.
    """

    def price_factor(m: ConcreteModel, f: Any, r: Any) -> Any:
        return sum(m.factor_demand[f, j, r] for j in m.activity) == m.endowment[f, r]

    def rent(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
        supplied = m.factor_supply_share[f, j, r] * m.endowment[f, r]
        return m.factor_demand[f, j, r] == supplied * m.rent[f, j, r] ** m.mobility[f, r]

    def price_factor_sluggish(m: ConcreteModel, f: Any, r: Any) -> Any:
        return (
            sum(
                m.factor_supply_share[f, j, r] * m.rent[f, j, r] ** (1 + m.mobility[f, r])
                for j in m.activity
            )
            == 1
        )

    exists = m.factor_supply_share.values_array.sum(axis=1) > 0
    cleared = mobile & exists
    cleared[redundant] = False
    rows = (m.factor, m.region)
    m.E_price_factor = Equation(*rows, rule=price_factor, determines=m.price_factor, active=cleared)
    m.E_rent = Equation(
        m.factor, m.activity, m.region, rule=rent, determines=m.rent, active=rents(m, mobile)
    )
    m.E_price_factor_sluggish = Equation(
        *rows, rule=price_factor_sluggish, determines=m.price_factor, active=exists & ~mobile
    )


def rents(m: ConcreteModel, mobile: np.ndarray) -> np.ndarray:
    """Where a factor earns a return of its own (factor, activity, region)."""
    return (m.factor_supply_share.values_array > 0) & ~mobile[:, None, :]


def add_real_factor_price(m: ConcreteModel) -> None:
    """Real wage and real return to capital, after income tax: E_real_factor_price."""

    def real_factor_price(m: ConcreteModel, f: Any, r: Any) -> Any:
        bought = sum(m.deflator[f, a] * m.price_final[a, r] for a in m.agent)
        kept = (1 - income_tax_rate(m, f, r)) / (2 - m.income_tax_benchmark[f, r])
        return m.real_factor_price[f, r] == m.price_factor[f, r] * kept / bought

    m.E_real_factor_price = Equation(m.factor, m.region, rule=real_factor_price)


def add_numeraire(m: ConcreteModel) -> None:
    """The world factor-price index and the numeraire: E_price_world, E_numeraire."""

    def price_world(m: ConcreteModel, w: Any) -> Any:
        return m.price_world[w] == sum(
            m.world_weight[f, r] * m.price_factor[f, r] for f in m.factor for r in m.region
        )

    def numeraire(m: ConcreteModel, w: Any) -> Any:
        return (
            sum(
                m.numeraire_factor_weight[f, r] * m.price_factor[f, r]
                for f in m.factor
                for r in m.region
            )
            + sum(
                m.numeraire_final_weight[a, r] * m.price_final[a, r]
                for a in m.agent
                for r in m.region
            )
            == m.numeraire_level[w]
        )

    m.E_price_world = Equation(getattr(m, WORLD), rule=price_world)
    m.E_numeraire = Equation(getattr(m, WORLD), rule=numeraire, determines=m.price_factor)


def largest_market(endowment: np.ndarray, mobile: np.ndarray) -> tuple[int, int]:
    """Position (factor, region) of the largest market of a mobile factor."""
    at = np.unravel_index(int(np.argmax(np.where(mobile, endowment, -1.0))), endowment.shape)
    return int(at[0]), int(at[1])
