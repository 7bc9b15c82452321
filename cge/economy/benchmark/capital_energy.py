"""The capital-energy nest as benchmark data: energy goods, and the factors that run on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.variables import OPTIONAL
from cge.economy.benchmark.arrays import Array, Benchmark, ratio
from cge.economy.benchmark.production import Nests, nested_values
from cge.economy.energy_nests import CHAIN, ENERGY, INNER_NESTS, EnergyNest

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
    within: Mapping[str, tuple[Sequence[str], Elasticity]] | None = None,
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
    within
        Nests within energy: name of :data:`cge.economy.energy_nests.INNER_NESTS` -> labels of its
        goods, those of nests within it included, and the elasticity of its parts. None for none;
        otherwise all of them.

    Raises
    ------
    InputError
        For labels that the data do not have, none at all, or elasticities that are not numbers
        from 0, listing all of them.
    """
    chosen = {GOOD: ("sector", energy), FACTOR: ("factor", factors)}
    sigmas = {COMPOSITE: sigma_capital_energy, AMONG: sigma_energy}
    problems = _nesting_problems(energy, within)
    inner = {} if within is None or problems else within
    for nest in INNER_NESTS if inner else ():
        goods, sigmas[nest.sigma] = inner[nest.name]
        chosen[nest.member] = ("sector", goods)
    added = {}
    for name, (dim, labels) in chosen.items():
        known = [str(k) for k in benchmark[dim].to_numpy()]
        problems += [
            f"capital-energy nest: no {dim} '{k}'{nearest(k, known)}"
            for k in labels
            if k not in known
        ]
        if not labels and name in (GOOD, FACTOR):
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
        {name: array.assign_attrs(OPTIONAL[name].attrs) for name, array in added.items()}
    )


def _nesting_problems(
    energy: Sequence[str], within: Mapping[str, tuple[Sequence[str], Elasticity]] | None
) -> list[str]:
    """Nests within energy that are unknown, missing, or hold what the nest around them does not."""
    if within is None:
        return []
    known = [nest.name for nest in INNER_NESTS]
    problems = [
        f"capital-energy nest: no nest '{name}' within energy{nearest(name, known)}"
        for name in within
        if name not in known
    ]
    problems += [f"capital-energy nest: nest '{n}' is missing" for n in known if n not in within]
    around, outer = "energy", energy
    for name in known if not problems else ():
        goods, _ = within[name]
        problems += [
            f"capital-energy nest: '{good}' is in '{name}' and not in '{around}' around it"
            for good in goods
            if good not in outer
        ]
        around, outer = name, goods
    return problems


def capital_energy(b: Benchmark) -> dict[str, Array]:
    """Shares and coefficients of the nest of capital and energy."""
    nests = nested_values(b)
    with_energy = nests.with_energy[:, None, None]
    return {
        "capital_energy_share": ratio(nests.capital_energy, nests.value_added),
        "energy_share": ratio(nests.energy, nests.capital_energy),
        "energy_factor_share": ratio(with_energy * nests.factors, nests.capital_energy),
        "energy_factor_coefficient": ratio(with_energy * b.value_added, nests.capital_energy),
        **goods_of(b, nests, ENERGY),
    }


def energy_nests(b: Benchmark) -> dict[str, Array]:
    """Shares and coefficients of the nests within energy."""
    nests = nested_values(b)
    found: dict[str, Array] = {}
    for outer, nest in pairwise(CHAIN):
        found[nest.share] = ratio(nests.of(nest), nests.of(outer))
        found |= goods_of(b, nests, nest)
    return found


def goods_of(b: Benchmark, nests: Nests, nest: EnergyNest) -> dict[str, Array]:
    """Shares and coefficients of the goods of a nest that are in no nest within it."""
    mine = nests.directly(nest)[:, None, None]
    return {
        nest.good_share: ratio(mine * nests.goods, nests.of(nest)),
        nest.coefficient: ratio(mine * b.intermediate_use, nests.of(nest).T),
    }
