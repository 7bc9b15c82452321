"""Numbers by label: the many numbers of one shock, from a table or from an array."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.fields import shown
from calibration.files.paths import as_path, place
from calibration.files.table import MANY, Layout, Row, Table, few, parse_table, read_layout
from cge.inputs.fields import DIMENSIONS

Array = np.ndarray
VALUE, CSV, TABLE = "value", "csv", "table"
# A whole array of trade among 81 regions in 50 sectors has 328,050 numbers.
MOST_NUMBERS, LARGEST = 1_000_000, 40_000_000


@dataclass(frozen=True, repr=False)
class Numbers:
    """Numbers by label, one for each row of a table.

    Attributes
    ----------
    dims : tuple of str
        Dimensions along which a row names labels.
    labels : tuple of tuple of str
        For each dimension, what every row names: a label, a pattern, a group or ``all``.
    values : tuple of float
        The number of every row.
    name : str
        The file, or another name of what the rows come from.
    lines : tuple of int
        Line of every row in the file; empty where there is no file.
    """

    dims: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    values: tuple[float, ...]
    name: str = field(default=TABLE, compare=False)
    lines: tuple[int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{len(self.values):,} numbers of {self.name}"

    def __repr__(self) -> str:
        return f"<{self} by {', '.join(self.dims) or 'nothing'}>"

    def __mul__(self, factor: float) -> Numbers:
        """The numbers times a factor."""
        return replace(self, values=tuple(value * factor for value in self.values))

    def __add__(self, points: float) -> Numbers:
        """The numbers plus points."""
        return replace(self, values=tuple(value + points for value in self.values))

    @cached_property
    def array(self) -> Array:
        """The number of every row, (rows)."""
        return np.array(self.values, dtype=float)

    @cached_property
    def codes(self) -> dict[str, tuple[list[str], Array]]:
        """For each dimension the names that occur, and the place among them of every row's."""
        found = {}
        for dim, labels in zip(self.dims, self.labels, strict=True):
            at = {name: k for k, name in enumerate(dict.fromkeys(labels))}
            found[dim] = (list(at), np.fromiter((at[k] for k in labels), int, len(labels)))
        return found

    def place(self, row: int) -> str:
        """Where a row stands, as the beginning of an error message."""
        return f"{self.name}:{self.lines[row]}: " if self.lines else f"{self.name}: "

    def described(self, row: int) -> str:
        """The labels of a row, with where it stands."""
        labels = ", ".join(f"{dim} {k[row]}" for dim, k in zip(self.dims, self.labels, strict=True))
        return f"{labels} ({self.place(row).removesuffix(': ')})"

    def to_plain(self) -> dict[str, str]:
        """The numbers as they may stand in a scenario file, exact to the last digit."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        # Numbers first: a row that begins with a label may look like a comment.
        rows.writerow((VALUE, *self.dims))
        rows.writerows(zip(map(repr, self.values), *self.labels, strict=True))
        return {TABLE: text.getvalue()}


def read_numbers(value: Any, operation: str, beside: Path | None = None) -> Numbers:
    """Read numbers from the value of an operation.

    Parameters
    ----------
    value
        ``{csv: path}``, ``{table: text}`` with the content of such a file, or a
        `xarray.DataArray`.
    operation
        Name of the operation, which the column of numbers may bear in place of ``value``.
    beside
        The file that names the path, whose folder the path starts from; the working directory if
        None.

    Raises
    ------
    InputError
        Everything that is wrong with the table, each problem with file and line; or the value is
        none of these.
    """
    if isinstance(value, Numbers):
        return value
    if isinstance(value, xr.DataArray):
        return _of_array(value)
    key, content = next(iter(value.items()), ("", None))
    if len(value) != 1 or key not in (CSV, TABLE) or not isinstance(content, str):
        raise InputError(f"{shown(value)} is not a number; a file of them is {{{CSV}: its path}}")
    layout = Layout((VALUE,), DIMENSIONS, False, {operation: VALUE}, MOST_NUMBERS, LARGEST)
    if key == TABLE:
        return _of_table(parse_table(content, Path(TABLE), layout))
    return _of_table(read_layout(_found(content, beside), layout))


def _found(path: str, beside: Path | None) -> Path:
    place(path)  # refuses what is no path at all
    found = as_path(path)
    return found if beside is None else beside.parent / found


def _of_table(table: Table) -> Numbers:
    dims = tuple(column for column in table.columns if column != VALUE)
    faults = [(row.line, fault) for row in table.rows for fault in _faults(row, dims)]
    whole = [] if table.rows or table.faults else ["holds no number"]
    table.refuse(few(faults), whole)
    return Numbers(
        dims,
        tuple(tuple(row[dim] for row in table.rows) for dim in dims),
        tuple(Table.number(row, VALUE) for row in table.rows),
        str(table.path),
        tuple(row.line for row in table.rows),
    )


def _faults(row: Row, dims: Sequence[str]) -> Iterator[str]:
    for dim in dims:
        if not row[dim]:
            yield f"{dim} is left blank; write 'all' for all of them"
    if not isfinite(Table.number(row, VALUE)):
        yield f"'{row[VALUE]}' is not a finite number"


def _of_array(array: xr.DataArray) -> Numbers:
    """Numbers of a labelled array; what is not a number in it is left as it is in the model."""
    problems = list(_array_problems(array))
    if not problems:
        values = array.to_numpy().astype(float)
        at = np.nonzero(~np.isnan(values))
        problems += _number_problems(values[at])
    if problems:
        raise InputError(f"array: {problem}" for problem in problems)
    labels = (array[dim].to_numpy()[k].tolist() for dim, k in zip(array.dims, at, strict=True))
    dims = tuple(map(str, array.dims))
    return Numbers(dims, tuple(map(tuple, labels)), tuple(values[at].tolist()), "array")


def _array_problems(array: xr.DataArray) -> Iterator[str]:
    if array.dtype.kind not in "iuf":
        yield f"holds values of type {array.dtype}, not numbers"
    if not array.dims:
        yield "has no dimension; write the number itself"
    for dim in array.dims:
        if dim not in DIMENSIONS:
            yield f"'{dim}' is not a dimension of shocks{nearest(dim, DIMENSIONS)}"
        if dim not in array.indexes:
            yield f"has no labels along '{dim}'; numbers go by label, never by position"
            continue
        labels = array[dim].to_numpy().tolist()
        yield from (f"{dim}: {problem}" for problem in _label_problems(labels))


def _label_problems(labels: Sequence[Any]) -> Iterable[str]:
    odd = [k for k in labels if not _is_plain(k)]
    twice = [k for k, count in Counter(map(str, labels)).items() if count > 1]
    yield from (f"{k!r} is not a label" for k in odd[:MANY])
    yield from (f"'{k}' appears twice" for k in twice[:MANY])


def _is_plain(label: Any) -> bool:
    """Whether a label comes back from a file as it was."""
    return isinstance(label, str) and label.isprintable() and bool(label) and label == label.strip()


def _number_problems(values: Array) -> Iterator[str]:
    if not values.size:
        yield "holds no number"
    if values.size > MOST_NUMBERS:
        yield f"holds more than {MOST_NUMBERS:,} numbers"
    if np.isinf(values).any():
        yield "holds infinite numbers"
