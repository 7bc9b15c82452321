"""Moments of outcomes over draws: means, spreads, quantiles, signs, and how sure they are.

An outcome is not a number where a draw has no result. Moments of a sample are of the draws that
have one, and whoever shows them says how many have none. A quadrature is exact by all of its
points, so an outcome without one of them has no moments. Nor has a design, whose points have no
probabilities.
"""

from __future__ import annotations

import numpy as np

from cge.uncertainty.chosen import DESIGN, QUADRATURE, SAMPLE, Points

Array = np.ndarray
QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
NAMES = ("mean", "standard_deviation", "standard_error", *QUANTILES, "positive")
"""What `all_of` gives, in this order."""
FEWEST_GROUPS = 4
"""Independent samples below which their spread says nothing of the error of the mean."""
ROUNDING = 1e-12
"""Part of its size by which an outcome may differ between draws and still not vary."""
SEEN, NORMAL = "quantiles of the draws", "normal, from mean and standard deviation"
"""How an interval is made."""


def all_of(points: Points, outcomes: Array) -> Array:
    """Every moment of `NAMES`.

    Parameters
    ----------
    points
        The draws.
    outcomes
        (draws, ...).

    Returns
    -------
    numpy.ndarray
        (moments, ...). A quadrature has no standard error, quantiles or signs, a design has no
        moments at all: not a number.
    """
    rows = [
        mean(points, outcomes),
        standard_deviation(points, outcomes),
        standard_error(points, outcomes),
        *quantiles(points, outcomes, tuple(QUANTILES.values())),
        positive(points, outcomes),
    ]
    return np.stack(rows)


def mean(points: Points, outcomes: Array) -> Array:
    """Mean over draws (...)."""
    values, w = _weighed(points, outcomes)
    return _where_known(points, outcomes, (w * values).sum(axis=0))


def standard_deviation(points: Points, outcomes: Array) -> Array:
    """Standard deviation (...): unbiased variance of a sample, exact one of a quadrature.

    Where a quadrature moves every number alone, the sum of the variances that each makes. Not a
    number where the negative weights of another one leave no positive variance.
    """
    if points.about.get("alone"):
        return _alone(points, outcomes)
    values, w = _weighed(points, outcomes)
    variance = (w * (values - (w * values).sum(axis=0)) ** 2).sum(axis=0)
    if points.kind == SAMPLE:
        count = (~np.isnan(outcomes)).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = variance * count / (count - 1)
    with np.errstate(invalid="ignore"):
        return _where_known(points, outcomes, np.sqrt(variance))


def _alone(points: Points, outcomes: Array) -> Array:
    """From the centre, and two points of each number after it."""
    k = points.values.shape[1]
    apart = (outcomes[1:] - outcomes[0]).reshape(k, 2, *outcomes.shape[1:])
    w = points.weights[1:].reshape(k, 2, *([1] * (outcomes.ndim - 1)))
    variance = (w * apart**2).sum(axis=1) - (w * apart).sum(axis=1) ** 2
    return np.asarray(np.sqrt(np.maximum(variance, 0.0).sum(axis=0)))


def standard_error(points: Points, outcomes: Array) -> Array:
    """Standard error of the mean (...).

    Of independent draws it is their standard deviation over the root of their number; of a sample
    made of several independent ones, the spread of their means over the root of the number of
    these. A quadrature has none.
    """
    if points.kind != SAMPLE:
        return np.full(outcomes.shape[1:], np.nan)
    if points.group is None:
        count = (~np.isnan(outcomes)).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(standard_deviation(points, outcomes) / np.sqrt(count))
    return _error_of_groups(points.group, outcomes)


def _error_of_groups(group: Array, outcomes: Array) -> Array:
    """From the means of independent samples, which may differ in size where draws have failed."""
    there = ~np.isnan(outcomes)
    values = np.where(there, outcomes, 0.0)
    names = np.unique(group)
    sums = np.stack([values[group == g].sum(axis=0) for g in names])
    sizes = np.stack([there[group == g].sum(axis=0) for g in names])
    groups = (sizes > 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = sums.sum(axis=0) / sizes.sum(axis=0)
        apart = sums - sizes * middle  # a ratio of two sums over samples
        scatter = (apart**2).sum(axis=0) / (groups - 1) * groups
        found = np.sqrt(scatter) / sizes.sum(axis=0)
    return np.where(groups < FEWEST_GROUPS, np.nan, found)


def quantiles(points: Points, outcomes: Array, at: tuple[float, ...]) -> Array:
    """Quantiles (quantiles, ...); not a number of a quadrature, or where no draw has a result."""
    if points.kind != SAMPLE:
        return np.full((len(at), *outcomes.shape[1:]), np.nan)
    found = np.full((len(at), *outcomes.shape[1:]), np.nan)
    some = ~np.isnan(outcomes).all(axis=0)
    if some.any():
        found[:, some] = np.nanquantile(outcomes[:, some], at, axis=0)
    return found


def positive(points: Points, outcomes: Array) -> Array:
    """Probability of a value above 0 (...); not a number of a quadrature."""
    if points.kind != SAMPLE:
        return np.full(outcomes.shape[1:], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((outcomes > 0).sum(axis=0) / (~np.isnan(outcomes)).sum(axis=0))


def interval(points: Points, outcomes: Array, level: float) -> tuple[Array, Array, str]:
    """An interval with equal probability on either side: its ends (...), and how it is made.

    Parameters
    ----------
    points
        The draws.
    outcomes
        (draws, ...).
    level
        Its probability.
    """
    tail = (1 - level) / 2
    if points.kind == SAMPLE:
        low, high = quantiles(points, outcomes, (tail, 1 - tail))
        return low, high, SEEN
    from scipy.special import ndtri

    middle, away = mean(points, outcomes), ndtri(1 - tail) * standard_deviation(points, outcomes)
    return middle - away, middle + away, NORMAL


def varies(outcomes: Array) -> Array:
    """Whether an outcome differs between draws by more than rounding (...).

    Parameters
    ----------
    outcomes
        (draws, ...).
    """
    low, high = np.fmin.reduce(outcomes), np.fmax.reduce(outcomes)
    return np.asarray(high - low > ROUNDING * np.maximum(np.abs(low), np.abs(high)))


def _weighed(points: Points, outcomes: Array) -> tuple[Array, Array]:
    """Outcomes with 0 for none, and weights of those that there are, which sum to 1."""
    there = ~np.isnan(outcomes)
    w = points.weights.reshape(-1, *([1] * (outcomes.ndim - 1))) * there
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(there, outcomes, 0.0), np.nan_to_num(w / w.sum(axis=0))


def _where_known(points: Points, outcomes: Array, found: Array) -> Array:
    """Not a number where the draws that have a result do not make a moment."""
    if points.kind == DESIGN:
        return np.full_like(found, np.nan)
    lost = np.isnan(outcomes)
    unknown = lost.any(axis=0) if points.kind == QUADRATURE else lost.all(axis=0)
    return np.where(unknown, np.nan, found)
