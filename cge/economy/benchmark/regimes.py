"""Levels of pairs of regions that follow from data regimes, in a benchmark and after a change."""

from __future__ import annotations

import xarray as xr

from calibration.errors import InputError
from calibration.regimes import index, of_regions
from cge.inputs.regimes import shipped_regimes
from cge.settings.pair_levels import PairLevel, Restriction

LEVELS = ("data_restriction", "standards_distance")
"""What a technology may take from data regimes."""
REGIMES, MISTRUST = "regimes", "mistrust"
"""Attributes of such a level: date or measure, and the weight of the lack of trust."""


def by_regime(level: str, settings: PairLevel, benchmark: xr.Dataset) -> xr.DataArray:
    """A level of the regions of a benchmark, from data regimes.

    Parameters
    ----------
    level
        One of `LEVELS`.
    settings
        With a date or a measure, and for restrictions the weight of the lack of trust.
    benchmark
        At any level of aggregation.

    Returns
    -------
    xarray.DataArray
        Index 0 to 1 (origin, destination), 0 from a region to itself; its attributes `regimes` and
        `mistrust` are the settings.

    Raises
    ------
    InputError
        When the data have economies whose regime is not known.
    """
    mistrust = settings.mistrust if isinstance(settings, Restriction) else 0.0
    return _level(level, str(settings.regimes), mistrust, benchmark)


def _level(level: str, measure: str, mistrust: float, benchmark: xr.Dataset) -> xr.DataArray:
    try:
        levels = of_regions(shipped_regimes(), measure, benchmark)
    except InputError as error:
        text = "; a number in place of 'regimes' is for such data"
        raise InputError([f"{level}: {problem}{text}" for problem in error.problems]) from None
    found = levels["distance"] if level == "standards_distance" else index(levels, mistrust)
    return found.rename(level).assign_attrs({REGIMES: measure, MISTRUST: mistrust})


def under(measure: str, benchmark: xr.Dataset) -> dict[str, xr.DataArray]:
    """The levels that a benchmark has from data regimes, under another measure.

    Returns
    -------
    dict of str to xarray.DataArray
        By name of the level; empty where it has none.
    """
    return {
        name: _level(name, measure, float(benchmark[name].attrs[MISTRUST]), benchmark)
        for name in LEVELS
        if name in benchmark and REGIMES in benchmark[name].attrs
    }
