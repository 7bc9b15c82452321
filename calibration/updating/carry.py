"""All variables after the flows have moved: taxes by their rates, the rest in proportion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.fuels import (
    BY_FUEL,
    HOUSEHOLD,
    HOUSEHOLD_FUEL,
    OWN_FUEL,
    closed_emissions,
)
from calibration.guard.sense import LABOUR, MIXED
from calibration.margins import margins_supplied
from calibration.sourcing import SALES, bought_by_user
from calibration.updating.accounts import ADDED, FINAL, USE, Accounts
from calibration.updating.targets import Target
from calibration.variables import own_dims

Array = np.ndarray
Arrays = Mapping[str, Array]

OF_SOURCES = "co2_source_"
"""Beginning of variables that say what sources tell of emissions in the year of the benchmark."""
_HOUSEHOLDS, _ESTIMATED = "co2_household", "co2_household_estimated"


def moved(accounts: Accounts, cells: Array, targets: Sequence[Target]) -> xr.Dataset:
    """A benchmark with other flows, its accounts not yet closed to the last digit.

    Taxes, tariffs and margins are in proportion to the flows they are on. Committed use goes with
    final use, what the self-employed earn with labour, taxes on incomes with them, the capital
    stock with value added. Emissions go with purchases of fuels, or with output where these do not
    tell them, and are then scaled by region to their targets. What sources say of emissions in the
    year of the benchmark is left out.

    Parameters
    ----------
    accounts : Accounts
        Of the benchmark.
    cells : numpy.ndarray
        Its new flows, million USD (cell).
    targets : sequence of Target
        Of emissions.

    Raises
    ------
    InputError
        For emissions that are to be above zero, of a region without any.
    """
    dataset, old = accounts.dataset, accounts.values
    new = _flows(accounts, cells)
    output = _output(accounts, new)
    new |= {
        "intermediate_tax": accounts.rate["intermediate"] * new[USE],
        "final_tax": accounts.rate["final"] * new[FINAL],
        "factor_tax": accounts.rate["factor"] * new[ADDED],
        "output_tax": accounts.output_rate * output,
    }
    new |= _in_proportion(dataset, old, new)
    made = _emissions(dataset, old, new, _grown(output, _output(accounts, old)))
    new |= _scaled(dataset, old, made, targets)
    stale = [name for name in map(str, dataset.data_vars) if name.startswith(OF_SOURCES)]
    return dataset.drop_vars(stale).assign(
        {
            name: (own_dims(name, dataset[name]), array, dataset[name].attrs)
            for name, array in new.items()
            if name in dataset
        }
    )


def _flows(accounts: Accounts, cells: Array) -> dict[str, Array]:
    """Flows, margins, and taxes on what crosses borders."""
    new = {name: accounts.array(name, cells) for name in accounts.blocks}
    if SALES in new:
        new["sales"] = new[SALES].sum(axis=3)
    sales = new["sales"]
    new["export_tax"] = accounts.export_rate * sales
    new |= {name: rate * sales[None] for name, rate in accounts.margin.items()}
    new["tariff_revenue"] = (accounts.power - 1.0 - accounts.added) * sales
    if SALES in new:
        bought = bought_by_user(new)
        new[USE], new[FINAL] = np.split(bought, [accounts.sectors], axis=2)
    return new


def _output(accounts: Accounts, values: Arrays) -> Array:
    """Output, million USD (activity, region)."""
    made: Array = values["sales"].sum(axis=2) + margins_supplied(accounts.dataset, values)
    return made


def _grown(new: Array, old: Array) -> Array:
    """Growth of what there was; 1 of what there was not."""
    return np.divide(new, old, out=np.ones(np.shape(old)), where=old > 0)


def _household(dataset: xr.Dataset) -> int:
    return [str(agent) for agent in dataset["agent"].to_numpy()].index(HOUSEHOLD)


def _in_proportion(dataset: xr.Dataset, old: Arrays, new: Arrays) -> dict[str, Array]:
    """Parts of flows, and what goes with them."""
    found = {}
    earned = [values[ADDED].sum(axis=1) for values in (new, old)]  # factor, region
    spent = [(v[FINAL] + v["final_tax"])[:, :, _household(dataset)].sum(axis=0) for v in (new, old)]
    growth = {
        "committed_use": (new[FINAL], old[FINAL]),
        "income_tax": earned,
        "consumption_tax": spent,
        "capital_stock": [each.sum(axis=0) for each in earned],
    }
    if MIXED in old:
        labour = [str(factor) for factor in dataset["factor"].to_numpy()].index(LABOUR)
        growth[MIXED] = (new[ADDED][labour], old[ADDED][labour])
    for name, (after, before) in growth.items():
        if name in old:
            found[name] = old[name] * _grown(after, before)
    return found


def _emissions(dataset: xr.Dataset, old: Arrays, new: Arrays, output: Array) -> dict[str, Array]:
    """Emissions per unit of what they go with as they were; `output` is its growth."""
    household = _household(dataset)
    used = _grown(new[USE], old[USE]).swapaxes(1, 2)  # sector, activity, region
    burnt = _grown(new[FINAL], old[FINAL])[:, :, household]  # sector, region
    goes_with = {
        "co2": output,
        "co2_process": output,
        OWN_FUEL: output,
        BY_FUEL: used,
        _HOUSEHOLDS: burnt,
        HOUSEHOLD_FUEL: burnt,
    }
    made = {name: old[name] * growth for name, growth in goes_with.items() if name in old}
    made |= closed_emissions(made)
    if _ESTIMATED in old and _HOUSEHOLDS in made:
        growth = _grown(made[_HOUSEHOLDS].sum(axis=0), old[_HOUSEHOLDS].sum(axis=0))
        made[_ESTIMATED] = old[_ESTIMATED] * growth
    return made


def emitted(values: Arrays) -> Array:
    """Emissions of activities and households, Mt CO2 (region)."""
    found: Array = values["co2"].sum(axis=0)
    if _HOUSEHOLDS in values:
        found = found + values[_HOUSEHOLDS].sum(axis=0)
    return found


def _scaled(
    dataset: xr.Dataset, old: Arrays, made: dict[str, Array], targets: Sequence[Target]
) -> dict[str, Array]:
    """Emissions with the totals of their targets; region is the last dim of all of them."""
    regions = [str(label) for label in dataset["region"].to_numpy()]
    before, now = emitted(old), emitted(made)
    factor = np.ones(len(regions))
    problems = []
    for target in targets:
        at = regions.index(target.region)
        asked = target.total(float(before[at]))
        if now[at] > 0:
            factor[at] = asked / now[at]
        elif asked > 0:
            problems.append(f"{target} is to be {asked:.6g} Mt CO2, but is 0 in the benchmark")
    if problems:
        raise InputError(problems)
    return {name: array * factor for name, array in made.items()}
