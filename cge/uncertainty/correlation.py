"""Correlations of numbers, through a Gaussian copula."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from calibration.errors import InputError, InputWarning
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.hermite import coefficients

Array = np.ndarray
LARGEST_CHANGE = 0.05
"""By which a correlation may be moved to where all of them can hold together."""
_VISIBLE = 5e-4  # change of a correlation that is worth a warning
_AWAY = 1e-9  # part of a singular matrix that becomes the identity
SMALLEST = 2.0**-53
"""Probability that is not told from 0; one less it is the last number before 1."""


def gaussian(rank: Array | float) -> Array:
    """Correlation of normal numbers that have a rank correlation of Spearman (Pearson 1907)."""
    return np.asarray(2 * np.sin(np.pi * np.asarray(rank) / 6))


def possible(matrix: Array, labels: Sequence[str]) -> Array:
    """The correlation matrix nearest to one that may be impossible (Higham 2002).

    Parameters
    ----------
    matrix
        Symmetric, ones on the diagonal (numbers, numbers).
    labels
        Names of the numbers, for messages.

    Raises
    ------
    InputError
        When correlations would have to change by more than `LARGEST_CHANGE`, naming the pairs.

    Warns
    -----
    InputWarning
        When correlations are changed by less than that, saying by how much.
    """
    if not len(matrix) or np.linalg.eigvalsh(matrix)[0] > 1e-12:
        return matrix
    found = _nearest(matrix)
    change = np.triu(np.abs(found - matrix))
    if (change > LARGEST_CHANGE).any():
        pairs = [
            f"correlations: they cannot hold together; that of {labels[i]} and {labels[j]} would "
            f"have to be {found[i, j]:.2f} instead of {matrix[i, j]:.2f}"
            for i, j in np.argwhere(change > LARGEST_CHANGE)
        ]
        raise InputError(pairs)
    if change.max() > _VISIBLE:
        i, j = map(int, np.unravel_index(int(change.argmax()), change.shape))
        warnings.warn(
            "correlations: they cannot hold together as given, so the nearest that can are taken; "
            f"that of {labels[i]} and {labels[j]} changes most, from {matrix[i, j]:.3f} to "
            f"{found[i, j]:.3f}",
            InputWarning,
            stacklevel=2,
        )
    return found


def _nearest(matrix: Array) -> Array:
    """By turns to the nearest matrix without negative eigenvalues and to ones on the diagonal."""
    found, correction = matrix, np.zeros_like(matrix)
    for _ in range(1000):
        before, start = found, found - correction
        values, vectors = np.linalg.eigh(start)
        positive = (vectors * np.maximum(values, 0.0)) @ vectors.T
        correction = positive - start
        found = positive.copy()
        np.fill_diagonal(found, 1.0)
        if np.abs(found - before).max() < 1e-12:
            break
    scale = np.sqrt(np.diag(positive))
    definite = positive / np.outer(scale, scale)
    # Far enough from singular for a Cholesky factor.
    return np.asarray((1 - _AWAY) * definite + _AWAY * np.eye(len(matrix)))


def independent(correlation: Array) -> bool:
    """Whether nothing correlates."""
    return bool((correlation == np.eye(len(correlation))).all())


def correlated(u: Array, correlation: Array) -> Array:
    """Probabilities with the copula, from independent ones.

    Parameters
    ----------
    u
        Independent and uniform (draws, numbers).
    correlation
        Of the normal scores (numbers, numbers).

    Returns
    -------
    numpy.ndarray
        Uniform each (draws, numbers); ``u`` itself where nothing correlates.
    """
    if independent(correlation):
        return u
    from scipy.special import ndtri

    scores, factor = ndtri(inside(u)), np.linalg.cholesky(correlation)
    # Column by column: the last digit of a product of matrices may depend on the number of draws,
    # and a sample that is extended must keep its draws.
    found = np.zeros_like(scores)
    for k, column in enumerate(factor.T):
        found += scores[:, [k]] * column
    return inside(found, scores=True)


def inside(u: Array, scores: bool = False) -> Array:
    """Probabilities, or those of normal scores, that are neither 0 nor 1."""
    from scipy.special import ndtr

    return np.asarray(np.clip(ndtr(u) if scores else u, SMALLEST, 1 - SMALLEST))


def numbers_at(u: Array, distributions: Sequence[Distribution], correlation: Array) -> Array:
    """Numbers at independent probabilities, (draws, numbers) both."""
    copula = correlated(inside(u), correlation)
    return np.stack([one.quantile(copula[:, k]) for k, one in enumerate(distributions)], axis=1)


def covariance(distributions: Sequence[Distribution], correlation: Array) -> Array:
    """Covariances of numbers, from the correlations of their normal scores.

    Two normal numbers have that correlation; of others the covariance is an integral over both
    scores, as a series of Hermite polynomials (Mehler 1866).

    Parameters
    ----------
    distributions
        Of each number.
    correlation
        Of the normal scores (numbers, numbers).

    Returns
    -------
    numpy.ndarray
        (numbers, numbers); never indefinite where ``correlation`` is not.
    """
    variance = np.array([one.variance for one in distributions])
    if independent(correlation):
        return np.diag(variance)
    series = np.stack([coefficients(one) for one in distributions])
    found = np.zeros_like(correlation)
    power = np.ones_like(correlation)
    for degree in series.T:
        power = power * correlation
        found += power * np.outer(degree, degree)
    np.fill_diagonal(found, variance)
    return found
