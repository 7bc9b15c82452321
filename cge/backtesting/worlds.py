"""The economy of the early year: with its tariffs, and with other elasticities of trade."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from calibration.errors import InputError
from calibration.guard.sense import senseless
from calibration.tariffs import under_rates
from cge.backtesting.schema import Backtest
from cge.backtesting.states import in_order, same_labels, state_of
from cge.backtesting.tariffs import FLOW, YEARS, package_of, rates
from cge.economy.economy import Economy
from cge.inputs.data import open_data
from cge.inputs.groups import shipped_groups
from cge.inputs.selector import NamedGroups
from cge.scenarios import Package

ELASTICITIES = ("sigma_import_source", "sigma_domestic_import")
"""Those of trade, which one factor moves: the lower stays what it is of the upper."""


def early(
    test: Backtest, start: str | Path | xr.Dataset | None
) -> tuple[xr.Dataset, Package | None]:
    """The benchmark of the early year with the tariffs that were in force, and their changes.

    Raises
    ------
    InputError
        Everything wrong with the data, or labels of the tariffs that they do not have.
    """
    benchmark, _ = open_data(test.start if start is None else start, test.aggregation)
    if not test.changes:
        return benchmark, None
    labels = {dim: list(map(str, benchmark[dim].to_numpy())) for dim in FLOW}
    groups = NamedGroups(shipped_groups(), benchmark)
    before, after = (rates(test.changes, year, labels, groups) for year in YEARS)
    made = benchmark.assign(under_rates(benchmark, before / 100))
    problems = [f"{test.tariff_changes}: with these rates, {text}" for text in senseless(made)]
    if problems:
        raise InputError(problems)
    return made, package_of(before, after, made["sales"])


def late(test: Backtest, end: str | Path | xr.Dataset | None, before: xr.Dataset) -> xr.Dataset:
    """Trade and GDP of the later year, labels as in the early one.

    Raises
    ------
    InputError
        Everything wrong with the data, or other labels than those of the early year.
    """
    benchmark, _ = open_data(test.end if end is None else end, test.aggregation)
    after = state_of(benchmark)
    problems = same_labels(before, after)
    if problems:
        raise InputError(problems)
    return in_order(after, before)


def with_factor(economy: Economy, factor: float) -> Economy:
    """The economy with all elasticities of trade times a factor, on the same compiled model."""
    scaled = {name: factor * economy.benchmark[name] for name in ELASTICITIES}
    return economy.with_elasticities(**scaled)
