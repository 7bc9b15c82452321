"""Exposure of industries to a technology, such as artificial intelligence, given by the user."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite
from pathlib import Path

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.table import Table, read_table
from calibration.indicators.activities import (
    FILE,
    Industry,
    industries_of_parts,
    read_industries,
)
from calibration.indicators.catalogue import Catalogue
from calibration.indicators.regions import listing
from calibration.membership import members, parents

COLUMNS = ("industry", "exposure")


def read_exposure(path: str | Path, rescale: bool = False) -> dict[str, float]:
    """Read how far industries are exposed to a technology.

    Parameters
    ----------
    path : str or Path
        CSV with the columns ``industry`` and ``exposure``, 0 to 1; others are not read.
    rescale : bool
        Whether the numbers are on another scale, such as standardised ones: the least exposed
        industry gets 0 and the most exposed 1.

    Returns
    -------
    dict of str to float
        By industry, 0 to 1.

    Raises
    ------
    InputError
        Every number that is none, or not from 0 to 1 where it is not rescaled; industries given
        twice; and numbers that are all the same where they are to be rescaled.
    """
    table = read_table(path, COLUMNS, further=True)
    faults, found = [], {}
    for row in table.rows:
        number = Table.number(row, "exposure")
        if not isfinite(number):
            faults.append((row.line, f"{row['industry']}: '{row['exposure']}' is not a number"))
        elif not rescale and not 0 <= number <= 1:
            text = "is not from 0 to 1; 'rescale' takes numbers on another scale"
            faults.append((row.line, f"{row['industry']}: exposure {number:g} {text}"))
        if row["industry"] in found:
            faults.append((row.line, f"{row['industry']}: appears twice"))
        found[row["industry"]] = number
    low, high = min(found.values(), default=inf), max(found.values(), default=-inf)
    whole = [] if found or table.faults else ["has no rows"]
    if rescale and found and not faults and low == high:
        whole.append(f"every exposure is {low:g}, which cannot be rescaled")
    table.refuse(faults, whole)
    if rescale:
        return {name: (number - low) / (high - low) for name, number in found.items()}
    return found


def of_activities(
    exposure: Mapping[str, float], folder: str | Path, catalogue: Catalogue, dataset: xr.Dataset
) -> xr.DataArray:
    """Exposure of the activities of a dataset (activity), 0 to 1.

    The mean over the industries of an activity, weighted by their world value added, as in
    `activity_exposure`.

    Parameters
    ----------
    exposure : mapping of str to float
        By industry; see `read_exposure`.
    folder : str or Path
        Folder of the indicators, whose ``technology-intensity.csv`` has the value added.
    catalogue : Catalogue
        Of the same indicators.
    dataset : xarray.Dataset
        A benchmark at any level of aggregation.

    Raises
    ------
    InputError
        Naming industries of the dataset without exposure or without value added.
    """
    industries: dict[str, Industry] = read_industries(Path(folder) / FILE, catalogue)
    industries |= industries_of_parts(industries, dataset)
    of_sector = parents(dataset)
    exposure = {**exposure} | {p: exposure[s] for p, s in of_sector.items() if s in exposure}
    listed = members(dataset, "sector")
    finest = [one for inside in listed.values() for one in inside]
    problems = []
    for known, what in ((exposure, "exposure"), (industries, "value added")):
        absent = [one for one in finest if one not in known]
        if absent:
            name = dataset.attrs.get("name", "the data")
            near = nearest(absent[0], list(known))
            problems.append(
                f"exposure: {name} has industries without {what}: {listing(absent)}{near}"
            )
    if problems:
        raise InputError(problems)
    cells = [
        sum(industries[one].weight * exposure[one] for one in inside)
        / sum(industries[one].weight for one in inside)
        for inside in listed.values()
    ]
    return xr.DataArray(cells, {"activity": list(listed)}, ("activity",))
