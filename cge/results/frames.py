"""Numbers of a result as tidy tables: a row for each number, with its unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import xarray as xr

from calibration.errors import InputError, nearest
from cge.analysis.statistics import EXPERIMENT
from cge.analysis.stats.access import Statistics
from cge.analysis.stats.cells import By, Where
from cge.analysis.stats.registry import STATISTICS
from cge.inputs.selector import Groups
from cge.results.compared import compared

TOLD = ("scenario", "data", "aggregation", "closure", "numeraire", "verified", "verdict")
FIRST, LAST = ("name", EXPERIMENT), ("measure", "value", "unit")


def frame_of(
    data: xr.Dataset,
    statistics: Statistics,
    groups: Groups,
    of: Sequence[str],
    by: By,
    where: Where,
    compare: str,
) -> pd.DataFrame:
    """Statistics and variables of a result; see :meth:`cge.Result.to_dataframe`.

    Parameters
    ----------
    data, statistics, groups
        Of the result.
    of, by, where, compare
        What is asked.

    Raises
    ------
    InputError
        Listing every problem of every name.
    """

    def found(name: str) -> xr.Dataset:
        if name in STATISTICS:
            return statistics[name](by=by, where=where, compare=compare)
        if name not in data:
            known = [*STATISTICS, *map(str, data.data_vars)]
            raise InputError(f"no statistic or variable '{name}'{nearest(name, known)}")
        if by is not None:
            raise InputError(f"by: '{name}' is a variable, which is given cell by cell; use where")
        return compared(data, name, {} if where is None else where, compare, groups)

    return _about(joined(of, found), data)


def joined(names: Iterable[str], found: Callable[[str], xr.Dataset]) -> pd.DataFrame:
    """Tables of several names below each other; where one lacks a dim, its cells are empty.

    Raises
    ------
    InputError
        Listing the problems of all names.
    """
    frames, problems = [], []
    for name in dict.fromkeys(names):
        try:
            frames.append(tidy({name: found(name)}))
        except InputError as error:
            problems += error.problems
    if problems or not frames:
        raise InputError(list(dict.fromkeys(problems)) or ["of: names nothing"])
    return _ordered(pd.concat(frames, ignore_index=True))


def tidy(tables: Mapping[str, xr.Dataset]) -> pd.DataFrame:
    """A row for each number of some datasets.

    Parameters
    ----------
    tables
        Name -> arrays by measure, along ``experiment``.

    Returns
    -------
    pandas.DataFrame
        Columns ``name``, ``experiment``, the other dims, ``measure``, ``value``, ``unit``.
    """
    frames = [
        array.to_series()
        .rename("value")
        .reset_index()
        .assign(name=name, measure=str(measure), unit=str(array.attrs.get("units", "")))
        for name, table in tables.items()
        for measure, array in table.data_vars.items()
    ]
    return _ordered(pd.concat(frames, ignore_index=True))


def summary_frame(data: xr.Dataset, summary: xr.Dataset) -> pd.DataFrame:
    """The columns of a summary, whose numbers are changes."""
    changes = {str(k): summary[[k]].rename({k: "change"}) for k in summary.data_vars}
    return _about(tidy(changes), data)


def _about(frame: pd.DataFrame, data: xr.Dataset) -> pd.DataFrame:
    """A table that says what its numbers are of, and whether they hold."""
    frame.attrs = {key: data.attrs[key] for key in TOLD if key in data.attrs}
    return frame


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    dims: list[Any] = [c for c in frame.columns if c not in (*FIRST, *LAST)]
    return frame[[*FIRST, *dims, *LAST]]
