"""Values: are the numbers of each variable finite, of the right sign and within their range?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.variables import KNOWN

Array = np.ndarray

NEGATIVE_ROUNDING = 1e-6
"""Of the sum of its row: a negative number less than this is a zero, rounded."""
BOUND_ROUNDING = 1e-9
# The dirtiest tenth of what is not produced has no emissions per unit, not even zero.
_MAY_BE_UNDEFINED = ("co2_of_dirtiest_tenth", "co2e_of_dirtiest_tenth")


def wrong_values(dataset: xr.Dataset, rounding: float = NEGATIVE_ROUNDING) -> Iterator[str]:
    """Numbers that are not finite, negative beyond rounding, or too large to have a meaning."""
    for name, array in dataset.items():
        if name in KNOWN:
            yield from _of_variable(array, str(name), rounding)


def without_rounding(dataset: xr.Dataset) -> tuple[xr.Dataset, list[str]]:
    """Negative numbers that are rounded zeros set to zero, and what was set."""
    changed, said = {}, []
    for name, array in dataset.items():
        values = array.to_numpy()
        below = values < 0
        if name in KNOWN and KNOWN[str(name)].non_negative and below.any():
            least = values.min()
            note = (
                f"{below.sum()} negative values of {name} are rounding and set to zero, "
                f"the largest {least:.3g} at {place(array, values == least)}"
            )
            said.append(note)
            zeroed = array.copy(data=np.where(below, 0.0, values))
            changed[name] = zeroed.assign_attrs(set_to_zero=note)
    return dataset.assign(changed), said


def place(array: xr.DataArray, mask: Array) -> str:
    """Labels of the first cell of a mask."""
    at = np.unravel_index(int(np.argmax(mask)), mask.shape)
    return " ".join(str(array[dim].to_numpy()[n]) for dim, n in zip(array.dims, at, strict=True))


def _of_variable(array: xr.DataArray, name: str, rounding: float) -> Iterator[str]:
    spec, values = KNOWN[name], array.to_numpy()
    bad = ~np.isfinite(values)
    if name in _MAY_BE_UNDEFINED:
        bad = np.isinf(values)
    if bad.any():
        yield f"{name} is not finite at {bad.sum()} places, first {place(array, bad)}"
    below = values < -rounding * _row_sums(values, array.dims)
    if spec.non_negative and below.any():
        least = values[below].min()
        at = place(array, values == least)
        yield f"{name} is negative at {below.sum()} places, worst {least:.3g} at {at}"
    above = np.isfinite(values) & (values > spec.upper + BOUND_ROUNDING)
    if above.any():
        most = values[above].max()
        at = place(array, values == most)
        yield (f"{name} is above {spec.upper:g} at {above.sum()} places, worst {most:.3g} at {at}")


def _row_sums(values: Array, dims: tuple[object, ...]) -> Array:
    """Size of the row that a cell belongs to: of all factors, else of all buyers."""
    if not dims:
        return np.abs(values)
    axis = dims.index("factor") if "factor" in dims else len(dims) - 1
    sizes: Array = np.nansum(np.abs(values), axis=axis, keepdims=True)
    return sizes
