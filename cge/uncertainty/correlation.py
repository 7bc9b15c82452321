"""Correlations of numbers, through a Gaussian copula."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calibration.errors import InputError
from cge.uncertainty.distributions import Distribution

Array = np.ndarray
LARGEST_CHANGE = 0.05
"""By which a correlation may be moved to where all of them can hold together."""
SMALLEST = 2.0**-53
"""Probability that is not told from 0; one less it is the last number before 1."""
_NODES = 32


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
        When a correlation would have to change by more than `LARGEST_CHANGE`, naming the pair.
    """
    if not len(matrix) or np.linalg.eigvalsh(matrix)[0] > 1e-12:
        return matrix
    found, correction = matrix, np.zeros_like(matrix)
    for _ in range(1000):
        before = found
        values, vectors = np.linalg.eigh(found - correction)
        positive = (vectors * np.maximum(values, 1e-10)) @ vectors.T
        correction = positive - (found - correction)
        found = positive.copy()
        np.fill_diagonal(found, 1.0)
        if np.abs(found - before).max() < 1e-12:
            break
    change = np.abs(found - matrix)
    i, j = map(int, np.unravel_index(int(change.argmax()), change.shape))
    if change[i, j] > LARGEST_CHANGE:
        pair = f"{labels[i]} and {labels[j]}"
        raise InputError(
            f"correlations: they cannot hold together; that of {pair} would have to be "
            f"{found[i, j]:.2f} instead of {matrix[i, j]:.2f}"
        )
    return _definite(found)


def _definite(matrix: Array) -> Array:
    """The same, far enough from singular for a Cholesky factor."""
    share = 1e-9
    return (1 - share) * matrix + share * np.eye(len(matrix))


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

    return inside(ndtri(inside(u)) @ np.linalg.cholesky(correlation).T, scores=True)


def inside(u: Array, scores: bool = False) -> Array:
    """Probabilities, or those of normal scores, that are neither 0 nor 1."""
    from scipy.special import ndtr

    return np.asarray(np.clip(ndtr(u) if scores else u, SMALLEST, 1 - SMALLEST))


def covariance(distributions: Sequence[Distribution], correlation: Array) -> Array:
    """Covariances of numbers, from the correlations of their normal scores.

    Two normal numbers have that correlation; of others it is an integral over both scores, by
    Gauss-Hermite quadrature.

    Parameters
    ----------
    distributions
        Of each number.
    correlation
        Of the normal scores (numbers, numbers).
    """
    sd = np.array([one.standard_deviation for one in distributions])
    found = np.diag(sd**2)
    for i, j in zip(*np.nonzero(np.triu(correlation, 1)), strict=True):
        one, other = distributions[i], distributions[j]
        value = _covariance(one, other, float(correlation[i, j]))
        found[i, j] = found[j, i] = value
    return found


def _covariance(one: Distribution, other: Distribution, rho: float) -> float:
    plain = all(d.kind == "normal" and not d.is_truncated for d in (one, other))
    if plain:
        return rho * one.standard_deviation * other.standard_deviation
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    weights = weights / weights.sum()
    a, b = np.meshgrid(nodes, nodes, indexing="ij")
    second = rho * a + np.sqrt(1 - rho**2) * b
    product = (one.quantile(inside(a, scores=True)) - one.mean) * (
        other.quantile(inside(second, scores=True)) - other.mean
    )
    return float(weights @ product @ weights)
