"""A benchmark from shares, as papers in the tradition of Eaton and Kortum publish their data."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from calibration.arguments import explained
from calibration.closing import foreign_saving
from calibration.errors import InputError, InputWarning
from calibration.importing.benchmark import TRADE, set_sources
from calibration.importing.labelled import TOLERANCE, Labelled
from calibration.rates import FRACTION, UNITS, fractions_perhaps
from calibration.variables import AGENTS, ELASTICITIES, FACTORS, VARIABLES

Array = np.ndarray
_SHOWN = 5


@explained
def from_shares(
    shares: xr.DataArray | pd.Series,
    value_added: xr.DataArray | pd.Series,
    inputs: xr.DataArray | pd.Series,
    trade_elasticity: float | Mapping[str, float],
    source: str,
    *,
    expenditure: xr.DataArray | pd.Series | None = None,
    output: xr.DataArray | pd.Series | None = None,
    tariffs: xr.DataArray | pd.Series | None = None,
    tariff_unit: str = FRACTION,
    deficits: xr.DataArray | pd.Series | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """Make a benchmark of trade shares, cost shares and one of expenditure and output.

    The data of Caliendo and Parro (2015, Review of Economic Studies 82): who buys what where,
    tariffs included. Final demand is what expenditure is beyond purchases of industries; all of it
    is the household's, all value added labour's. Every array carries labels, which decide where a
    number goes: an `xarray.DataArray` with the dimensions below, or a `pandas.Series` whose levels
    have these names.

    Parameters
    ----------
    shares : DataArray or Series
        Part of expenditure on a good that goes to an origin, tariffs included: (sector,
        destination, origin); sums to one over origins.
    value_added : DataArray or Series
        Part of cost that is value added (activity, region).
    inputs : DataArray or Series
        Part of cost, value added included, that is spent on a good (sector, activity, region);
        with value added, sums to one. Shares of intermediate cost, as Caliendo and Parro publish
        them, become these as ``inputs * (1 - value_added)``.
    trade_elasticity : float or mapping of str to float
        Theta, by sector or of all; elasticities of substitution are one more, other nests are
        Cobb-Douglas.
    source : str
        Where the trade elasticities are from.
    expenditure : DataArray or Series, optional
        Spending on a good by industries and households, tariffs included: (sector, destination),
        million USD.
    output : DataArray or Series, optional
        In place of expenditure: (sector, origin), million USD. Expenditure then is what makes
        sellers sell that much.
    tariffs : DataArray or Series, optional
        Ad valorem rates (sector, destination, origin); none when omitted.
    tariff_unit : str
        Their unit, ``fraction`` or ``percent``. Rates above 100 % are given in percent.
    deficits : DataArray or Series, optional
        Spending less income by region, million USD; compared with what follows from the rest.
    attributes : mapping, optional
        Attributes of the dataset, such as `name`, `year`, `licence`.

    Returns
    -------
    xarray.Dataset
        A complete benchmark.

    Raises
    ------
    InputError
        Both or neither of expenditure and output; labels that are missing or unknown; shares that
        do not sum to one; numbers that are not finite or negative; tariffs beyond 1 as fractions,
        or of -100 % or less; deficits that the rest denies;
        industries that buy more of a good than is spent on it.

    Warns
    -----
    InputWarning
        Of tariffs in percent that are all below 1.
    """
    given = {
        "shares": shares, "value_added": value_added, "inputs": inputs, "tariffs": tariffs,
        "expenditure": expenditure, "output": output, "deficits": deficits,
    }  # fmt: skip
    if (expenditure is None) == (output is None):
        raise InputError("expenditure, output: give one of them")
    data = Labelled(
        {name: array for name, array in given.items() if array is not None}, tariff_unit
    )
    theta = data.by_sector(trade_elasticity)
    data.refuse()
    highest = float(np.abs(data.arrays.get("tariffs", np.zeros(1))).max()) * UNITS[tariff_unit]
    if caution := fractions_perhaps(highest, tariff_unit):
        warnings.warn(f"tariffs: {caution}", InputWarning, stacklevel=3)
    return _made(data, theta, source, dict(attributes or {}))


def _made(data: Labelled, theta: Array, source: str, attributes: dict[str, Any]) -> xr.Dataset:
    values = _flows(data)
    sectors, regions = data.sectors, data.regions
    sigma = {
        name: np.ones(len(AGENTS) if VARIABLES[name].dims == ("agent",) else len(sectors))
        for name in ELASTICITIES
    }
    values |= sigma | dict.fromkeys(TRADE, 1.0 + theta)
    coords = {"sector": sectors, "activity": sectors, "origin": regions, "destination": regions,
              "region": regions, "factor": list(FACTORS), "agent": list(AGENTS)}  # fmt: skip
    about = {name: VARIABLES[name] for name in VARIABLES if name in values}
    made = xr.Dataset(
        {name: (spec.dims, values[name], spec.attrs) for name, spec in about.items()},
        coords, {"name": "from shares", "unit": "million USD"} | attributes,
    )  # fmt: skip
    set_sources(made, source)
    return made


def _flows(data: Labelled) -> dict[str, Array]:
    """Flows of the benchmark, million USD, in the order of `calibration.variables.VARIABLES`."""
    shares, power = _shares(data)
    share_of_inputs = data.arrays["inputs"]
    gamma = data.arrays["value_added"]
    # Rounded shares: value added takes what they miss of one.
    gamma = gamma + (1.0 - gamma - share_of_inputs.sum(axis=0))
    spent = _expenditure(data, shares, power)
    paid = (shares * spent[:, :, None]).transpose(0, 2, 1)  # sector, origin, destination
    rate = power.transpose(0, 2, 1) - 1.0
    sales = paid / (1.0 + rate)
    made = sales.sum(axis=2)
    use = (share_of_inputs * made[None]).transpose(0, 2, 1)  # sector, destination, activity
    final = spent - use.sum(axis=2)
    _refuse_negative(data, final, spent)
    household = np.zeros((*spent.shape, len(AGENTS)))
    household[:, :, AGENTS.index("household")] = np.maximum(final, 0.0)
    earned = np.zeros((len(FACTORS), *made.shape))
    earned[FACTORS.index("labour")] = gamma * made
    none = np.zeros_like(made)
    values = {
        "sales": sales, "tariff_rate": rate, "tariff_revenue": rate * sales,
        "export_tax": np.zeros_like(sales), "intermediate_use": use, "final_use": household,
        "intermediate_tax": np.zeros_like(use), "final_tax": np.zeros_like(household),
        "value_added": earned, "output_tax": none, "co2": none.copy(),
    }  # fmt: skip
    values["foreign_saving"] = foreign_saving(values)
    _refuse_deficits(data, values["foreign_saving"], spent)
    return values


def _shares(data: Labelled) -> tuple[Array, Array]:
    """Shares that sum to one exactly, and powers of tariffs (sector, destination, origin)."""
    shares = data.arrays["shares"]
    sums = shares.sum(axis=2, keepdims=True)
    exact = np.divide(shares, sums, out=np.zeros_like(shares), where=sums > 0)
    return exact, 1.0 + data.arrays.get("tariffs", np.zeros_like(shares))


def _expenditure(data: Labelled, shares: Array, power: Array) -> Array:
    """Spending (sector, destination), given or such that sellers sell their output.

    Raises
    ------
    InputError
        Outputs that no spending at these shares explains.
    """
    if "expenditure" in data.arrays:
        return data.arrays["expenditure"]
    output = data.arrays["output"]
    sold = (shares / power).transpose(0, 2, 1)  # sector, origin, destination
    pairs = zip(sold, output, strict=True)
    spent = np.stack([np.linalg.lstsq(one, made, rcond=None)[0] for one, made in pairs])
    missed = np.abs(np.einsum("iod,id->io", sold, spent) - output).max(axis=1)
    scale = output.sum(axis=1)
    wrong = (missed > TOLERANCE * scale) | (spent < -TOLERANCE * scale[:, None]).any(axis=1)
    if wrong.any():
        raise InputError(
            [
                f"output of {data.sectors[n]}: no expenditure at these shares buys it"
                for n in np.flatnonzero(wrong)
            ]
        )
    return np.maximum(spent, 0.0)


def _refuse_negative(data: Labelled, final: Array, spent: Array) -> None:
    beyond = np.argwhere(final < -TOLERANCE * spent.sum(axis=0))
    problems = [
        f"industries of {data.regions[d]} buy {-final[i, d]:.6g} million USD more of "
        f"{data.sectors[i]} than is spent on it ({spent[i, d]:.6g})"
        for i, d in beyond[:_SHOWN]
    ]
    if len(beyond) > _SHOWN:
        problems.append(f"industries buy more than is spent in {len(beyond) - _SHOWN} more cases")
    if problems:
        raise InputError(problems)


def _refuse_deficits(data: Labelled, found: Array, spent: Array) -> None:
    given = data.arrays.get("deficits")
    if given is None:
        return
    wrong = np.flatnonzero(np.abs(given - found) > TOLERANCE * spent.sum(axis=0))
    if wrong.size:
        raise InputError(
            [
                f"deficits: {data.regions[n]} has {given[n]:.6g} million USD, and spending less "
                f"income is {found[n]:.6g}"
                for n in wrong
            ]
        )
