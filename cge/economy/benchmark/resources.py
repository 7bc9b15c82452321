"""Supply elasticities of activities that own a resource, by the elasticity among their factors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.economy.benchmark.arrays import Array, Benchmark, ratio
from cge.economy.benchmark.production import nested_values

SIGMA = "sigma_value_added"
# Beyond this the elasticity among factors means nothing, see `calibration.variables`.
_LARGEST = 1000.0


def supply_elasticity(benchmark: xr.Dataset, factors: Sequence[str]) -> xr.DataArray:
    r"""How much more an activity makes when its price rises and other prices stay, %/%.

    Of a factor in fixed supply with share :math:`s` in value added, which has share
    :math:`\theta` in cost,

    .. math:: \eta = \frac{\sigma_V (1 - s) + \sigma_T s (1 - \theta)}{\theta s}.

    Parameters
    ----------
    benchmark
        A balanced benchmark.
    factors
        Factors that cannot leave the activity.

    Returns
    -------
    xarray.DataArray
        By activity and region; infinite where the activity has nothing of these factors.
    """
    b = Benchmark(benchmark)
    of_value_added, of_cost = _shares(b, factors)
    among = b.elasticities[SIGMA] * (1 - of_value_added)
    with_goods = b.elasticities["sigma_top"] * of_value_added * (1 - of_cost)
    found = ratio(among + with_goods, of_cost * of_value_added, np.inf)
    like = benchmark["output_tax"].transpose("activity", "region")
    return like.copy(data=found).drop_attrs().rename("supply_elasticity")


def with_supply_elasticity(
    benchmark: xr.Dataset, factors: Sequence[str], elasticity: xr.DataArray
) -> xr.Dataset:
    """A benchmark whose activities with a fixed factor answer their price as told.

    Their elasticity among factors is set such that `supply_elasticity` is what is asked; that of
    other activities stays.

    Parameters
    ----------
    benchmark
        A balanced benchmark, already aggregated; it is left as it is.
    factors
        Factors that cannot leave the activity.
    elasticity
        Of supply, by activity, region or both; where it is not a number, the elasticity among
        factors stays.

    Raises
    ------
    InputError
        For factors that the data do not have, elasticities that are not numbers above 0, and those
        that no substitution among factors gives.
    """
    known = [str(name) for name in benchmark["factor"].to_numpy()]
    problems = [f"factors: no '{n}'{nearest(n, known)}" for n in factors if n not in known]
    if problems:
        raise InputError(problems)
    b = Benchmark(benchmark)
    like = benchmark["output_tax"].transpose("activity", "region")
    wanted = (xr.zeros_like(like) + elasticity).transpose("activity", "region").to_numpy()
    of_value_added, of_cost = _shares(b, factors)
    owned = (of_value_added > 0) & (of_value_added < 1) & ~np.isnan(wanted)
    with_goods = b.elasticities["sigma_top"] * (1 - of_cost)
    sigma = ratio(of_value_added * (of_cost * wanted - with_goods), 1 - of_value_added)
    wrong = owned & ~((wanted > 0) & (sigma >= 0) & (sigma <= _LARGEST))
    if wrong.any():
        j, r = (int(k[0]) for k in np.nonzero(wrong))
        at = f"{like.activity.to_numpy()[j]} in {like.region.to_numpy()[r]}"
        raise InputError(
            f"supply elasticity {wanted[j, r]:g} of {at} would need an elasticity among factors of "
            f"{sigma[j, r]:.3g}; there and at {wrong.sum() - 1} other places"
        )
    found = np.where(owned, sigma, b.elasticities[SIGMA] + np.zeros_like(sigma))
    return benchmark.assign({SIGMA: like.copy(data=found).assign_attrs(benchmark[SIGMA].attrs)})


def _shares(b: Benchmark, factors: Sequence[str]) -> tuple[Array, Array]:
    """Of the factors in value added, and of value added in cost (activity, region)."""
    nests = nested_values(b)
    at = [b.labels()["factor"].index(name) for name in factors]
    cost = b.output - b.output_tax
    return ratio(nests.factors[at].sum(axis=0), nests.value_added), ratio(nests.value_added, cost)
