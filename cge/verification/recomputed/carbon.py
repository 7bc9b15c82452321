"""Emissions, and what abatement uses up."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import HOUSEHOLD
from cge.verification.recomputed.data import Array, Data
from cge.verification.recomputed.point import Point, recomputes

# Nodes of the Gauss-Legendre rule for the area under an abatement curve.
_NODES = 24


def _emits(d: Data) -> Array:
    return d.co2 > 0


@recomputes("emissions", where=_emits)
def emissions(p: Point) -> Array:
    """What is bought is burnt, and the rest follows output."""
    if "emissions_by_fuel" in p:
        following = p["process_intensity"] * p["output"] / p.factor("emission_efficiency")
        return np.asarray(burnt_of(p).sum(axis=(0, 1)).T + following)
    rate = p["intensity"] if "intensity" in p else tonnes_before(p)
    return np.asarray(rate * p["output"] / p.factor("emission_efficiency"))


@recomputes("emissions_by_fuel", where=lambda d: d.co2_of_fuels.sum(axis=1).transpose(0, 2, 1) > 0)
def emissions_by_fuel(p: Point) -> Array:
    """Emissions per unit, of all that is bought."""
    return np.asarray(burnt_of(p).sum(axis=1).transpose(0, 2, 1))


@recomputes("emissions_by_gas", where=lambda d: d.other_gases > 0)
def emissions_by_gas(p: Point) -> Array:
    """Gases of the data, in proportion to what is not of fuel that is bought."""
    before, now = p.data.co2_of_output, p["emissions"]
    if "emissions_by_fuel" in p:
        now = now - p["emissions_by_fuel"].sum(axis=0)
    return np.asarray(p.data.other_gases * (now / np.where(before > 0, before, 1.0)))


@recomputes("emission_rate", where=_emits)
def emission_rate(p: Point) -> Array:
    """Emissions over output, where borders ask for it."""
    if "adjustment_price" not in p:
        return p.initial("emission_rate")
    return np.asarray(p["emissions"] / np.where(p["output"] > 0, p["output"], 1.0))


@recomputes("grid_intensity", size=lambda p: 1e-6 + p.initial("grid_intensity"))
def grid_intensity(p: Point) -> Array:
    """Emissions of technologies by what suppliers of electricity buy of them, over what these make.

    From quantities, where the model takes prices.
    """
    made = np.where(p["output"] > 0, p["output"], 1.0)
    emitted = p["emissions"] / made
    marks = p.data.over("generation_good", "sector")[:, None, None]
    passed_on = (marks * p["intermediate_demand"] * emitted[:, :, None]).sum(axis=0).T / made
    return np.asarray((p["supply_weight"] * passed_on).sum(axis=0))


def burnt_of(p: Point) -> Array:
    """Emissions of what is bought now (fuel, sector, destination, activity)."""
    return np.asarray(p["emission_factor"] * p["intermediate_demand"])


def carbon_in_goods(p: Point) -> Array | float:
    """What activities pay for carbon per unit of a good (sector, destination, activity)."""
    if "emissions_by_fuel" not in p:
        return 0.0
    return np.asarray(p["emission_factor"].sum(axis=0) * carbon_price(p).T * p.world)


@recomputes("emissions_total")
def emissions_total(p: Point) -> Array:
    """The sum over activities."""
    return np.asarray(p["emissions"].sum(axis=0))


@recomputes("household_emissions")
def household_emissions(p: Point) -> Array:
    """Emissions of the data, in proportion to what is burnt."""
    household = p.labels["agent"].index(HOUSEHOLD)
    before, now = p.data.bought[:, :, household], p["final_demand"][:, :, household]
    emitted = p.data.over("co2_household", "sector", "region")
    return np.asarray(emitted * now / np.where(before > 0, before, 1.0))


@recomputes("intensity", where=_emits)
def intensity(p: Point) -> Array:
    """What is left when the cheaper part of the curve is abated."""
    elasticity, risen = p["abatement_elasticity"], np.log1p(_relative_price(p)) - _start(p)
    return np.asarray(tonnes_before(p) * np.exp(-elasticity * risen))


@recomputes("abatement_use", where=_emits)
def abatement_use(p: Point) -> Array:
    """The cost of abating is the price of each tonne that is given up, from where the data are.

    It is integrated numerically, over the logarithm of the price.
    """
    elasticity = p["abatement_elasticity"][..., None]
    node, weight = np.polynomial.legendre.leggauss(_NODES)
    start = _start(p)[..., None]
    half = (np.log1p(_relative_price(p))[..., None] - start) / 2
    at = start + half * (1 + node)
    given_up = elasticity * np.exp(-elasticity * (at - start))  # per unit of the logarithm
    area = (half * weight * np.expm1(at) * given_up).sum(axis=-1)
    spent = p["abatement_reference"] * tonnes_before(p) * area
    made = np.where(p.data.output > 0, p.data.output, 1.0)
    return np.asarray(1 + spent * made / np.where(p.data.cost > 0, p.data.cost, 1.0))


def tonnes_before(p: Point) -> Array:
    """Benchmark emissions per unit of output (activity, region)."""
    return np.asarray(p.data.co2 / np.where(p.data.output > 0, p.data.output, 1.0))


def _start(p: Point) -> Array:
    """Logarithm of 1 + the benchmark's carbon price in units of the curve (activity, region)."""
    price = p.data.over("carbon_price", "activity", "region")
    return np.asarray(np.log1p(price / p["abatement_reference"]))


def carbon_price(p: Point) -> Array:
    """Price of a tonne to an activity, that of its region included (activity, region)."""
    return p["carbon_price"] + p["carbon_price_economy"]


def _relative_price(p: Point) -> Array:
    """Carbon price in units of the curve, over the price of inputs (activity, region)."""
    dollars = carbon_price(p) * p.world
    return np.asarray(dollars / (p["abatement_reference"] * p["unit_cost"]))
