"""Numbers are finite and have the sign and size that they must have."""

from __future__ import annotations

import numpy as np

from cge.symbols.bounds import excess
from cge.symbols.named import NamedArray, Solved
from cge.symbols.registry import SHOCKABLE, VARIABLES, Entry
from cge.verification.check import Check

# A price below this is on its way to zero: the market only clears in the limit of a free good.
SMALLEST_PRICE = 1e-8


def check_signs(s: Solved[NamedArray]) -> Check:
    """Every variable is finite, those that cannot be negative are not, and prices stay off zero."""
    for entry in VARIABLES:
        if entry.name in s and not _has_its_sign(entry, s[entry.name].to_numpy()):
            return Check("signs", np.inf, entry.name)
    return Check("signs", 0.0, "none")


def _has_its_sign(entry: Entry, values: np.ndarray) -> bool:
    if entry.signed:
        return bool(np.isfinite(values).all())
    least = SMALLEST_PRICE if entry.name.startswith("price_") else 0.0
    return bool(values.min() >= least and values.max() < np.inf)  # neither of what is no number


def check_bounds(s: Solved[NamedArray]) -> Check:
    """Shares and indices stay between 0 and 1, also those that a swap lets adjust."""
    found = Check("bounds of levels", 0.0, "none")
    for entry in SHOCKABLE:
        if entry.name in s and np.isfinite(entry.upper):
            beyond = excess(entry, s[entry.name].to_numpy())
            if not beyond <= found.error:
                found = Check(found.name, beyond, entry.name)
    return found
