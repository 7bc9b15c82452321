"""Numbers are finite and have the sign and size that they must have."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.symbols.bounds import excess
from cge.symbols.registry import SHOCKABLE, VARIABLES
from cge.verification.check import Check

# A price below this is on its way to zero: the market only clears in the limit of a free good.
SMALLEST_PRICE = 1e-8


def check_signs(s: xr.Dataset) -> Check:
    """Every variable is finite, those that cannot be negative are not, and prices stay off zero."""
    for entry in VARIABLES:
        if entry.name not in s:
            continue
        array = s[entry.name]
        least = SMALLEST_PRICE if entry.name.startswith("price_") else 0.0
        bad = ~np.isfinite(array) if entry.signed else ~((array >= least) & (array < np.inf))
        if bool(bad.any()):
            return Check("signs", np.inf, entry.name)
    return Check("signs", 0.0, "none")


def check_bounds(s: xr.Dataset) -> Check:
    """Shares and indices stay between 0 and 1, also those that a swap lets adjust."""
    found = Check("bounds of levels", 0.0, "none")
    for entry in SHOCKABLE:
        if entry.name in s and np.isfinite(entry.upper):
            beyond = excess(s[entry.name])
            if float(beyond.max()) > found.error:
                found = Check(found.name, float(beyond.max()), entry.name)
    return found
