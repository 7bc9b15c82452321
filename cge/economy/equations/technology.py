"""Technology: how new quality productive forces (NQP) reach productivity and trade costs.

Each activity has a potential index ``nqp`` and a matching rate ``adoption``. What is matched, less
what was matched in the benchmark, together with what partners' matched change brings along with
imports, is the effective change. It raises total factor productivity and lowers the cost of trade;
distance between standards raises barriers, and data restrictions the cost of digital services.
The equations exist where the benchmark holds ``nqp``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel, exp

from cge.engine.components import Equation


def add_technology(m: ConcreteModel, flows: np.ndarray) -> None:
    """The channels: E_nqp_own, E_nqp_spillover, E_nqp_effective, E_technology_productivity,
    E_technology_iceberg, E_standards_power.

    Parameters
    ----------
    m
        The model; nothing is added unless it has the symbols of the feature.
    flows
        Where a flow exists in the benchmark (sector, origin, destination).
    """
    if not has_technology(m):
        return

    def own(m: ConcreteModel, j: Any, r: Any) -> Any:
        """Matched potential less that of the benchmark: more technology, or better matching."""
        return m.nqp_own[j, r] == m.adoption[j, r] * m.nqp[j, r] - m.nqp_matched_benchmark[j, r]

    def spillover(m: ConcreteModel, d: Any) -> Any:
        """Import-weighted own change of partners: imports over income, so openness counts too."""
        return m.nqp_spillover[d] == m.spillover_strength[d] * (
            m.spillover_response[d]
            * sum(
                m.spillover_carrier[i, o, d]
                * m.price_landed[i, o, d]
                * m.trade[i, o, d]
                * m.nqp_own[i, o]
                for i in m.sector
                for o in m.origin
            )
            / m.income[d]
            + (1 - m.spillover_response[d])
            * sum(
                m.spillover_carrier[i, o, d]
                * m.spillover_weight_benchmark[i, o, d]
                * m.nqp_own[i, o]
                for i in m.sector
                for o in m.origin
            )
        )

    def effective(m: ConcreteModel, j: Any, r: Any) -> Any:
        return m.nqp_effective[j, r] == m.nqp_own[j, r] + m.nqp_spillover[r]

    def productivity_of_technology(m: ConcreteModel, j: Any, r: Any) -> Any:
        gain = m.elasticity_tfp[j] * m.absorptive_capacity[r] * m.nqp_effective[j, r]
        return m.technology_productivity[j, r] == exp(gain)

    def iceberg_of_technology(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
        """Half of the saving comes from either end; sales at home bear neither."""
        saving = m.elasticity_trade_cost[i] * (m.nqp_effective[i, o] + m.nqp_effective[i, d]) / 2
        restricted = m.data_restriction[o, d] - m.data_restriction_benchmark[o, d]
        return m.technology_iceberg[i, o, d] == exp(
            m.elasticity_data[i] * restricted - m.crosses_border[o, d] * saving
        )

    def standards(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
        further = m.standards_distance[o, d] - m.standards_distance_benchmark[o, d]
        return m.standards_power[i, o, d] == exp(m.elasticity_standards[i] * further)

    cells = (m.activity, m.region)
    pairs = (m.sector, m.origin, m.destination)
    m.E_nqp_own = Equation(*cells, rule=own)
    m.E_nqp_spillover = Equation(m.region, rule=spillover, determines=m.nqp_spillover)
    m.E_nqp_effective = Equation(*cells, rule=effective)
    m.E_technology_productivity = Equation(*cells, rule=productivity_of_technology)
    m.E_technology_iceberg = Equation(*pairs, rule=iceberg_of_technology, active=flows)
    m.E_standards_power = Equation(*pairs, rule=standards, active=flows)


def has_technology(m: ConcreteModel) -> bool:
    """Whether the model has the symbols of this feature."""
    return m.component("nqp_effective") is not None


def productivity(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Productivity of all inputs: the exogenous index, and technology where it acts on output."""
    if not has_technology(m):
        return m.productivity[j, r]
    return m.productivity[j, r] * m.technology_productivity[j, r] ** (
        1 - m.technology_on_factors[j]
    )


def factor_efficiency(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
    """Productivity of a factor: the exogenous index, and technology where it acts on value added.

    All factors of an activity gain alike, so this is total factor productivity in value added, the
    one that growth accounts measure.
    """
    if not has_technology(m):
        return m.factor_productivity[f, j, r]
    return (
        m.factor_productivity[f, j, r]
        * m.technology_productivity[j, r] ** m.technology_on_factors[j]
    )


def iceberg(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Iceberg cost: the exogenous index, and what technology and data rules make of it."""
    if not has_technology(m):
        return m.iceberg[i, o, d]
    return m.iceberg[i, o, d] * m.technology_iceberg[i, o, d]


def barrier(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Barrier other than a tariff, distance between standards included."""
    if not has_technology(m):
        return m.barrier_power[i, o, d]
    return m.barrier_power[i, o, d] * m.standards_power[i, o, d]
