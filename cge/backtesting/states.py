"""States of the world: the two years, the predictions, and what naive rules say."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from calibration.inter_industry.inequality import gdp
from cge.backtesting.schema import AFTER, BEFORE, GRAVITY, NO_CHANGE

STATE = "state"


def state_of(benchmark: xr.Dataset) -> xr.Dataset:
    """Trade and GDP of a table or of a solution laid out as one.

    Parameters
    ----------
    benchmark
        A benchmark at any prices: what follows uses shares alone.

    Returns
    -------
    xarray.Dataset
        `trade` (sector, origin, destination), basic prices, without sales of a region to itself;
        `gdp` (region), market prices.
    """
    sales = benchmark["sales"].transpose("sector", "origin", "destination")
    abroad = sales.where(sales["origin"] != sales["destination"], 0.0)
    return xr.Dataset({"trade": abroad, "gdp": gdp(benchmark)}).drop_attrs()


def gravity(before: xr.Dataset, after: xr.Dataset) -> xr.Dataset:
    """What a rule foresees that is told GDP of the later year, and nothing else.

    Every flow grows with the product of the shares of both regions in world GDP, as in a gravity
    equation with costs of trade that stay (Head and Mayer 2014, without resistance terms).
    """
    share = after["gdp"] / after["gdp"].sum()
    growth = share / (before["gdp"] / before["gdp"].sum())
    product = growth.rename(region="origin") * growth.rename(region="destination")
    trade = (before["trade"] * product).transpose(*before["trade"].dims)
    # In the currency of the GDP that it is told.
    scale = after["gdp"].sum() / before["gdp"].sum()
    return xr.Dataset({"trade": trade * scale, "gdp": after["gdp"]})


def joined(
    before: xr.Dataset, after: xr.Dataset, predictions: Mapping[str, xr.Dataset]
) -> xr.Dataset:
    """All states, naive rules included, along the dimension `state`."""
    states = {
        BEFORE: before,
        AFTER: after,
        **predictions,
        NO_CHANGE: before,
        GRAVITY: gravity(before, after),
    }
    units = {"trade": "million USD, or of the numeraire", "gdp": "million USD, or of the numeraire"}
    found = xr.concat(list(states.values()), dim=xr.DataArray(list(states), dims=STATE, name=STATE))
    for name, unit in units.items():
        found[name].attrs["units"] = unit
    return found


def same_labels(before: xr.Dataset, after: xr.Dataset) -> list[str]:
    """What labels one of two tables has that the other lacks."""
    problems = []
    for dim in ("sector", "region"):
        here, there = (list(map(str, table[dim].to_numpy())) for table in (before, after))
        for said, one, other in (("from", here, there), ("to", there, here)):
            missing = [label for label in one if label not in other]
            if missing:
                lacking = "to" if said == "from" else "from"
                problems.append(f"{lacking}: has no {dim} {', '.join(missing)}, which {said} has")
    return problems


def in_order(benchmark: xr.Dataset, like: xr.Dataset) -> xr.Dataset:
    """A table with its labels in the order of another."""
    return benchmark.sel({dim: like[dim].to_numpy() for dim in like.dims if dim in benchmark.dims})
