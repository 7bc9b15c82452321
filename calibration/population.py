"""Heads by region, for incomes per head."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from calibration.files.table import read_table
from calibration.membership import members

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
    table = read_table(path, ("economy", "persons"), further=True)
    faults = [
        (
            row.line,
            f"persons of '{row['economy']}' are '{row['persons']}', not a positive number",
        )
        for row in table.rows
        if not 0 < table.number(row, "persons") < np.inf
    ]
    rows = {row["economy"]: row["persons"] for row in table.rows}
    regions = members(benchmark, "region")
    missing = sorted({m for finest in regions.values() for m in finest} - set(rows))
    table.refuse(faults, [f"no population of {', '.join(missing)}"] if missing else [])
    listed = {m for finest in regions.values() for m in finest}
    others = tuple(economy for economy in rows if economy not in listed)
    heads = [
        sum(float(rows[m]) for m in (*finest, *(others if REST_OF_WORLD in finest else ())))
        for finest in regions.values()
    ]
    about = {"long_name": "population", "units": "persons"}
    return xr.DataArray(np.array(heads), {"region": list(regions)}, attrs=about)
