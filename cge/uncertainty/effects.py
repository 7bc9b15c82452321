"""Effects of single numbers, where each was moved alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.analysis.statistics import EXPERIMENT
from cge.uncertainty.blocks import MORRIS, NUMBERS, SOBOL_INDICES
from cge.uncertainty.chosen import ENDS
from cge.uncertainty.ensemble import Part
from cge.uncertainty.indices import morris_measures, sobol_indices
from cge.uncertainty.outcomes import DRAW
from cge.uncertainty.points import ONE_AT_A_TIME

END, RANKED = "end", "effect"
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


def indices(part: Part, statistic: str) -> xr.Dataset:
    """Measures of what a statistic depends on, by the method of the sweep.

    Blocks with a draw without result are left out and counted.

    Parameters
    ----------
    part
        A case of a sweep by ``sobol_indices`` or ``morris``.
    statistic
        Name of the statistic.

    Returns
    -------
    xarray.Dataset
        As :func:`cge.uncertainty.indices.sobol_indices` or ``morris_measures`` give them.

    Raises
    ------
    InputError
        The sweep was by another method, or has no such statistic.
    """
    method, known = part.points.method, part.statistics()
    if method not in ANALYSES:
        raise InputError(f"indices: this sweep is by '{method}'; take {' or '.join(ANALYSES)}")
    if statistic not in known:
        raise InputError(f"no statistic '{statistic}'{nearest(statistic, known)}")
    labels = [number.label for number in part.planned.case.numbers]
    return ANALYSES[method](part.points, part.draws[statistic], labels, leave_out=True)


def welfare_of(part: Part) -> str:
    """Name of the welfare of the world, net where the closure adds capital."""
    return next(name for name in WELFARE if name in part.central)


def ranking(part: Part, most: int = MOST) -> xr.Dataset:
    """The numbers that move the welfare of the world most, for :func:`cge.report.table`.

    Parameters
    ----------
    part
        A case of a sweep by ``one_at_a_time``, ``sobol_indices`` or ``morris``.
    most
        How many numbers.

    Returns
    -------
    xarray.Dataset
        Measures of the equivalent variation of all regions by experiment and number (as
        ``region``), those that matter most first.
    """
    of, words = _RANKINGS[part.points.method]
    found = of(part)
    order = np.argsort(-_size(found).max(EXPERIMENT).to_numpy(), kind="stable")[:most]
    chosen = found.isel({NUMBERS: order}).rename({NUMBERS: "region"})
    said = {**part.about(), "rows": "number", "statement": words}
    return chosen.transpose(EXPERIMENT, "region").assign_attrs(said)


def _size(found: xr.Dataset) -> xr.DataArray:
    """By what numbers are ranked."""
    if RANKED in found:
        return found[f"{RANKED}_high"] - found[f"{RANKED}_low"]
    return found["total" if "total" in found else "mu_star"]


def _tornado(part: Part) -> xr.Dataset:
    array = one_at_a_time(part)[welfare_of(part)]
    about = {
        **array.attrs,
        "long_name": "Change of the equivalent variation, world",
        "ancillary_variables": f"{RANKED}_low {RANKED}_high",
        "total": "no",
    }
    upper = array.sel({END: "high"}, drop=True).assign_attrs(about)
    low, high = array.min(END, skipna=False), array.max(END, skipna=False)
    return xr.Dataset({RANKED: upper, f"{RANKED}_low": low, f"{RANKED}_high": high})


def _shares(part: Part) -> xr.Dataset:
    """Indices of Sobol with the ends of their intervals."""
    found = indices(part, welfare_of(part))
    arrays = {}
    for name, title in (("total", "Share with interactions"), ("first", "Share alone")):
        middle, away = found[name], found[f"{name}_confidence"]
        ends = f"{name}_low {name}_high"
        about = {"long_name": title, "units": "1", "ancillary_variables": ends}
        arrays[name] = middle.assign_attrs(about)
        arrays |= {f"{name}_low": middle - away, f"{name}_high": middle + away}
    return xr.Dataset(arrays)


def _screening(part: Part) -> xr.Dataset:
    found = indices(part, welfare_of(part))
    names = ("mu_star", "mu", "sigma")
    return xr.Dataset({n: found[n].assign_attrs(found[n].attrs | {"total": "no"}) for n in names})


ANALYSES = {SOBOL_INDICES: sobol_indices, MORRIS: morris_measures}
_RANKINGS: dict[str, tuple[Callable[[Part], xr.Dataset], str]] = {
    ONE_AT_A_TIME: (
        _tornado,
        "Where one number is at its 95 % quantile and all others at their means; with the range "
        "from the least to the most of the 5 and the 95 % quantile",
    ),
    SOBOL_INDICES: (
        _shares,
        "Shares of the variance of the equivalent variation of the world that a number has alone "
        "and with all its interactions (Sobol), with 95 % intervals",
    ),
    MORRIS: (
        _screening,
        "Effects on the equivalent variation of the world, as if a number moved from its 5 to its "
        "95 % quantile: mean absolute, mean, standard deviation (Morris)",
    ),
}
RANKS = tuple(_RANKINGS)
"""Methods that rank numbers."""
