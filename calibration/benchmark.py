"""Open a benchmark file."""

from pathlib import Path

import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.files.netcdf import SPREADSHEET, TABLE, looks_like, read_netcdf
from calibration.files.paths import as_path
from calibration.guard.complete import completed


@explained
def open_benchmark(
    path: str | Path, trusted: bool = False, usd_per_unit: float | None = None
) -> xr.Dataset:
    """Open a benchmark file, check it, complete it and make its accounts hold.

    Parameters
    ----------
    path : str or Path
        A NetCDF file; what must be in it is told in `calibration.complete_benchmark`.
    trusted : bool
        Whether the file is known to be whole, as a shipped one is; see
        `calibration.files.netcdf.read_netcdf`.
    usd_per_unit : float, optional
        USD per unit of the currency of the file, where that is another.

    Returns
    -------
    xarray.Dataset
        The benchmark in memory, million USD, float64.

    Raises
    ------
    InputError
        When the file is missing, damaged or not NetCDF, and for everything that
        `calibration.complete_benchmark` refuses.
    """
    path = as_path(path)
    try:
        stored = read_netcdf(path, trusted)
    except InputError as error:
        raise InputError([f"{problem}{_way_for(path)}" for problem in error.problems]) from error
    try:
        return completed(stored, usd_per_unit)
    except InputError as error:
        raise InputError([f"{path}: {problem}" for problem in error.problems]) from error


def _way_for(path: Path) -> str:
    """What to do with a table that is not a benchmark yet."""
    from calibration.readers.formats import FORMATS
    from calibration.readers.recognise import recognised

    form = recognised(path)
    if form in FORMATS:
        return (
            f"; it looks like {FORMATS[form].title}: make a benchmark of it with "
            f"`cge import {form} {path} --out my.nc`"
        )
    if not path.is_file() or looks_like(path) not in (TABLE, SPREADSHEET):
        return ""
    return (
        "; a benchmark is a NetCDF file, which `cge import` makes of a table in a layout that it "
        "knows (docs/own-data.md)"
    )
