"""What exact derivatives say beside the draws: the delta method, and control variates."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.uncertainty.chosen import SAMPLE
from cge.uncertainty.control import controlled, delta_variance
from cge.uncertainty.correlation import covariance
from cge.uncertainty.derivatives import derivatives
from cge.uncertainty.ensemble import MOMENT, Part
from cge.uncertainty.outcomes import DRAW

NAMES = ("delta_standard_deviation", "controlled_mean", "controlled_error", "variance_saved")
"""What `beside` gives."""


def beside(part: Part) -> xr.Dataset:
    """Moments of every statistic from its derivatives, dims (moment, experiment, ...).

    With slopes g of a statistic at the means m of the numbers x, whose covariance is S, its
    variance is about g'Sg (the delta method), exactly so where it is linear. The mean of
    y - g'(x - m) over draws is that of y, with less variance as far as y is linear: x is a control
    variate whose mean is known.

    Parameters
    ----------
    part
        A case of a sweep without draws of data.

    Returns
    -------
    xarray.Dataset
        ``delta_standard_deviation``; of a sample also ``controlled_mean``, ``controlled_error``
        (its standard error) and ``variance_saved`` (the share of the variance of the mean that
        control saves; below 0 where it adds some), else not a number.

    Raises
    ------
    InputError
        Where data are drawn, or there is no solution at the means of the numbers.
    """
    case, points = part.planned.case, part.points
    distributions = [number.distribution for number in case.numbers]
    mean = np.array([one.mean for one in distributions])
    slopes = derivatives(case, mean)
    spread = covariance(distributions, case.correlation)
    delta = np.sqrt(np.maximum(delta_variance(slopes, spread), 0.0))
    of_delta = case.layout.dataset(delta[None], np.zeros(1, dtype=int)).isel({DRAW: 0}, drop=True)
    by_number = case.layout.dataset(slopes.T, np.arange(len(mean)))
    found = {}
    for name in part.statistics():
        rows = [of_delta[name].to_numpy()]
        if points.kind == SAMPLE:
            slope = np.moveaxis(by_number[name].to_numpy(), 0, -1)
            known = controlled(points, part.draws[name].to_numpy(), mean, slope)
            rows += [known.mean, known.standard_error, known.variance_saved]
        else:
            rows += [np.full(rows[0].shape, np.nan)] * 3
        array = part.central[name]
        found[name] = ((MOMENT, *array.dims), np.stack(rows), array.attrs)
    return xr.Dataset(found, {**part.central.coords, MOMENT: list(NAMES)})
