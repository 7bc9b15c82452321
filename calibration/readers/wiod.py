"""The World Input-Output Database, release of 2013: 40 economies and a rest of the world."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.readers.table import inter_country_table

CATEGORIES = ("households", "non_profit", "government", "fixed_investment", "inventories")
PARTS = ("inter", "final", "output", "countries", "industries")
SOURCE = (
    "World Input-Output Database, release of 2013; Timmer, Dietzenbacher, Los, Stehrer and "
    "de Vries (2015), Review of International Economics 23"
)

# The rest of the package names economies by their ISO codes.
_ISO = {"ROM": "ROU", "RoW": "ROW"}


def read_wiod(path: str | Path) -> xr.Dataset:
    """Read a world table of one year from an R data file.

    The file is one of the `wiot_YYYY.RData`, a list with `inter`, `final`, `output`, `countries`
    and `industries`. Reading it needs the package rdata (`pip install cge[wiod]`); tables at hand
    as arrays need only `inter_country_table`.

    Parameters
    ----------
    path : str or Path
        The R data file.

    Returns
    -------
    xarray.Dataset
        As from `inter_country_table`, million USD at basic prices, with `CATEGORIES` of final
        demand and the industries `c1` to `c35`. Romania and the rest of the world are labelled
        ROU and ROW.

    Raises
    ------
    InputError
        The file or the package is missing, the file holds something else, or its rows do not sum
        to its output.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    found = _table(path, _read(path))
    economies = [_ISO.get(str(k), str(k)) for k in found["countries"]]
    industries = [str(k) for k in found["industries"]]
    flows, final, output = (np.asarray(found[k], float) for k in ("inter", "final", "output"))
    try:
        table = inter_country_table(flows, final, economies, industries, CATEGORIES, output)
    except InputError as error:
        raise InputError([f"{path}: {problem}" for problem in error.problems]) from error
    year = int(np.ravel(found["year"])[0]) if "year" in found else 0
    return table.assign_attrs(source=SOURCE, licence="CC BY 4.0", year=year)


def _read(path: Path) -> dict[str, Any]:
    try:
        rdata = importlib.import_module("rdata")
    except ImportError as error:
        raise InputError(
            f"{path}: reading R data needs the package rdata; install it with "
            "'pip install cge[wiod]'"
        ) from error
    with warnings.catch_warnings():
        # The list carries a class of an R package; its content is what matters.
        warnings.simplefilter("ignore", UserWarning)
        try:
            return dict(rdata.read_rda(path))
        except (ValueError, NotImplementedError, EOFError) as error:
            raise InputError(f"{path}: cannot be read as R data ({error})") from error


def _table(path: Path, objects: dict[str, Any]) -> dict[str, Any]:
    """The one object of the file that is a world table."""
    for item in objects.values():
        if isinstance(item, dict) and all(part in item for part in PARTS):
            return item
    named = ", ".join(objects) or "nothing"
    raise InputError(f"{path}: holds {named}; no list with {', '.join(PARTS)}")
