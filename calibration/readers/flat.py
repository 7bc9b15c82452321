"""Tables with a line for each cell, into a `Gathering`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.errors import InputError
from calibration.readers.gather import Progress
from calibration.readers.parts import Label, text
from calibration.readers.wide import READ, Source

Array = np.ndarray
_SHOWN = 10
COMPLETE = 0.5
"""Where more than this part of the rows has every column, one that lacks some is cut off."""


@dataclass(frozen=True)
class Columns:
    """Which columns of a flat file say what.

    Attributes
    ----------
    row, column : tuple of str
        Columns that make up the label of a row and of a column of the table.
    value : str
        The column of numbers.
    """

    row: tuple[str, ...]
    column: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Matrix:
    """The cells of a flat file as a matrix.

    Attributes
    ----------
    rows, columns : list of tuple of str
        Labels, in the order of appearance.
    cells : numpy.ndarray
        Numbers (row, column); those without a line are zero.
    """

    rows: list[Label]
    columns: list[Label]
    cells: Array


def read_flat(
    source: Source, header: Sequence[str], columns: Columns, progress: Progress
) -> Matrix:
    """The matrix of a flat file; in memory are the matrix and 24 bytes for each line.

    Parameters
    ----------
    source : Source
        The file.
    header : sequence of str
        Names of all its columns.
    columns : Columns
        Which of them say what.
    progress : callable
        Told how many lines are read.

    Raises
    ------
    InputError
        Cells that are given twice; lines that are missing at the end of a file in which every cell
        has one; no lines.
    """
    rows, cells = _Numbered(columns.row), _Numbered(columns.column)
    found: list[tuple[Array, Array, Array, Array]] = []
    done = 0
    for chunk in source.records(header, columns.value):
        values = chunk[columns.value].fillna(0.0).to_numpy(float)
        found.append((rows.of(chunk), cells.of(chunk), values, chunk["line"].to_numpy()))
        done += len(values)
        progress(READ, detail=f"{source.member.name}, {done:,} lines")
    if not found:
        raise InputError(f"{source.member}: has no lines below its header")
    r, c, values, lines = (np.concatenate(each) for each in zip(*found, strict=True))
    shape = (len(rows.labels), len(cells.labels))
    at = r * shape[1] + c
    given = np.bincount(at, minlength=shape[0] * shape[1])
    problems = [*_twice(at, given, lines, rows.labels, cells.labels)]
    problems += _cut_off((given > 0).reshape(shape).sum(axis=1), shape[1], rows.labels)
    if problems:
        raise InputError([f"{source.member}: {problem}" for problem in problems])
    matrix = np.zeros(shape)
    matrix.ravel()[at] = values
    return Matrix(rows.labels, cells.labels, matrix)


def combined(
    matrices: Sequence[Matrix], rows: Sequence[Label] = (), columns: Sequence[Label] = ()
) -> Matrix:
    """One matrix with the labels of several, which share no cell, and further ones of zeros."""
    down = list(dict.fromkeys([*rows, *(label for m in matrices for label in m.rows)]))
    across = list(dict.fromkeys([*columns, *(label for m in matrices for label in m.columns)]))
    r, c = ({label: n for n, label in enumerate(side)} for side in (down, across))
    values = np.zeros((len(down), len(across)))
    for m in matrices:
        values[np.ix_([r[k] for k in m.rows], [c[k] for k in m.columns])] += m.cells
    return Matrix(down, across, values)


class _Numbered:
    """Labels in the order of appearance, each with its number."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._columns = list(columns)
        self._numbers: dict[Label, int] = {}

    @property
    def labels(self) -> list[Label]:
        return list(self._numbers)

    def of(self, chunk: pd.DataFrame) -> Array:
        """Numbers of the labels of lines."""
        keys = pd.MultiIndex.from_frame(chunk[self._columns].apply(lambda k: k.str.strip()))
        codes, labels = pd.factorize(keys)
        numbers = [self._numbers.setdefault(tuple(key), len(self._numbers)) for key in labels]
        return np.array(numbers)[codes]


def _twice(
    at: Array, given: Array, lines: Array, rows: Sequence[Label], cells: Sequence[Label]
) -> Iterator[str]:
    """Cells that have two lines."""
    double = np.flatnonzero(given > 1)
    for cell in double[:_SHOWN].tolist():
        first, second, *_ = lines[at == cell].tolist()
        r, c = divmod(cell, len(cells))
        yield f"{text(rows[r])}, {text(cells[c])}: given on line {first} and on line {second}"
    if len(double) > _SHOWN:
        yield f"{len(double) - _SHOWN} more cells are given twice"


def _cut_off(counts: Array, columns: int, rows: Sequence[Label]) -> Iterator[str]:
    whole = counts == columns
    if whole.mean() <= COMPLETE:
        return
    for n in np.flatnonzero(~whole)[:_SHOWN].tolist():
        yield (
            f"{text(rows[n])}: has {counts[n]} cells, where most rows have {columns}; "
            "is the file whole?"
        )
