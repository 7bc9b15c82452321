"""Data regimes of packages: levels of pairs under a date or a measure, as shocks."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.economy.benchmark.regimes import under
from cge.scenarios.numbers import read_numbers
from cge.scenarios.package import Shock


def regime_shocks(benchmark: xr.Dataset, measure: str) -> tuple[Shock, ...]:
    """The shocks that bring the data regimes of a date, or a measure.

    Each sets what the technology takes from data regimes: the data restriction, the distance
    between standards, or both, between any two regions.

    Raises
    ------
    InputError
        When the technology takes neither from them.
    """
    levels = under(measure, benchmark)
    if not levels:
        raise InputError(
            f"regimes: no level of the technology follows data regimes, so '{measure}' changes "
            "nothing; write 'technology: data-regimes'"
        )
    shocks = []
    for name, level in levels.items():
        abroad = level["origin"] != level["destination"]
        numbers = read_numbers(level.where(abroad, np.nan).rename(None), "set")
        shocks.append(Shock(parameter=name, set=numbers, source=f"data regimes: {measure}"))
    return tuple(shocks)
