"""Which rows of an equation exist: functions of a model that give a mask."""

from __future__ import annotations

import numpy as np

from cge.economy.equations.block import Where, has
from cge.engine.pyomo_private import ConcreteModel


def positive(*names: str) -> Where:
    """Where one of these parameters, of the same dims, is above zero."""

    def where(m: ConcreteModel) -> np.ndarray:
        found = [m.component(name).values_array > 0 for name in names]
        return np.asarray(np.logical_or.reduce(found))

    return where


def positive_along(name: str, axis: int) -> Where:
    """Where a parameter is above zero for one of the labels of an axis."""

    def where(m: ConcreteModel) -> np.ndarray:
        return np.asarray((m.component(name).values_array > 0).any(axis=axis))

    return where


def traded(m: ConcreteModel) -> np.ndarray:
    """Where a flow exists in the benchmark (sector, origin, destination)."""
    if has(m, "sourcing_by_user"):
        flows = (m.source_share_by_user.values_array > 0).any(axis=3)
        at_home = (m.domestic_share_by_user.values_array > 0).any(axis=2)
    else:
        flows = m.source_share.values_array > 0
        at_home = m.domestic_share.values_array > 0
    here = np.arange(flows.shape[1])
    flows[:, here, here] = at_home
    return np.asarray(flows)


# Where something is made (activity, region); also (sector, origin).
produced = positive("value_added_coefficient", "bundle_coefficient")
