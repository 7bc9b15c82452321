"""Channels of new quality productive forces (NQP)."""

from __future__ import annotations

import numpy as np

from cge.verification.recomputed.data import FLOW, Array
from cge.verification.recomputed.point import Point, recomputes


def _own_size(p: Point) -> Array:
    """Changes of the index are differences of levels, and measured against a part of these."""
    return 1e-6 + 1e-3 * p["adoption"] * p["nqp"]


@recomputes("nqp_own", size=_own_size)
def nqp_own(p: Point) -> Array:
    """Matched potential, less that of the data."""
    now = p["adoption"] * p["nqp"]
    dims = ("activity", "region")
    return now - p.data.over("adoption", *dims) * p.data.over("nqp", *dims)


def _spillover_size(p: Point) -> Array:
    """A part of what imports would embody if nothing had been matched before; more than nothing."""
    return 1e-6 + 1e-3 * _spillover(p, p["adoption"] * p["nqp"])


@recomputes("nqp_spillover", size=_spillover_size)
def nqp_spillover(p: Point) -> Array:
    """Strength times the change that imports embody."""
    return _spillover(p, p["nqp_own"])


def _spillover(p: Point, own_change: Array) -> Array:
    response = p["spillover_response"]
    now = p["price_landed"] * p["trade"] / p["income"]
    weight = response * now + (1 - response) * p.data.imported / p.data.income
    carried = p["spillover_carrier"] * weight
    return np.asarray(p["spillover_strength"] * np.einsum("iod,io->d", carried, own_change))


@recomputes("nqp_effective", size=_own_size)
def nqp_effective(p: Point) -> Array:
    """The own change, and what imports bring."""
    return p["nqp_own"] + p["nqp_spillover"]


@recomputes("technology_productivity")
def technology_productivity(p: Point) -> Array:
    """Semi-elastic to the effective change."""
    semi = p["elasticity_tfp"][:, None] * p["absorptive_capacity"]
    return np.asarray(np.exp(semi * p["nqp_effective"]))


@recomputes("energy_efficiency")
def energy_efficiency(p: Point) -> Array:
    """Semi-elastic to the effective change."""
    semi = p["elasticity_energy"][:, None] * p["absorptive_capacity"]
    return np.asarray(np.exp(semi * p["nqp_effective"]))


@recomputes("emission_efficiency")
def emission_efficiency(p: Point) -> Array:
    """Semi-elastic to the effective change."""
    semi = p["elasticity_emissions"][:, None] * p["absorptive_capacity"]
    return np.asarray(np.exp(semi * p["nqp_effective"]))


@recomputes("technology_iceberg", where=lambda d: d.sales > 0)
def technology_iceberg(p: Point) -> Array:
    """Each end saves half of what crosses a border; restrictions of data cost everywhere."""
    saved = p["elasticity_trade_cost"][:, None] * p["nqp_effective"] / 2
    ends = (saved[:, :, None] + saved[:, None, :]) * p.data.abroad
    further = p["data_restriction"] - p.data.over("data_restriction", *FLOW[1:])
    return np.asarray(np.exp(p["elasticity_data"][:, None, None] * further - ends))


@recomputes("standards_power", where=lambda d: d.sales > 0)
def standards_power(p: Point) -> Array:
    """Semi-elastic to the distance that standards have moved apart."""
    further = p["standards_distance"] - p.data.over("standards_distance", *FLOW[1:])
    return np.asarray(np.exp(p["elasticity_standards"][:, None, None] * further))
