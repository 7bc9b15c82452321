"""Changes of trade between two states, relative to GDP, by sector and partner."""

from __future__ import annotations

import xarray as xr

from cge.backtesting.schema import AFTER, BEFORE
from cge.backtesting.states import STATE

LEVELS = {
    "flows": ("sector", "origin", "destination"),
    "pairs": ("origin", "destination"),
    "exports": ("sector", "origin"),
    "imports": ("sector", "destination"),
}
"""What is scored: trade summed to these dimensions."""

MEASURES = {
    "own_gdp": "relative to GDP of the exporter; imports, of the importer",
    "world_gdp": "relative to GDP of the world",
}
FLOW = LEVELS["flows"]


def changes(states: xr.Dataset, level: str, measure: str) -> xr.Dataset:
    """Changes of trade over GDP from the state before, in every other state.

    Parameters
    ----------
    states
        As from `cge.backtesting.states.joined`.
    level
        One of `LEVELS`.
    measure
        One of `MEASURES`. Either takes out the currency, its inflation, and the numeraire.

    Returns
    -------
    xarray.Dataset
        `change` (%; not a number where there was no trade before) by `state` and the dimensions of
        the level, and `weight`, shares in trade of the state before, whose sum is 1.
    """
    dims = LEVELS[level]
    trade = states["trade"].sum([dim for dim in FLOW if dim not in dims])
    ratio = trade / _scale(states["gdp"], dims, measure)
    before = ratio.sel({STATE: BEFORE}, drop=True)
    later = ratio.drop_sel({STATE: BEFORE})
    change = 100 * (later / before.where(before > 0) - 1)
    value = trade.sel({STATE: BEFORE}, drop=True)
    return xr.Dataset(
        {
            "change": change.transpose(STATE, *dims).assign_attrs(
                units="%", long_name=f"Change of trade, {MEASURES[measure]}"
            ),
            "weight": (value / value.sum()).transpose(*dims).assign_attrs(units="fraction"),
        }
    )


def observed(found: xr.Dataset) -> xr.DataArray:
    """Changes of the later year's table."""
    return found["change"].sel({STATE: AFTER}, drop=True)


def _scale(gdp: xr.DataArray, dims: tuple[str, ...], measure: str) -> xr.DataArray:
    if measure == "world_gdp":
        return gdp.sum("region")
    return gdp.rename(region="origin" if "origin" in dims else "destination")
