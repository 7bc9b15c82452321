"""What a table lacks, from the shipped world: elasticities, and labour's part of value added."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from calibration.membership import SOURCES, lists_by_label
from calibration.variables import ELASTICITIES, VARIABLES

Members = Mapping[str, Sequence[str]]


def elasticities_of(world: xr.Dataset, members: Members) -> dict[str, xr.DataArray]:
    """Elasticities by industry: means of those of the world, weighted by its output.

    Parameters
    ----------
    world : xarray.Dataset
        A benchmark with elasticities, not aggregated, such as `oecd-icio-2022`.
    members : mapping of str to sequence of str
        Its industries by industry of the table, as from a concordance.

    Returns
    -------
    dict of str to xarray.DataArray
        By name, each with its sources by label; those of agents as they are.
    """
    output = world["sales"].sum(("origin", "destination"))
    named = world.attrs.get("name", "the world")
    found = {}
    for name in ELASTICITIES:
        (dim,) = VARIABLES[name].dims
        if dim == "agent":
            found[name] = world[name]
            continue
        weights = output.rename(sector=dim) if dim != "sector" else output
        sources = lists_by_label(world[name].attrs, SOURCES)
        values, said = {}, {}
        for industry, inside in members.items():
            own = weights.sel({dim: list(inside)})
            mean = (world[name].sel({dim: list(inside)}) * own).sum() / own.sum()
            values[industry] = float(mean)
            said[industry] = [
                f"{source}; {', '.join(inside)} of {named}"
                for source in dict.fromkeys(s for member in inside for s in sources[member])
            ]
        attrs = VARIABLES[name].attrs | {SOURCES: json.dumps(said)}
        found[name] = xr.DataArray(list(values.values()), {dim: list(values)}, (dim,), name, attrs)
    return found


def labour_shares_of(world: xr.Dataset, industries: Members, regions: Members) -> xr.DataArray:
    """Labour's part of value added by industry and region of a table, from the world.

    Regions of which the world knows no economy, and industries that earn nothing there, have the
    part that labour has of the industry in the whole world.

    Parameters
    ----------
    world, industries
        As of `elasticities_of`; the factors are labour and capital.
    regions : mapping of str to sequence of str
        Economies by region of the table.

    Returns
    -------
    xarray.DataArray
        Fraction (activity, region).
    """
    earned = world["value_added"]
    known = {str(label) for label in world["region"].to_numpy()}
    homes = {region: [k for k in inside if k in known] for region, inside in regions.items()}
    shares = np.ones((len(industries), len(homes)))
    for row, inside in enumerate(industries.values()):
        paid = earned.sel(activity=list(inside)).sum("activity")
        labour, whole = paid.sel(factor="labour"), paid.sum("factor")
        everywhere = float(labour.sum() / whole.sum())
        for column, home in enumerate(homes.values()):
            own = float(whole.sel(region=home).sum())
            shares[row, column] = float(labour.sel(region=home).sum()) / own if own else everywhere
    unknown = [region for region, home in homes.items() if not home]
    source = f"divided as in the same industry and economy of {world.attrs.get('name')}"
    if unknown:
        source += f"; as in its world for {', '.join(unknown)}"
    return xr.DataArray(
        shares, {"activity": list(industries), "region": list(homes)}, ("activity", "region"),
        attrs={"source": source},
    )  # fmt: skip
