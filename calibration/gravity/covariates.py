"""What explains bilateral flows: distance, borders, tariffs, rules on data, own measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import xarray as xr

from calibration.errors import InputError, first_of, nearest
from calibration.files.table import Fault, Row, Table, read_table
from calibration.groups import Groups
from calibration.regimes import Regimes, of_regions

Array = np.ndarray
Own: TypeAlias = Mapping[str, "str | Path | xr.DataArray"]

DISTANCE, BORDER, TARIFF = "distance", "border", "tariff"
_LEVELS = {
    "data_restriction": "restriction",
    "data_mistrust": "mistrust",
    "standards_distance": "distance",
}
MEANINGS = {
    DISTANCE: "log of the distance, km",
    BORDER: "1 between two economies, 0 at home",
    TARIFF: "log of 1 + tariff rate",
    "data_restriction": "restriction of data flows, 0 to 1",
    "data_mistrust": "lack of trust in data flows, 0 to 1",
    "standards_distance": "distance between rules on data, 0 to 1",
}
"""Covariates that a benchmark or the data regimes know; groups of regions are covariates, too."""
DEFAULT = (DISTANCE, BORDER, TARIFF)
_PAIR = ("origin", "destination")
_COLUMNS = (*_PAIR, "value")
_SHOWN = 5


@dataclass(frozen=True)
class Known:
    """Where covariates come from.

    Attributes
    ----------
    dataset
        The benchmark; its distances, tariffs and labels.
    groups
        Groups of regions: one is a covariate that is 1 between two of its members.
    regimes
        Rules on data by economy and pair; None where they are not to be had.
    own
        The user's own covariates: arrays (origin, destination), or CSV files of such values.
    distances
        Data with distances (origin, destination; km), where the benchmark's own do not differ.
    """

    dataset: xr.Dataset
    groups: Groups | None = None
    regimes: Regimes | None = None
    own: Own = field(default_factory=dict)
    distances: xr.DataArray | None = None

    def arrays(self, names: Sequence[str]) -> dict[str, xr.DataArray]:
        """Covariates that are the same for all sectors, by name; tariffs are not among them.

        Raises
        ------
        InputError
            Listing names that mean nothing, and what is wrong with files and arrays.
        """
        found: dict[str, xr.DataArray] = {}
        problems: list[str] = []
        both = [name for name in self.own if name in self._built()]
        problems += [
            f"covariate '{name}' is known already; give yours another name" for name in both
        ]
        for name in names:
            if name == TARIFF:
                continue
            try:
                found[name] = self._array(name)
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return found

    def _built(self) -> dict[str, Callable[[], xr.DataArray]]:
        made: dict[str, Callable[[], xr.DataArray]] = {
            DISTANCE: self._distance,
            BORDER: lambda: self._of(~np.eye(len(self._labels), dtype=bool)),
        }
        if self.regimes is not None:
            made |= {name: partial(self._level, name) for name in _LEVELS}
        if self.groups is not None:
            known = self.groups.of("region")
            made |= {name: partial(self._group, name) for name in known}
        return made

    def _array(self, name: str) -> xr.DataArray:
        if name in self.own:
            given = self.own[name]
            if isinstance(given, xr.DataArray):
                return _whole(name, given, self._labels)
            return _read(name, given, self._labels)
        built = self._built()
        if name not in built:
            known = [*MEANINGS, *self.own, *built]
            raise InputError(f"unknown covariate '{name}'{nearest(name, dict.fromkeys(known))}")
        return built[name]()

    @property
    def _labels(self) -> list[str]:
        return [str(label) for label in self.dataset["region"].to_numpy()]

    def _of(self, cells: npt.ArrayLike) -> xr.DataArray:
        coords = dict.fromkeys(_PAIR, self._labels)
        return xr.DataArray(np.asarray(cells, dtype=float), coords, _PAIR)

    def _distance(self) -> xr.DataArray:
        given = self.dataset["distance"]
        if np.ptp(given.to_numpy()) == 0:
            if self.distances is None:
                raise InputError(
                    "covariate 'distance': the distances of these data are the same everywhere; "
                    "give your own as a covariate under another name, in logs"
                )
            given = _whole(DISTANCE, self.distances, self._labels)
        return self._of(np.log(given.to_numpy()))

    def _level(self, name: str) -> xr.DataArray:
        assert self.regimes is not None
        year = self.dataset.attrs.get("year")
        if year is None:
            raise InputError(f"covariate '{name}': the data do not say of what year they are")
        levels = of_regions(self.regimes, str(int(year)), self.dataset)
        return self._of(levels[_LEVELS[name]].to_numpy())

    def _group(self, name: str) -> xr.DataArray:
        assert self.groups is not None
        inside = np.isin(self._labels, self.groups.resolve("region", name, self.dataset))
        return self._of(np.outer(inside, inside) & ~np.eye(len(inside), dtype=bool))


def _whole(name: str, given: xr.DataArray, labels: list[str]) -> xr.DataArray:
    """An array of a user's, by the labels of the data."""
    if set(given.dims) != set(_PAIR) or any(dim not in given.coords for dim in _PAIR):
        raise InputError(f"covariate '{name}': dims {given.dims}, not origin and destination")
    absent = {
        dim: [one for one in labels if one not in given[dim].astype(str).to_numpy()]
        for dim in _PAIR
    }
    lacking = [f"covariate '{name}': no {dim} {few(gone)}" for dim, gone in absent.items() if gone]
    if lacking:
        raise InputError(lacking)
    found = given.transpose(*_PAIR).sel(dict.fromkeys(_PAIR, labels)).astype(float)
    if not np.isfinite(found).all():
        raise InputError(f"covariate '{name}': values that are not numbers")
    return found.drop_vars([v for v in found.coords if v not in _PAIR])


def _read(name: str, path: str | Path, labels: list[str]) -> xr.DataArray:
    """A covariate of a CSV file: origin, destination, value, a row for each pair."""
    table = read_table(path, _COLUMNS)
    cells: dict[tuple[str, str], float] = {}
    table.refuse(_faults(table, cells))
    asked = [(o, d) for o in labels for d in labels]
    lacking = [f"{o} to {d}" for o, d in asked if (o, d) not in cells]
    if lacking:
        raise InputError(f"covariate '{name}': {path} has no row for {few(lacking)}")
    values = np.array([cells[pair] for pair in asked]).reshape(len(labels), -1)
    return xr.DataArray(values, dict.fromkeys(_PAIR, labels), _PAIR)


def _faults(table: Table, cells: dict[tuple[str, str], float]) -> Iterator[Fault]:
    """What is wrong with rows; the others fill ``cells``. Economies that the data lack may be."""
    for row in table.rows:
        pair, value = _pair(row), table.number(row, "value")
        if not np.isfinite(value):
            yield row.line, f"value '{row['value']}' is not a number"
        elif pair in cells:
            yield row.line, f"{pair[0]} to {pair[1]} has a row above already"
        else:
            cells[pair] = value


def _pair(row: Row) -> tuple[str, str]:
    return row["origin"], row["destination"]


def few(names: Sequence[str]) -> str:
    """The first names that a message lists."""
    return first_of(names, _SHOWN)
