"""Technology: how new quality productive forces (NQP) reach productivity and trade costs.

Each activity has a potential index ``nqp`` and a matching rate ``adoption``. What is matched, less
what was matched in the benchmark, together with what partners' matched change brings along with
imports, is the effective change. It raises total factor productivity and lowers the cost of trade;
distance between standards raises barriers, and data restrictions the cost of digital services.
The equations exist where the benchmark holds ``nqp``.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block, has
from cge.economy.equations.rows import traded
from cge.engine.pyomo_private import ConcreteModel, exp

block = Block("Technology", feature="technology")


@block.equation("nqp_own", title="Own change of matched NQP")
def nqp_own(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Matched potential less that of the benchmark: more technology, or better matching."""
    return m.adoption[j, r] * m.nqp[j, r] - m.nqp_matched_benchmark[j, r]


@block.equation("nqp_spillover", title="Spillover with imports")
def nqp_spillover(m: ConcreteModel, d: Any) -> Any:
    """Import-weighted own change of partners: imports over income, so openness counts too."""
    now = sum(
        m.spillover_carrier[i, o, d] * m.price_landed[i, o, d] * m.trade[i, o, d] * m.nqp_own[i, o]
        for i in m.sector
        for o in m.origin
    )
    before = sum(
        m.spillover_carrier[i, o, d] * m.spillover_weight_benchmark[i, o, d] * m.nqp_own[i, o]
        for i in m.sector
        for o in m.origin
    )
    return m.spillover_strength[d] * (
        m.spillover_response[d] * now / m.income[d] + (1 - m.spillover_response[d]) * before
    )


@block.equation("nqp_effective", title="Effective change of NQP")
def nqp_effective(m: ConcreteModel, j: Any, r: Any) -> Any:
    """What is an activity's own, and what imports bring."""
    return m.nqp_own[j, r] + m.nqp_spillover[r]


@block.equation("technology_productivity", title="Productivity from technology")
def technology_productivity(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Semi-elastic to the effective change, as far as a region can absorb it."""
    return exp(m.elasticity_tfp[j] * m.absorptive_capacity[r] * m.nqp_effective[j, r])


@block.equation("technology_iceberg", where=traded, title="Trade cost from technology")
def technology_iceberg(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Half of the saving comes from either end; sales at home bear neither."""
    saving = m.elasticity_trade_cost[i] * (m.nqp_effective[i, o] + m.nqp_effective[i, d]) / 2
    restricted = m.data_restriction[o, d] - m.data_restriction_benchmark[o, d]
    return exp(m.elasticity_data[i] * restricted - m.crosses_border[o, d] * saving)


@block.equation("standards_power", where=traded, title="Barrier from distance between standards")
def standards_power(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Semi-elastic to how much farther apart standards are than in the benchmark."""
    further = m.standards_distance[o, d] - m.standards_distance_benchmark[o, d]
    return exp(m.elasticity_standards[i] * further)


def productivity(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Productivity of all inputs: the exogenous index, and technology where it acts on output."""
    if not has(m, "technology"):
        return m.productivity[j, r]
    return m.productivity[j, r] * m.technology_productivity[j, r] ** (
        1 - m.technology_on_factors[j]
    )


def factor_efficiency(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
    """Productivity of a factor: the exogenous index, and technology where it acts on value added.

    All factors of an activity gain alike, so this is total factor productivity in value added, the
    one that growth accounts measure.
    """
    if not has(m, "technology"):
        return m.factor_productivity[f, j, r]
    return (
        m.factor_productivity[f, j, r]
        * m.technology_productivity[j, r] ** m.technology_on_factors[j]
    )


def iceberg(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Iceberg cost: the exogenous index, and what technology and data rules make of it."""
    if not has(m, "technology"):
        return m.iceberg[i, o, d]
    return m.iceberg[i, o, d] * m.technology_iceberg[i, o, d]
