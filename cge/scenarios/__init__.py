"""Scenarios: documented policies as files, and the shocks they make of parameters."""

from cge.inputs.selector import Groups, NamedGroups, Selector, no_groups
from cge.scenarios.library import open_scenario, shipped_scenarios
from cge.scenarios.package import OPERATIONS, Package, Shock
from cge.scenarios.scenario import Scenario
from cge.scenarios.shocks import LEVEL, POWER, after_packages, apply, counterfactuals
from cge.settings.abatements import Abatement

__all__ = [
    "LEVEL",
    "OPERATIONS",
    "POWER",
    "Abatement",
    "Groups",
    "NamedGroups",
    "Package",
    "Scenario",
    "Selector",
    "Shock",
    "after_packages",
    "apply",
    "counterfactuals",
    "no_groups",
    "open_scenario",
    "shipped_scenarios",
]
