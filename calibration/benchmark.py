"""Open a benchmark file and close its accounts."""

from pathlib import Path

import xarray as xr

from calibration.closing import close_accounts
from calibration.errors import InputError
from calibration.files.netcdf import read_netcdf
from calibration.sourcing import SALES

REQUIRED = ("sales", "tariff_rate", "intermediate_use", "final_use", "value_added", "output_tax")
SUMS = ("sales", "intermediate_use", "final_use")
"""Sums of the sales by user, where a file has these."""


def open_benchmark(path: str | Path, trusted: bool = False) -> xr.Dataset:
    """Open a benchmark file, complete it and make its accounts hold exactly.

    Parameters
    ----------
    path : str or Path
        A NetCDF file with at least the variables of `REQUIRED`, or with `sales_by_user` in place of
        `SUMS`. Taxes may be given in full or as
        rates (see `calibration.closing.close_accounts`); export taxes that are absent are zero.
    trusted : bool
        Whether the file is known to be whole, as a shipped one is; see
        `calibration.files.netcdf.read_netcdf`.

    Returns
    -------
    xarray.Dataset
        The benchmark in memory, million USD, float64.

    Raises
    ------
    InputError
        When the file is missing, is not a benchmark, or its accounts are further from
        closing than `calibration.closing.CLOSING_BOUND`.
    """
    stored = read_netcdf(path, trusted)
    sums = SUMS if SALES in stored else ()
    missing = [name for name in REQUIRED if name not in stored and name not in sums]
    if missing:
        raise InputError([f"{path}: variable {name} is missing" for name in missing])
    try:
        return close_accounts(stored)[0]
    except InputError as error:
        raise InputError([f"{path}: {problem}" for problem in error.problems]) from error
