"""Levels of a technology that indicators measure: the index, and shares such as firm adoption."""

from __future__ import annotations

import xarray as xr

from calibration.errors import InputError
from calibration.indicators import (
    Indicators,
    activity_index,
    composite,
    of_activities,
    of_regions,
    read_exposure,
    read_indicators,
    regional_level,
)
from cge.inputs.find import data_directory
from cge.settings.technologies import Index, Share

FOR_DATA_WITHOUT = "; technology 'uniform' is for data without indicators"


def measured(settings: Index | Share, benchmark: xr.Dataset) -> xr.DataArray:
    """Levels that indicators measure, for the regions of a benchmark.

    Parameters
    ----------
    settings
        An index with its method and what is left out of it, or a share with its dimension.
    benchmark
        At any level of aggregation.

    Returns
    -------
    xarray.DataArray
        The index (activity, region), or the level (region); both 0 to 1. The attribute ``imputed``
        is the largest share of it, over regions, that rests on imputed figures.

    Raises
    ------
    InputError
        When the data have economies or industries that the indicators do not know.
    """
    indicators = read_indicators(data_directory() / "indicators")
    try:
        if isinstance(settings, Index):
            return _index(indicators, settings, benchmark)
        return _level(indicators, str(settings.level), benchmark)
    except InputError as error:
        raise InputError([problem + FOR_DATA_WITHOUT for problem in error.problems]) from error


def _index(indicators: Indicators, settings: Index, benchmark: xr.Dataset) -> xr.DataArray:
    found = composite(indicators, str(settings.index), settings.without)
    imputed = of_regions(found.imputed_share, indicators, benchmark)
    potential = activity_index(found, benchmark)
    if settings.exposure is not None:
        given = read_exposure(settings.exposure.csv, settings.exposure.rescale)
        exposure = of_activities(given, indicators.folder, indicators.catalogue, benchmark)
        potential = (potential * exposure).assign_attrs(potential.attrs)
    return potential.assign_attrs(imputed=float(imputed.max()))


def _level(indicators: Indicators, dimension: str, benchmark: xr.Dataset) -> xr.DataArray:
    level = regional_level(indicators, dimension, benchmark)
    inside = [
        one.name for one in indicators.catalogue.indicators.values() if one.dimension == dimension
    ]
    flags = indicators.data["imputed"].sel(indicator=inside).mean("indicator")
    imputed = of_regions(flags, indicators, benchmark)
    return level.assign_attrs(imputed=float(imputed.max()))
