"""Targets of an update: what they may be, and the table in which a user writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.table import Row, Table, read_table
from calibration.guard.units import factor_to
from calibration.variables import MILLION_USD

GDP, EXPORTS, IMPORTS, EMISSIONS = "gdp", "exports", "imports", "emissions"
# What may be a target -> its unit, and which columns may narrow it.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    GDP: (MILLION_USD, ("sector",)),
    EXPORTS: (MILLION_USD, ("sector", "partner")),
    IMPORTS: (MILLION_USD, ("sector", "partner")),
    EMISSIONS: ("Mt CO2", ()),
}
COLUMNS = ("variable", "region", "value", "unit", "source", "year")
OPTIONAL = ("sector", "partner")
LABELLED = ("region", "sector")
"""Dimensions whose labels targets name."""
PERCENT = "%"
"""Unit of a change from the benchmark."""


@dataclass(frozen=True)
class Target:
    """One total that an updated benchmark has to have.

    Attributes
    ----------
    variable : str
        ``gdp`` (at market prices; of a sector, value added at basic prices), ``exports`` (at the
        border of the region, without world transport), ``imports`` (at the border of the region,
        with transport, before tariffs) or ``emissions`` (of all activities and of households).
    region : str
        Whose.
    value : float
        Of `unit`.
    unit : str
        Money, such as ``billion USD``; tonnes of CO2, such as ``Mt CO2``; or ``%``, a change from
        the benchmark.
    year : int
        Of which it is.
    source : str
        Where the number is from.
    sector, partner : str
        Of one sector only, and of trade with one region only; empty for all.
    """

    variable: str
    region: str
    value: float
    unit: str
    year: int
    source: str
    sector: str = ""
    partner: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What no two targets have in common."""
        return self.variable, self.region, self.sector, self.partner

    def __str__(self) -> str:
        """What messages call it."""
        of = f" of {self.sector}" if self.sector else ""
        other = {EXPORTS: "to", IMPORTS: "from"}.get(self.variable, "with")
        beside = f" {other} {self.partner}" if self.partner else ""
        return f"{self.variable}{of}, {self.region}{beside}"

    def total(self, before: float) -> float:
        """The total, million USD or Mt CO2, of what was so much in the benchmark."""
        if self.unit == PERCENT:
            return before * (1.0 + self.value / 100.0)
        factor = factor_to(KINDS[self.variable][0], self.unit)
        assert not isinstance(factor, str)  # see `_faults`
        return self.value * factor


@explained
def read_targets(path: str | Path, dataset: xr.Dataset) -> list[Target]:
    """Read a table of targets and check it against the labels of a dataset.

    Parameters
    ----------
    path : str or Path
        CSV with the columns `variable`, `region`, `value`, `unit`, `source`, `year` and, where
        needed, `sector` and `partner`; see `Target`.
    dataset : xarray.Dataset
        The benchmark to update.

    Returns
    -------
    list of Target

    Raises
    ------
    InputError
        Listing every faulty row, with its line.
    """
    absent = [f"dimension {d} has no labels" for d in LABELLED if d not in dataset.coords]
    if absent:
        raise InputError(absent)
    table = read_table(path, COLUMNS, OPTIONAL)
    found = [_target(row) for row in table.rows]
    faults = [
        (row.line, problem)
        for row, target in zip(table.rows, found, strict=True)
        for problem in _number_faults(row, target)
    ]
    lines = {n: f"line {row.line}" for n, row in enumerate(table.rows)}
    for n, problem in faults_of(found, dataset, lines):
        faults.append((table.rows[n].line, problem))
    table.refuse(faults, [] if found else ["there is no target"])
    return found


def _target(row: Row) -> Target:
    cells = row.cells
    year = cells["year"]
    return Target(
        cells["variable"],
        cells["region"],
        Table.number(row, "value"),
        cells["unit"],
        int(year) if year.isascii() and year.isdigit() else 0,
        cells["source"],
        cells.get("sector", ""),
        cells.get("partner", ""),
    )


def _number_faults(row: Row, target: Target) -> Iterator[str]:
    """Cells that hold no number."""
    if not isfinite(target.value):
        yield f"value '{row['value']}' is not a number"
    if not target.year:
        yield f"year '{row['year']}' is not a year"


def checked(targets: Sequence[Target], dataset: xr.Dataset) -> list[Target]:
    """Targets made by hand, or every problem of them named by its position.

    Raises
    ------
    InputError
    """
    wrong = [each for each in targets if not isinstance(each, Target)]
    if wrong:
        raise InputError(f"targets: {type(wrong[0]).__name__} is no Target")
    names = {n: f"number {n + 1}" for n in range(len(targets))}
    problems = [f"targets: {names[n]}: {p}" for n, p in faults_of(targets, dataset, names)]
    problems += [
        f"targets: {names[n]}: value {each.value} is not a number"
        for n, each in enumerate(targets)
        if not isfinite(each.value)
    ]
    problems += [] if targets else ["targets: there is none"]
    if problems:
        raise InputError(problems)
    return [*targets]


def faults_of(
    targets: Iterable[Target], dataset: xr.Dataset, names: dict[int, str]
) -> Iterator[tuple[int, str]]:
    """What is wrong with targets: position, and the problem in words.

    Parameters
    ----------
    targets
        As they are given.
    dataset
        The benchmark whose labels they name.
    names
        What messages call the target at each position.
    """
    labels = {dim: [str(label) for label in dataset[dim].to_numpy()] for dim in LABELLED}
    seen: dict[tuple[str, ...], int] = {}
    years: dict[int, int] = {}
    for n, target in enumerate(targets):
        yield from ((n, problem) for problem in _faults(target, labels))
        if target.key in seen:
            yield n, f"repeats {names[seen[target.key]]}"
        seen.setdefault(target.key, n)
        first = years.setdefault(target.year, n) if target.year else n
        if len(years) > 1 and first == n:
            yield (
                n,
                f"is of {target.year}, not of {next(iter(years))}; update to one year at a time",
            )


def _faults(target: Target, labels: dict[str, list[str]]) -> Iterator[str]:
    if target.variable not in KINDS:
        yield f"unknown variable '{target.variable}'{nearest(target.variable, KINDS)}"
        return
    unit, narrowing = KINDS[target.variable]
    yield from _label_faults(target, labels, narrowing)
    if target.unit == PERCENT:
        if target.value <= -100:
            yield f"value {target.value:g} % leaves nothing"
    elif isinstance(factor_to(unit, target.unit), str):
        written = "USD, as in billion USD" if unit == MILLION_USD else "tonnes, as in Mt CO2"
        yield f"unit '{target.unit}' is not one of {written}, nor % for a change"
    elif target.value < 0:
        yield f"value {target.value:g} is below 0"
    elif target.value == 0 and target.variable == GDP:
        yield "value is 0; GDP is above"
    if not target.source:
        yield "source is empty"


def _label_faults(
    target: Target, labels: dict[str, list[str]], narrowing: tuple[str, ...]
) -> Iterator[str]:
    if target.region not in labels["region"]:
        yield f"unknown region '{target.region}'{nearest(target.region, labels['region'])}"
    for column, dim in (("sector", "sector"), ("partner", "region")):
        label = getattr(target, column)
        if not label:
            continue
        if column not in narrowing:
            yield f"{target.variable} is not told by {column}; leave '{label}' out"
        elif label not in labels[dim]:
            yield f"unknown {column} '{label}'{nearest(label, labels[dim])}"
    if target.partner and target.partner == target.region:
        yield f"partner '{target.partner}' is the region itself"
