"""Tariffs before and after: a table by destination, origin and sector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.files.table import Fault, Layout, Row, Table, few, read_layout
from cge.inputs.selector import Groups, Selector, cells
from cge.scenarios import Package, Shock
from cge.scenarios.numbers import read_numbers

FLOW = ("sector", "origin", "destination")
YEARS = ("before", "after")
LAYOUT = Layout((*FLOW, *YEARS, "status", "source"))
TARIFFS = "tariffs"


@dataclass(frozen=True)
class Change:
    """A row of the table: one tariff in both years.

    Attributes
    ----------
    where
        Labels by dimension.
    before, after
        Rates, %.
    source
        Where they are from.
    place
        File and line, as the beginning of an error message.
    """

    where: Mapping[str, Selector]
    before: float
    after: float
    source: str
    place: str


def read_changes(path: Path) -> tuple[Change, ...]:
    """Read tariffs of two years; a row replaces those above it.

    Parameters
    ----------
    path
        CSV with the columns `sector`, `origin`, `destination` (labels, patterns or groups with
        blanks between them, or ``all``), `before`, `after` (%), `status` and `source`.

    Raises
    ------
    InputError
        Everything wrong with the rows, each problem with its line.
    """
    table = read_layout(path, LAYOUT)
    faults: list[Fault] = [(row.line, text) for row in table.rows for text in _faults(row)]
    table.refuse(few(faults), [] if table.rows or table.faults else ["holds no tariff"])
    return tuple(_change(row, path) for row in table.rows)


def rates(
    changes: Sequence[Change], year: str, labels: Mapping[str, Sequence[str]], groups: Groups
) -> np.ndarray:
    """Tariff rates of a year, %, (sector, origin, destination); none where no row names a flow.

    Parameters
    ----------
    changes
        Rows, each of which replaces those before.
    year : {"before", "after"}
        Which rates.
    labels, groups
        Those of the data.

    Raises
    ------
    InputError
        Labels that the data do not have, each with its line.
    """
    found = np.zeros([len(labels[dim]) for dim in FLOW])
    problems: list[str] = []
    along = {dim: labels[dim] for dim in FLOW}
    for change in changes:
        mask, unknown = cells(TARIFFS, change.where, along, groups)
        problems += [f"{change.place}{text}" for text in unknown]
        found[mask] = getattr(change, year)
    if problems:
        raise InputError(problems)
    found[:, np.eye(found.shape[1], dtype=bool)] = 0.0  # nobody pays at his own border
    return found


def package_of(before: np.ndarray, after: np.ndarray, sales: xr.DataArray) -> Package | None:
    """The tariffs of the later year, where there is trade and the rate changes; None for none."""
    moved = (sales.transpose(*FLOW).to_numpy() > 0) & (after != before)
    if not moved.any():
        return None
    values = sales.transpose(*FLOW).copy(data=np.where(moved, after, np.nan)).drop_attrs()
    return Package(
        title="Tariffs of the later year",
        shocks=(Shock(parameter="tariff_power", set=read_numbers(values, "set")),),
    )


def _faults(row: Row) -> Iterator[str]:
    yield from (f"{dim} is left blank; write 'all' for all" for dim in FLOW if not row[dim])
    for year in YEARS:
        rate = Table.number(row, year)
        if not np.isfinite(rate) or rate <= -100:
            yield f"{year} '{row[year]}' is no rate in % above -100"
    yield from (f"{key} is left blank" for key in ("status", "source") if not row[key])


def _change(row: Row, path: Path) -> Change:
    where = {dim: Selector(tuple(row[dim].split())) for dim in FLOW}
    before, after = (Table.number(row, year) for year in YEARS)
    source = f"{row['status']}: {row['source']}"
    return Change(where, before, after, source, f"{path}:{row.line}: ")
