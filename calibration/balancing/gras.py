r"""Generalised RAS (GRAS): proportional fitting of cells of either sign.

A total :math:`u` is met by a factor :math:`r` on positive cells and its inverse on negative ones:
:math:`r P - N / r = u`, in which :math:`P` adds up the positive cells and :math:`N` the absolute
negative ones (Junius and Oosterhaven 2003). The factor is 1 where the total holds already, as
Lenzen, Wood and Gallego (2007) corrected the objective, and a sum without positive cells has a
factor, too (Temurshoev, Miller and Bouwmeester 2013).
"""

import numpy as np

from calibration.balancing.ras import Margin

Array = np.ndarray


def scale_signed(fitted: Array, margin: Margin) -> None:
    """Scale cells in place to one margin, positive ones by a factor and negative by its inverse."""
    positive = np.maximum(fitted, 0.0).sum(axis=margin.axes)
    negative = positive - fitted.sum(axis=margin.axes)
    factor = _factor(margin.total, positive, negative)
    factor = np.expand_dims(factor, margin.axes)
    np.multiply(fitted, factor, out=fitted, where=fitted > 0)
    np.divide(fitted, factor, out=fitted, where=fitted < 0)


def _factor(total: Array, positive: Array, negative: Array) -> Array:
    """The positive root of r P - N / r = u; 1 where the total is free or nothing can be scaled."""
    root = np.sqrt(total**2 + 4 * positive * negative)
    # Of the two ways to write the root, the one in which nothing cancels.
    above = np.where(total >= 0, total + root, 2 * negative)
    below = np.where(total >= 0, 2 * positive, root - total)
    sound = (above > 0) & (below > 0)
    return np.divide(above, below, out=np.ones_like(above), where=sound)
