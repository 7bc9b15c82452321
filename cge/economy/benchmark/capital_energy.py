"""The capital-energy nest as benchmark data: energy goods, and the factors that run on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.variables import OPTIONAL
from cge.economy.benchmark.arrays import Array, Benchmark, ratio
from cge.economy.benchmark.production import nested_values

CAPITAL = "capital"
GOOD, FACTOR = "energy_good", "energy_factor"
COMPOSITE, AMONG = "sigma_capital_energy", "sigma_energy"
Elasticity = float | xr.DataArray


def with_capital_energy(
    benchmark: xr.Dataset,
    energy: Sequence[str],
    sigma_capital_energy: Elasticity,
    sigma_energy: Elasticity,
    factors: Sequence[str] = (CAPITAL,),
) -> xr.Dataset:
    """A benchmark whose activities combine energy with capital; brings ``capital_energy``.

    Parameters
    ----------
    benchmark
        A balanced benchmark, already aggregated; it is left as it is.
    energy
        Labels of the energy goods.
    sigma_capital_energy, sigma_energy
        Elasticity between capital and energy, and among energy goods: a number from 0, or an array
        over activity, region or both.
    factors
        Labels of the factors that are combined with energy.

    Raises
    ------
    InputError
        For labels that the data do not have, none at all, or elasticities that are not numbers
        from 0, listing all of them.
    """
    chosen = {GOOD: ("sector", energy), FACTOR: ("factor", factors)}
    sigmas = {COMPOSITE: sigma_capital_energy, AMONG: sigma_energy}
    problems = []
    added = {}
    for name, (dim, labels) in chosen.items():
        known = [str(k) for k in benchmark[dim].to_numpy()]
        problems += [
            f"capital-energy nest: no {dim} '{k}'{nearest(k, known)}"
            for k in labels
            if k not in known
        ]
        if not labels:
            problems.append(f"capital-energy nest: needs at least one {dim}")
        added[name] = xr.DataArray(np.isin(known, labels).astype(float), {dim: benchmark[dim]})
    for name, sigma in sigmas.items():
        array = xr.zeros_like(benchmark["output_tax"]) + sigma
        if not bool((np.isfinite(array) & (array >= 0)).all()):
            problems.append(f"{name}: must be finite numbers from 0")
        added[name] = array.transpose("activity", "region")
    if problems:
        raise InputError(problems)
    return benchmark.assign(
        {
            name: array.assign_attrs(units=OPTIONAL[name].units, long_name=OPTIONAL[name].long_name)
            for name, array in added.items()
        }
    )


def capital_energy(b: Benchmark) -> dict[str, Array]:
    """Shares and coefficients of the nest of capital and energy."""
    nests = nested_values(b)
    with_energy = nests.with_energy[:, None, None]
    is_energy = nests.is_energy[:, None, None]
    return {
        "capital_energy_share": ratio(nests.capital_energy, nests.value_added),
        "energy_share": ratio(nests.energy, nests.capital_energy),
        "energy_factor_share": ratio(with_energy * nests.factors, nests.capital_energy),
        "energy_factor_coefficient": ratio(with_energy * b.value_added, nests.capital_energy),
        "energy_good_share": ratio(is_energy * nests.goods, nests.energy),
        "energy_coefficient": ratio(is_energy * b.intermediate_use, nests.energy.T),
    }
