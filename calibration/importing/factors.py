"""Undivided value added between labour and capital."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.table import Row, Table, read_table

Array = np.ndarray


def labour_share_of(
    share: xr.DataArray | None, activity: xr.DataArray, region: xr.DataArray
) -> Array:
    """Labour's part of undivided value added (activity, region), in the order of labels.

    Parameters
    ----------
    share : xarray.DataArray or None
        Fraction (activity, region); None is 1 everywhere: all of it is labour's.
    activity, region : xarray.DataArray
        Labels.

    Raises
    ------
    InputError
        Labels without a share, and shares outside 0 to 1.
    """
    if share is None:
        return np.ones((activity.size, region.size))
    labels = {"activity": activity.to_numpy(), "region": region.to_numpy()}
    problems = [
        f"labour share: none for {dim} '{label}'"
        for dim, wanted in labels.items()
        for label in map(str, wanted)
        if label not in {str(k) for k in share[dim].to_numpy()}
    ]
    if problems:
        raise InputError(problems)
    values: Array = share.sel(labels).transpose("activity", "region").to_numpy().astype(float)
    wrong = ~((values >= 0) & (values <= 1))
    if wrong.any():
        a, r = np.argwhere(wrong)[0]
        raise InputError(
            f"labour share: {values[a, r]:g} of {labels['region'][r]} {labels['activity'][a]} is "
            "not between 0 and 1"
        )
    return values


def split_value_added(undivided: Array, share: Array) -> tuple[Array, Array]:
    """Labour's and capital's parts of undivided value added, million USD."""
    labour = undivided * share
    return labour, undivided - labour


# --- a file of shares -----------------------------------------------------------------------------

COLUMNS = ("activity", "region", "labour_share", "source", "year")
ALL = "all"


def read_labour_shares(
    path: str | Path, activities: Sequence[str], regions: Sequence[str]
) -> xr.DataArray:
    """Labour's part of undivided value added from a file.

    Parameters
    ----------
    path : str or Path
        CSV with the columns `activity`, `region` (each a label or ``all``), `labour_share`,
        `source` and `year`. A row of a label wins over one of ``all``; every activity of every
        region needs one.
    activities, regions : sequence of str
        Labels of the table.

    Returns
    -------
    xarray.DataArray
        Fraction (activity, region).

    Raises
    ------
    InputError
        Unknown labels, shares outside 0 to 1, rows without a source, a cell that two rows of the
        same kind name, cells without a row.
    """
    table = read_table(path, COLUMNS, ("note",))
    known = {"activity": activities, "region": regions}
    values = np.full((len(activities), len(regions)), np.nan)
    faults: list[tuple[int, str]] = []
    lines: dict[tuple[str, str], int] = {}
    # Rows that say less about where they hold come first, so that others replace them.
    for row in sorted(table.rows, key=lambda row: -sum(row[dim] == ALL for dim in known)):
        cell = (row["activity"], row["region"])
        if wrong := [*_share_faults(row, known)]:
            faults += [(row.line, fault) for fault in wrong]
        elif cell in lines:
            faults.append((row.line, f"{' of '.join(cell)} has a share on line {lines[cell]}"))
        else:
            values[np.ix_(*(_at(row[dim], labels) for dim, labels in known.items()))] = (
                Table.number(row, "labour_share")
            )
        lines.setdefault(cell, row.line)
    without = [
        f"no labour share for {activities[a]} of {regions[r]}"
        for a, r in np.argwhere(np.isnan(values))
    ]
    table.refuse(faults, [] if faults else without)
    sources = sorted({f"{row['source']} ({row['year']})" for row in table.rows})
    about = {"source": f"divided by labour shares of {'; '.join(sources)}"}
    coords = {"activity": list(activities), "region": list(regions)}
    return xr.DataArray(values, coords, ("activity", "region"), attrs=about)


def _share_faults(row: Row, known: dict[str, Sequence[str]]) -> Iterator[str]:
    for dim, labels in known.items():
        if row[dim] != ALL and row[dim] not in labels:
            yield f"unknown {dim} '{row[dim]}'{nearest(row[dim], labels)}"
    if not 0 <= Table.number(row, "labour_share") <= 1:
        yield f"labour_share '{row['labour_share']}' is not a number from 0 to 1"
    if not (row["source"] and row["year"]):
        yield "source or year is empty"


def _at(label: str, labels: Sequence[str]) -> list[int]:
    return [n for n, own in enumerate(labels) if label in (ALL, own)]
