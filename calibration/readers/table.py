"""The inter-country table: who sells which good to which user in which economy.

Every reader returns this object, and every later step takes it (`calibration.cleaning`,
`calibration.importing`). Rows are goods of origins; columns are industries and categories of final
demand of destinations; below them are rows of primary inputs: value added and taxes as published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.readers.rounding import Grain, beyond
from calibration.variables import MILLION_USD

Array = np.ndarray
FLOW = ("sector", "origin", "destination")
DIMS = {
    "intermediate": (*FLOW, "activity"),
    "final": (*FLOW, "category"),
    "output": ("sector", "origin"),
    "primary": ("primary_input", "activity", "region"),
    "primary_final": ("primary_input", "destination", "category"),
}
# How the dimensions lie in the rows and columns of a matrix, economies first.
_ROWS = {
    "intermediate": ("origin", "sector"),
    "final": ("origin", "sector"),
    "output": ("origin", "sector"),
    "primary": ("primary_input",),
    "primary_final": ("primary_input",),
}
_COLUMNS = {
    "intermediate": ("destination", "activity"),
    "final": ("destination", "category"),
    "primary": ("region", "activity"),
    "primary_final": ("destination", "category"),
}
# What the labels of a dimension are called in messages and arguments.
_KINDS = {
    "origin": "economies", "destination": "economies", "region": "economies",
    "sector": "industries", "activity": "industries",
    "category": "categories", "primary_input": "primary_inputs",
}  # fmt: skip
_SHOWN = 5


def inter_country_table(
    intermediate: Any,
    final: Any,
    economies: Sequence[str] | None = None,
    industries: Sequence[str] | None = None,
    categories: Sequence[str] | None = None,
    output: Any = None,
    primary: Any = None,
    primary_final: Any = None,
    primary_inputs: Sequence[str] | None = None,
) -> xr.Dataset:
    """Label the matrices of an inter-country table.

    Labels decide, never position. A `pandas.DataFrame` has rows (economy, industry) and columns
    (economy, industry) or (economy, category), each a `MultiIndex` of two levels in this order; an
    `xarray.DataArray` has the dimensions below. Their rows and columns may come in any order. A
    NumPy array has no labels of its own: it is in the order of `economies`, and within each
    economy of `industries` or `categories`, which must then be given.

    Parameters
    ----------
    intermediate : DataFrame, DataArray or numpy.ndarray
        Sales to industries, million USD at basic prices; rows sell, columns buy.
    final : DataFrame, DataArray or numpy.ndarray
        Sales to final demand; columns are categories of economies.
    economies, industries, categories : sequence of str, optional
        Labels, and their order in the table; those of the matrices, in the order of appearance,
        when omitted.
    output : Series, DataArray or numpy.ndarray, optional
        Published output (economy, industry), which in a rounded table differs a little from the
        sum of a row; that sum when omitted.
    primary : DataFrame, DataArray or numpy.ndarray, optional
        Value added and taxes paid by industries: rows are primary inputs, columns industries of
        economies.
    primary_final : DataFrame, DataArray or numpy.ndarray, optional
        The same rows, paid by final demand.
    primary_inputs : sequence of str, optional
        Labels of those rows; needed for NumPy arrays only.

    Returns
    -------
    xarray.Dataset
        `intermediate` (sector, origin, destination, activity), `final` (sector, origin,
        destination, category), `output` (sector, origin) and, where given, `primary`
        (primary_input, activity, region) and `primary_final` (primary_input, destination,
        category), float64, million USD.

    Raises
    ------
    InputError
        Labels that are missing, unknown or appear twice; shapes that do not fit them; values that
        are not finite; rows whose published output is further from their sum than the rounding of
        their cells explains.
    """
    given = {
        "intermediate": intermediate, "final": final, "output": output, "primary": primary,
        "primary_final": primary_final,
    }  # fmt: skip
    given = {name: matrix for name, matrix in given.items() if matrix is not None}
    stated = {
        "economies": economies, "industries": industries, "categories": categories,
        "primary_inputs": primary_inputs,
    }  # fmt: skip
    labels = _labels(given, stated)
    problems = [*_twice(labels)]
    arrays: dict[str, xr.DataArray] = {}
    for name, matrix in given.items():
        found = _aligned(name, matrix, labels)
        problems += [f"{name}: {problem}" for problem in found.problems]
        arrays[name] = found.array
    if problems:
        raise InputError(problems)
    data = {name: arrays[name].transpose(*DIMS[name]) for name in arrays}
    table = xr.Dataset({name: (DIMS[name], array.to_numpy()) for name, array in data.items()})
    table = table.assign_coords({str(d): labels[_KINDS[str(d)]] for d in table.dims})
    sums = sold(table)
    if "output" in table and (wrong := [*_beyond_rounding(table, sums)]):
        raise InputError(wrong)
    table = table.assign(output=table.get("output", sums))
    return table.assign({k: array.assign_attrs(units=MILLION_USD) for k, array in table.items()})


def sold(table: xr.Dataset) -> xr.DataArray:
    """Sums of the rows over all buyers (sector, origin), million USD."""
    to_industries = table["intermediate"].sum(("destination", "activity"))
    return to_industries + table["final"].sum(("destination", "category"))


# --- labels ---------------------------------------------------------------------------------------


class _Aligned:
    """A matrix in the order of the labels, or what keeps it from that."""

    def __init__(self, array: xr.DataArray | None = None, problems: Sequence[str] = ()) -> None:
        self.array = xr.DataArray() if array is None else array
        self.problems = problems


def _labels(
    given: Mapping[str, Any], stated: Mapping[str, Sequence[str] | None]
) -> dict[str, list[str]]:
    """Labels by kind: those stated, or those of the first matrix that has them."""
    labels = {kind: [str(k) for k in each] for kind, each in stated.items() if each is not None}
    for name, matrix in given.items():
        for dim, own in _own_labels(name, matrix).items():
            labels.setdefault(_KINDS[str(dim)], list(dict.fromkeys(own)))
    needed = {_KINDS[dim] for name in given for dim in DIMS[name]}
    missing = sorted(needed - set(labels))
    if missing:
        raise InputError(
            f"{', '.join(missing)}: must be given, since the matrices have no labels of their own"
        )
    return labels


def _own_labels(name: str, matrix: Any) -> dict[str, list[str]]:
    """Labels that a matrix carries, by dimension; none for a NumPy array."""
    if isinstance(matrix, xr.DataArray):
        return {d: [str(k) for k in matrix[d].to_numpy()] for d in DIMS[name] if d in matrix.coords}
    if not isinstance(matrix, pd.DataFrame | pd.Series):
        return {}
    found = _of_index(matrix.index, _ROWS[name])
    if isinstance(matrix, pd.DataFrame) and name in _COLUMNS:
        found |= _of_index(matrix.columns, _COLUMNS[name])
    return found


def _of_index(index: pd.Index, dims: Sequence[str]) -> dict[str, list[str]]:
    if index.nlevels != len(dims):
        return {}
    return {d: [str(k) for k in index.get_level_values(n)] for n, d in enumerate(dims)}


def _twice(labels: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for kind, own in labels.items():
        if twice := _doubled(own):
            yield f"{kind}: labels appear twice: {', '.join(map(str, twice))}"


def _doubled(own: Sequence[Hashable]) -> list[Hashable]:
    return sorted((label for label, count in Counter(own).items() if count > 1), key=str)


def _aligned(name: str, matrix: Any, labels: Mapping[str, list[str]]) -> _Aligned:
    """The matrix as an array over named dimensions, in the order of the labels."""
    if isinstance(matrix, xr.DataArray):
        found = _from_xarray(name, matrix, labels)
    elif isinstance(matrix, pd.DataFrame | pd.Series):
        found = _from_pandas(name, matrix, labels)
    else:
        found = _from_numpy(name, np.asarray(matrix, float), labels)
    if not found.problems and (wild := int((~np.isfinite(found.array)).sum())):
        return _Aligned(problems=[f"{wild} values are not finite"])
    return found


def _from_xarray(name: str, matrix: xr.DataArray, labels: Mapping[str, list[str]]) -> _Aligned:
    dims = DIMS[name]
    if set(matrix.dims) != set(dims):
        return _Aligned(problems=[f"has the dimensions {matrix.dims}, must have {dims}"])
    problems, order = [], {}
    for dim in dims:
        own = [str(k) for k in matrix[dim].to_numpy()]
        problems += [f"{dim} {p}" for p in _misfits(own, labels[_KINDS[dim]])]
        order[dim] = labels[_KINDS[dim]]
    if problems:
        return _Aligned(problems=problems)
    texts = {dim: [str(k) for k in matrix[dim].to_numpy()] for dim in dims}
    return _Aligned(matrix.astype(float).assign_coords(texts).sel(order))


def _from_pandas(
    name: str, matrix: pd.DataFrame | pd.Series, labels: Mapping[str, list[str]]
) -> _Aligned:
    frame = matrix.to_frame() if isinstance(matrix, pd.Series) else matrix
    sides = [("rows", frame.index, _ROWS[name])]
    if name in _COLUMNS:
        sides.append(("columns", frame.columns, _COLUMNS[name]))
    problems = []
    for side, index, dims in sides:
        problems += [f"{side} {p}" for p in _side_problems(index, dims, labels)]
    if problems:
        return _Aligned(problems=problems)
    rows, *columns = ([_keys(index), _product(dims, labels)] for _, index, dims in sides)
    values = frame.to_numpy(float)[_positions(*rows)]
    if columns:
        values = values[:, _positions(*columns[0])]
    return _from_numpy(name, values, labels)


def _from_numpy(name: str, values: Array, labels: Mapping[str, list[str]]) -> _Aligned:
    rows, columns = _ROWS[name], _COLUMNS.get(name, ())
    shape = tuple(
        int(np.prod([len(labels[_KINDS[d]]) for d in side])) for side in (rows, columns) if side
    )
    fits = values.shape == shape or (not columns and values.shape == (*shape, 1))
    if not fits:
        return _Aligned(problems=[f"shape {values.shape}, must be {shape} by the labels"])
    dims = (*rows, *columns)
    cells = values.reshape([len(labels[_KINDS[d]]) for d in dims])
    return _Aligned(xr.DataArray(cells, {d: labels[_KINDS[d]] for d in dims}, dims))


def _side_problems(
    index: pd.Index, dims: Sequence[str], labels: Mapping[str, list[str]]
) -> Iterator[str]:
    if index.nlevels != len(dims):
        levels = ", ".join(_KINDS[d] for d in dims)
        yield f"have {index.nlevels} levels of labels, must have {len(dims)}: {levels}"
        return
    unknown = False
    for dim, own in _of_index(index, dims).items():
        extra = [k for k in dict.fromkeys(own) if k not in labels[_KINDS[dim]]]
        for label in extra[:_SHOWN]:
            unknown = True
            yield f"have the unknown label '{label}'{nearest(label, labels[_KINDS[dim]])}"
    if unknown:
        return
    yield from _misfits(_keys(index), _product(dims, labels))


def _misfits(own: Sequence[Hashable], wanted: Sequence[Hashable]) -> Iterator[str]:
    """Labels that appear twice, are unknown, or are missing."""
    if twice := _doubled(own):
        yield f"have labels that appear twice: {_named(twice)}"
    known, found = set(wanted), set(own)
    if unknown := [k for k in dict.fromkeys(own) if k not in known]:
        yield f"have unknown labels: {_named(unknown)}{nearest(unknown[0], wanted)}"
    if missing := [k for k in wanted if k not in found]:
        yield f"lack labels: {_named(missing)}"


def _named(labels: Sequence[Hashable]) -> str:
    shown = ["/".join(map(str, k)) if isinstance(k, tuple) else str(k) for k in labels[:_SHOWN]]
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(shown) + more


def _keys(index: pd.Index) -> list[Hashable]:
    if index.nlevels == 1:
        return [str(k) for k in index]
    return [tuple(str(part) for part in key) for key in index]


def _product(dims: Sequence[str], labels: Mapping[str, list[str]]) -> list[Hashable]:
    if len(dims) == 1:
        return [*labels[_KINDS[dims[0]]]]
    first, second = (labels[_KINDS[d]] for d in dims)
    return [(one, other) for one in first for other in second]


def _positions(own: Sequence[Hashable], wanted: Sequence[Hashable]) -> list[int]:
    at = {key: n for n, key in enumerate(own)}
    return [at[key] for key in wanted]


# --- output beside the rows -----------------------------------------------------------------------


def _beyond_rounding(table: xr.Dataset, sums: xr.DataArray) -> Iterator[str]:
    """Rows whose published output is not their sum, each with both numbers."""
    output, row_sums = (
        a.transpose("origin", "sector").to_numpy().ravel() for a in (table["output"], sums)
    )
    unit = Grain(*(table[name].to_numpy() for name in ("intermediate", "final"))).unit
    cells = sum(table[k].size for k in ("intermediate", "final")) // output.size
    wrong = [*beyond(output, row_sums, unit, cells)]
    economies, industries = table["origin"].to_numpy(), table["sector"].to_numpy()
    for at in wrong[:_SHOWN]:
        r, i = divmod(at, industries.size)
        yield (
            f"output: {economies[r]} {industries[i]} is {output[at]:.6g}, and its row sums to "
            f"{row_sums[at]:.6g} million USD, which is further than rounding to {unit:g} explains"
        )
    if len(wrong) > _SHOWN:
        yield f"output: {len(wrong) - _SHOWN} more rows are further from their sums"
