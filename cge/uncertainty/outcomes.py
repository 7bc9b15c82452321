"""What is kept of a draw: one row of numbers, and where each statistic stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from calibration.gases import as_counted
from cge.analysis.accounts import Accounts
from cge.analysis.added_capital import CAPITAL
from cge.analysis.columns import columns_of
from cge.analysis.statistics import EXPERIMENT
from cge.economy.benchmark.labelled import attributes
from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.results.assemble import adjusting_endowments
from cge.symbols.named import NamedArray
from cge.symbols.registry import entry_of

Array = np.ndarray
DRAW = "draw"
# Amounts of which the world's is the sum over regions.
ADDS_UP = ("million USD", "Mt CO2", "Mt CO2e")
WORLD = "world"


@dataclass(frozen=True)
class Column:
    """One array of an outcome.

    Attributes
    ----------
    name
        Name of the statistic or of the variable.
    dims
        Its dims after the experiment.
    shape
        Numbers of labels along these.
    attrs
        ``long_name`` and ``units``.
    """

    name: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    attrs: Mapping[str, Any]

    @property
    def size(self) -> int:
        """Numbers of one experiment."""
        return int(np.prod(self.shape, dtype=int))


@dataclass(frozen=True, eq=False)
class Layout:
    """Where each statistic of each experiment stands in a row of numbers.

    Attributes
    ----------
    experiments
        Names of the experiments, in order.
    statistics
        Columns of the summary, each by region, and sums of these over the world.
    kept
        Variables in full.
    economy
        What was solved, before any draw; it has the labels.
    """

    experiments: tuple[str, ...]
    statistics: tuple[Column, ...]
    kept: tuple[Column, ...]
    economy: Economy

    @property
    def columns(self) -> tuple[Column, ...]:
        """All of them, in the order of a row."""
        return (*self.statistics, *self.kept)

    @property
    def width(self) -> int:
        """Numbers of one experiment."""
        return sum(column.size for column in self.columns)

    @property
    def size(self) -> int:
        """Numbers of one draw."""
        return len(self.experiments) * self.width

    def outcome(self, economy: Economy, solutions: Mapping[str, Values]) -> Array:
        """The row of a draw, not a number where an experiment has no solution (size).

        Parameters
        ----------
        economy
            The economy of the draw.
        solutions
            By experiment, those that there are.
        """
        row = np.full((len(self.experiments), self.width), np.nan)
        for label, values in solutions.items():
            kept = [values[column.name].ravel() for column in self.kept]
            here = self.statistics_of(economy, values)
            row[self.experiments.index(label)] = np.concatenate([here, *kept])
        return row.ravel()

    def statistics_of(self, economy: Economy, values: Values) -> Array:
        """The statistics of one solution, in their order.

        Parameters
        ----------
        economy
            The economy of the draw.
        values
            The solution, which may be of complex numbers.
        """
        adding = adjusting_endowments(economy).get(CAPITAL, [])
        found = _summary(self._before(economy), Accounts(economy.named(values)), adding)
        return np.concatenate([np.ravel(found[column.name][0]) for column in self.statistics])

    def _before(self, economy: Economy) -> Accounts[NamedArray]:
        """Accounts of the benchmark, which a draw of elasticities does not change."""
        if economy.kin is None and economy is not self.economy:
            return Accounts(economy.named(economy.benchmark_values()))
        return self._accounts

    @cached_property
    def _accounts(self) -> Accounts[NamedArray]:
        return Accounts(self.economy.named(self.economy.benchmark_values()))

    def dataset(self, rows: Array, draws: Array) -> xr.Dataset:
        """Rows as labelled arrays, dims (draw, experiment, ...).

        Parameters
        ----------
        rows
            (draws, size).
        draws
            Number of each draw.
        """
        shaped = rows.reshape(len(draws), len(self.experiments), self.width)
        arrays, at = {}, 0
        for column in self.columns:
            part = shaped[:, :, at : at + column.size]
            values = part.reshape(*shaped.shape[:2], *column.shape)
            arrays[column.name] = ((DRAW, EXPERIMENT, *column.dims), values, dict(column.attrs))
            at += column.size
        used = {d for column in self.columns for d in column.dims}
        coords = {DRAW: draws, EXPERIMENT: list(self.experiments)}
        return xr.Dataset(arrays, {**coords, **{d: list(self.economy.labels[d]) for d in used}})


def _summary(
    before: Accounts[NamedArray], after: Accounts[NamedArray], adding: Sequence[str]
) -> dict[str, tuple[Array, str, str]]:
    """Columns of the summary by region, and sums over the world of those that add up."""
    found: dict[str, tuple[Array, str, str]] = {}
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = columns_of(before, after, adding)
    for name, (array, text, unit) in columns.items():
        found[name] = (array.to_numpy(), text, unit)
        if unit in ADDS_UP:
            found[f"{name}_{WORLD}"] = (array.to_numpy().sum(), f"{text}, {WORLD}", unit)
    return found


def layout_of(economy: Economy, experiments: Sequence[str], keep: Sequence[str] = ()) -> Layout:
    """The layout of the outcomes of an economy.

    Parameters
    ----------
    economy
        The economy.
    experiments
        Names of the experiments.
    keep
        Names of variables kept in full.
    """
    accounts = Accounts(economy.named(economy.benchmark_values()))
    sample = _summary(accounts, accounts, adjusting_endowments(economy).get(CAPITAL, []))
    about = as_counted(
        xr.Dataset(
            {
                name: (("region",)[: np.ndim(values)], values, {"long_name": text, "units": unit})
                for name, (values, text, unit) in sample.items()
            }
        ),
        economy.benchmark,
    )
    statistics = tuple(
        Column(str(name), tuple(map(str, array.dims)), array.shape, array.attrs)
        for name, array in about.data_vars.items()
    )
    kept = tuple(
        Column(name, dims, tuple(len(economy.labels[d]) for d in dims), attributes(name))
        for name in keep
        for dims in [entry_of(name).dims]
    )
    return Layout(tuple(experiments), statistics, kept, economy)
