"""Parameters of an economy after policies: carbon prices, shocks, border adjustments."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from calibration.errors import InputError
from cge.economy.economy import Economy
from cge.policy.application import with_border_adjustments
from cge.scenarios import Package, Scenario, after_packages, counterfactuals
from cge.scenarios.cells import Finder
from cge.scenarios.spelled import in_force, spelled_out


def finder_of(economy: Economy) -> Finder:
    """Finds the cells of shocks in the parameters of an economy; kept with it."""
    return economy.known(Finder, lambda: Finder(economy.parameters, economy.named_groups))


def shocked(economy: Economy, packages: Sequence[Package]) -> xr.Dataset:
    """Parameters after some packages, in their order.

    Raises
    ------
    InputError
        Everything that does not fit the economy.
    """
    packages = in_force(packages, economy.benchmark)
    after = after_packages(packages, economy.parameters, economy.named_groups, finder_of(economy))
    parameters = _adjusted(economy, packages, after)
    economy.check_shocks(parameters)
    return parameters


def shocked_experiments(
    economy: Economy, plan: Scenario, before: xr.Dataset | None = None
) -> dict[str, xr.Dataset]:
    """Parameters of every experiment of a scenario.

    Parameters
    ----------
    economy
        A calibrated economy.
    plan
        The scenario.
    before
        Exogenous parameters before all shocks; those of the economy when omitted.

    Raises
    ------
    InputError
        Everything that does not fit the economy, of all experiments at once.
    """
    plan = spelled_out(plan, economy.benchmark)
    given = economy.parameters if before is None else before
    found = counterfactuals(plan, given, economy.named_groups, finder_of(economy))
    problems: dict[str, None] = {}
    for label, parameters in found.items():
        try:
            found[label] = _adjusted(economy, plan.packages_of(label), parameters)
        except InputError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise InputError(problems)
    for parameters in found.values():
        economy.check_shocks(parameters)
    return found


def _adjusted(economy: Economy, packages: Sequence[Package], parameters: xr.Dataset) -> xr.Dataset:
    """Parameters with the border adjustments of packages, which come after all shocks."""
    cbams = [cbam for package in packages for cbam in package.cbam]
    if not cbams:
        return parameters
    endogenous = [swap.parameter for swap in economy.closure.swaps]
    return with_border_adjustments(
        cbams, parameters, economy.benchmark, economy.named_groups, endogenous
    )
