"""The table of default elasticities and their sources."""

from pathlib import Path

import xarray as xr

from calibration.own.elasticities import with_elasticities
from calibration.own.record import RECORD
from calibration.variables import ELASTICITIES

TABLE = Path(__file__).parents[2] / "elasticities" / "oecd-icio-2022.csv"


def with_default_elasticities(dataset: xr.Dataset) -> xr.Dataset:
    """A dataset with the elasticities of the table, which are nobody's own."""
    made = with_elasticities(dataset, TABLE)
    for name in ELASTICITIES:
        del made[name].attrs[RECORD]
    return made
