"""Effects of single numbers, where each was moved alone."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.analysis.statistics import EXPERIMENT
from cge.uncertainty.ensemble import Part
from cge.uncertainty.outcomes import DRAW
from cge.uncertainty.points import ENDS, ONE_AT_A_TIME

NUMBERS, END, RANKED = "numbers", "end", "effect"
MOST = 12
"""Numbers in a ranking."""
WELFARE = ("equivalent_variation_net_world", "equivalent_variation_world")
"""Welfare of the world, the first of these that a sweep has."""


def one_at_a_time(part: Part) -> xr.Dataset:
    """How much each statistic moves when one number does, from where all are at their means.

    Parameters
    ----------
    part
        A case of a sweep by ``one_at_a_time``.

    Returns
    -------
    xarray.Dataset
        Every statistic of the summary by numbers, end (``low`` and ``high``: the number at its 5
        and 95 % quantile), experiment and region, in its unit; not a number where a draw has no
        result.

    Raises
    ------
    InputError
        The sweep was by another method.
    """
    if part.points.method != ONE_AT_A_TIME:
        raise InputError(
            f"effects of single numbers: this sweep is by '{part.points.method}'; take "
            f"'{ONE_AT_A_TIME}'"
        )
    labels = [number.label for number in part.planned.case.numbers]
    found = {}
    for name in part.statistics():
        array = part.draws[name]
        values = array.to_numpy()
        moved = (values[1:] - values[0]).reshape(len(labels), len(ENDS), *values.shape[1:])
        dims = (NUMBERS, END, *array.dims[1:])
        found[name] = (dims, moved, {**array.attrs, "long_name": _named(array)})
    coords = {k: v for k, v in part.draws.coords.items() if DRAW not in v.dims and k != NUMBERS}
    return xr.Dataset(found, {**coords, NUMBERS: labels, END: ["low", "high"]})


def _named(array: xr.DataArray) -> str:
    return f"{array.attrs['long_name']}, change by one number"


def ranking(part: Part, most: int = MOST) -> xr.Dataset:
    """The numbers that move the welfare of the world farthest, for :func:`cge.table`.

    Parameters
    ----------
    part
        A case of a sweep by ``one_at_a_time``.
    most
        How many numbers.

    Returns
    -------
    xarray.Dataset
        The change of the equivalent variation of all regions by experiment and number (as
        ``region``), where the number is at its 95 % quantile, with the ends of what both quantiles
        do; numbers in the order of the distance between these.
    """
    found = one_at_a_time(part)
    array = next(found[name] for name in WELFARE if name in found)
    low, high = array.min(END, skipna=False), array.max(END, skipna=False)
    order = np.argsort(-(high - low).max(EXPERIMENT).to_numpy(), kind="stable")[:most]
    about = {
        **array.attrs,
        "long_name": "Change of the equivalent variation, world",
        "ancillary_variables": f"{RANKED}_low {RANKED}_high",
        "total": "no",
    }
    upper = array.sel({END: "high"}, drop=True).assign_attrs(about)
    each = {RANKED: upper, f"{RANKED}_low": low, f"{RANKED}_high": high}
    said = {
        **part.about(),
        "rows": "number",
        "statement": (
            "Where one number is at its 95 % quantile and all others at their means; in brackets "
            "from the least to the most of the 5 and the 95 % quantile"
        ),
    }
    chosen = xr.Dataset(each).isel({NUMBERS: order}).rename({NUMBERS: "region"})
    return chosen.transpose(EXPERIMENT, "region").assign_attrs(said)
