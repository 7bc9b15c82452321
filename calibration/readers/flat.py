"""Tables with a line for each cell, into a `Gathering`. A cell without a line is zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.errors import InputError
from calibration.readers.absent import absent_cells
from calibration.readers.gather import Gathering, Progress
from calibration.readers.joining import Joined
from calibration.readers.parts import Label, Part, text
from calibration.readers.wide import READ, Source

Array = np.ndarray
_SHOWN = 10


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
    given : numpy.ndarray
        Whether a cell has a line (row, column).
    """

    rows: list[Label]
    columns: list[Label]
    cells: Array
    given: Array


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
        Cells that are given twice; no lines.
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
    if problems := [*_twice(at, given, lines, rows.labels, cells.labels)]:
        raise InputError([f"{source.member}: {problem}" for problem in problems])
    matrix = np.zeros(shape)
    matrix.ravel()[at] = values
    return Matrix(rows.labels, cells.labels, matrix, (given > 0).reshape(shape))


def combined(
    matrices: Sequence[Matrix], rows: Sequence[Label] = (), columns: Sequence[Label] = ()
) -> Matrix:
    """One matrix with the labels of several, which share no cell, and further ones of zeros."""
    down = list(dict.fromkeys([*rows, *(label for m in matrices for label in m.rows)]))
    across = list(dict.fromkeys([*columns, *(label for m in matrices for label in m.columns)]))
    r, c = ({label: n for n, label in enumerate(side)} for side in (down, across))
    values, given = np.zeros((len(down), len(across))), np.zeros((len(down), len(across)), bool)
    for m in matrices:
        where = np.ix_([r[k] for k in m.rows], [c[k] for k in m.columns])
        values[where] += m.cells
        given[where] |= m.given
    return Matrix(down, across, values, given)


def gathered(
    name: str, matrix: Matrix, rows: Sequence[Part], columns: Sequence[Part], joined: Joined
) -> Gathering:
    """The matrix as a table in the making, which records how many cells have no line.

    Parameters
    ----------
    name : str
        The file or folder, for messages.
    matrix : Matrix
        All cells.
    rows, columns : sequence of Part
        What its rows and columns are.
    joined : str, Path, Mapping, optional
        Aggregation into which members are joined.

    Raises
    ------
    InputError
        As of `Gathering`.
    """
    attrs = absent_cells(matrix.given, rows, columns)
    gathering = Gathering(name, matrix.columns, columns, joined, attrs)
    gathering.add(matrix.rows, rows, matrix.cells)
    return gathering


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
