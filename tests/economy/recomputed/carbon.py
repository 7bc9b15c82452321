"""Emissions, abatement, the payment for carbon."""

from __future__ import annotations

import numpy as np
import xarray as xr

from tests.economy.recomputed.point import made_before, recomputes, region


def index(p):
    """World price index as a number: dollars of the model are units of it."""
    return p.price_world.sel(world="world", drop=True)


def tonnes_before(p):
    """Benchmark emissions per unit of output (activity, region)."""
    output = made_before(p.data)
    return p.data.co2 / output


def tonnes_per_output(p):
    """Emissions per unit of output where they follow it: technology makes it cleaner."""
    return tonnes_before(p) / p.get("emission_efficiency", 1.0)


def process(p):
    """Emissions of processes per unit of output."""
    return p.process_intensity / p.get("emission_efficiency", 1.0)


def carbon_payment(p):
    """Payment per unit of output."""
    if "emissions_by_fuel" in p.s:
        allotted = p.free_allocation * p.allowance_rate
        return price(p) * (p.emission_rate - allotted) * index(p)
    if "intensity" not in p.s:
        paid_for = tonnes_per_output(p) - p.free_allocation * tonnes_before(p)
        return price(p) * paid_for * index(p)
    allotted = p.free_allocation * p.allocation_benchmark
    return price(p) * (p.intensity - allotted) * index(p)


def price(p):
    """Carbon price of an activity, its region's included."""
    return p.carbon_price + p.carbon_price_economy


def relative_price(p):
    """Carbon price over the price of inputs, in units of the reference price of the curve."""
    return price(p) * index(p) / p.unit_cost / p.data.abatement_reference


def price_before(p):
    """Carbon price of the benchmark in units of the reference price."""
    return p.data.get("carbon_price", 0.0) / p.data.abatement_reference


def content(p):
    """Tonnes of each fuel in a unit that an activity buys (fuel, sector, destination, activity)."""
    return p.emission_factor


def carbon_in_goods(p):
    """What activities pay for carbon in a unit of a good; nothing where there are no fuels."""
    if "emissions_by_fuel" not in p.s:
        return 0.0
    paid = content(p).sum("fuel") * price(p).rename(region="destination") * index(p)
    return paid.transpose("sector", "destination", "activity")


def carbon_at_home(p):
    """What agents pay for carbon in a unit of a good (sector, destination, agent)."""
    if "carbon_price_household" not in p.s:
        return 0.0
    household = p.data.final_use.sel(agent="household", drop=True)
    tonnes = p.data.co2_household.rename(region="destination") / household.where(household > 0, 1.0)
    paid = tonnes * p.carbon_price_household.rename(region="destination") * index(p)
    return paid * (p.s.agent == "household")


@recomputes("E_emissions_by_fuel")
def emissions_by_fuel(p):
    return region((content(p) * p.intermediate_demand).sum("sector"))


@recomputes("E_emissions_of_fuels")
def emissions_of_fuels(p):
    return p.emissions_by_fuel.sum("fuel") + process(p) * p.output


@recomputes("E_emissions_by_gas")
def emissions_by_gas(p):
    """What they are in the data, as all grows that is not of fuel that is bought."""
    before, now = p.data.co2, p.emissions
    if "emissions_by_fuel" in p.s:
        before = before - p.data.co2_by_fuel.sum(["fuel", "sector"])
        now = now - p.emissions_by_fuel.sum("fuel")
    return p.data.gases_in_co2 / before.where(before > 0, 1.0) * now


@recomputes("E_emissions")
def emissions(p):
    return p.get("intensity", tonnes_per_output(p)) * p.output


@recomputes("E_emissions_total")
def emissions_total(p):
    return p.emissions.sum("activity")


@recomputes("E_household_emissions")
def household_emissions(p):
    bought = p.final_demand.sel(agent="household", drop=True)
    before = p.data.final_use.sel(agent="household", drop=True)
    return p.data.co2_household * region(bought / before.where(before > 0, 1.0))


@recomputes("E_intensity")
def intensity(p):
    risen = (1 + relative_price(p)) / (1 + price_before(p))
    return tonnes_before(p) * risen**-p.data.abatement_elasticity


@recomputes("E_abatement_use", "E_abatement_use_unit")
def abatement_use(p):
    """Area below the curve from the benchmark's price up to the price, less what is paid more for
    the emissions that are left.
    """
    steps = 20_001
    share = xr.DataArray(np.linspace(0.0, 1.0, steps), dims="step")
    before, more = price_before(p), relative_price(p) - price_before(p)
    at = ((1 + before + share * more) / (1 + before)) ** -p.data.abatement_elasticity
    weights = xr.DataArray(np.where(np.arange(steps) % 2, 4.0, 2.0), dims="step")
    weights[0] = weights[-1] = 1.0  # Simpson's rule
    area = more * (weights * at).sum("step") / 3 / (steps - 1)
    paid_more = relative_price(p) * p.intensity - before * tonnes_before(p)
    spent = p.data.abatement_reference * (tonnes_before(p) * area - paid_more)
    output = made_before(p.data)
    return 1 + spent / (1 - p.data.output_tax / output)
