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

from cge.economy.equations.block import Block
from cge.economy.equations.rows import positive, positive_along
from cge.economy.equations.trade import landed_ratio
from cge.engine.pyomo_private import ConcreteModel
from cge.symbols.registry import WORLD

block = Block("Sourcing by user", feature="sourcing_by_user")
# Where a user imports a good, and where it buys it at all (sector, destination, user).
imported = positive("import_coefficient_by_user")
used = positive("import_coefficient_by_user", "domestic_share_by_user")


def imported_by_activity(m: ConcreteModel) -> np.ndarray:
    """Where an activity imports a good (sector, destination, activity)."""
    return imported(m)[:, :, : len(m.activity)]


def imported_by_agent(m: ConcreteModel) -> np.ndarray:
    """Where an agent imports a good (sector, destination, agent)."""
    return imported(m)[:, :, len(m.activity) :]


@block.unit_cost(
    "price_import_by_user",
    sigma="sigma_import_source",
    where=imported,
    title="Unit cost of the import composite of a user",
)
def price_import_by_user(m: ConcreteModel, transform: Any, i: Any, d: Any, u: Any) -> Any:
    """Landed prices of all origins in the CES nest of a user."""
    return sum(
        m.source_share_by_user[i, o, d, u] * transform(landed_ratio(m, i, o, d)) for o in m.origin
    )


@block.unit_cost(
    "price_composite_by_user",
    sigma="sigma_domestic_import",
    where=used,
    title="Unit cost of the composite good of a user",
)
def price_composite_by_user(m: ConcreteModel, transform: Any, i: Any, d: Any, u: Any) -> Any:
    """The domestic good and the imports of a user in its CES nest."""
    return m.domestic_share_by_user[i, d, u] * transform(landed_ratio(m, i, d, d)) + (
        1 - m.domestic_share_by_user[i, d, u]
    ) * transform(m.price_import_by_user[i, d, u])


@block.equation(
    "import_scale_by_user",
    over=("sector", "destination", "activity"),
    where=imported_by_activity,
    title="Import scale of an activity",
)
def import_scale_by_user_activity(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """What an activity buys, per unit of share, from an origin at the world factor-price index."""
    return m.import_scale_by_user[i, d, j] == _import_scale(m, m.intermediate_demand, i, d, j)


@block.equation(
    "import_scale_by_user",
    over=("sector", "destination", "agent"),
    where=imported_by_agent,
    title="Import scale of an agent",
)
def import_scale_by_user_agent(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """What an agent buys, per unit of share, from an origin at the world factor-price index."""
    return m.import_scale_by_user[i, d, a] == _import_scale(m, m.final_demand, i, d, a)


def _import_scale(m: ConcreteModel, bought: Any, i: Any, d: Any, u: Any) -> Any:
    switch = m.price_composite_by_user[i, d, u] / m.price_import_by_user[i, d, u]
    return (
        m.import_coefficient_by_user[i, d, u]
        * bought[i, d, u]
        * switch ** m.sigma_domestic_import[i, d]
        * (m.price_import_by_user[i, d, u] / m.price_world[WORLD]) ** m.sigma_import_source[i, d]
    )


@block.equation(
    "trade",
    over=("sector", "destination"),
    where=positive_along("domestic_share_by_user", axis=2),
    title="Demand of all users for the domestic good",
)
def trade_domestic_by_user(m: ConcreteModel, i: Any, d: Any) -> Any:
    """Each user substitutes between the domestic good and its imports; the flow is their sum."""
    by_activities = sum(_at_home(m, m.intermediate_demand, i, d, j) for j in m.activity)
    by_agents = sum(_at_home(m, m.final_demand, i, d, a) for a in m.agent)
    return m.trade[i, d, d] == (by_activities + by_agents) / m.landed_benchmark[i, d, d]


def _at_home(m: ConcreteModel, bought: Any, i: Any, d: Any, u: Any) -> Any:
    """Domestic good that a user buys, in benchmark spending."""
    relative = m.price_composite_by_user[i, d, u] / landed_ratio(m, i, d, d)
    switch = relative ** m.sigma_domestic_import[i, d]
    return m.domestic_share_by_user[i, d, u] * bought[i, d, u] * switch


@block.equation(
    "trade",
    where=positive_along("source_share_by_user", axis=3),
    title="Demand of all users for the good of an origin",
)
def trade_import_by_user(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Each user substitutes between origins with shares of its own; the flow is their sum."""
    scale = sum(
        m.source_share_by_user[i, o, d, u] * m.import_scale_by_user[i, d, u] for u in m.user
    )
    relative = m.price_world[WORLD] / landed_ratio(m, i, o, d)
    return scale / m.landed_benchmark[i, o, d] * relative ** m.sigma_import_source[i, d]
