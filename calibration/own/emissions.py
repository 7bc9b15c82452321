"""CO2 by activity and region."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.aggregation import CO2_OF_SALES, DIRTIEST_TENTH
from calibration.arguments import explained
from calibration.errors import InputError, InputWarning, nearest
from calibration.files.table import Layout, Row, Table, few, read_layout
from calibration.fuels import BY_FUEL, OWN_FUEL, closed_emissions
from calibration.groups import Groups
from calibration.guard.sense import extreme_intensities, senseless
from calibration.guard.units import factor_to
from calibration.margins import output_of
from calibration.own.record import with_record
from calibration.own.rows import (
    ORIGIN,
    Named,
    Values,
    must_be_complete,
    origin_of,
    origin_problems,
)
from calibration.variables import KNOWN

Array = np.ndarray
TOTAL, PROCESS = "co2", "co2_process"
VARIABLES = (TOTAL, PROCESS)
DIMS = ("activity", "region")
VARIABLE = "variable"
LAYOUT = Layout((*DIMS, "value", "unit", *ORIGIN), (VARIABLE, "note"))
ROUNDING = 1e-12
"""Of emissions: less than this is none."""


@explained
def with_emissions(
    dataset: xr.Dataset, path: str | Path, groups: Groups | None = None
) -> xr.Dataset:
    """The same benchmark with CO2 of a file in place of its own.

    Where the data have emissions by fuel, what is not from processes is from fuel: fuels of an
    activity keep their proportions, and the uses of each fuel theirs. In data that are aggregated
    already, what a label emits for its buyers keeps its proportions, too.

    Parameters
    ----------
    dataset : xarray.Dataset
        A complete benchmark; it is left as it is.
    path : str or Path
        CSV with the columns `activity`, `region` (each one label), `value`, `unit` (``Mt CO2``,
        ``kt``, ``t`` and the like), `source`, `year`; and, where wanted, `variable`
        (``co2``, which is meant where it is blank, or ``co2_process``, a part of it) and `note`,
        which is not read.
    groups : Groups, optional
        What names of groups stand for; a group of one label is that label.

    Returns
    -------
    xarray.Dataset
        Rows replace the cells that they name. The attribute `own_values` of each variable names the
        file and its sources.

    Raises
    ------
    InputError
        For a dataset that is no complete benchmark. Listing every faulty row: unknown labels,
        amounts of several activities or regions, negative amounts, units that are not of CO2, no
        source, another amount than that of a row before; then processes that emit more than there
        is, emissions of fuel where the data know of no fuel, and emissions where there is no
        output.

    Warns
    -----
    InputWarning
        Of industries whose emissions per output are beyond measure.
    """
    must_be_complete(dataset)
    table = read_layout(path, LAYOUT)
    given = {name: _Given(Named(dataset, groups)) for name in VARIABLES}
    faults = [(row.line, problem) for row in table.rows for problem in _problems(row, given)]
    empty = [] if table.rows or table.faults else ["holds no emissions"]
    table.refuse(few(faults), empty)
    changed = _Changed(dataset, given)
    table.refuse(few([*changed.faults()]))
    made = _recorded(dataset.assign(changed.variables()), given, path)
    problems = [f"{path}: with these emissions, {problem}" for problem in senseless(made)]
    if problems:
        raise InputError(problems)
    before = [*extreme_intensities(dataset)]
    for caution in extreme_intensities(made):
        if caution not in before:
            warnings.warn(f"{path}: {caution}", InputWarning, stacklevel=3)
    return made


def _faults(row: Row) -> Iterator[str]:
    """What is wrong with a row, whatever the data."""
    if not 0 <= Table.number(row, "value") < np.inf:
        yield f"value '{row['value']}' is not an amount from 0 on"
    factor = factor_to(KNOWN[TOTAL].units, row["unit"])
    if isinstance(factor, str):
        yield factor
    if _variable(row) not in VARIABLES:
        yield f"variable '{_variable(row)}' is not one of these{nearest(_variable(row), VARIABLES)}"
    yield from origin_problems(row)


def _variable(row: Row) -> str:
    return row.cells.get(VARIABLE) or TOTAL


def _problems(row: Row, given: dict[str, _Given]) -> list[str]:
    """Take the amount of a row, or say all that is wrong with it."""
    of = given.get(_variable(row), given[TOTAL])
    at, unknown = of.cells(row)
    return [*_faults(row), *unknown] or of.put(row, at)


class _Given:
    """Amounts of one variable (activity, region), Mt CO2."""

    def __init__(self, named: Named) -> None:
        self.named = named
        self.values = Values([named.labels(dim) for dim in DIMS], shown="{:g} Mt CO2".format)
        self.sources: Counter[str] = Counter()

    def cells(self, row: Row) -> tuple[list[list[int]], list[str]]:
        """Positions of the activity and the region of a row, and what is wrong with its names."""
        at, problems = self.named.cells({dim: row[dim] for dim in DIMS})
        problems += [
            f"{dim}: '{row[dim]}' means {len(found)} labels; an amount is of one"
            for dim, found in zip(DIMS, at, strict=True)
            if len(found) > 1
        ]
        return at, problems

    def put(self, row: Row, at: list[list[int]]) -> list[str]:
        """Take the amount of a row; what is wrong with it beside those before."""
        amount = Table.number(row, "value") * float(factor_to(KNOWN[TOTAL].units, row["unit"]))
        clash = self.values.put(row.line, at, amount)
        if clash:
            return [clash]
        self.sources[origin_of(row)] += 1
        return []


class _Changed:
    """Emissions with the amounts of a file, before and after."""

    def __init__(self, dataset: xr.Dataset, given: dict[str, _Given]) -> None:
        self.dataset, self.given = dataset, given
        self.old = {
            name: dataset[name].to_numpy() if name in dataset else np.zeros(self._shape)
            for name in VARIABLES
        }
        self.new = {name: given[name].values.over(self.old[name]) for name in VARIABLES}
        self.burnt = self.new[TOTAL] - self.new[PROCESS]
        self.burnt[np.abs(self.burnt) <= ROUNDING * self.new[TOTAL]] = 0.0

    @property
    def _shape(self) -> tuple[int, ...]:
        return self.dataset[TOTAL].shape

    @property
    def touched(self) -> Array:
        """Line that an activity's emissions are from; 0 where they are those of the data."""
        lines = [self.given[name].values.lines for name in VARIABLES]
        return np.where(lines[0] > 0, lines[0], lines[1])

    @property
    def fuel(self) -> Array:
        """What the data know of fuel burnt, Mt CO2 (activity, region)."""
        found: Array = self.dataset[BY_FUEL].sum(("fuel", "sector")).to_numpy()
        return (
            found + self.dataset[OWN_FUEL].sum("fuel").to_numpy()
            if OWN_FUEL in self.dataset
            else found
        )

    def faults(self) -> Iterator[tuple[int, str]]:
        """Lines with amounts that do not go together."""
        for at in zip(*np.nonzero((self.burnt < 0) & (self.touched > 0)), strict=True):
            yield (
                int(self.touched[at]),
                f"{self._cell(at)} emits {self.new[TOTAL][at]:.6g} Mt CO2 in all, less than the "
                f"{self.new[PROCESS][at]:.6g} of its processes; give both",
            )
        if BY_FUEL not in self.dataset:
            return
        unknown = (self.burnt > 0) & (self.fuel <= 0) & (self.touched > 0)
        for at in zip(*np.nonzero(unknown), strict=True):
            yield (
                int(self.touched[at]),
                f"{self._cell(at)} emits {self.burnt[at]:.6g} Mt CO2 of fuel, and the data know "
                f"of no fuel that it burns; give them as {PROCESS}, too",
            )

    def _cell(self, at: tuple[int, ...]) -> str:
        return self.given[TOTAL].values.cell(at)

    def variables(self) -> dict[str, xr.DataArray]:
        """Every variable of emissions that changes."""
        made = {TOTAL: self._like(TOTAL, self.new[TOTAL])}
        if self.given[PROCESS].values.given.any():
            made[PROCESS] = self._like(PROCESS, self.new[PROCESS])
        made |= self._fuels()
        return made | self._of_sales()

    def _like(self, name: str, values: Array) -> xr.DataArray:
        spec = KNOWN[name]
        attrs = self.dataset[name].attrs if name in self.dataset else spec.attrs
        coords = {dim: self.dataset[dim] for dim in spec.dims}
        return xr.DataArray(values, coords, spec.dims, name, attrs)

    def _fuels(self) -> dict[str, xr.DataArray]:
        """Fuels in their proportions, and a total that is all parts together to the last digit."""
        if BY_FUEL not in self.dataset:
            return {}
        fuel = self.fuel
        times = np.divide(
            self.burnt, fuel, out=np.ones_like(fuel), where=(fuel > 0) & (self.touched > 0)
        )
        factor = xr.DataArray(times, dims=DIMS)
        made = {
            name: (self.dataset[name] * factor)
            .transpose(*KNOWN[name].dims)
            .assign_attrs(self.dataset[name].attrs)
            for name in (BY_FUEL, OWN_FUEL)
            if name in self.dataset
        }
        parts = {name: array.to_numpy() for name, array in made.items()}
        if PROCESS in self.dataset or self.given[PROCESS].values.given.any():
            parts[PROCESS] = self.new[PROCESS]
        total = closed_emissions(parts)[TOTAL]
        return made | {TOTAL: self._like(TOTAL, np.where(self.touched > 0, total, self.new[TOTAL]))}

    def _of_sales(self) -> dict[str, xr.DataArray]:
        """What labels that an aggregation has joined emit for each buyer, and their dirtiest."""
        if CO2_OF_SALES not in self.dataset:
            return {}
        old, new, output = self.old[TOTAL], self.new[TOTAL], output_of(self.dataset)
        sales = self.dataset["sales"].to_numpy()
        mean = np.divide(new, output, out=np.zeros_like(new), where=output > 0)
        times = np.divide(new, old, out=np.ones_like(new), where=old > 0)
        before = self.dataset[CO2_OF_SALES].to_numpy()
        known = (old > 0)[:, :, None]
        made = {CO2_OF_SALES: np.where(known, before * times[:, :, None], mean[:, :, None] * sales)}
        if DIRTIEST_TENTH in self.dataset:
            dirtiest = self.dataset[DIRTIEST_TENTH].to_numpy()
            made[DIRTIEST_TENTH] = np.where(old > 0, dirtiest * times, mean)
        return {name: self._like(name, values) for name, values in made.items()}


def _recorded(dataset: xr.Dataset, given: dict[str, _Given], path: str | Path) -> xr.Dataset:
    about = {
        name: with_record(dataset[name].attrs, path, one.values.given.sum(), one.sources)
        for name, one in given.items()
        if one.sources
    }
    return dataset.assign({name: dataset[name].assign_attrs(a) for name, a in about.items()})
