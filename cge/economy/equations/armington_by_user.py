r"""Armington demand where each user of a good has its own sources.

A user is an activity or an agent. It has its own shares of the domestic good and of every origin,
and therefore its own composite prices; landed prices and elasticities are those of the
destination. With all its users alike, a destination buys as in
:mod:`cge.economy.equations.armington`.

A flow is the sum over its buyers, so that trade by user is no variable of the model. In what user
:math:`u` buys from :math:`o`, at benchmark prices,

.. math:: \theta_{iodu}\, M_{idu}\, (p^M_{idu} / \hat p^L_{iod})^{\sigma^M_{id}},

only the share tells both user and origin apart. What depends on the user alone is its import scale

.. math:: \tilde M_{idu} = M_{idu}\, (p^M_{idu} / \bar w)^{\sigma^M_{id}},

what it buys, per unit of share, from an origin whose landed price is the world factor-price index.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from cge.economy.equations.armington import add_nested_prices
from cge.economy.equations.trade import landed_ratio
from cge.engine.components import Equation
from cge.symbols.registry import WORLD

BY_USER = "_by_user"


def add_composite_prices_by_user(m: ConcreteModel) -> None:
    """Prices of composites: E_price_import_by_user, E_price_composite_by_user."""
    imported = _imported(m)
    used = imported | (m.domestic_share_by_user.values_array > 0)
    add_nested_prices(m, BY_USER, (m.sector, m.destination, m.user), imported, used)


def add_trade_flows_by_user(m: ConcreteModel) -> None:
    """Demand by source: E_import_scale_by_user_activity, E_import_scale_by_user_agent,
    E_trade_domestic_by_user, E_trade_import_by_user.
    """

    def import_scale(bought: Any) -> Any:
        def rule(m: ConcreteModel, i: Any, d: Any, u: Any) -> Any:
            switch = m.price_composite_by_user[i, d, u] / m.price_import_by_user[i, d, u]
            return m.import_scale_by_user[i, d, u] == (
                m.import_coefficient_by_user[i, d, u]
                * bought[i, d, u]
                * switch ** m.sigma_domestic_import[i, d]
                * (m.price_import_by_user[i, d, u] / m.price_world[WORLD])
                ** m.sigma_import_source[i, d]
            )

        return rule

    def bought_at_home(m: ConcreteModel, bought: Any, i: Any, d: Any, u: Any) -> Any:
        """Domestic good that a user buys, in benchmark spending."""
        relative = m.price_composite_by_user[i, d, u] / landed_ratio(m, i, d, d)
        switch = relative ** m.sigma_domestic_import[i, d]
        return m.domestic_share_by_user[i, d, u] * bought[i, d, u] * switch

    def trade_domestic(m: ConcreteModel, i: Any, d: Any) -> Any:
        return (
            m.trade[i, d, d]
            == (
                sum(bought_at_home(m, m.intermediate_demand, i, d, j) for j in m.activity)
                + sum(bought_at_home(m, m.final_demand, i, d, a) for a in m.agent)
            )
            / m.landed_benchmark[i, d, d]
        )

    def trade_import(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
        return m.trade[i, o, d] == (
            sum(
                m.source_share_by_user[i, o, d, u] * m.import_scale_by_user[i, d, u] for u in m.user
            )
            / m.landed_benchmark[i, o, d]
            * (m.price_world[WORLD] / landed_ratio(m, i, o, d)) ** m.sigma_import_source[i, d]
        )

    activities = len(m.activity)
    imported = _imported(m)
    for kind, users, bought, active in (
        ("activity", m.activity, m.intermediate_demand, imported[:, :, :activities]),
        ("agent", m.agent, m.final_demand, imported[:, :, activities:]),
    ):
        m.add_component(
            f"E_import_scale_by_user_{kind}",
            Equation(m.sector, m.destination, users, rule=import_scale(bought), active=active),
        )
    m.E_trade_domestic_by_user = Equation(
        m.sector,
        m.destination,
        rule=trade_domestic,
        active=(m.domestic_share_by_user.values_array > 0).any(axis=2),
    )
    m.E_trade_import_by_user = Equation(
        m.sector,
        m.origin,
        m.destination,
        rule=trade_import,
        active=(m.source_share_by_user.values_array > 0).any(axis=3),
    )


def _imported(m: ConcreteModel) -> np.ndarray:
    """Where a user imports a good (sector, destination, user)."""
    return np.asarray(m.import_coefficient_by_user.values_array > 0)
