"""What is kept of a draw: one row of numbers, and where each statistic stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from cge.analysis.statistics import BENCHMARK, EXPERIMENT, summarise
from cge.economy.benchmark.labelled import attributes
from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.results import assemble
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
    labels
        Labels by dim.
    benchmark
        The solution that changes are measured from, where data are not drawn.
    """

    experiments: tuple[str, ...]
    statistics: tuple[Column, ...]
    kept: tuple[Column, ...]
    labels: Mapping[str, Sequence[str]]
    benchmark: Values

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
        if solutions:
            before = self.benchmark if economy.kin is not None else economy.benchmark_values()
            found = _summary(economy, before, solutions)
            for label, values in solutions.items():
                kept = [values[column.name].ravel() for column in self.kept]
                here = [found[c.name].sel({EXPERIMENT: label}).to_numpy() for c in self.statistics]
                row[self.experiments.index(label)] = np.concatenate(
                    [*(part.ravel() for part in here), *kept]
                )
        return row.ravel()

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
        return xr.Dataset(arrays, {**coords, **{d: list(self.labels[d]) for d in used}})


def _summary(economy: Economy, before: Values, solutions: Mapping[str, Values]) -> xr.Dataset:
    """The summary of solutions with sums over the world, dims (experiment, region)."""
    data = assemble.stack(economy, {BENCHMARK: before, **solutions})
    found = summarise(data)
    return found.assign(
        {
            f"{name}_{WORLD}": array.sum("region", skipna=False).assign_attrs(
                array.attrs | {"long_name": f"{array.attrs['long_name']}, world"}
            )
            for name, array in found.data_vars.items()
            if array.attrs["units"] in ADDS_UP
        }
    )


def layout_of(
    economy: Economy, benchmark: Values, experiments: Sequence[str], keep: Sequence[str]
) -> Layout:
    """The layout of the outcomes of an economy.

    Parameters
    ----------
    economy
        The economy.
    benchmark
        Its benchmark, as a solution.
    experiments
        Names of the experiments.
    keep
        Names of variables kept in full.
    """
    sample = _summary(economy, benchmark, {"sample": benchmark})
    statistics = tuple(
        Column(str(name), tuple(map(str, array.dims[1:])), array.shape[1:], array.attrs)
        for name, array in sample.data_vars.items()
    )
    kept = tuple(
        Column(name, dims, tuple(len(economy.labels[d]) for d in dims), attributes(name))
        for name in keep
        for dims in [entry_of(name).dims]
    )
    return Layout(tuple(experiments), statistics, kept, economy.labels, benchmark)
