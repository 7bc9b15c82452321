"""A variable of a result before and after, for labels and groups that a user names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import xarray as xr

from calibration.errors import InputError, alike, nearest
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.analysis.stats.evaluate import WHERE
from cge.inputs.arguments import must_be
from cge.inputs.selector import Groups, meant

PERCENT = "%"


def selected(data: xr.Dataset, where: Mapping[str, Any], groups: Groups) -> xr.Dataset:
    """The part of a dataset that selections mean, all its dims kept.

    Parameters
    ----------
    data
        Variables and parameters of a result.
    where
        Selections by dim: labels, patterns, groups, or ``{"not": ...}``.
    groups
        See `cge.inputs.selector.resolve`.

    Raises
    ------
    InputError
        Listing every dim and every name that means nothing here.
    """
    chosen: dict[str, list[str]] = {}
    problems: list[str] = []
    for dim, value in where.items():
        if dim not in data.coords:
            known = [str(each) for each in data.coords]
            near = alike(dim, known)
            problems.append(f"{dim}: no such dimension, only {', '.join(known)}{near}")
            continue
        chosen[dim], wrong = meant(value, dim, list(map(str, data[dim].to_numpy())), groups)
        problems += [f"{dim}: {text}" for text in wrong]
    if problems:
        raise InputError(problems)
    return data.sel(chosen)


def compared(
    data: xr.Dataset, name: str, where: Mapping[str, Any], compare: str, groups: Groups
) -> xr.Dataset:
    """One variable or parameter of every experiment, before and after.

    Parameters
    ----------
    data, where, groups
        As in `selected`; ``where`` names dims of the variable.
    name
        Which one.
    compare
        What is compared with: the benchmark or an experiment.

    Returns
    -------
    xarray.Dataset
        Dims (experiment, those of the variable): ``benchmark``, the level in what is compared with;
        ``counterfactual``, the level in the experiment; ``change``, their difference; ``percent``,
        the change in % of the size of the level before, not a number where this is zero.

    Raises
    ------
    InputError
        Listing every name that means nothing here.
    """
    must_be(name, str, "name", "the name of a variable")
    must_be(where, Mapping, "where", WHERE)
    if problems := [*_unknown(data, name, compare)]:
        raise InputError(problems)
    if EXPERIMENT not in data[name].dims:  # a parameter that no experiment changes
        data = data.assign({name: data[name].expand_dims({EXPERIMENT: data[EXPERIMENT]})})
    others = ~data[EXPERIMENT].isin([BENCHMARK, compare])
    before, after = data[[name]].sel({EXPERIMENT: [compare]}), data[[name]].isel(experiment=others)
    levels = {dim: value for dim, value in where.items() if dim != EXPERIMENT}
    try:
        array = selected(after, where, groups)[name]
        level = selected(before, levels, groups)[name].isel({EXPERIMENT: 0}, drop=True)
    except InputError as error:
        raise InputError([f"{name}: where: {text}" for text in error.problems]) from None
    change = array - level
    percent = 100 * change / abs(level).where(level != 0)
    unit = str(array.attrs.get("units", ""))
    repeated = level.broadcast_like(array).transpose(*array.dims)
    return xr.Dataset(
        {
            "benchmark": _said(repeated, array, compare, unit),
            "counterfactual": _said(array, array, "counterfactual", unit),
            "change": _said(change, array, "change", _points(unit)),
            "percent": _said(percent, array, "change", f"% of {compare}"),
        }
    )


def _unknown(data: xr.Dataset, name: str, compare: str) -> Iterator[str]:
    known = [str(each) for each in data.data_vars]
    if name not in known:
        yield f"no variable '{name}'{nearest(name, known)}"
    experiments = [str(each) for each in data[EXPERIMENT].to_numpy()]
    if compare not in experiments:
        yield f"compare: no experiment '{compare}'{nearest(compare, experiments)}"
    elif not set(experiments) - {BENCHMARK, compare}:
        yield f"compare: there is no experiment besides '{compare}'"


def _points(unit: str) -> str:
    return "percentage points" if unit == PERCENT else unit


def _said(values: xr.DataArray, of: xr.DataArray, what: str, unit: str) -> xr.DataArray:
    title = of.attrs.get("long_name", of.name)
    return values.drop_attrs().assign_attrs(long_name=f"{title}, {what}", units=unit)
