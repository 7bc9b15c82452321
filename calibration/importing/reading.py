"""Files of a published layout, read as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from calibration.aggregation import aggregate
from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.table import read_table
from calibration.mapping import COLUMNS, read_mapping
from calibration.membership import RECORDS
from calibration.readers.formats import FORMATS
from calibration.readers.members import members
from calibration.readers.recognise import recognised

AUTO = "auto"
"""Name of no format: the one that the file seems to be in."""
CHECK = "check"
TOTALS = (CHECK, "drop")
"""What is done with published totals."""
NOTES = "notes"
"""Attribute of a benchmark: what its reader says of it, a list as JSON."""


@explained
def read(
    format: str,
    paths: str | Path | Sequence[str | Path],
    year: int | None = None,
    aggregation: str | Path | None = None,
    totals: str = CHECK,
    progress: Callable[..., None] | None = None,
) -> xr.Dataset:
    """Read files of a published layout as they are.

    Parameters
    ----------
    format : str
        Name of a layout (`cge import --formats` lists them), or ``auto`` for the one that the file
        seems to be in.
    paths : path or sequence of path
        Files, folders and archives.
    year : int, optional
        Which year, where the files hold several.
    aggregation : path, optional
        CSV with the columns `dimension,member,label` whose labels the members are joined into while
        they are read.
    totals : str
        ``check`` refuses published totals that are not the sum of their cells; ``drop`` leaves them
        out unread.
    progress : callable, optional
        Told of what is read.

    Returns
    -------
    xarray.Dataset
        An inter-country table, or of formats that hold one a benchmark.

    Raises
    ------
    InputError
        An unknown format, with the nearest; everything that is wrong with the files.
    """
    if totals not in TOTALS:
        raise InputError(f"totals: unknown choice '{totals}'{nearest(totals, TOTALS)}")
    known = FORMATS[format_of(format, paths)]
    if known.benchmark:
        return _whole(known.read(paths, year=year, joined=aggregation), aggregation)
    table = known.read(paths, year=year, joined=aggregation, progress=progress, totals=totals)
    return table if aggregation is None else table.assign_attrs(_membership(aggregation))


def _whole(found: Any, aggregation: str | Path | None) -> xr.Dataset:
    """A benchmark, with what its reader notes among the attributes, aggregated where asked."""
    benchmark, notes = found if isinstance(found, tuple) else (found, [])
    if notes:
        benchmark = benchmark.assign_attrs({NOTES: json.dumps(notes, ensure_ascii=False)})
    if aggregation is None:
        return benchmark
    return aggregate(benchmark, read_mapping(aggregation, benchmark))


def format_of(format: str, paths: str | Path | Sequence[str | Path]) -> str:
    """Name of the layout that is meant."""
    if format in FORMATS:
        return format
    if format != AUTO:
        raise InputError(f"unknown format '{format}'{nearest(format, [*FORMATS, AUTO])}")
    members(paths)  # refuses files that are not there
    first = paths if isinstance(paths, str | Path) else next(iter(paths))
    found = recognised(first)
    if found is None:
        raise InputError(f"{first}: its layout is not recognised; name one of {', '.join(FORMATS)}")
    return found


def _membership(aggregation: str | Path) -> dict[str, str]:
    """The record of members by label, as aggregation keeps it in attributes."""
    rows = read_table(aggregation, COLUMNS, ("description",)).rows
    found: dict[str, dict[str, list[str]]] = {"region": {}, "sector": {}}
    for row in rows:
        found[row["dimension"]].setdefault(row["label"], []).append(row["member"])
    return dict(zip(RECORDS, map(json.dumps, found.values()), strict=True))
