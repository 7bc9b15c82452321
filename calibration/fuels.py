"""CO2 by fuel: energy in physical units, and the prices that follow from what is paid for it."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError

BY_FUEL = "co2_by_fuel"
OWN_FUEL = "co2_own_fuel"
HOUSEHOLD_FUEL = "co2_household_by_fuel"
HOUSEHOLD_GASES = "gases_in_co2_household"
EMISSIONS = (BY_FUEL, OWN_FUEL, HOUSEHOLD_FUEL, "co2_process", HOUSEHOLD_GASES)
FUEL = "fuel"
# kg CO2 per GJ: IPCC (2006), Guidelines, volume 2, table 1.4: other bituminous coal, crude oil and
# natural gas, on the net calorific value.
KG_PER_GJ = {"coal": 94.6, "oil": 73.3, "gas": 56.1}
FUELS = tuple(KG_PER_GJ)
HOUSEHOLD = "household"
_MT_PER_PJ = 1e-3  # kg per GJ are kt per PJ


@explained
def energy(dataset: xr.Dataset) -> xr.Dataset:
    """Fuel burnt in a benchmark, in PJ, from its emissions at the IPCC's default factors.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark with `co2_by_fuel`, at any level of aggregation.

    Returns
    -------
    xarray.Dataset
        `by_activity` (fuel, sector, activity, region), `own` (fuel, activity, region): fuel that no
        purchase tells of, and `by_household` (fuel, sector, region), where the data have them.

    Raises
    ------
    InputError
        For data without emissions by fuel, and for fuels without a factor.
    """
    _require(dataset)
    names = {"by_activity": BY_FUEL, "own": OWN_FUEL, "by_household": HOUSEHOLD_FUEL}
    per_pj = _MT_PER_PJ * xr.DataArray(
        [KG_PER_GJ[str(f)] for f in dataset[FUEL].to_numpy()], {FUEL: dataset[FUEL]}
    )
    return xr.Dataset(
        {
            name: (dataset[of] / per_pj).assign_attrs(units="PJ", long_name="fuel burnt")
            for name, of in names.items()
            if of in dataset
        }
    )


@explained
def implied_prices(dataset: xr.Dataset) -> xr.Dataset:
    """What a GJ costs by the purchases of a benchmark, USD per GJ before product tax.

    Of a good that is more than one fuel, or partly not burnt, all purchases are counted.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark with `co2_by_fuel`.

    Returns
    -------
    xarray.Dataset
        `to_activities` (fuel, sector, activity, region) and `to_households` (fuel, sector, region);
        not a number where nothing is burnt.
    """
    burnt = energy(dataset)
    paid = dataset["intermediate_use"].rename(destination="region")
    prices = {"to_activities": (paid, burnt["by_activity"])}
    if "by_household" in burnt:
        home = dataset["final_use"].sel(agent=HOUSEHOLD, drop=True).rename(destination="region")
        prices["to_households"] = (home, burnt["by_household"])
    return xr.Dataset(
        {
            name: (value / pj.where(pj > 0)).transpose(*pj.dims).assign_attrs(units="USD per GJ")
            for name, (value, pj) in prices.items()
        }
    )


def closed_emissions(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Totals of emissions from their parts, where these are given by fuel.

    Parameters
    ----------
    values
        Arrays of the benchmark in the order of `calibration.variables.KNOWN`.

    Returns
    -------
    dict
        `co2` (activity, region) and `co2_household` (sector, region), as far as parts are there.
    """
    found = {}
    if BY_FUEL in values:
        found["co2"] = values[BY_FUEL].sum(axis=(0, 1))
        if OWN_FUEL in values:
            found["co2"] = found["co2"] + values[OWN_FUEL].sum(axis=0)
        if "co2_process" in values:
            found["co2"] = found["co2"] + values["co2_process"]
    if HOUSEHOLD_FUEL in values:
        gases = values.get(HOUSEHOLD_GASES, np.zeros(1)).sum(axis=0)
        found["co2_household"] = values[HOUSEHOLD_FUEL].sum(axis=0) + gases
    return found


def _require(dataset: xr.Dataset) -> None:
    if BY_FUEL not in dataset:
        raise InputError(f"these data do not hold {BY_FUEL}, emissions by fuel")
    unknown = [str(f) for f in dataset[FUEL].to_numpy() if str(f) not in KG_PER_GJ]
    if unknown:
        known = ", ".join(FUELS)
        raise InputError(f"no emission factor for {', '.join(unknown)}; there are those of {known}")
