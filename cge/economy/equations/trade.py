"""Trade: the landed price of every flow, and which flows there are.

Who buys from where is in :mod:`cge.economy.equations.armington` (one composite good per
destination) and :mod:`cge.economy.equations.armington_by_user` (one per destination and user).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from cge.economy.equations.border_adjustment import border_charge, price_at_border
from cge.economy.equations.technology import barrier, iceberg
from cge.engine.components import Equation


def add_landed_prices(m: ConcreteModel) -> None:
    """Prices at the buyer's border: E_price_landed."""

    def price_landed(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
        return m.price_landed[i, o, d] == (
            price_on_arrival(m, i, o, d) * m.tariff_power[i, o, d] * rent_power(m, i, o, d)
            + border_charge(m, i, o, d)
        )

    m.E_price_landed = Equation(
        m.sector, m.origin, m.destination, rule=price_landed, active=traded(m)
    )


def sourced_by_user(m: ConcreteModel) -> bool:
    """Whether each user of a good has shares of its own for its sources."""
    return m.component("user") is not None


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


def traded(m: ConcreteModel) -> np.ndarray:
    """Where a flow exists in the benchmark (sector, origin, destination)."""
    if sourced_by_user(m):
        flows = (m.source_share_by_user.values_array > 0).any(axis=3)
        at_home = (m.domestic_share_by_user.values_array > 0).any(axis=2)
    else:
        flows = m.source_share.values_array > 0
        at_home = m.domestic_share.values_array > 0
    here = np.arange(flows.shape[1])
    flows[:, here, here] = at_home
    return np.asarray(flows)
