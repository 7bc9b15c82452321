"""What exact derivatives add to draws: less variance of means, and a spread without any draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cge.uncertainty import moments
from cge.uncertainty.chosen import Points

Array = np.ndarray
_NOTHING = 1e-12  # standard error, relative to the mean, that is rounding


@dataclass(frozen=True)
class Controlled:
    """Means of outcomes, the linear part of which is known.

    Attributes
    ----------
    mean
        Mean of the outcome (...).
    standard_error
        Of that mean; not a number where points have none (...).
    plain_standard_error
        That of the plain mean of the same draws (...).
    variance_saved
        Part of the variance of that plain mean that control takes away. Of independent draws, a
        plain mean needs ``1 / (1 - variance_saved)`` times as many for the same standard error;
        of Latin hypercubes and Sobol sequences little is left to save. Below 0 where derivatives
        mislead; not a number where the outcome does not vary or points have no error (...).
    """

    mean: Array
    standard_error: Array
    plain_standard_error: Array
    variance_saved: Array


def controlled(points: Points, outcomes: Array, mean: Array, derivatives: Array) -> Controlled:
    """Means with the linear part of outcomes as a control variate.

    The linear part, ``derivatives @ (numbers - mean)``, has the mean 0, so what is left of an
    outcome without it has the same mean and less variance (Hammersley and Handscomb 1964). The
    derivatives come from elsewhere than the draws, so the mean has no bias.

    Parameters
    ----------
    points
        Numbers of the draws.
    outcomes
        (draws, ...); not a number where a draw has no result, which is a bias where failure depends
        on the numbers.
    mean
        Exact means of the numbers (numbers).
    derivatives
        Of the outcomes by the numbers at one point (..., numbers).
    """
    linear = np.tensordot(points.values - mean, derivatives, axes=(1, -1))
    rest = outcomes - linear
    plain, error = (moments.standard_error(points, each) for each in (outcomes, rest))
    middle = moments.mean(points, rest)
    varies = plain > _NOTHING * np.abs(middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        saved = np.where(varies, 1 - (error / plain) ** 2, np.nan)
    return Controlled(middle, error, plain, saved)


def delta_variance(derivatives: Array, covariance: Array) -> Array:
    """Variance of outcomes as if they were linear in the numbers, by the delta method.

    Parameters
    ----------
    derivatives
        Of the outcomes by the numbers, at their means (..., numbers).
    covariance
        Of the numbers (numbers, numbers); see `cge.uncertainty.correlation.covariance`.

    Returns
    -------
    numpy.ndarray
        (...), in the square of the unit of the outcomes.
    """
    return np.asarray(((derivatives @ covariance) * derivatives).sum(axis=-1))
