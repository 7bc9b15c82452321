"""Which experiments move more than the charges at their borders."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

import numpy as np
import xarray as xr

from calibration.files.yaml import parse_document
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.settings.closures import Closure
from cge.symbols.registry import HELD, REGISTRY, entry_of

_FEATURE = "border_adjustment"
_OF_CHARGES = ("border_carbon_price", "border_carbon_intensity", "electricity_charged")
_CLOSURE = "closure_definition"


def other_shocks(data: xr.Dataset) -> xr.DataArray:
    """Whether an experiment moves a parameter that is none of the charges at its borders.

    A parameter that the closure determines is no shock: it moves because of one.

    Parameters
    ----------
    data
        Variables and parameters along ``experiment``, whose first label is the benchmark.

    Returns
    -------
    xarray.DataArray
        True or False (experiment), without the benchmark.
    """
    adjusts = dict(_adjusting(data))
    found = xr.zeros_like(data[EXPERIMENT], dtype=bool).drop_attrs()
    for name in map(str, data.data_vars):
        array = data[name]
        if EXPERIMENT not in array.dims or not _is_another(name):
            continue
        moved = array != array.sel({EXPERIMENT: BENCHMARK}, drop=True)
        if name in adjusts:
            moved = moved & ~adjusts[name]
        found = found | moved.any([d for d in moved.dims if d != EXPERIMENT])
    return found.drop_sel({EXPERIMENT: BENCHMARK})


def _is_another(name: str) -> bool:
    """Whether this is a parameter that charges at a border do not set."""
    if name.removeprefix(HELD) not in REGISTRY:
        return False
    entry = entry_of(name)
    return entry.kind != "variable" and entry.feature != _FEATURE and name not in _OF_CHARGES


def _adjusting(data: xr.Dataset) -> Iterator[tuple[str, xr.DataArray]]:
    """Parameters that the closure determines, and in which cells."""
    if _CLOSURE not in data.attrs:
        return
    text = str(data.attrs[_CLOSURE])
    document = parse_document(text, "the closure of this result")
    closure = Closure.from_document(document, str(data.attrs.get("closure") or "closure"))
    labels = {str(dim): list(map(str, data[dim].to_numpy())) for dim in data.dims}
    for name in dict.fromkeys(swap.parameter for swap in closure.swaps):
        masks = [s.adjusts(labels) for s in closure.swaps if s.parameter == name]
        yield name, xr.DataArray(np.asarray(reduce(or_, masks)), dims=entry_of(name).dims)
