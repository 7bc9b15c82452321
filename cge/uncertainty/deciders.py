"""Which numbers decide an outcome: shares of its variance, by regression on a sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.errors import InputError
from cge.uncertainty.chosen import SAMPLE, Points
from cge.uncertainty.moments import varies

Array = np.ndarray
FEWEST = 2
"""Draws with a result for each coefficient, below which none is estimated."""


@dataclass(frozen=True)
class Deciders:
    """Shares of the variance of outcomes that numbers decide.

    Attributes
    ----------
    share
        Of each number (numbers, ...); they add up to `explained`.
    sign
        Of its coefficient, all other numbers held: 1 where it raises the outcome, -1 where it
        lowers it, 0 where it has none (numbers, ...).
    explained
        Share of the variance that the linear function of all numbers explains, R² (...); curvature
        and interactions are the rest.
    """

    share: Array
    sign: Array
    explained: Array


def deciders(points: Points, outcomes: Array, covariance: Array) -> Deciders:
    """Shares of the variance of outcomes, by ordinary least squares on the numbers.

    The variance of the linear function with the coefficients b is b'Sb, where S is the covariance
    of the numbers themselves, not of the draws; the unbiased variance of the residuals comes to it.
    Chance alone explains about k / n with k numbers and n draws, so take many more draws.

    Of independent numbers a share is the square of the standardised coefficient. Of correlated ones
    it is the relative weight of Johnson (2000): the variance is divided among the uncorrelated
    variables nearest to the numbers, and that of each such variable among the numbers by their
    squared correlations with it. A number without a coefficient of its own then has a share, too,
    as far as it moves with others.

    Parameters
    ----------
    points
        A sample.
    outcomes
        (draws, ...); not a number where a draw has no result, which is left out.
    covariance
        Of the numbers, as :func:`cge.uncertainty.correlation.covariance` gives it.

    Returns
    -------
    Deciders
        Not a number of outcomes that do not vary, or that no draw has.

    Raises
    ------
    InputError
        Points that are no sample, and fewer than two draws with a result for each coefficient.
    """
    if points.kind != SAMPLE:
        raise InputError(
            f"shares of variance: '{points.method}' is not a sample; take 'latin_hypercube'"
        )
    flat = outcomes.reshape(len(outcomes), -1)
    k, m = len(covariance), flat.shape[1]
    slopes, left = np.full((k, m), np.nan), np.full(m, np.nan)
    there = ~np.isnan(flat)
    for draws in np.unique(there.T, axis=0):  # outcomes of one experiment lack the same draws
        same = (draws == there.T).all(axis=1) & varies(flat)
        if same.any():
            slopes[:, same], left[same] = _least_squares(points.values[draws], flat[draws][:, same])
    scaled = slopes * np.sqrt(np.diag(covariance))[:, None]
    shares = _johnson(scaled, covariance)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = shares / (shares.sum(axis=0) + left)
    shape = outcomes.shape[1:]
    return Deciders(
        shares.reshape(k, *shape),
        np.sign(slopes).reshape(k, *shape),
        shares.sum(axis=0).reshape(shape),
    )


def _least_squares(x: Array, y: Array) -> tuple[Array, Array]:
    """Coefficients (numbers, outcomes), and unbiased variances of the residuals (outcomes)."""
    count, k = x.shape
    if count < FEWEST * (k + 1):
        raise InputError(
            f"shares of variance: {count} draws with a result are too few for {k} numbers; "
            f"at least {FEWEST * (k + 1)} are needed"
        )
    some = varies(x)  # a number with one value in all these draws has no coefficient
    x, y = np.where(some, x - x.mean(axis=0), 0.0), y - y.mean(axis=0)
    size = np.where(some, np.linalg.norm(x, axis=0), 1.0)
    slopes = np.linalg.lstsq(x / size, y, rcond=None)[0]
    left = ((y - x / size @ slopes) ** 2).sum(axis=0) / (count - k - 1)
    return slopes / size[:, None], left


def _johnson(scaled: Array, covariance: Array) -> Array:
    """Parts of the variance of a linear function (numbers, outcomes).

    Parameters
    ----------
    scaled
        Coefficients of numbers with variance 1 (numbers, outcomes).
    covariance
        Of the numbers.
    """
    sd = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(sd, sd))
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return np.asarray(root**2 @ (root @ scaled) ** 2)
