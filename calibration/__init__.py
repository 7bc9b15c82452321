"""Tables in, benchmark out: open, close, check and aggregate benchmark datasets."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calibration.aggregation import aggregate
    from calibration.balancing import BalanceReport, balance
    from calibration.benchmark import open_benchmark
    from calibration.carbon_prices import with_carbon_prices
    from calibration.closing import close_accounts
    from calibration.errors import InputError, InputWarning
    from calibration.factors import factor_parts, with_factors
    from calibration.files.har import HeaderArray, read_har
    from calibration.files.har_write import write_har
    from calibration.fuels import energy, implied_prices
    from calibration.gases import with_gases
    from calibration.groups import Group, Groups, read_groups
    from calibration.gtap import read_gtap
    from calibration.guard.complete import check_benchmark, complete_benchmark
    from calibration.identities import accounts
    from calibration.importing.benchmark import benchmark_of
    from calibration.importing.reading import read
    from calibration.importing.report import Imported
    from calibration.importing.run import import_table
    from calibration.importing.shares import from_shares
    from calibration.mapping import Mapping, read_mapping, split_of
    from calibration.membership import members
    from calibration.own.elasticities import with_elasticities
    from calibration.own.emissions import with_emissions
    from calibration.own.record import own_values
    from calibration.own.tariffs import with_tariff_rates
    from calibration.random_economy import random_benchmark
    from calibration.sourcing import with_sales_by_user
    from calibration.splits import Parts, read_parts, split
    from calibration.tariffs import rates_on, with_tariffs
    from calibration.updating import Target, UpdateReport, read_targets, rebalanced, update
    from calibration.validation import Fact, FactKind, read_facts, validate

# Loaded when first used, so that errors and files cost the command line no array library.
_HOMES = {
    "BalanceReport": "calibration.balancing",
    "Fact": "calibration.validation",
    "FactKind": "calibration.validation",
    "Imported": "calibration.importing.report",
    "Group": "calibration.groups",
    "Groups": "calibration.groups",
    "HeaderArray": "calibration.files.har",
    "InputError": "calibration.errors",
    "InputWarning": "calibration.errors",
    "Mapping": "calibration.mapping",
    "Parts": "calibration.splits",
    "Target": "calibration.updating",
    "UpdateReport": "calibration.updating",
    "accounts": "calibration.identities",
    "benchmark_of": "calibration.importing.benchmark",
    "aggregate": "calibration.aggregation",
    "balance": "calibration.balancing",
    "check_benchmark": "calibration.guard.complete",
    "close_accounts": "calibration.closing",
    "complete_benchmark": "calibration.guard.complete",
    "factor_parts": "calibration.factors",
    "energy": "calibration.fuels",
    "from_shares": "calibration.importing.shares",
    "import_table": "calibration.importing.run",
    "implied_prices": "calibration.fuels",
    "members": "calibration.membership",
    "open_benchmark": "calibration.benchmark",
    "own_values": "calibration.own.record",
    "random_benchmark": "calibration.random_economy",
    "read": "calibration.importing.reading",
    "read_facts": "calibration.validation",
    "read_groups": "calibration.groups",
    "read_gtap": "calibration.gtap",
    "read_har": "calibration.files.har",
    "rates_on": "calibration.tariffs",
    "read_mapping": "calibration.mapping",
    "read_parts": "calibration.splits",
    "read_targets": "calibration.updating",
    "rebalanced": "calibration.updating",
    "split": "calibration.splits",
    "split_of": "calibration.mapping",
    "update": "calibration.updating",
    "validate": "calibration.validation",
    "with_carbon_prices": "calibration.carbon_prices",
    "with_elasticities": "calibration.own.elasticities",
    "with_emissions": "calibration.own.emissions",
    "with_factors": "calibration.factors",
    "with_gases": "calibration.gases",
    "with_sales_by_user": "calibration.sourcing",
    "with_tariff_rates": "calibration.own.tariffs",
    "with_tariffs": "calibration.tariffs",
    "write_har": "calibration.files.har_write",
}

__all__ = [
    "BalanceReport",
    "Fact",
    "FactKind",
    "Group",
    "Groups",
    "HeaderArray",
    "Imported",
    "InputError",
    "InputWarning",
    "Mapping",
    "Parts",
    "Target",
    "UpdateReport",
    "accounts",
    "aggregate",
    "balance",
    "benchmark_of",
    "check_benchmark",
    "close_accounts",
    "complete_benchmark",
    "energy",
    "factor_parts",
    "from_shares",
    "implied_prices",
    "import_table",
    "members",
    "open_benchmark",
    "own_values",
    "random_benchmark",
    "rates_on",
    "read",
    "read_facts",
    "read_groups",
    "read_gtap",
    "read_har",
    "read_mapping",
    "read_parts",
    "read_targets",
    "rebalanced",
    "split",
    "split_of",
    "update",
    "validate",
    "with_carbon_prices",
    "with_elasticities",
    "with_emissions",
    "with_factors",
    "with_gases",
    "with_sales_by_user",
    "with_tariff_rates",
    "with_tariffs",
    "write_har",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'calibration' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
