"""Markets and the numeraire: goods, factors, the world factor-price index."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from cge.economy.symbols import WORLD
from cge.solve.components import Equation


def add_goods_markets(m: ConcreteModel) -> None:
    """Output meets all shipments, iceberg losses included: E_output."""

    def output(m: ConcreteModel, i: Any, o: Any) -> Any:
        return m.output[i, o] == sum(
            m.iceberg[i, o, d] * m.trade[i, o, d] for d in m.destination
        )

    produced = (m.value_added_coefficient.values_array + m.bundle_coefficient.values_array) > 0
    m.E_output = Equation(m.sector, m.origin, rule=output, active=produced)


def add_factor_markets(m: ConcreteModel, redundant: tuple[int, int]) -> None:
    """Factors are fully employed and mobile between activities: E_price_factor.

    By Walras' law one market clears if all others do. The one at position ``redundant`` (factor,
    region) is left out, to be checked afterwards, and the numeraire takes its place.
    """

    def price_factor(m: ConcreteModel, f: Any, r: Any) -> Any:
        return sum(m.factor_demand[f, j, r] for j in m.activity) == m.endowment[f, r]

    active = m.endowment.values_array > 0
    active[redundant] = False
    m.E_price_factor = Equation(
        m.factor, m.region, rule=price_factor, determines=m.price_factor, active=active
    )


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


def largest_market(endowment: np.ndarray) -> tuple[int, int]:
    """Position (factor, region) of the largest factor market."""
    at = np.unravel_index(int(np.argmax(endowment)), endowment.shape)
    return int(at[0]), int(at[1])
