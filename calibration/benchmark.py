"""Open a benchmark file."""

from pathlib import Path

import xarray as xr

from calibration.errors import InputError
from calibration.files.netcdf import read_netcdf
from calibration.guard.complete import completed


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
    stored = read_netcdf(path, trusted)
    try:
        return completed(stored, usd_per_unit)
    except InputError as error:
        raise InputError([f"{path}: {problem}" for problem in error.problems]) from error
