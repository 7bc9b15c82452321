"""Channels of technology: by how much each shifts productivity, trade costs and barriers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import xarray as xr

from cge.analysis.statistics import BENCHMARK, EXPERIMENT

Column = tuple[xr.DataArray, str, str]
POINTS, PERCENT = "index points", "%"
# Shifters of an activity, with their titles.
_OF_ACTIVITIES = {
    "productivity": "Productivity of all inputs",
    "technology_productivity": "Productivity from NQP",
    "energy_efficiency": "Energy efficiency from NQP",
    "emission_efficiency": "Emission efficiency from NQP",
}
_INDICES = {
    "nqp": "Potential",
    "nqp_own": "Own NQP, matched",
    "nqp_spillover": "NQP that imports bring",
    "nqp_effective": "Effective NQP",
}
# What a flow between regions costs more or less, with titles.
_OF_FLOWS = {
    "iceberg": "Trade cost",
    "technology_iceberg": "Trade cost from NQP",
    "standards_power": "Barrier from standards",
}
_ENDS = {"origin": "exports", "destination": "imports"}


def channels(data: xr.Dataset) -> xr.Dataset:
    """Shifters of technology, compared with the benchmark.

    Parameters
    ----------
    data
        Variables and parameters along ``experiment``, whose first label is the benchmark.

    Returns
    -------
    xarray.Dataset
        Dims (experiment, region, sector), the variables that move anywhere:

        - indices of NQP, change in index points;
        - ``productivity``, ``factor_productivity`` (mean of factors by benchmark use),
          ``technology_productivity`` and efficiencies, change in %;
        - ``iceberg_exports`` and ``iceberg_imports``, ``technology_iceberg_...`` and
          ``standards_power_...``: change in % of the cost of trade with other regions, mean by
          benchmark flows; not a number where there are none.
    """
    found = dict(_columns(data))
    return xr.Dataset(
        {
            name: values.transpose(EXPERIMENT, "region", "sector")
            .drop_attrs()
            .assign_attrs(long_name=title, units=unit)
            for name, (values, title, unit) in found.items()
        },
        attrs=data.attrs,
    )


def _columns(data: xr.Dataset) -> Iterator[tuple[str, Column]]:
    for name, title in _INDICES.items():
        if _moves(data, name):
            yield name, (_wide(data, _compared(data, name, _change)), title, POINTS)
    if _moves(data, "factor_productivity"):
        mean = _compared(data, "factor_productivity", _percent).weighted(_used(data)).mean("factor")
        yield "factor_productivity", (_wide(data, mean), "Productivity of factors", PERCENT)
    for name, title in _OF_ACTIVITIES.items():
        if _moves(data, name):
            yield name, (_wide(data, _compared(data, name, _percent)), title, PERCENT)
    for name, title in _OF_FLOWS.items():
        if _moves(data, name):
            yield from _by_end(data, name, title)


def _by_end(data: xr.Dataset, name: str, title: str) -> Iterator[tuple[str, Column]]:
    """Means over the flows that leave and that reach each region."""
    flows = data["trade"].sel({EXPERIMENT: BENCHMARK}, drop=True)
    abroad = flows.where(flows["origin"] != flows["destination"], 0.0)
    change = _compared(data, name, _percent)
    for end, word in _ENDS.items():
        (other,) = set(_ENDS) - {end}
        mean = change.weighted(abroad).mean(other).rename({end: "region"})
        yield f"{name}_{word}", (mean, f"{title}, {word}", PERCENT)


def _moves(data: xr.Dataset, name: str) -> bool:
    """Whether some experiment has it at another level than the benchmark."""
    if name not in data or EXPERIMENT not in data[name].dims:
        return False
    level = data[name]
    return not np.array_equal(level, level.sel({EXPERIMENT: [BENCHMARK] * level.sizes[EXPERIMENT]}))


def _compared(
    data: xr.Dataset, name: str, how: Callable[[xr.DataArray, xr.DataArray], xr.DataArray]
) -> xr.DataArray:
    level = data[name]
    before = level.sel({EXPERIMENT: BENCHMARK}, drop=True)
    found = how(level.drop_sel({EXPERIMENT: BENCHMARK}), before)
    return found.rename(activity="sector") if "activity" in found.dims else found


def _change(after: xr.DataArray, before: xr.DataArray) -> xr.DataArray:
    return after - before


def _percent(after: xr.DataArray, before: xr.DataArray) -> xr.DataArray:
    return 100 * (after / before - 1)


def _used(data: xr.Dataset) -> xr.DataArray:
    used: xr.DataArray = data["factor_demand"].sel({EXPERIMENT: BENCHMARK}, drop=True)
    return used.rename(activity="sector")


def _wide(data: xr.Dataset, found: xr.DataArray) -> xr.DataArray:
    """Along every sector, also what is the same in all of them."""
    if "sector" in found.dims:
        return found
    return found.expand_dims(sector=data["sector"].to_numpy())
