"""Scores of predicted changes against observed ones, weighted as in Kehoe (2005)."""

from __future__ import annotations

import numpy as np

Array = np.ndarray

SCORES = {
    "correlation": ("Correlation", "1"),
    "slope": ("Slope b", "1"),
    "intercept": ("Intercept a", "%"),
    "explained": ("Explained", "1"),
    "decomposition": ("Variance share", "1"),
    "right_sign": ("Right sign", "1"),
    "error": ("Mean absolute error", "%"),
}
"""Heading and unit of every score, in the order of tables."""


def scores(predicted: Array, observed: Array, weight: Array) -> dict[str, float]:
    """How well changes were foreseen.

    Parameters
    ----------
    predicted, observed
        Changes, %; cells where one of the two is not a number are left out.
    weight
        Weights of the cells, not negative.

    Returns
    -------
    dict of str to float
        `correlation`, weighted. `slope` and `intercept` (%) of the weighted regression of what was
        observed on what was predicted, 1 and 0 of a perfect prediction. `explained`, the variance
        of that regression over the variance of what was observed. `decomposition`, the variance of
        the prediction over the sum of its own and of its error's: 1 of a perfect prediction, and
        no regression mends it. `right_sign`, the weight of cells whose change has the sign
        that was predicted. `error`, the weighted mean absolute error (%). Not a number where a
        prediction is the same for all cells, and so has none.
    """
    m, d, w = (np.ravel(values).astype(float) for values in (predicted, observed, weight))
    there = np.isfinite(m) & np.isfinite(d) & (w > 0)
    m, d, w = m[there], d[there], w[there] / w[there].sum()
    mean_m, mean_d = w @ m, w @ d
    of_m, of_d = w @ (m - mean_m) ** 2, w @ (d - mean_d) ** 2
    both = w @ ((m - mean_m) * (d - mean_d))
    varies = of_m > _ROUNDING * max(of_d, 1.0)
    slope = both / of_m if varies else np.nan
    errors = d - m
    of_error = w @ (errors - w @ errors) ** 2
    return {
        "correlation": float(both / np.sqrt(of_m * of_d)) if varies and of_d > 0 else np.nan,
        "slope": float(slope),
        "intercept": float(mean_d - slope * mean_m),
        "explained": float(slope * both / of_d) if varies and of_d > 0 else np.nan,
        "decomposition": float(of_m / (of_m + of_error)) if of_m + of_error > 0 else np.nan,
        "right_sign": float(w @ (np.sign(m) == np.sign(d))) if np.any(m) else np.nan,
        "error": float(w @ np.abs(errors)),
    }


# A prediction whose variance is below this part of that observed is the same for all cells.
_ROUNDING = 1e-18
