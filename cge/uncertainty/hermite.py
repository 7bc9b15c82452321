"""Uncertain numbers as sums of Hermite polynomials of their normal scores.

Where two normal scores correlate by rho, polynomials of one degree n have the covariance rho^n, and
those of different degrees none (Mehler 1866). So the covariance of two numbers is a sum over
degrees, however odd their distributions.
"""

from __future__ import annotations

import numpy as np

from cge.uncertainty.distributions import Distribution
from cge.uncertainty.integrals import gauss

Array = np.ndarray
DEGREES = 400
"""Highest degree. What is left out of a covariance is at most ``rho**400`` of it."""
_FAR = 12.0  # standard deviations beyond which a normal score is not integrated


def coefficients(one: Distribution) -> Array:
    """Covariances of a number with the normalised polynomials of its normal score.

    Parameters
    ----------
    one
        Distribution of the number.

    Returns
    -------
    numpy.ndarray
        Of degrees 1 to `DEGREES`; the sum of their squares is the variance.
    """
    if one.kind == "empirical":
        return _of_steps(one)
    z, weights = gauss((-_FAR, _kink(one), _FAR))
    polynomials = _weighted(z)
    return np.asarray(polynomials[1:] @ (weights * (one.at_scores(z) - one.mean)))


def _kink(one: Distribution) -> float:
    """The normal score at which the quantile function is not smooth; 0 where it is everywhere."""
    from scipy.special import ndtri

    low, high = one.support
    if one.kind != "triangular" or not low < one.numbers[1] < high:
        return 0.0
    return float(ndtri(one.probability(one.numbers[1])))


def _of_steps(one: Distribution) -> Array:
    """Exact ones of a distribution of values, from where the normal score steps to the next."""
    from scipy.special import ndtri

    values = one.values
    steps = ndtri(np.arange(1, len(values)) / len(values))
    degrees = np.arange(1, DEGREES + 1)
    return np.asarray(_weighted(steps)[:-1] @ np.diff(values) / np.sqrt(degrees))


def _weighted(z: Array) -> Array:
    """Normalised polynomials times the normal density (degrees from 0, scores)."""
    found = np.empty((DEGREES + 1, len(z)))
    found[0] = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    found[1] = z * found[0]
    for n in range(1, DEGREES):
        found[n + 1] = (z * found[n] - np.sqrt(n) * found[n - 1]) / np.sqrt(n + 1)
    return found
