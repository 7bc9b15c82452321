"""Balanced trade first: an economy calibrated again where nobody lends or borrows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr

from calibration.gases import BUNKERS, OF_SALES, SOURCE
from cge.economy.economy import Economy
from cge.engine.errors import SolveError
from cge.results import assemble
from cge.results.rebase import as_benchmark
from cge.settings.closures import BALANCED_FIRST, FIXED, REGIONAL_HOUSEHOLD
from cge.settings.numeraires import WORLD_FACTORS
from cge.verification.verify import verdict, verify

# Accounts of data hold to 1e-9 of output, so the first step is solved more closely than that.
OPTIONS = {"tol": 1e-11}
MARK = "foreign_saving_balanced"


def balanced_first(economy: Economy) -> Economy:
    """The economy that an economy's closure asks for: with balanced trade, or as it is.

    The first step, documented in docs/model.md: all foreign saving becomes 0, with factors mobile
    and in fixed supply and one budget per region, whatever the closure says of later experiments.
    Money keeps its unit: the world's factors earn what they did, whatever the numeraire.

    Raises
    ------
    cge.SolveError
        When the first step has no solution, or one that does not pass the checks.
    """
    if not must_balance(economy):
        return economy
    simplest = {
        "moves": (),
        "swaps": (),
        "government": REGIONAL_HOUSEHOLD,
        "external": FIXED,
        "numeraire": WORLD_FACTORS,
    }
    plain = economy.closure.model_copy(update=simplest)
    first = economy.under(plain)
    solution = _solution(first)
    rebased = as_benchmark(solution, economy.benchmark)
    kept = _independent_of_trade(economy.benchmark, rebased, solution)
    marked = {**economy.benchmark.attrs, MARK: "calibrated again with all foreign saving at 0"}
    return replace(economy, benchmark=rebased.assign(kept).assign_attrs(marked))


def must_balance(economy: Economy) -> bool:
    """Whether the closure starts from balanced trade and the data have not been balanced."""
    return economy.closure.external == BALANCED_FIRST and MARK not in economy.benchmark.attrs


def _solution(economy: Economy) -> xr.Dataset:
    nobody = {"foreign_saving": np.zeros_like(economy.arrays.foreign_saving)}
    values = economy.model.solve(nobody, options=OPTIONS).values
    failed = verdict(verify(values, economy.model.system, economy, nobody))
    if failed:
        raise SolveError(f"balancing trade first: {failed}")
    return assemble.dataset(economy, values)


def _independent_of_trade(
    benchmark: xr.Dataset, rebased: xr.Dataset, solution: xr.Dataset
) -> dict[str, xr.DataArray]:
    """What optional parts brought to the data; emissions by flow follow quantities."""
    gone = (*map(str, rebased.data_vars), SOURCE, BUNKERS)  # no source tells of balanced trade
    kept = {str(n): a for n, a in benchmark.data_vars.items() if n not in gone}
    sold = benchmark["sales"].where(benchmark["sales"] > 0, np.inf)
    for name in ("co2_of_sales", OF_SALES):
        if name in kept:
            given = kept[name]
            emitted = (given / sold * solution.trade).transpose(*given.dims)
            kept[name] = emitted.drop_attrs().assign_attrs(given.attrs)
    return kept
