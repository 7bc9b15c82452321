"""Every variable again, from the benchmark data and definitions, in changes from the benchmark.

One function per variable, by the decorator :func:`~.point.recomputes`. It takes a
:class:`~.point.Point`, a solution beside the data, and returns what the variable must be given the
others. The model is written in levels with calibrated coefficients; here are value shares of the
data and relative changes. Output, receipts and markets are followed from payer to payee in
:mod:`cge.verification.markets` and :mod:`cge.verification.receipts`.

Import a new module below.
"""

from cge.verification.recomputed import (
    border_adjustment,
    budgets,
    carbon,
    demand,
    margins,
    production,
    technology,
    trade,
)
from cge.verification.recomputed.data import Data
from cge.verification.recomputed.point import RECOMPUTED, Point, Recomputation

__all__ = [
    "RECOMPUTED",
    "Data",
    "Point",
    "Recomputation",
    "border_adjustment",
    "budgets",
    "carbon",
    "demand",
    "margins",
    "production",
    "technology",
    "trade",
]
