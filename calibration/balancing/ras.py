"""Proportional fitting (RAS): cells scaled to one set of totals after another until all are met."""

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Margin:
    """A total to meet: the sums of an array over `axes`.

    Attributes
    ----------
    axes : tuple of int
        Axes summed over.
    total : numpy.ndarray
        Required sums, of the shape that is left; NaN leaves a sum free.
    """

    axes: tuple[int, ...]
    total: Array


def fit_margins(
    seed: Array, margins: list[Margin], tolerance: float = 1e-10, iterations: int = 2000
) -> tuple[Array, float]:
    """Scale a non-negative array until its margins are met, or as nearly as they can be.

    `calibration.balance` is the same on labelled data, refuses margins that contradict each other
    and holds each sum by itself to the tolerance. This is for sources that agree but for rounding.

    Parameters
    ----------
    seed : numpy.ndarray
        Non-negative starting values; zeros stay zero.
    margins : list of Margin
        Totals to meet, scaled in the order given, so the last is met exactly.
    tolerance : float
        Largest relative miss, over the sum of the margin's totals, at which to stop.
    iterations : int
        Sweeps at most. Margins that contradict each other slightly (rounded sources) never reach
        the tolerance; the miss returned says how far off the result is.

    Returns
    -------
    fitted : numpy.ndarray
    miss : float
        Largest absolute miss of any margin over the sum of that margin's totals.

    Raises
    ------
    ValueError
        When a total is negative, or positive where the seed is zero.
    """
    fitted = seed.astype(np.float64)
    for margin in margins:
        _check(fitted, margin)
    miss = np.inf
    for _ in range(iterations):
        miss = max(scale(fitted, margin) for margin in margins)
        if miss < tolerance:
            break
    return fitted, max(_miss(fitted.sum(axis=margin.axes), margin) for margin in margins)


def scale(fitted: Array, margin: Margin) -> float:
    """Scale cells in place to one margin; return how far off it was."""
    sums = fitted.sum(axis=margin.axes)
    ratio = np.divide(margin.total, sums, out=np.ones_like(sums), where=sums > 0)
    fitted *= np.expand_dims(np.where(np.isnan(ratio), 1.0, ratio), margin.axes)
    return _miss(sums, margin)


def _check(seed: Array, margin: Margin) -> None:
    if (margin.total < 0).any():
        raise ValueError("a total to fit is negative")
    if ((seed.sum(axis=margin.axes) == 0) & (margin.total > 0)).any():
        raise ValueError("a total to fit is positive where the seed is zero")


def _miss(sums: Array, margin: Margin) -> float:
    gap = np.abs(sums - margin.total)
    return float(np.nanmax(gap) / np.nansum(margin.total))
