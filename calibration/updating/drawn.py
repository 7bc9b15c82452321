"""A benchmark with other numbers in some cells, its accounts balanced again around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.balancing.entropy import by_entropy
from calibration.closing import close_accounts
from calibration.errors import InputError, nearest
from calibration.fuels import BY_FUEL, EMISSIONS, closed_emissions
from calibration.guard.complete import check_benchmark
from calibration.updating.accounts import Accounts
from calibration.updating.carry import moved
from calibration.updating.system import Targeted
from calibration.updating.update import STEPS, TOLERANCE
from calibration.variables import own_dims

Array = np.ndarray
CO2 = "co2"
# What aggregation computes of emissions -> the dims that are a sector's and a region's.
_FOLLOWS_CO2 = {
    "co2_of_sales": ("sector", "origin"),
    "co2_of_dirtiest_tenth": ("sector", "region"),
}


@explained
def rebalanced(benchmark: xr.Dataset, changed: Mapping[str, xr.DataArray]) -> xr.Dataset:
    """A benchmark around other flows and emissions than its own.

    Flows become those that are nearest in cross entropy to the given ones among all that keep every
    account; rates of taxes and tariffs and margins per flow stay. A flow that is given therefore
    ends near its number, not at it. Emissions go with the flows and are then what is given.

    Parameters
    ----------
    benchmark : xarray.Dataset
        A complete benchmark, also an aggregated one.
    changed : mapping of xarray.DataArray
        Flows (``sales``, ``intermediate_use``, ``final_use``, ``value_added``,
        ``transport_supply``; ``sales_by_user`` in their place where the data have it), million USD,
        and emissions (``co2``, or their parts by fuel and of processes), Mt CO2. What is 0 in the
        benchmark stays 0.

    Returns
    -------
    xarray.Dataset
        With the same variables, less the totals of emissions in their sources.

    Raises
    ------
    InputError
        For other variables, numbers that are not above 0, and accounts that cannot be kept.
    """
    accounts = Accounts(benchmark)
    if problems := list(_problems(benchmark, changed)):
        raise InputError(problems)
    flows = {name: array for name, array in changed.items() if name in accounts.blocks}
    made = _balanced(accounts, flows) if flows else benchmark
    emissions = {name: array for name, array in changed.items() if name not in flows}
    made = _emitting(benchmark, made, emissions)
    check_benchmark(made)
    return made


def drawable(benchmark: xr.Dataset) -> list[str]:
    """Names of the variables that `rebalanced` takes."""
    emissions = [name for name in (CO2, *EMISSIONS) if name in benchmark]
    return [*Accounts(benchmark).blocks, *emissions]


def _problems(benchmark: xr.Dataset, changed: Mapping[str, xr.DataArray]) -> Iterator[str]:
    known = drawable(benchmark)
    for name, array in changed.items():
        if name not in known:
            yield f"'{name}' is no flow or emission of these data{nearest(name, known)}"
            continue
        was, now = benchmark[name].to_numpy(), array.transpose(*benchmark[name].dims).to_numpy()
        bad = ~np.isfinite(now) | (now < 0) | ((now == 0) & (was > 0))
        if bad.any():
            first = now[tuple(np.argwhere(bad)[0])]
            yield f"'{name}' would be {first:g} in {int(bad.sum())} cells; it must be above 0"
    if CO2 in changed and any(name in changed for name in EMISSIONS):
        yield f"'{CO2}' is the sum of its parts; change one or the other"


def _balanced(accounts: Accounts, flows: Mapping[str, xr.DataArray]) -> xr.Dataset:
    aim = Targeted(accounts, [])
    system, at = aim.system()
    seed = accounts.cells.copy()
    for name, array in flows.items():
        block = accounts.blocks[name]
        dims = own_dims(name, accounts.dataset[name])
        seed[block.cells] = array.transpose(*dims).to_numpy()[block.at]
    found = by_entropy(replace(system, seed=seed[at]), TOLERANCE, STEPS)
    if not found.miss <= TOLERANCE:
        raise InputError(
            f"the accounts are missed by {found.miss:.1e} after {found.steps} steps of balancing"
        )
    cells = np.zeros(len(seed))
    cells[at] = found.cells
    made, _ = close_accounts(moved(accounts, cells, []))
    return made


def _emitting(
    before: xr.Dataset, made: xr.Dataset, changed: Mapping[str, xr.DataArray]
) -> xr.Dataset:
    """Emissions per unit of what they go with times what is given over what was."""
    dims = {name: own_dims(name, made[name]) for name in (CO2, *EMISSIONS) if name in made}
    values = {name: made[name].transpose(*d).to_numpy() for name, d in dims.items()}
    for name, array in changed.items():
        growth = _ratio(array.transpose(*dims[name]), before[name].transpose(*dims[name]))
        parts = EMISSIONS if name == CO2 and BY_FUEL in made else (name,)
        for part in parts:
            if part in values and dims[part][-2:] == dims[name][-2:]:
                values[part] = values[part] * growth
    totals = {k: v for k, v in closed_emissions(values).items() if k in made}
    arrays = {k: (dims[k], v, made[k].attrs) for k, v in values.items() if k not in totals}
    arrays |= {k: (own_dims(k, made[k]), v, made[k].attrs) for k, v in totals.items()}
    return _with_computed(before, made.assign(arrays))


def _with_computed(before: xr.Dataset, made: xr.Dataset) -> xr.Dataset:
    """What aggregation has computed of emissions, in proportion to them."""
    rate = {}
    for name, data in (("before", before), ("made", made)):
        output = data["sales"].sum("destination").rename(sector="activity", origin="region")
        rate[name] = (data[CO2] / output.where(output > 0)).fillna(0.0)
    growth = rate["made"] / rate["before"].where(rate["before"] > 0)
    growth = growth.fillna(1.0)
    found = {}
    for name, (sector, region) in _FOLLOWS_CO2.items():
        if name in made:
            along = growth.rename(activity=sector, region=region)
            grown = before[name] * along
            if "destination" in grown.dims:
                grown = grown * _ratio_of(made["sales"], before["sales"])
            found[name] = grown.transpose(*before[name].dims).assign_attrs(before[name].attrs)
    return made.assign(found)


def _ratio(new: xr.DataArray, old: xr.DataArray) -> Array:
    return np.asarray(_ratio_of(new, old).to_numpy())


def _ratio_of(new: xr.DataArray, old: xr.DataArray) -> xr.DataArray:
    return (new / old.where(old > 0)).fillna(1.0)
