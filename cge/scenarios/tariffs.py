"""Tariff schedules of packages: the rates of a date, as a shock to the tariff powers."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.tariffs import DATE, SCHEDULE, rates_on
from cge.scenarios.numbers import read_numbers
from cge.scenarios.package import Shock

PARAMETER = "tariff_power"


def schedule_shock(benchmark: xr.Dataset, date: str) -> Shock:
    """The shock that brings the tariffs of a date.

    It sets the rates of all trade whose rate differs at some date, so that schedules may follow
    one another, and leaves alone what no schedule touches.

    Raises
    ------
    InputError
        When the benchmark has no schedule of the date, or none that touches any trade.
    """
    rate = rates_on(benchmark, date)
    touched = (benchmark[SCHEDULE] != 0).any(DATE) & (benchmark["sales"] > 0)
    if not touched.any():
        raise InputError(f"tariffs: no trade of these data has another tariff on '{date}'")
    percent = (100 * rate).where(touched.transpose(*rate.dims), np.nan).rename(None)
    # Labels joined by an aggregation trade with themselves, at the average tariff of their members.
    numbers = read_numbers(percent, "set")
    return Shock(parameter=PARAMETER, set=numbers, domestic=True, source=f"tariffs of {date}")
