"""A border adjustment as benchmark data: the equations are there, and nothing is charged."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.gases import as_counted
from calibration.variables import OPTIONAL
from cge.economy.benchmark.arrays import Array, Benchmark, ratio
from cge.economy.benchmark.generation import GOOD, grid_reference

BORDER = "border_adjustment"


def with_border_adjustment(benchmark: xr.Dataset) -> xr.Dataset:
    """A benchmark that brings the feature; no fund has a key yet, and nothing is charged."""
    none = xr.zeros_like(benchmark["foreign_saving"])
    made = benchmark.assign(fund_key=none.assign_attrs(OPTIONAL["fund_key"].attrs))
    return with_grid_of_now(made)


def with_grid_of_now(benchmark: xr.Dataset) -> xr.Dataset:
    """A benchmark whose border adjustment counts generation from what it emits now.

    As it is where there is no border adjustment, or no technology of generation is apart.
    """
    if "fund_key" not in benchmark or GOOD not in benchmark:
        return benchmark
    found = benchmark["fund_key"].copy(data=grid_reference(benchmark))
    about = as_counted(found.assign_attrs(OPTIONAL["grid_reference"].attrs), benchmark)
    return benchmark.assign(grid_reference=about)


def border_adjustment(b: Benchmark) -> dict[str, Array]:
    """No adjustment: nothing is covered, rebated or passed on."""
    pairs, ends = np.zeros_like(b.sales), np.zeros_like(b.absorption)
    none = np.zeros_like(b.foreign_saving)
    by_pair = ("adjustment_coverage", "adjustment_credit", "adjustment_scope", "rebate_share")
    by_end = ("adjustment_reference", "adjustment_follows", "adjustment_deduction")
    return {
        **{name: pairs.copy() for name in by_pair},
        **{name: ends.copy() for name in by_end},
        "adjustment_intensity": ratio(b.co2, b.output),
        "origin_share": none,
        "fund_share": none.copy(),
        "fund_key": b.dataset["fund_key"].to_numpy().astype(float),
    }
