"""Statistics and variables of two results: how far they are apart, and where most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields

import numpy as np
import pandas as pd
import xarray as xr

from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.results.compared_labels import Side, only
from cge.symbols.registry import REGISTRY

_REGION = "region"
_MONEY, _PERCENT, _HUNDRED = "million USD", "%", 100.0
# A variable that is itself a change, and what it is a change of.
_CHANGES = {"equivalent_variation": "income"}
# An element far below the largest of its array is compared with this part of that one.
_SMALL = 1e-6
_STATISTICS = ["experiment", "region", "statistic"]
_APART = ["first", "second", "difference", "percent", "units", "relative", "differs"]


@dataclass(frozen=True)
class Apart:
    """How far two arrays are apart.

    Attributes
    ----------
    elements, differing
        How many both have, and how many of these differ by more than a tolerance.
    where
        Labels of the largest relative difference.
    first, second
        The numbers there.
    relative
        That difference.
    """

    elements: int
    differing: int
    where: str
    first: float
    second: float
    relative: float


def in_common(one: xr.DataArray, other: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray] | None:
    """Both arrays at the labels that both have, in one order; None where their dims differ."""
    if set(one.dims) != set(other.dims):
        return None
    kept = {}
    for dim in one.dims:
        if dim not in one.indexes:
            if one.sizes[dim] != other.sizes[dim]:
                return None
        elif not one.indexes[dim].equals(other.indexes[dim]):
            kept[dim] = [label for label in one.indexes[dim] if label in other.indexes[dim]]
    if kept:
        one, other = one.sel(kept), other.sel(kept)
    return one, other.transpose(*one.dims)


def differences(
    one: xr.DataArray, other: xr.DataArray, floor: np.ndarray | float | None, tolerance: float
) -> Apart | None:
    """The largest relative difference of two arrays of the same labels; None where they are empty.

    Parameters
    ----------
    one, other
        Numbers. Two that are no numbers are the same; one that is none is infinitely far.
    floor
        Differences are relative to the larger of both numbers, and of this, which broadcasts to
        them.
    tolerance
        Relative difference up to which numbers are the same.
    """
    here, there = (np.asarray(each.to_numpy(), dtype=float) for each in (one, other))
    if not here.size:
        return None
    relative = _relative(here, there, 0.0 if floor is None else floor)
    at = np.unravel_index(int(np.argmax(relative)), relative.shape)
    labels = [str(one[dim].to_numpy()[k]) for dim, k in zip(one.dims, at, strict=True)]
    return Apart(
        here.size,
        int((relative > tolerance).sum()),
        ", ".join(labels),
        float(here[at]),
        float(there[at]),
        float(relative[at]),
    )


def _relative(here: np.ndarray, there: np.ndarray, floor: np.ndarray | float) -> np.ndarray:
    size = np.fmax(np.fmax(np.abs(here), np.abs(there)), floor)
    with np.errstate(invalid="ignore"):
        apart = np.abs(here - there)
        found = np.where(here == there, 0.0, apart / np.where(size > 0, size, 1.0))
    found = np.where(np.isnan(here) & np.isnan(there), 0.0, found)
    return np.where(np.isnan(found), np.inf, found)


def statistics_apart(one: Side, other: Side, tolerance: float) -> tuple[pd.DataFrame, list[str]]:
    """Statistics that both results have, the largest difference first, and what cannot be compared.

    Contributions of packages and effects on welfare are among them, where both results have them.
    """
    notes: list[str] = []
    rows: list[tuple] = []
    known = [side.tables for side in (one, other)]
    notes += only("table", *map(list, known))
    for here, there in ((known[0][name], known[1][name]) for name in known[0] if name in known[1]):
        for name in dict.fromkeys([*map(str, here.data_vars), *map(str, there.data_vars)]):
            note = _incomparable(here, there, name)
            notes += note
            if not note:
                rows += _rows(one, here[name], there[name], tolerance)
    found = pd.DataFrame(rows, columns=[*_STATISTICS, *_APART])
    return _largest_first(found), list(dict.fromkeys(notes))


def _incomparable(here: xr.Dataset, there: xr.Dataset, name: str) -> list[str]:
    """Why a statistic cannot be compared; nothing where it can."""
    if name not in there or name not in here:
        return [f"only the {'first' if name in here else 'second'} result has statistic {name}"]
    units = [str(each[name].attrs.get("units", "")) for each in (here, there)]
    if units[0] != units[1]:
        return [f"statistic {name} is in {units[0]} and in {units[1]}, so it is not compared"]
    return []


def _rows(side: Side, here: xr.DataArray, there: xr.DataArray, tolerance: float) -> Iterator[tuple]:
    pair = in_common(here, there)
    if pair is None or not pair[0].size:
        return
    units = str(here.attrs.get("units", ""))
    regions = [str(label) for label in pair[0][_REGION].to_numpy()]
    first, second = (each.transpose(EXPERIMENT, _REGION).to_numpy() for each in pair)
    relative = _relative(first, second, _size(side, units).sel({_REGION: regions}).to_numpy())
    labels = [str(label) for label in pair[0][EXPERIMENT].to_numpy()]
    for e, r in np.ndindex(first.shape):
        told = _told(float(first[e, r]), float(second[e, r]), units)
        apart = float(relative[e, r])
        yield labels[e], regions[r], str(here.name), *told, apart, apart > tolerance


def _told(first: float, second: float, units: str) -> tuple[float, float, float, float, str]:
    """Two numbers, their difference, the same in percent of the first, and their unit."""
    percent = 100 * (second - first) / abs(first) if first else np.nan
    return first, second, second - first, percent, units


def _size(side: Side, units: str) -> xr.DataArray:
    """What a change is a change of, by region of the benchmark."""
    before = side.whole.sel({EXPERIMENT: BENCHMARK})
    if units.startswith(_PERCENT):
        return xr.full_like(before["income"], _HUNDRED)
    if units == _MONEY:
        return before["income"]
    return before["emissions"].sum("activity")


def variables_apart(one: Side, other: Side, tolerance: float) -> tuple[pd.DataFrame, list[str]]:
    """Variables that both have, by experiment, the largest difference first, and those missing."""
    here, there = (_variables(side) for side in (one, other))
    notes = only("variable", here, there)
    known = other.data[EXPERIMENT].to_numpy()
    both = [str(label) for label in one.data[EXPERIMENT].to_numpy() if label in known]
    rows: list[tuple] = []
    for label in both:
        at = [each.data.sel({EXPERIMENT: label}, drop=True) for each in (one, other)]
        for name in (k for k in here if k in there):
            floor = _floor(one, name, at[0][name])
            rows += _of_variable(name, label, (at[0][name], at[1][name]), floor, tolerance)
    counted = [field.name for field in fields(Apart)][:3]
    found = pd.DataFrame(rows, columns=["variable", "experiment", *counted, *_APART])
    return _largest_first(found), notes


def _variables(side: Side) -> list[str]:
    """What is solved for: variables, and parameters, which a closure may let adjust."""
    kinds = ("variable", "power", "level")
    return [str(n) for n in side.data.data_vars if n in REGISTRY and REGISTRY[n].kind in kinds]


def _of_variable(
    name: str,
    label: str,
    arrays: tuple[xr.DataArray, xr.DataArray],
    floor: xr.DataArray | float,
    tolerance: float,
) -> Iterator[tuple]:
    pair = in_common(*arrays)
    if pair is None:
        return
    if isinstance(floor, xr.DataArray):
        floor = floor.sel({_REGION: pair[0][_REGION]})
    found = differences(*pair, floor=np.asarray(floor), tolerance=tolerance)
    if found is not None:
        counted, units = astuple(found)[:3], str(pair[0].attrs.get("units", ""))
        told = _told(found.first, found.second, units)
        yield name, label, *counted, *told, found.relative, found.differing > 0


def _floor(side: Side, name: str, array: xr.DataArray) -> xr.DataArray | float:
    """The size below which a number of a variable is small beside its fellows."""
    if name in _CHANGES:
        return side.whole[_CHANGES[name]].sel({EXPERIMENT: BENCHMARK}, drop=True)
    return _SMALL * float(np.nanmax(np.abs(array.to_numpy()), initial=0.0))


def _largest_first(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values("relative", ascending=False, kind="stable").reset_index(drop=True)
