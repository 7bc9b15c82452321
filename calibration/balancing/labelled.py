"""Labelled numbers as a user gives them, laid in the order of the seed by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import prod
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError, nearest

Array = np.ndarray
Given: TypeAlias = xr.DataArray | pd.DataFrame | pd.Series | float
"""Numbers with labels: named dimensions, or named axes of a table; a bare number has none."""


class Order:
    """Dimensions of the seed and the order of their labels, to which all else is laid.

    Parameters
    ----------
    seed : xarray.DataArray or pandas.DataFrame

    Raises
    ------
    InputError
        For a dimension without a name or labels, a label twice, and cells that are no number.
    """

    def __init__(self, seed: xr.DataArray | pd.DataFrame) -> None:
        array = labelled("seed", seed)
        self.dims = tuple(map(str, array.dims))
        self.labels = {dim: [str(k) for k in array[dim].to_numpy()] for dim in self.dims}
        problems = [*_unclear("seed", self.labels)]
        values = _numbers(array)
        if values is None or not np.isfinite(values).all():
            problems.append(f"seed: {_not_finite(array, values)}")
        if problems or values is None:
            raise InputError(problems)
        self.seed = values

    def laid(self, what: str, given: Given) -> tuple[tuple[str, ...], Array]:
        """Dims, in the order of the seed, and numbers of something given.

        Raises
        ------
        InputError
            Naming each dimension and label that is unknown, missing or there twice.
        """
        array = labelled(what, given)
        unknown = [d for d in map(str, array.dims) if d not in self.dims]
        if unknown:
            raise InputError(
                f"{what}: the seed has no dimension '{d}'{nearest(d, self.dims)}" for d in unknown
            )
        dims = tuple(dim for dim in self.dims if dim in array.dims)
        labels = {dim: [str(k) for k in array[dim].to_numpy()] for dim in dims}
        problems = [*_unclear(what, labels), *self._strange(what, labels)]
        values = _numbers(array.transpose(*dims))
        if values is None:
            problems.append(f"{what}: {_not_finite(array, values)}")
        if problems or values is None:
            raise InputError(problems)
        for axis, dim in enumerate(dims):
            place = {label: n for n, label in enumerate(labels[dim])}
            values = values.take([place[label] for label in self.labels[dim]], axis=axis)
        return dims, values

    def spread(self, dims: tuple[str, ...], values: Array) -> Array:
        """Numbers by some dims, the same along all others (shape of the seed)."""
        missing = tuple(n for n, dim in enumerate(self.dims) if dim not in dims)
        return np.broadcast_to(np.expand_dims(values, missing), self.seed.shape)

    def cell(self, position: int) -> str:
        """Labels of a cell by its position in the flat array."""
        at = np.unravel_index(position, self.seed.shape)
        return " ".join(self.labels[dim][n] for dim, n in zip(self.dims, at, strict=True))

    def sum(self, dims: tuple[str, ...], at: tuple[int, ...]) -> str:
        """What a sum is called: its labels, and what it is over."""
        over = ", ".join(dim for dim in self.dims if dim not in dims)
        if not dims:
            return f"the sum over {over}"
        named = " ".join(self.labels[dim][n] for dim, n in zip(dims, at, strict=True))
        return f"the sum of {named} over {over}" if over else f"the cell {named}"

    def _strange(self, what: str, labels: dict[str, list[str]]) -> Iterator[str]:
        for dim, given in labels.items():
            known, there = set(self.labels[dim]), set(given)
            for label in dict.fromkeys(given):
                if label not in known:
                    near = nearest(label, self.labels[dim])
                    yield f"{what}: the seed has no {dim} '{label}'{near}"
            absent = [label for label in self.labels[dim] if label not in there]
            if absent:
                named = ", ".join(f"'{label}'" for label in absent[:6])
                more = f" and {len(absent) - 6} more" if len(absent) > 6 else ""
                yield f"{what}: {dim} {named}{more} missing; what is unknown is NaN"


def labelled(what: str, given: Any) -> xr.DataArray:
    """Something given as an array with named dimensions.

    Raises
    ------
    InputError
        It has an axis without a name or labels, labels in several levels, or is no such thing.
    """
    if isinstance(given, Real) and not isinstance(given, bool):
        return xr.DataArray(float(given))
    if isinstance(given, pd.DataFrame):
        given = _of_frame(what, given)
    elif isinstance(given, pd.Series):
        given = _of_series(what, given)
    if not isinstance(given, xr.DataArray):
        kind = type(given).__name__
        raise InputError(f"{what}: is of type {kind}, not a DataArray or a table with labels")
    bare = [str(dim) for dim in given.dims if dim not in given.coords]
    if bare:
        raise InputError(f"{what}: dimension '{dim}' has no labels" for dim in bare)
    return given


def _of_frame(what: str, frame: pd.DataFrame) -> xr.DataArray:
    for side, axis in (("index", frame.index), ("columns", frame.columns)):
        if isinstance(axis, pd.MultiIndex):
            raise InputError(
                f"{what}: the {side} has several levels; make each a dimension, as "
                "frame.stack().to_xarray() does"
            )
        if not isinstance(axis.name, str):
            raise InputError(
                f"{what}: the {side} has no name; give it that of a dimension, as in "
                "frame.rename_axis(index='sector', columns='region')"
            )
    if frame.index.name == frame.columns.name:
        raise InputError(f"{what}: index and columns are both called '{frame.index.name}'")
    coords = {frame.index.name: list(frame.index), frame.columns.name: list(frame.columns)}
    return xr.DataArray(frame.to_numpy(), coords, (frame.index.name, frame.columns.name))


def _of_series(what: str, series: pd.Series) -> xr.DataArray:
    names = list(series.index.names)
    if not all(isinstance(name, str) for name in names):
        raise InputError(f"{what}: the index has no name; give it that of a dimension")
    if not series.index.is_unique:
        twice = series.index[series.index.duplicated()][0]
        label = " ".join(map(str, twice)) if isinstance(twice, tuple) else str(twice)
        raise InputError(f"{what}: '{label}' is there twice")
    array: xr.DataArray = series.to_xarray()
    missing = prod(array.shape) - len(series)
    if missing:
        raise InputError(
            f"{what}: {missing} of {prod(array.shape)} combinations of {', '.join(names)} are "
            "missing; what is unknown is NaN"
        )
    return array


def _unclear(what: str, labels: dict[str, list[str]]) -> Iterator[str]:
    for dim, given in labels.items():
        for label in sorted(label for label, times in Counter(given).items() if times > 1):
            yield f"{what}: {dim} '{label}' is there twice"


def _numbers(array: xr.DataArray) -> Array | None:
    """The numbers of an array; None where it holds something else."""
    if array.dtype.kind not in "biuf":
        return None
    return np.array(array.to_numpy(), dtype=np.float64)


def _not_finite(array: xr.DataArray, values: Array | None) -> str:
    if values is None:
        return f"holds {array.dtype}, not numbers"
    at = np.unravel_index(int(np.argmin(np.isfinite(values))), values.shape)
    named = " ".join(str(array[d].to_numpy()[n]) for d, n in zip(array.dims, at, strict=True))
    return f"is not a finite number at {named}"
