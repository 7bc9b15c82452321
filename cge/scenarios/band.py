"""A band of results: experiments again with elasticities one standard error lower and higher."""

from __future__ import annotations

from typing import Any

import xarray as xr

from calibration.errors import InputError
from cge.inputs.selector import Selector
from cge.scenarios.package import Package, Shock
from cge.scenarios.scenario import Scenario

SIDES = {"low": -1.0, "high": 1.0}
_ERROR = "standard_error"


def with_band(scenario: Scenario, benchmark: xr.Dataset) -> Scenario:
    """A scenario with two more experiments, ``<name>, low`` and ``<name>, high``, for each one.

    All elasticities of the NQP channels that have a standard error move together, so the band is
    wider than one of independent errors. None falls below zero.

    Parameters
    ----------
    scenario
        Any scenario.
    benchmark
        A benchmark with a technology, whose elasticities carry their standard errors.

    Raises
    ------
    InputError
        When there is no elasticity with a standard error, or a name is taken.
    """
    packages = {
        side: Package(title=f"elasticities one standard error {side}", shocks=tuple(shocks))
        for side, sign in SIDES.items()
        if (shocks := _shifts(benchmark, sign))
    }
    if not packages:
        raise InputError("band: no elasticity has a standard error; choose a technology")
    added = {f"elasticities, {side}": package for side, package in packages.items()}
    experiments: dict[str, tuple[str, ...]] = {}
    for name, parts in scenario.chosen.items():
        experiments[name] = parts
        for side, package in zip(packages, added, strict=True):  # first: a channel set to 0 is off
            experiments[f"{name}, {side}"] = (package, *parts)
    taken = [name for name in added if name in scenario.packages]
    if taken or len(experiments) < len(scenario.chosen) * (1 + len(added)):
        raise InputError("band: names that end in ', low' or ', high' are kept; choose others")
    known = scenario.packages | added
    return scenario.model_copy(update={"packages": known, "combinations": experiments})


def _shifts(benchmark: xr.Dataset, sign: float) -> list[Shock]:
    """Shocks that move every uncertain elasticity by its standard error, but not below zero."""
    shocks = []
    for name, array in benchmark.data_vars.items():
        error = array.attrs.get(_ERROR)
        if not error:
            continue
        (dim,) = array.dims
        numbers = dict(zip(map(str, array[dim].to_numpy()), array.to_numpy(), strict=True))
        move = {k: v for k, v in numbers.items() if v > 0 and v + sign * error > 0}
        floor = {k: v for k, v in numbers.items() if v > 0 and k not in move}
        for labels, operation in ((move, {"add_points": sign * error}), (floor, {"set": 0.0})):
            if labels:
                where: dict[str, Any] = {str(dim): Selector(tuple(labels))}
                shocks.append(Shock(parameter=str(name), **where, **operation))
    return shocks
