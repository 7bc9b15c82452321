"""What packages name and only the data can spell out, as shocks: tariff schedules, data regimes."""

from __future__ import annotations

from collections.abc import Iterable

import xarray as xr

from calibration.errors import InputError
from cge.scenarios.package import Package, Shock
from cge.scenarios.regimes import regime_shocks
from cge.scenarios.scenario import Scenario
from cge.scenarios.tariffs import schedule_shock


def spelled_out(scenario: Scenario, benchmark: xr.Dataset) -> Scenario:
    """A scenario with what its experiments need of the data spelled out as shocks.

    Raises
    ------
    InputError
        Every date that the benchmark has no schedule of, and every data regime that its technology
        does not follow.
    """
    used = dict.fromkeys(name for names in scenario.chosen.values() for name in names)
    named = [name for name in used if _names_any(scenario.packages[name])]
    if not named:
        return scenario
    spelled = in_force([scenario.packages[name] for name in named], benchmark)
    packages = scenario.packages | dict(zip(named, spelled, strict=True))
    return scenario.model_copy(update={"packages": packages})


def in_force(packages: Iterable[Package], benchmark: xr.Dataset) -> list[Package]:
    """Packages whose tariff schedules and data regimes are shocks, the first of each.

    Parameters
    ----------
    packages
        Those with a date get the rates of the benchmark's schedule; those with data regimes, the
        levels that its technology takes from them.
    benchmark
        The data that the economy is calibrated to.

    Raises
    ------
    InputError
        As `spelled_out`.
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


def _names_any(package: Package) -> bool:
    return package.tariffs is not None or package.regimes is not None


def _spelled(package: Package, benchmark: xr.Dataset) -> Package:
    if not _names_any(package):
        return package
    shocks: list[Shock] = []
    if package.tariffs is not None:
        shocks.append(schedule_shock(benchmark, package.tariffs))
    if package.regimes is not None:
        shocks += regime_shocks(benchmark, package.regimes)
    update = {"shocks": (*shocks, *package.shocks), "tariffs": None, "regimes": None}
    return package.model_copy(update=update)
