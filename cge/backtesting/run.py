"""Run a backtest: solve every step from the early year, and set it beside the later one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, InputWarning
from cge.backtesting.changes import MEASURES
from cge.backtesting.fitting import FACTORS, fitted
from cge.backtesting.outcome import Backtested
from cge.backtesting.schema import Backtest
from cge.backtesting.states import joined, state_of
from cge.backtesting.worlds import ELASTICITIES, early, late, with_factor
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.experiments.load import load
from cge.experiments.solve import quiet, solve
from cge.experiments.solving import Progress
from cge.results.result import Result
from cge.scenarios import Scenario

FEWEST, MOST_DRAWS = 3, 100_000


@explained
@within_memory("solving a scenario")
def backtest(
    test: str | Path | Backtest,
    fit: bool = False,
    factors: Sequence[float] = FACTORS,
    draws: int = 999,
    seed: int = 0,
    start: str | Path | xr.Dataset | None = None,
    end: str | Path | xr.Dataset | None = None,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
) -> Backtested:
    """Foresee a later year from an early one, and score what was foreseen.

    Parameters
    ----------
    test
        Name of a shipped backtest, path of a file, or a backtest.
    fit
        Whether to find the elasticities of trade at which each step foresees best. Every factor is
        solved by itself.
    factors
        Factors on the elasticities of the data that are tried, above 0, rising, at least three.
    draws, seed
        Of the bootstrap behind the interval of the factor.
    start, end
        Tables in place of those that the file names.
    progress, solver
        As for :func:`cge.solve`.

    Returns
    -------
    Backtested
        Also when a check fails; then ``verified`` is False.

    Raises
    ------
    InputError
        Anything wrong with the file, its tables or the arguments.
    cge.SolveError
        When no solution is found.
    """
    plan = Backtest.opened(test)
    tried = _factors(factors)
    _check(draws)
    benchmark, tariffs = early(plan, start)
    before = state_of(benchmark)
    after = late(plan, end, before)
    economy = load(benchmark)
    result = solve(economy, plan.plan(tariffs), progress, solver)
    states = joined(before, after, {step: _state(result, step) for step in plan.steps})
    said = {
        "title": f"Backtest: {plan.title}",
        "scenario": plan.name,
        "data": f"{plan.start if start is None else 'own'} to {plan.end if end is None else 'own'}",
        "closure": plan.closure,
    }
    verified, verdicts = result.verified, [result.verdict]
    worlds = {}
    for factor in tried if fit else ():
        progress("fit", detail=f"elasticities of trade times {factor:g}")
        other = _quietly(with_factor(economy, factor), plan.plan(tariffs), solver)
        worlds[factor] = joined(before, after, {step: _state(other, step) for step in plan.steps})
        verified = verified and other.verified
        verdicts += [] if other.verified else [f"factor {factor:g}: {other.verdict}"]
    sigma = benchmark[ELASTICITIES[0]]
    found = {
        (measure, step): fitted(worlds, step, measure, sigma, draws, seed)
        for measure in MEASURES
        for step in (plan.steps if fit else ())
    }
    states = states.assign_attrs(
        said | {"verified": int(verified), "verdict": "; ".join(filter(None, verdicts))}
    )
    return Backtested(plan, states, found)


def _quietly(economy: Economy, plan: Scenario, solver: dict[str, Any] | None) -> Result:
    """A solution on the way: what a reader should know of it, the central one has said."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        return solve(economy, plan, quiet, solver)


def _state(result: Result, step: str) -> xr.Dataset:
    return state_of(result.as_benchmark(step))


def _factors(factors: Sequence[float]) -> list[float]:
    try:
        tried = [float(factor) for factor in factors]
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"factors: {factors!r} are not numbers") from None
    rising = all(a < b for a, b in zip([0.0, *tried], tried, strict=False))
    if len(tried) < FEWEST or not rising or not np.isfinite(tried).all():
        shown = ", ".join(f"{factor:g}" for factor in tried)
        raise InputError(f"factors: {shown or 'none'}: at least {FEWEST}, rising from above 0")
    return tried


def _check(draws: int) -> None:
    if isinstance(draws, bool) or not 1 <= draws <= MOST_DRAWS:
        raise InputError(f"draws: {draws!r} is no whole number from 1 to {MOST_DRAWS:,}")
