"""Levels of a technology that indicators measure: the index, and shares such as firm adoption."""

from __future__ import annotations

from typing import Any

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.indicators import (
    METHODS,
    Indicators,
    activity_index,
    composite,
    of_regions,
    read_indicators,
    regional_level,
)
from cge.inputs.find import data_directory

# Key of a block -> what it names: a method of the index, or a dimension whose level is meant.
INDEX, LEVEL, WITHOUT = "index", "level", "without"
FOR_DATA_WITHOUT = "; technology 'uniform' is for data without indicators"


def is_measured(settings: Any) -> bool:
    """Whether a block takes its numbers from indicators."""
    return isinstance(settings, dict) and bool({INDEX, LEVEL} & set(settings))


def measure_problems(name: str, settings: dict[str, Any]) -> list[str]:
    """What is wrong with the keys of a block that takes its numbers from indicators."""
    known = (INDEX, WITHOUT, "source") if INDEX in settings else (LEVEL, "source")
    found = [f"{name}: unknown key '{k}'{nearest(k, known)}" for k in settings if k not in known]
    method, without = settings.get(INDEX, METHODS), settings.get(WITHOUT, [])
    if INDEX in settings and name != "nqp":
        found.append(f"{name}: only nqp is an index; write '{LEVEL}: <dimension>'")
    elif INDEX in settings and method not in METHODS:
        found.append(f"{name}: unknown method '{method}'{nearest(method, METHODS)}")
    if LEVEL in settings and name == "nqp":
        found.append(f"nqp: write '{INDEX}: <method>'")
    if not isinstance(without, list):
        found.append(f"{name}: {WITHOUT} must be a list of dimensions or indicators")
    return found


def measured(settings: dict[str, Any], benchmark: xr.Dataset) -> xr.DataArray:
    """The numbers of such a block for the regions of a benchmark.

    Parameters
    ----------
    settings
        ``index``, a method, and ``without``, what is left out; or ``level``, a dimension.

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
        if INDEX not in settings:
            return _level(indicators, str(settings[LEVEL]), benchmark)
        found = composite(indicators, settings[INDEX], settings.get(WITHOUT, []))
        imputed = of_regions(found.imputed_share, indicators, benchmark)
        array = activity_index(found, benchmark)
    except InputError as error:
        raise InputError([problem + FOR_DATA_WITHOUT for problem in error.problems]) from error
    return array.assign_attrs(imputed=float(imputed.max()))


def _level(indicators: Indicators, dimension: str, benchmark: xr.Dataset) -> xr.DataArray:
    level = regional_level(indicators, dimension, benchmark)
    inside = [
        one.name for one in indicators.catalogue.indicators.values() if one.dimension == dimension
    ]
    flags = indicators.data["imputed"].sel(indicator=inside).mean("indicator")
    imputed = of_regions(flags, indicators, benchmark)
    return level.assign_attrs(imputed=float(imputed.max()))
