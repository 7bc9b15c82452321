"""Rows of a file of values: the cells that they name, and where their numbers are from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.files.table import Row
from calibration.groups import Groups
from calibration.guard.form import incomplete
from calibration.naming import ALL, NamedGroups, meaning, no_groups

Array = np.ndarray
ORIGIN = ("source", "year")
"""Columns that say where a number is from."""
YEAR = re.compile(r"[12][0-9]{3}")


def origin_of(row: Row) -> str:
    """Where the number of a row is from, in words: ``OECD (2022)``."""
    return f"{row['source']} ({row['year']})"


def origin_problems(row: Row) -> Iterator[str]:
    """What is wrong with where a row says that its number is from."""
    if not row["source"]:
        yield "source is empty; name one, or write that it is an assumption"
    if not YEAR.fullmatch(row["year"]):
        yield f"year '{row['year']}' is not a year as 2022"


def must_be_complete(dataset: xr.Dataset) -> None:
    """Refuse a dataset that is no benchmark in its variables and dimensions.

    Raises
    ------
    InputError
        Naming what is missing or has other dimensions than its own.
    """
    problems = [*incomplete(dataset)]
    if problems:
        raise InputError(problems)


class Named:
    """What the names in cells mean among the labels of a dataset; each is looked up once.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark, at any level of aggregation.
    groups : calibration.Groups, optional
        Groups of labels; None knows none.
    """

    def __init__(self, dataset: xr.Dataset, groups: Groups | None) -> None:
        self.dataset = dataset
        self.groups = no_groups if groups is None else NamedGroups(groups, dataset)
        self._found: dict[tuple[str, str], tuple[list[int], str]] = {}

    def labels(self, dim: str) -> list[str]:
        """Labels of the dataset along a dimension.

        Raises
        ------
        InputError
            When it has none.
        """
        if dim not in self.dataset.coords:
            raise InputError(f"dimension {dim} has no labels")
        return [str(label) for label in self.dataset[dim].to_numpy()]

    def positions(self, dim: str, name: str) -> tuple[list[int], str]:
        """Positions of the labels that a name means, and what is wrong with it."""
        if (dim, name) not in self._found:
            self._found[dim, name] = self._look_up(dim, name)
        return self._found[dim, name]

    def _look_up(self, dim: str, name: str) -> tuple[list[int], str]:
        if not name:
            return [], f"is left blank; write '{ALL}' for all of them"
        labels = self.labels(dim)
        found, problem = meaning(name, dim, labels, self.groups)
        if problem is None and not found:
            problem = f"group '{name}' has no {dim} in these data"
        return [k for k, label in enumerate(labels) if label in found], problem or ""

    def cells(self, dims: Mapping[str, str]) -> tuple[list[list[int]], list[str]]:
        """Positions along several dimensions, and what is wrong with the names.

        Parameters
        ----------
        dims : mapping of str to str
            What a row names, by dimension.
        """
        found = {dim: self.positions(dim, name) for dim, name in dims.items()}
        return [at for at, _ in found.values()], [f"{d}: {p}" for d, (_, p) in found.items() if p]


class Values:
    """An array that rows fill; a cell has one value, however many rows name it.

    Parameters
    ----------
    labels : sequence of sequence of str
        Labels along each dimension.
    barred : numpy.ndarray of bool, optional
        Cells that rows leave as they are.
    shown : callable, optional
        A value as messages show it.
    """

    def __init__(
        self,
        labels: Sequence[Sequence[str]],
        barred: Array | None = None,
        shown: Callable[[float], str] = "{:g}".format,
    ) -> None:
        shape = tuple(map(len, labels))
        self.labels = labels
        self.values = np.full(shape, np.nan)
        self.lines = np.zeros(shape, dtype=int)
        self.barred = np.zeros(shape, dtype=bool) if barred is None else barred
        self.shown = shown

    @property
    def given(self) -> Array:
        """Which cells have a value."""
        return self.lines > 0

    def over(self, old: Array) -> Array:
        """An array with the values in place of its own, where there are any."""
        return np.where(self.given, self.values, old)

    def cell(self, at: tuple[int, ...]) -> str:
        """Labels of a cell."""
        return " ".join(names[k] for names, k in zip(self.labels, at, strict=True))

    def put(self, line: int, at: Sequence[Sequence[int]], value: float) -> str:
        """Give cells a value; what is wrong with that, where a row before gave another one."""
        where = np.ix_(*at)
        free, lines, values = ~self.barred[where], self.lines[where], self.values[where]
        clash = free & (lines > 0) & (values != value)
        if clash.any():
            first = tuple(np.argwhere(clash)[0])
            cell = self.cell(tuple(each[n] for each, n in zip(at, first, strict=True)))
            return (
                f"gives {self.shown(value)} to {cell}, and line {lines[first]} "
                f"{self.shown(values[first])}; a cell has one value"
            )
        self.values[where] = np.where(free, value, values)
        self.lines[where] = np.where(free & (lines == 0), line, lines)
        return ""
