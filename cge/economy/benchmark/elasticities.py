"""Other elasticities for the same benchmark, which calibrated shares leave as it is."""

from __future__ import annotations

import operator
from collections.abc import Mapping

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.variables import allowed_dims
from cge.economy.benchmark.read_only import owned

PREFIX = "sigma_"
Change = float | Mapping[str, float] | xr.DataArray


def with_changed(benchmark: xr.Dataset, changes: Mapping[str, Change]) -> xr.Dataset:
    """A benchmark with other elasticities; the given one is not changed.

    Parameters
    ----------
    benchmark
        The dataset.
    changes
        Name of an elasticity -> one number for all, numbers by label of its first dimension (the
        others keep theirs), or an array over its dimensions.

    Raises
    ------
    InputError
        Listing every unknown elasticity or label, and every value that is not a number from 0.
    """
    known = [str(n) for n in benchmark.data_vars if str(n).startswith(PREFIX)]
    problems = [f"no elasticity '{n}'{nearest(n, known)}" for n in changes if n not in known]
    changed: dict[str, xr.Variable] = {}
    for name, change in changes.items():
        if name in known:
            try:
                changed[name] = _changed(benchmark, name, change)
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return benchmark.assign(changed)


def differ_in_elasticities_alone(one: xr.Dataset, other: xr.Dataset) -> bool:
    """Whether two benchmarks share every other array itself, and labels and attributes.

    What is copied counts as different, since that is told without comparing numbers.
    """
    if one.variables.keys() != other.variables.keys() or not _same(one.attrs, other.attrs):
        return False
    return all(
        _shared(variable, other.variables[name])
        for name, variable in one.variables.items()
        if not str(name).startswith(PREFIX)
    )


def _shared(one: xr.Variable, other: xr.Variable) -> bool:
    if isinstance(one, xr.IndexVariable) and isinstance(other, xr.IndexVariable):
        return one.to_index().equals(other.to_index())
    return one.data is other.data and one.dims == other.dims and _same(one.attrs, other.attrs)


def _same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    return one.keys() == other.keys() and all(map(operator.is_, one.values(), other.values()))


def _changed(benchmark: xr.Dataset, name: str, change: Change) -> xr.Variable:
    given = benchmark[name]
    about = given.attrs | {"source": "given by the user"}
    if isinstance(change, xr.DataArray):
        found = _aligned(benchmark, name, change)
    elif isinstance(change, Mapping):
        dim = str(given.dims[0])
        labels = [str(k) for k in given[dim].to_numpy()]
        unknown = [k for k in change if k not in labels]
        if unknown:
            raise InputError([f"{name}: no {dim} '{k}'{nearest(k, labels)}" for k in unknown])
        found = given.copy()
        for label, value in change.items():
            found.loc[{dim: label}] = value
    else:
        found = xr.full_like(given, change, dtype=float)
    values = owned(found.to_numpy())
    if not (np.isfinite(values) & (values >= 0)).all():
        raise InputError(f"{name}: must be numbers from 0")
    return xr.Variable(found.dims, values, about)


def _aligned(benchmark: xr.Dataset, name: str, change: xr.DataArray) -> xr.DataArray:
    dims = max(allowed_dims(name), key=len)
    unknown = [str(d) for d in change.dims if d not in dims]
    if unknown:
        raise InputError([f"{name}: no dimension '{d}'{nearest(d, dims)}" for d in unknown])
    if all(benchmark.indexes[d].equals(change.indexes.get(d)) for d in change.dims):
        return change.astype(float)
    wanted = {str(d): benchmark[d].to_numpy() for d in change.dims}
    missing = [
        f"{name}: no value for {d} '{k}'"
        for d, labels in wanted.items()
        for k in labels
        if k not in change[d].to_numpy()
    ]
    if missing:
        raise InputError(missing)
    return change.sel(wanted).astype(float)
