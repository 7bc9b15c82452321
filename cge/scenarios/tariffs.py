"""Tariff schedules of packages: the rates of a date, as a shock to the tariff powers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.tariffs import DATE, SCHEDULE, rates_on
from cge.scenarios.numbers import read_numbers
from cge.scenarios.package import Package, Shock
from cge.scenarios.scenario import Scenario

PARAMETER = "tariff_power"


def with_schedules(scenario: Scenario, benchmark: xr.Dataset) -> Scenario:
    """A scenario with the tariff schedules that its experiments need spelled out as shocks.

    Raises
    ------
    InputError
        Every date that the benchmark has no schedule of.
    """
    used = dict.fromkeys(name for names in scenario.chosen.values() for name in names)
    dated = [name for name in used if scenario.packages[name].tariffs is not None]
    if not dated:
        return scenario
    spelled = in_force([scenario.packages[name] for name in dated], benchmark)
    packages = scenario.packages | dict(zip(dated, spelled, strict=True))
    return scenario.model_copy(update={"packages": packages})


def in_force(packages: Iterable[Package], benchmark: xr.Dataset) -> list[Package]:
    """Packages whose tariff schedules are shocks, the first of each.

    Parameters
    ----------
    packages
        Those with a date get the rates of the benchmark's schedule.
    benchmark
        The data that the economy is calibrated to.

    Raises
    ------
    InputError
        Every date that the benchmark has no schedule of.
    """
    found, problems = [], dict[str, None]()
    for package in packages:
        try:
            found.append(_spelled(package, benchmark))
        except InputError as error:
            problems |= dict.fromkeys(package.place + problem for problem in error.problems)
    if problems:
        raise InputError(problems)
    return found


def _spelled(package: Package, benchmark: xr.Dataset) -> Package:
    if package.tariffs is None:
        return package
    shock = schedule_shock(benchmark, package.tariffs)
    return package.model_copy(update={"shocks": (shock, *package.shocks), "tariffs": None})


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
