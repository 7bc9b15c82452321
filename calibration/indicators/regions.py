"""Indices of economies, averaged to the regions of a benchmark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError, first_of, nearest
from calibration.indicators.composite import Composite
from calibration.indicators.table import Indicators
from calibration.membership import members

REST_OF_WORLD = "ROW"
_SHOWN = 5


def of_regions(values: xr.DataArray, indicators: Indicators, dataset: xr.Dataset) -> xr.DataArray:
    """Means of economies for the regions of a dataset, weighted by their GDP.

    A dataset's own rest of the world stands for the economies that it does not list, so a table of
    34 economies and one of 81 mean different economies by ROW, and each gets its own mean. What is
    averaged should be linear in the scores (the index, its dimensions): then the mean of indices
    is the index of the mean scores, and aggregating in steps or at once is the same.

    Parameters
    ----------
    values : xarray.DataArray
        With the dimension ``economy``.
    indicators : Indicators
        Whose economies and weights they are.
    dataset : xarray.Dataset
        A benchmark at any level of aggregation, its economies under their ISO codes.

    Returns
    -------
    xarray.DataArray
        With ``region`` instead of ``economy``.

    Raises
    ------
    InputError
        Naming economies of the dataset that the indicators do not have.
    """
    parts = _shares(indicators, dataset)
    return (parts * values).sum("economy").transpose(..., "region")


def regional_index(found: Composite, dataset: xr.Dataset) -> xr.DataArray:
    """The index of the regions of a dataset (region), 0 to 1; see `of_regions`."""
    return of_regions(found.index, found.indicators, dataset)


def regional_level(indicators: Indicators, dimension: str, dataset: xr.Dataset) -> xr.DataArray:
    """Mean share that the indicators of a dimension measure (region), 0 to 1.

    Not a score: a share of businesses of 60 % is 0.6 whatever the best economy has.

    Raises
    ------
    InputError
        For an unknown dimension, and for one whose indicators are not all in %.
    """
    catalogue = indicators.catalogue
    if dimension not in catalogue.dimensions:
        near = nearest(dimension, catalogue.dimensions)
        raise InputError(f"index: no dimension '{dimension}'{near}")
    inside = [one for one in catalogue.indicators.values() if one.dimension == dimension]
    other = [one.name for one in inside if not one.unit.startswith("%")]
    if other:
        raise InputError(f"index: '{dimension}' has no level: {', '.join(other)} is not in %")
    shares = indicators.data["value"].sel(indicator=[one.name for one in inside]) / 100
    level = shares.mean("indicator").clip(0.0, 1.0)
    return of_regions(level, indicators, dataset)


def listing(names: Sequence[str]) -> str:
    """Names in quotes; after the first few, how many more there are."""
    return first_of([f"'{name}'" for name in names], _SHOWN)


def standing_for(known: Sequence[str], dataset: xr.Dataset, lacking: str) -> xr.DataArray:
    """Which economies of a table each region of a dataset stands for (region, economy), 0 or 1.

    A dataset's own rest of the world stands for the economies that it does not list.

    Parameters
    ----------
    known : sequence of str
        Economies of the table.
    dataset : xarray.Dataset
        A benchmark at any level of aggregation.
    lacking : str
        What an economy that is not in the table is without, as a message says it.

    Raises
    ------
    InputError
        Naming economies of the dataset that the table does not have.
    """
    listed = members(dataset, "region")
    finest = [one for found in listed.values() for one in found]
    absent = [one for one in finest if one not in known]
    if absent:
        name = dataset.attrs.get("name", "the data")
        raise InputError(
            f"{name} has economies without {lacking}: {listing(absent)}{nearest(absent[0], known)}"
        )
    meant = {one: [one] for one in finest}
    if REST_OF_WORLD in meant:
        meant[REST_OF_WORLD] = [c for c in known if c == REST_OF_WORLD or c not in finest]
    matrix = [
        [float(any(code in meant[one] for one in found)) for code in known]
        for found in listed.values()
    ]
    coords = {"region": list(listed), "economy": list(known)}
    return xr.DataArray(np.array(matrix), coords, ("region", "economy"))


def _shares(indicators: Indicators, dataset: xr.Dataset) -> xr.DataArray:
    """Weight of each economy in each region (region, economy); sums to 1 by region."""
    try:
        parts = standing_for(indicators.economies, dataset, "indicators")
    except InputError as error:
        raise InputError([f"index: {problem}" for problem in error.problems]) from None
    weighted = parts * indicators.data["weight"].to_numpy()
    return weighted / weighted.sum("economy")
