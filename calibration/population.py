"""Heads by region, for incomes per head."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.members import members

REST_OF_WORLD = "ROW"


def read_population(path: str | Path, benchmark: xr.Dataset) -> xr.DataArray:
    """Population of the regions of a benchmark.

    The rest of the world, ``ROW``, is everybody whom the benchmark does not list: fewer economies
    have a table of their own in some data than in others.

    Parameters
    ----------
    path : str or Path
        A CSV with the columns ``economy`` and ``persons``; further ones are not read.
    benchmark : xarray.Dataset
        A benchmark at any level of aggregation.

    Returns
    -------
    xarray.DataArray
        Persons (region).

    Raises
    ------
    InputError
        When the file is missing, a number is not positive, or it lacks a member of a region.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    with path.open(newline="", encoding="utf-8") as stream:
        rows = {row["economy"]: row["persons"] for row in csv.DictReader(stream)}
    problems = [
        f"{path}: persons of '{economy}' are '{text}', not a positive number"
        for economy, text in rows.items()
        if not _positive(text)
    ]
    regions = members(benchmark, "region")
    missing = sorted({m for finest in regions.values() for m in finest} - set(rows))
    if missing:
        problems.append(f"{path}: no population of {', '.join(missing)}")
    if problems:
        raise InputError(problems)
    listed = {m for finest in regions.values() for m in finest}
    others = tuple(economy for economy in rows if economy not in listed)
    heads = [
        sum(float(rows[m]) for m in (*finest, *(others if REST_OF_WORLD in finest else ())))
        for finest in regions.values()
    ]
    about = {"long_name": "population", "units": "persons"}
    return xr.DataArray(np.array(heads), {"region": list(regions)}, attrs=about)


def _positive(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return False
