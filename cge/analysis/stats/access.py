"""``result.stats``: every statistic of the registry as a function of one result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import xarray as xr

from calibration.errors import nearest
from cge.analysis.statistics import BENCHMARK
from cge.analysis.stats.cells import By, Where
from cge.analysis.stats.evaluate import evaluate, statistic_of
from cge.analysis.stats.registry import STATISTICS, Statistic
from cge.economy.kept import Known
from cge.inputs.selector import Groups


@dataclass(frozen=True)
class StatisticOf:
    """One statistic of a result; a call gives its levels and changes.

    Attributes
    ----------
    statistic
        Row of the registry.
    data
        Variables and parameters of the result.
    groups
        Gives the named groups.
    known
        Keeps what statistics have in common.
    """

    statistic: Statistic
    data: xr.Dataset
    groups: Callable[[], Groups]
    known: Known

    def __repr__(self) -> str:
        row = self.statistic
        return (
            f"<{row.name}: {row.formula}; {row.unit}; by {', '.join(row.dims)}; {row.kind}; "
            f"{row.source}>"
        )

    def __call__(self, by: By = None, where: Where = None, compare: str = BENCHMARK) -> xr.Dataset:
        """Levels and changes; see :func:`cge.analysis.stats.evaluate.evaluate`."""
        groups = self.groups()
        return evaluate(self.statistic, self.data, by, where, compare, groups, self.known)


@dataclass(frozen=True)
class Statistics:
    """Statistics of a result, by name: ``result.stats.exports(by="partner")``.

    Attributes
    ----------
    data
        Variables and parameters of the result.
    groups
        Gives the named groups of regions and sectors.
    known
        Keeps prices and payments that several statistics need from one to the next.
    """

    data: xr.Dataset
    groups: Callable[[], Groups]
    known: Known = field(default_factory=Known, repr=False)

    def __repr__(self) -> str:
        return f"<Statistics: {', '.join(STATISTICS)}>"

    def __dir__(self) -> list[str]:
        return list(STATISTICS)

    def _ipython_key_completions_(self) -> list[str]:
        return list(STATISTICS)

    def __getitem__(self, name: str) -> StatisticOf:
        """A statistic by its name, which a notebook completes.

        Raises
        ------
        InputError
            There is no such statistic.
        """
        return StatisticOf(statistic_of(name), self.data, self.groups, self.known)

    def __getattr__(self, name: str) -> StatisticOf:
        if name not in STATISTICS:
            raise AttributeError(f"no statistic '{name}'{nearest(name, STATISTICS)}")
        return StatisticOf(STATISTICS[name], self.data, self.groups, self.known)
