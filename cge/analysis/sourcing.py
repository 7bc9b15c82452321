"""Who buys from where in a solution, where users of a good have sources of their own.

The model's equations speak of quantities and never hold trade by user. Here it is recomputed from
prices alone, as shares of what each user spends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from cge.economy.benchmark.arrays import Benchmark
from cge.economy.benchmark.parameters import benchmark_parameters
from cge.symbols.named import Labelled, Solved

Array = np.ndarray

FLOW = ("sector", "origin", "destination")


@dataclass(frozen=True)
class BenchmarkSources:
    """Where users bought in the benchmark.

    Attributes
    ----------
    domestic_share
        Domestic good in what a user pays for a good (sector, destination, user).
    source_share
        Origin in a user's imports of a good (sector, origin, destination, user).
    landed
        Landed price of a flow (sector, origin, destination).
    """

    domestic_share: Array
    source_share: Array
    landed: Array


def benchmark_sources(benchmark: xr.Dataset) -> BenchmarkSources:
    """The shares of a benchmark dataset that has `sales_by_user`."""
    values = benchmark_parameters(Benchmark(benchmark))
    return BenchmarkSources(
        values["domestic_share_by_user"],
        values["source_share_by_user"],
        values["landed_benchmark"],
    )


def spending_by_source(s: xr.Dataset, before: BenchmarkSources) -> xr.DataArray:
    """What each user pays to each origin, before product tax.

    A share moves with its relative price to the power ``1 - sigma``.

    Parameters
    ----------
    s
        Variables and elasticities of one experiment.
    before
        Shares and landed prices of the benchmark.

    Returns
    -------
    xarray.DataArray
        Million USD at landed prices (sector, origin, destination, user).
    """
    dims = (*FLOW, "user")
    return xr.DataArray(paid_by_source(s, before), {k: s[k].to_numpy() for k in dims}, dims)


def paid_by_source(s: Solved, before: BenchmarkSources) -> Array:
    """The same, of a solution in whatever arrays (sector, origin, destination, user)."""
    users = ("sector", "destination", "user")
    price = s.price_composite_by_user.transpose(*users).to_numpy()
    price_import = s.price_import_by_user.transpose(*users).to_numpy()
    landed = s.price_landed.transpose(*FLOW).to_numpy() / before.landed
    nest = 1 - _by_user(s.sigma_domestic_import)
    source = 1 - _by_user(s.sigma_import_source)
    spent = price * _bought(s)
    at_home = np.einsum("idd->id", landed)[:, :, None]
    home = spent * before.domestic_share * (at_home / price) ** nest
    abroad = spent * (1 - before.domestic_share) * (price_import / price) ** nest
    # What an origin's price does to its share is the same for all users.
    paid = before.source_share * (landed ** source[:, None, :, 0])[..., None]
    paid *= (abroad / price_import**source)[:, None]
    regions = np.arange(paid.shape[1])
    paid[:, regions, regions] = home
    return np.asarray(paid)


def _by_user(elasticity: Labelled) -> Array:
    """An elasticity of the destination, the same for its users (sector, destination, 1)."""
    return np.asarray(elasticity.transpose("sector", "destination").to_numpy()[:, :, None])


def _bought(s: Solved) -> Array:
    """Quantities bought (sector, destination, user)."""
    by_activity = s.intermediate_demand.transpose("sector", "destination", "activity")
    by_agent = s.final_demand.transpose("sector", "destination", "agent")
    return np.concatenate([by_activity.to_numpy(), by_agent.to_numpy()], axis=2)
