"""The factor on elasticities of trade at which a step foresees best, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from cge.backtesting.changes import changes, observed
from cge.backtesting.scores import scores
from cge.backtesting.states import STATE

Array = np.ndarray
FACTORS = (0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
LEVEL = "flows"
FINE = 600  # factors between, half a per cent apart


@dataclass(frozen=True)
class Fit:
    """Elasticities that foresee best.

    Attributes
    ----------
    step
        The prediction that was fitted.
    factor, low, high
        The best factor on the elasticities of the data, and its interval.
    probability
        Of the interval, %.
    at_edge
        The best factor is the lowest or highest that was tried: no optimum was found between.
    share_at_edge
        Part of the resampled worlds whose best factor lies there.
    curve
        By factor: `error`, the weighted standard deviation of errors in logarithms, and the
        correlation of changes in %.
    elasticities
        By sector: `literature`, that among sources in the data; `fitted`, that times the factor;
        `low` and `high`.
    """

    step: str
    factor: float
    low: float
    high: float
    probability: float
    at_edge: bool
    share_at_edge: float
    curve: pd.DataFrame
    elasticities: pd.DataFrame


def fitted(
    worlds: dict[float, xr.Dataset],
    step: str,
    measure: str,
    sigma: xr.DataArray,
    draws: int = 999,
    seed: int = 0,
    probability: float = 90.0,
) -> Fit:
    """The factor that minimises the weighted variance of errors, as if they were normal.

    As in Liu, Arndt and Hertel (2004), parameters of trade maximise an approximate likelihood of
    what was observed, here over all flows with their values before as weights; a trend common to
    all flows is left out. The interval is that of a bootstrap over pairs of regions: errors of the
    sectors of a pair hang together.

    Parameters
    ----------
    worlds
        States by factor, ascending, as from `cge.backtesting.states.joined`.
    step
        The prediction to fit.
    measure
        As of `cge.backtesting.changes.changes`.
    sigma
        Elasticities of the data (sector, and region where they have it).
    draws, seed
        Of the bootstrap.
    probability
        Of the interval, %.
    """
    factors = np.array(sorted(worlds))
    cells = [_cells(worlds[f], step, measure) for f in factors]
    there = np.all([np.isfinite(error) & (weight > 0) for error, weight in cells], axis=0)
    errors = np.array([np.where(there, error, 0.0) for error, _ in cells])  # (factor, sector, pair)
    weight = np.where(there, cells[0][1], 0.0)
    sums = np.array([weight * errors**k for k in range(3)]).sum(axis=2)  # (power, factor, pair)
    whole = sums.sum(axis=2)[:, None]
    random = np.random.default_rng(seed)
    pairs = sums.shape[2]
    counts = random.multinomial(pairs, np.full(pairs, 1 / pairs), size=draws)
    again = np.einsum("pfn,dn->pdf", sums, counts)
    best = float(_lowest(factors, _variance(whole))[0])
    others = _lowest(factors, _variance(again))
    tail = (100 - probability) / 2
    low, high = (float(q) for q in np.percentile(others, (tail, 100 - tail)))
    edges = (factors[0], factors[-1])
    return Fit(
        step, best, low, high, probability, best in edges, float(np.isin(others, edges).mean()),
        _curve(worlds, factors, step, measure, np.sqrt(_variance(whole)[0])),
        _table(sigma, best, low, high),
    )  # fmt: skip


def _cells(states: xr.Dataset, step: str, measure: str) -> tuple[Array, Array]:
    """Errors in logarithms (sector, pair), observed less predicted, and weights."""
    found = changes(states, LEVEL, measure)
    ratios = 1 + found["change"] / 100
    logs = ratios.copy(data=np.log(np.where(ratios > 0, ratios, np.nan)))
    error = observed(found.assign(change=logs)) - logs.sel({STATE: step})
    sectors = error.sizes["sector"]
    return error.to_numpy().reshape(sectors, -1), found["weight"].to_numpy().reshape(sectors, -1)


def _variance(sums: Array) -> Array:
    """Weighted variance of errors from weighted sums of their powers 0, 1 and 2."""
    return sums[2] / sums[0] - (sums[1] / sums[0]) ** 2


def _lowest(factors: Array, values: Array) -> Array:
    """Where each row of values is lowest, by a cubic spline in the logarithm of the factor."""
    from scipy.interpolate import CubicSpline  # slow to load, and wanted for this alone

    fine = np.geomspace(factors[0], factors[-1], FINE)
    fine[[0, -1]] = factors[[0, -1]]  # without rounding, so that an edge is known as one
    curves = CubicSpline(np.log(factors), values, axis=1)(np.log(fine))
    return fine[np.argmin(curves, axis=1)]


def _curve(
    worlds: dict[float, xr.Dataset], factors: Array, step: str, measure: str, error: Array
) -> pd.DataFrame:
    correlation = []
    for factor in factors:
        found = changes(worlds[factor], LEVEL, measure)
        predicted = found["change"].sel({STATE: step})
        said = scores(predicted.to_numpy(), observed(found).to_numpy(), found["weight"].to_numpy())
        correlation.append(said["correlation"])
    index = pd.Index(factors, name="factor")
    return pd.DataFrame({"error": error, "correlation": correlation}, index)


def _table(sigma: xr.DataArray, best: float, low: float, high: float) -> pd.DataFrame:
    by_sector = sigma.mean([dim for dim in sigma.dims if dim != "sector"]).to_series()
    columns = {"literature": 1.0, "fitted": best, "low": low, "high": high}
    return pd.DataFrame({name: by_sector * factor for name, factor in columns.items()})
