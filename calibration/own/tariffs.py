"""Tariff rates by sector, origin and destination."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, InputWarning
from calibration.files.table import Layout, Row, Table, few, read_layout
from calibration.groups import Groups
from calibration.guard.sense import senseless
from calibration.own.record import with_record
from calibration.own.rows import (
    ORIGIN,
    Named,
    Values,
    must_be_complete,
    origin_of,
    origin_problems,
)
from calibration.rates import PERCENT, UNITS, fractions_perhaps, wrong_rate, wrong_unit
from calibration.tariffs import SCHEDULE, under_rates

Array = np.ndarray
RATE = "tariff_rate"
FLOW = ("sector", "origin", "destination")
# A table of all trade among 81 regions in 50 sectors has 328,050 rows.
LAYOUT = Layout((*FLOW, "rate", "unit", *ORIGIN), ("note",), most_rows=400_000, largest=60_000_000)


@explained
def with_tariff_rates(
    dataset: xr.Dataset, path: str | Path, groups: Groups | None = None
) -> xr.Dataset:
    """The same benchmark with tariff rates of a file in place of its own.

    The rates are those of the benchmark, no shock to it: the accounts are kept as
    `calibration.with_tariffs` keeps them. Sales, and what each user pays in all, stay what they
    are; tariff revenue is the new rate times its base, and one rate of product tax, added on all
    that a user buys, makes up for the difference.

    Schedules of other dates keep what they add to the rates of the data or take from them, but
    take away no more than the new rate.

    Parameters
    ----------
    dataset : xarray.Dataset
        A complete benchmark; it is left as it is.
    path : str or Path
        CSV with the columns `sector`, `origin`, `destination` (a label, a pattern, a group or
        ``all``), `rate`, `unit` (``percent`` or ``fraction``), `source`, `year` and, where wanted,
        `note`, which is not read.
    groups : Groups, optional
        What names of groups stand for.

    Returns
    -------
    xarray.Dataset
        Rows replace the rates of the flows that they name, but for sales of a region to itself. The
        attribute `own_values` of `tariff_rate` names the file and its sources.

    Raises
    ------
    InputError
        For a dataset that is no complete benchmark. Listing every faulty row: unknown labels, rates
        of -100 % or less, fractions above 1, no source, another rate than that of a row before,
        nothing but sales of a region to itself; and product taxes that would leave nothing to pay.

    Warns
    -----
    InputWarning
        Of rows that fall on no trade, and of percentages that are all below 1.
    """
    must_be_complete(dataset)
    table = read_layout(path, LAYOUT)
    given = _Given(dataset, groups)
    faults = [(row.line, problem) for row in table.rows for problem in given.problems(row)]
    empty = [] if table.rows or table.faults else ["holds no rate"]
    table.refuse(few(faults), empty)
    made = given.made(path)
    problems = [f"{path}: with these rates, {problem}" for problem in senseless(made)]
    if problems:
        raise InputError(problems)
    for caution in filter(None, (*given.idle(), _small(table))):
        warnings.warn(f"{path}: {caution}", InputWarning, stacklevel=3)
    return made


def _faults(row: Row) -> Iterator[str]:
    """What is wrong with a row, whatever the data."""
    rate, unit = Table.number(row, "rate"), row["unit"]
    if wrong := wrong_unit(unit):
        yield wrong
    elif not np.isfinite(rate):
        yield f"rate '{row['rate']}' is not a number"
    elif wrong := wrong_rate(rate, unit, "write the unit percent"):
        yield wrong
    yield from origin_problems(row)


def _small(table: Table) -> str:
    """Fractions that may have been called percentages."""
    rates = (abs(Table.number(row, "rate")) for row in table.rows if row["unit"] == PERCENT)
    return fractions_perhaps(max(rates, default=0.0), PERCENT)


class _Given:
    """Rates by flow."""

    def __init__(self, dataset: xr.Dataset, groups: Groups | None) -> None:
        self.dataset = dataset
        self.named = Named(dataset, groups)
        shape = dataset[RATE].shape
        home = np.broadcast_to(np.eye(shape[1], dtype=bool), shape)
        labels = [self.named.labels(dim) for dim in FLOW]
        self.values = Values(labels, home, lambda rate: f"{100 * rate:g} %")
        self.sources: Counter[str] = Counter()
        self.traded = dataset["sales"].to_numpy() > 0
        self.without: list[int] = []

    def problems(self, row: Row) -> list[str]:
        """Take the rate of a row, or say all that is wrong with it."""
        at, unknown = self.named.cells({dim: row[dim] for dim in FLOW})
        faults = [*_faults(row), *unknown]
        if not unknown and at[1] == at[2] and len(at[1]) == 1:
            faults.append("names sales of a region to itself, which bear no tariff")
        return faults or self._put(row, at)

    def _put(self, row: Row, at: list[list[int]]) -> list[str]:
        clash = self.values.put(row.line, at, Table.number(row, "rate") / UNITS[row["unit"]])
        if clash:
            return [clash]
        self.sources[origin_of(row)] += 1
        if not (self.traded & ~self.values.barred)[np.ix_(*at)].any():
            self.without.append(row.line)
        return []

    def idle(self) -> Iterator[str]:
        """Rows that fall on no trade."""
        if self.without:
            count = len(self.without)
            rows = "1 row falls" if count == 1 else f"{count} rows fall"
            yield f"{rows} on no trade of the data, first line {self.without[0]}"

    def made(self, path: str | Path) -> xr.Dataset:
        """The benchmark under the rates."""
        old = self.dataset[RATE].to_numpy()
        rate = self.values.over(old)
        changed = under_rates(self.dataset, rate)
        about = with_record(self.dataset[RATE].attrs, path, self.values.given.sum(), self.sources)
        changed[RATE] = changed[RATE].assign_attrs(about)
        if SCHEDULE in self.dataset:
            changed[SCHEDULE] = self._schedule(old, rate)
        return self.dataset.assign(changed)

    def _schedule(self, old: Array, rate: Array) -> xr.DataArray:
        """A date adds to the new rates what it added; it takes no more from them than there is."""
        added = self.dataset[SCHEDULE]
        ordered = added.transpose(..., *FLOW)
        values = ordered.to_numpy()
        least = np.minimum(old + values, 0.0)
        kept = np.where(self.values.given, np.maximum(rate + values, least) - rate, values)
        return ordered.copy(data=kept).transpose(*added.dims)
