"""Bounds of levels: what is a share or an index cannot be above 1."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.symbols.registry import Entry, entry_of

# Above its bound by less than this, a level is at it.
ROUNDING = 1e-9


def beyond(array: xr.DataArray) -> list[str]:
    """What is wrong with the values of a level: not a number, below zero, or above its bound.

    Parameters
    ----------
    array
        Values of a symbol, named as in the registry.

    Returns
    -------
    list of str
        Empty, or one sentence with the first label and the bound.
    """
    upper = entry_of(str(array.name)).upper
    values = array.to_numpy()
    bad = ~((values >= 0) & (values <= upper + ROUNDING))
    if not bad.any():
        return []
    first = tuple(int(n) for n in np.argwhere(bad)[0])
    at = ", ".join(str(array[d].to_numpy()[n]) for d, n in zip(array.dims, first, strict=True))
    more = f" and {bad.sum() - 1} more" if bad.sum() > 1 else ""
    top = "" if np.isinf(upper) else f" and at most {upper:g}"
    return [f"'{array.name}' is {values[first]:g} at {at}{more}; it must be at least 0{top}"]


def excess(entry: Entry, values: np.ndarray) -> float:
    """How far the values of a level lie outside its bounds, 0 inside; NaN if one is no number."""
    return float(np.maximum(0.0, np.maximum(-values.min(), values.max() - entry.upper)))
