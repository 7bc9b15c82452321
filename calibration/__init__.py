"""Tables in, benchmark out: open, close, check and aggregate benchmark datasets."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calibration.aggregation import aggregate
    from calibration.benchmark import open_benchmark
    from calibration.carbon_prices import with_carbon_prices
    from calibration.closing import close_accounts
    from calibration.errors import InputError, InputWarning
    from calibration.factors import factor_parts, with_factors
    from calibration.fuels import energy, implied_prices
    from calibration.gases import with_gases
    from calibration.groups import Group, Groups, read_groups
    from calibration.guard.complete import check_benchmark, complete_benchmark
    from calibration.identities import accounts
    from calibration.mapping import Mapping, read_mapping, split_of
    from calibration.membership import members
    from calibration.random_economy import random_benchmark
    from calibration.sourcing import with_sales_by_user
    from calibration.splits import Parts, read_parts, split
    from calibration.tariffs import rates_on, with_tariffs
    from calibration.validation import Fact, FactKind, read_facts, validate

# Loaded when first used, so that errors and files cost the command line no array library.
_HOMES = {
    "Fact": "calibration.validation",
    "FactKind": "calibration.validation",
    "Group": "calibration.groups",
    "Groups": "calibration.groups",
    "InputError": "calibration.errors",
    "InputWarning": "calibration.errors",
    "Mapping": "calibration.mapping",
    "Parts": "calibration.splits",
    "accounts": "calibration.identities",
    "aggregate": "calibration.aggregation",
    "check_benchmark": "calibration.guard.complete",
    "close_accounts": "calibration.closing",
    "complete_benchmark": "calibration.guard.complete",
    "factor_parts": "calibration.factors",
    "energy": "calibration.fuels",
    "implied_prices": "calibration.fuels",
    "members": "calibration.membership",
    "open_benchmark": "calibration.benchmark",
    "random_benchmark": "calibration.random_economy",
    "read_facts": "calibration.validation",
    "read_groups": "calibration.groups",
    "rates_on": "calibration.tariffs",
    "read_mapping": "calibration.mapping",
    "read_parts": "calibration.splits",
    "split": "calibration.splits",
    "split_of": "calibration.mapping",
    "validate": "calibration.validation",
    "with_carbon_prices": "calibration.carbon_prices",
    "with_factors": "calibration.factors",
    "with_gases": "calibration.gases",
    "with_sales_by_user": "calibration.sourcing",
    "with_tariffs": "calibration.tariffs",
}

__all__ = [
    "Fact",
    "FactKind",
    "Group",
    "Groups",
    "InputError",
    "InputWarning",
    "Mapping",
    "Parts",
    "accounts",
    "aggregate",
    "check_benchmark",
    "close_accounts",
    "complete_benchmark",
    "energy",
    "factor_parts",
    "implied_prices",
    "members",
    "open_benchmark",
    "random_benchmark",
    "rates_on",
    "read_facts",
    "read_groups",
    "read_mapping",
    "read_parts",
    "split",
    "split_of",
    "validate",
    "with_carbon_prices",
    "with_factors",
    "with_gases",
    "with_sales_by_user",
    "with_tariffs",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'calibration' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
