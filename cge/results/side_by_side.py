"""Experiments of one result or of several in the columns of one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.analysis.statistics import EXPERIMENT

if TYPE_CHECKING:
    from cge.results.result import Result


def side_by_side(
    result: Result,
    columns: Mapping[str, Any],
    table: Callable[[Result], xr.Dataset],
) -> xr.Dataset:
    """Tables of several results along ``experiment``.

    Parameters
    ----------
    result
        Whose experiments are meant where a column names no other result.
    columns
        Name of a column -> an experiment, a result, or both; a result with several experiments
        makes one column of each, named ``<column>: <experiment>``.
    table
        Gives the numbers of a result, along ``experiment``.

    Returns
    -------
    xarray.Dataset
        The numbers, ``experiment`` being the names of the columns. Attributes in which the
        results differ name every one; it is verified where all of them are.

    Raises
    ------
    InputError
        Listing every column that names no result or experiment, and every column whose labels are
        not those of the first one.
    """
    chosen = dict(_chosen(result, columns))
    made = {id(whose): table(whose) for whose, _ in chosen.values()}
    parts = {k: made[id(w)].sel({EXPERIMENT: [label]}) for k, (w, label) in chosen.items()}
    _check_labels(parts)
    names = xr.DataArray(list(parts), dims=EXPERIMENT, name=EXPERIMENT)
    joined = xr.concat(
        list(parts.values()), EXPERIMENT, join="exact", combine_attrs="override"
    ).assign_coords({EXPERIMENT: names})
    joined.attrs = attributes_of({name: part.attrs for name, part in parts.items()})
    for name, array in joined.data_vars.items():
        units = dict.fromkeys(str(part[name].attrs.get("units", "")) for part in parts.values())
        if len(units) > 1:  # CO2 in one column, CO2 equivalents in another
            array.attrs["units"] = " or ".join(units)
    return joined


def _chosen(result: Result, columns: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Result, str]]]:
    """Name of every column, its result and experiment."""
    if not columns:
        raise InputError("compare: no column is given")
    problems = []
    for name, given in columns.items():
        try:
            whose, labels = _meant(result, given)
        except InputError as error:
            problems += [f"compare: '{name}': {problem}" for problem in error.problems]
            continue
        for label in labels:
            yield str(name) if len(labels) == 1 else f"{name}: {label}", (whose, label)
    if problems:
        raise InputError(problems)


def _meant(result: Result, given: Any) -> tuple[Result, list[str]]:
    """The result that a column is of, and experiments of it."""
    whose, label = given if isinstance(given, tuple) and len(given) == 2 else (result, given)
    if isinstance(label, type(result)):
        return label, label.experiments
    if not isinstance(whose, type(result)) or not isinstance(label, str):
        raise InputError(f"{given!r} is no experiment, no result, and no pair of these")
    if label not in whose.experiments:
        raise InputError(f"no experiment '{label}'{nearest(label, whose.experiments)}")
    return whose, [label]


def _check_labels(parts: Mapping[str, xr.Dataset]) -> None:
    """Refuse columns that have other rows than the first."""
    first, reference = next(iter(parts.items()))
    problems = []
    for name, part in parts.items():
        for dim in (str(d) for d in reference.dims if d != EXPERIMENT):
            known, here = reference[dim].to_numpy().tolist(), part[dim].to_numpy().tolist()
            if known != here:
                problems.append(f"compare: '{name}': {difference(dim, first, known, here)}")
    if problems:
        raise InputError(problems)


def difference(dim: str, first: str, known: list[str], here: list[str]) -> str:
    """How the labels of a column differ from those of the first, in words."""
    more = [label for label in here if label not in known]
    less = [label for label in known if label not in here]
    said = [f"has {', '.join(more)}, which '{first}' has not"] * bool(more)
    said += [f"lacks {', '.join(less)} of '{first}'"] * bool(less)
    return f"{dim}: {'; '.join(said) or f'has the labels of {first!r} in another order'}"


def attributes_of(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What is said of all columns; where they differ, of each."""
    keys = dict.fromkeys(key for attrs in parts.values() for key in attrs)
    said = {key: _said(key, parts) for key in keys}
    said["verified"] = int(all(attrs.get("verified") for attrs in parts.values()))
    return said


def _said(key: str, parts: Mapping[str, Mapping[str, Any]]) -> Any:
    values = {name: attrs.get(key, "") for name, attrs in parts.items()}
    first, *others = values.values()
    if all(np.array_equal(first, other) for other in others):
        return first
    return "; ".join(f"{name}: {value}" for name, value in values.items() if str(value))
