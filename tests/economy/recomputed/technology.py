"""The NQP channels."""

from __future__ import annotations

import numpy as np

from tests.economy.recomputed.point import buyer, foreign, recomputes, region, seller
from tests.economy.recomputed.trade import landed_before


@recomputes("E_nqp_own")
def nqp_own(p):
    return p.adoption * p.nqp - p.data.adoption * p.data.nqp


@recomputes("E_nqp_spillover")
def nqp_spillover(p):
    """Own change of partners, weighted with imports over income, now or in the benchmark."""
    spent = (p.data.final_use + p.data.final_tax).sum(["sector", "agent"])
    now = p.price_landed * p.trade / buyer(p.income)
    before = foreign(landed_before(p.data)) / spent
    response = buyer(p.spillover_response)
    weight = response * now + (1 - response) * before
    carried = (p.spillover_carrier * weight * seller(p.nqp_own)).sum(["sector", "origin"])
    return p.spillover_strength * region(carried)


@recomputes("E_nqp_effective")
def nqp_effective(p):
    return p.nqp_own + p.nqp_spillover


@recomputes("E_technology_productivity")
def technology_productivity(p):
    return np.exp(p.elasticity_tfp * p.absorptive_capacity * p.nqp_effective)


@recomputes("E_energy_efficiency")
def energy_efficiency(p):
    return np.exp(p.elasticity_energy * p.absorptive_capacity * p.nqp_effective)


@recomputes("E_emission_efficiency")
def emission_efficiency(p):
    return np.exp(p.elasticity_emissions * p.absorptive_capacity * p.nqp_effective)


@recomputes("E_technology_iceberg")
def technology_iceberg(p):
    """Each end saves half; a flow within a region bears restrictions only."""
    here = seller(p.nqp_effective)
    there = here.rename(origin="destination")
    crosses = here.origin != there.destination
    saved = np.exp(-p.elasticity_trade_cost * (here + there) / 2).where(crosses, 1.0)
    return saved * np.exp(p.elasticity_data * (p.data_restriction - p.data.data_restriction))


@recomputes("E_standards_power")
def standards_power(p):
    return np.exp(p.elasticity_standards * (p.standards_distance - p.data.standards_distance))
