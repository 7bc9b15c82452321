"""Elasticities of `oecd-icio-2022` for the industries of WIOD, through a concordance."""

import csv
import json
from pathlib import Path

import xarray as xr

from calibration.membership import SOURCES, lists_by_label
from calibration.variables import ELASTICITIES, VARIABLES

TABLE = Path(__file__).parent / "concordances" / "industries.csv"


def concordance() -> dict[str, list[str]]:
    """Industries of `oecd-icio-2022` by industry of WIOD."""
    with TABLE.open(newline="") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        return {row["industry"]: row["icio"].split() for row in csv.DictReader(lines)}


def elasticities(world: xr.Dataset) -> dict[str, xr.DataArray]:
    """Elasticities by industry of WIOD: means of the others' weighted by their world output.

    Parameters
    ----------
    world : xarray.Dataset
        The benchmark `oecd-icio-2022`, not aggregated.

    Returns
    -------
    dict of str to xarray.DataArray
        By name, each with its sources by label.
    """
    output = world["sales"].sum(("origin", "destination"))
    found = {}
    for name in ELASTICITIES:
        (dim,) = VARIABLES[name].dims
        if dim == "agent":
            found[name] = world[name]
            continue
        weights = output.rename(sector=dim) if dim != "sector" else output
        sources = lists_by_label(world[name].attrs, SOURCES)
        values, said = {}, {}
        for industry, members in concordance().items():
            own = weights.sel({dim: members})
            values[industry] = float((world[name].sel({dim: members}) * own).sum() / own.sum())
            said[industry] = [
                f"{source}; {', '.join(members)} of oecd-icio-2022"
                for source in dict.fromkeys(s for member in members for s in sources[member])
            ]
        attrs = VARIABLES[name].attrs | {SOURCES: json.dumps(said)}
        found[name] = xr.DataArray(list(values.values()), {dim: list(values)}, (dim,), name, attrs)
    return found
