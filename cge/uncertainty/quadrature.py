"""Gaussian quadrature over many numbers: a few points whose moments are exact.

Points are laid out for independent numbers with mean 0 and variance 1, then given the covariances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from calibration.errors import InputError
from cge.uncertainty.chosen import QUADRATURE, Points
from cge.uncertainty.correlation import covariance, independent
from cge.uncertainty.distributions import Distribution

Array = np.ndarray
REACH = 1e-4
"""Probability beyond which a number of any skewness is not placed, on either side."""


def stroud3(distributions: Sequence[Distribution], correlation: Array) -> Points:
    """2k points of equal weight, exact for symmetric numbers up to degree 3 (Stroud 1957).

    This is the order-3 quadrature of GEMPACK's systematic sensitivity analysis (Arndt 1996).

    Parameters
    ----------
    distributions
        Of each number; skewed ones are refused.
    correlation
        Of the normal scores (numbers, numbers).

    Raises
    ------
    InputError
        Skewed distributions, and points that cannot occur.
    """
    _refuse_skewed(distributions, "stroud3", "'skewed3'")
    k = len(distributions)
    n = np.arange(2 * k)
    found = np.empty((2 * k, k))
    for r in range(k // 2):
        angle = (2 * r + 1) * (n + 1) * np.pi / k
        found[:, 2 * r] = np.sqrt(2) * np.cos(angle)
        found[:, 2 * r + 1] = np.sqrt(2) * np.sin(angle)
    if k % 2:
        found[:, k - 1] = (-1.0) ** (n + 1)
    weights = np.full(2 * k, 0.5 / k)
    return _placed(found, weights, distributions, correlation, "stroud3", 3)


def skewed3(distributions: Sequence[Distribution], correlation: Array) -> Points:
    """2k + 1 points, exact up to degree 3 for independent numbers of any skewness (Liu 1997).

    Each number has two points of its own, at which the others keep their means. They have its
    mean, variance and skewness, and its kurtosis as well unless that takes one of them beyond
    `REACH`. So every outcome is as a sum of functions of single numbers, and `Points.about` says so
    under ``alone``: its variance is the sum of theirs, since the weight of the centre is negative
    where many numbers are uncertain (dimension reduction; Rahman and Xu 2004).

    Parameters
    ----------
    distributions, correlation
        As in `stroud3`. With correlations, moments are exact up to degree 2.

    Raises
    ------
    InputError
        Points that cannot occur.
    """
    k = len(distributions)
    found, weights = np.zeros((2 * k + 1, k)), np.zeros(2 * k + 1)
    for n, one in enumerate(distributions):
        up, down = _two_points(one)
        found[2 * n + 1, n], found[2 * n + 2, n] = up, down
        weights[2 * n + 1], weights[2 * n + 2] = 1 / (up * (up - down)), 1 / (down * (down - up))
    weights[0] = 1 - weights.sum()
    exact = 3 if independent(correlation) else 2
    placed = _placed(found, weights, distributions, correlation, "skewed3", exact)
    return replace(placed, about={"alone": True})


def _two_points(one: Distribution) -> tuple[float, float]:
    """Two points beside the mean with its moments, in units of its standard deviation."""
    skewness = one.skewness
    share = max(1 / (one.kurtosis - skewness**2), _least_share(one))
    root = float(np.sqrt(skewness**2 + 4 / share))
    return (skewness + root) / 2, (skewness - root) / 2


def _least_share(one: Distribution) -> float:
    """Weight of the two points of a number at which the first of them reaches `REACH`."""
    ends = one.quantile(np.array([REACH, 1 - REACH]))
    ends = (ends - one.mean) / one.standard_deviation
    # The two points multiply to -1 / share and add up to the skewness.
    products = ends * (one.skewness - ends)
    return 1.0 if (products >= -1).any() else float((-1 / products).max())


def stroud5(distributions: Sequence[Distribution], correlation: Array) -> Points:
    """2k² + 1 points, exact up to degree 5 for symmetric numbers (Stroud 1957; Arndt 1996).

    Two points on the axis of each number and four on the diagonals of every two; those of the
    diagonals have the products of two variances, those of the axes the fourth moments. Weights of
    the axes are negative with more than four normal numbers, or two uniform ones.

    Parameters
    ----------
    distributions
        Of each number; skewed ones are refused.
    correlation
        Of the normal scores. With correlations, moments of numbers that are not normal are exact
        up to degree 3.

    Raises
    ------
    InputError
        Skewed distributions, and points that cannot occur.
    """
    _refuse_skewed(distributions, "stroud5", "'skewed3' or 'latin_hypercube'")
    k = len(distributions)
    kurtosis = np.array([one.kurtosis for one in distributions])
    normal = all(one.kind == "normal" and not one.is_truncated for one in distributions)
    # Along the diagonals of a pair, each number is at a distance whose square is its kurtosis: the
    # product of two variances is 1, and its fourth moment is its own.
    away = np.sqrt(kurtosis)
    found, weights = [np.zeros(k)], [0.0]
    for i in range(k):
        for j in range(i + 1, k):
            for si in (1, -1):
                for sj in (1, -1):
                    point = np.zeros(k)
                    point[i], point[j] = si * away[i], sj * away[j]
                    found.append(point)
                    weights.append(0.25 / (kurtosis[i] * kurtosis[j]))
    for i in range(k):
        on_pairs = sum(1 / (kurtosis[i] * kurtosis[j]) for j in range(k) if j != i)
        left = (1 - kurtosis[i] * on_pairs) / kurtosis[i]  # of the variance that pairs do not have
        for sign in (1, -1):
            point = np.zeros(k)
            point[i] = sign * away[i]
            found.append(point)
            weights.append(left / 2)
    weights[0] = 1 - sum(weights)
    exact = 5 if independent(correlation) or normal else 3
    return _placed(np.array(found), np.array(weights), distributions, correlation, "stroud5", exact)


def _refuse_skewed(distributions: Sequence[Distribution], method: str, other: str) -> None:
    skewed = dict.fromkeys(str(one) for one in distributions if not one.is_symmetric)
    if skewed:
        raise InputError(
            f"method: {method} is for symmetric distributions; {one} is not; take {other}"
            for one in skewed
        )


def _placed(
    standard: Array,
    weights: Array,
    distributions: Sequence[Distribution],
    correlation: Array,
    method: str,
    degree: int,
) -> Points:
    """Points with the means and covariances of the numbers."""
    mean = np.array([one.mean for one in distributions])
    if independent(correlation):
        spread = np.diag([one.standard_deviation for one in distributions])
    else:
        spread = np.linalg.cholesky(covariance(distributions, correlation))
    values = mean + standard @ spread.T
    _refuse_impossible(values, distributions, method)
    return Points(values, weights, method, QUADRATURE, degree)


def _refuse_impossible(values: Array, distributions: Sequence[Distribution], method: str) -> None:
    """Refuse points that a distribution does not reach."""
    problems = []
    for n, one in enumerate(distributions):
        low, high = one.support
        room = 1e-12 * (1 + abs(one.mean))
        worst = min((values[:, n].min(), values[:, n].max()), key=lambda x: min(x - low, high - x))
        if worst < low - room or worst > high + room:
            problems.append(
                f"method: {method} has a point at {worst:g}, which {one} does not reach; take "
                "'latin_hypercube', or a narrower distribution"
            )
    if problems:
        raise InputError(dict.fromkeys(problems))
