"""Every equation again, from the accounts of the data and textbook formulas.

One function per equation, by the decorator :func:`~.point.recomputes`: it takes a
:class:`~.point.Point`, any values of all symbols, and returns what the determined variable must be
(or, for an equation that leaves it implicit, its two sides). It is written in changes from the
benchmark, ``x = x0 * change``, with value shares taken from the data; the model is written in
levels, with calibrated coefficients. `tests/economy/test_every_equation.py` compares the two.

Import a new module below.
"""

from tests.economy.recomputed import (
    border_adjustment,
    budgets,
    carbon,
    closures,
    demand,
    income,
    margins,
    markets,
    production,
    sourcing,
    technology,
    trade,
)
from tests.economy.recomputed.point import RECOMPUTED, Point, equation_key

__all__ = [
    "RECOMPUTED",
    "Point",
    "border_adjustment",
    "budgets",
    "carbon",
    "closures",
    "demand",
    "equation_key",
    "income",
    "margins",
    "markets",
    "production",
    "sourcing",
    "technology",
    "trade",
]
