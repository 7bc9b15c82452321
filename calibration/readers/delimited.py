"""Text tables of others: any of the usual separators, decimal marks and encodings, in a stream."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.errors import InputError, InputWarning
from calibration.readers.members import Member
from calibration.readers.parts import text

Array = np.ndarray
CELLS = 1_000_000
"""Cells of a block, which bounds the memory that reading takes: some 50 bytes for each."""

_SAMPLE = 1_000_000  # bytes that tell encoding, separator and decimal mark
_SEPARATORS = "\t;|,"
_SHOWN = 5
_LINES = 200
_DECIMAL = re.compile(r"\s*[-+]?\d*([.,])\d+(?:[eE][-+]?\d+)?\s*")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Block:
    """Consecutive rows of a table.

    Attributes
    ----------
    labels : list of tuple of str
        What stands in the label columns of each row.
    cells : numpy.ndarray
        Numbers (row, column); an empty cell is zero.
    lines : list of int
        Line of each row in its file, from 1.
    """

    labels: list[tuple[str, ...]]
    cells: Array
    lines: list[int]


class Delimited:
    """A text table, whose form is found out from its beginning.

    Parameters
    ----------
    member : Member
        The file.

    Attributes
    ----------
    encoding, separator, decimal : str
        As found. Text that is not UTF-8 and has no mark of another encoding is read as
        Windows-1252, with a warning.

    Raises
    ------
    InputError
        The file cannot be read or is no text.
    """

    def __init__(self, member: Member) -> None:
        self.member = member
        with member.open() as stream:
            sample = stream.read(_SAMPLE)
        self.encoding = _encoding(sample, str(member))
        beginning = sample.decode(self.encoding, errors="ignore")
        lines = [line for line in beginning.splitlines()[:_LINES] if not _is_comment(line)]
        self.separator = _separator(lines)
        self.decimal = self._decimal(lines)

    def head(self, count: int) -> list[list[str]]:
        """Cells of the first rows."""
        with self._lines() as lines:
            return [self._cells(line) for _, line in itertools.islice(lines, count)]

    def labels(self, skip: int, labels: int) -> Iterator[tuple[str, ...]]:
        """Labels of the rows below the header, whose numbers are not looked at."""
        with self._lines() as lines:
            for _, line in itertools.islice(lines, skip, None):
                yield self._split(line.rstrip("\r\n"), labels)[0]

    def blocks(self, skip: int, labels: int, names: Sequence[str]) -> Iterator[Block]:
        """Rows below the header, a block at a time.

        Parameters
        ----------
        skip : int
            Rows of the header.
        labels : int
            Columns of labels on the left.
        names : sequence of str
            Labels of the other columns, for messages; they say how many there are.

        Raises
        ------
        InputError
            Rows with too few or too many cells, cells that are no numbers.
        """
        for numbered in self._chunks(skip, labels + len(names)):
            keys, rest = [], []
            for _, line in numbered:
                key, numbers = self._split(line, labels)
                keys.append(key)
                rest.append(numbers)
            yield Block(
                keys, self._numbers(numbered, rest, labels, names), [n for n, _ in numbered]
            )

    def records(self, header: Sequence[str], value: str) -> Iterator[pd.DataFrame]:
        """Rows below a header of one row: text, and one column of numbers.

        Parameters
        ----------
        header : sequence of str
            Names of all columns.
        value : str
            The column of numbers.
        """
        at = list(header).index(value)
        for numbered in self._chunks(1, len(header)):
            yield self._frame(numbered, header, at)

    # --- lines ------------------------------------------------------------------------------------

    @contextmanager
    def _lines(self) -> Iterator[Iterator[tuple[int, str]]]:
        """Lines that are neither empty nor comments, each with its number."""
        with (
            self.member.open() as stream,
            io.TextIOWrapper(stream, self.encoding, newline="\n") as lines,
        ):
            yield self._numbered(lines)

    def _numbered(self, text: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
        try:
            for number, line in enumerate(text, start=1):
                if not _is_comment(line):
                    yield number, line
        except UnicodeDecodeError as error:
            raise InputError(
                f"{self.member}: begins as {self.encoding.upper()} and goes on as something else "
                f"({error.reason}); save it as UTF-8"
            ) from error

    def _chunks(self, skip: int, width: int) -> Iterator[list[tuple[int, str]]]:
        if self.encoding == "cp1252":
            note = f"{self.member}: is not UTF-8; read as Windows-1252"
            warnings.warn(note, InputWarning, stacklevel=3)
        size = max(1, CELLS // width)
        with self._lines() as lines:
            below = itertools.islice(lines, skip, None)
            while chunk := list(itertools.islice(below, size)):
                yield self._whole(chunk, width)

    def _whole(self, chunk: list[tuple[int, str]], width: int) -> list[tuple[int, str]]:
        """The lines, a separator at the end of each taken off; refused where cells are missing."""
        taken, problems = [], []
        for number, line in chunk:
            count = self._count(line)
            text = line.rstrip("\r\n")
            if count == width + 1 and text.endswith(self.separator):
                text, count = text[:-1], width
            if count != width:
                ends = "" if line.endswith("\n") else "; the file ends there: is it whole?"
                problems.append(f"{self.member}:{number}: {count} cells, must be {width}{ends}")
            taken.append((number, text))
        if problems:
            more = len(problems) - _SHOWN
            rest = [f"{self.member}: {more} more lines are like this"] if more > 0 else []
            raise InputError(problems[:_SHOWN] + rest)
        return taken

    def _count(self, line: str) -> int:
        return len(self._cells(line)) if '"' in line else line.count(self.separator) + 1

    def _cells(self, line: str) -> list[str]:
        return [cell.strip() for cell in _parted(line.rstrip("\r\n"), self.separator)]

    def _decimal(self, lines: Sequence[str]) -> str:
        marks = {
            found[1]
            for line in lines
            for cell in self._cells(line)
            if (found := _DECIMAL.fullmatch(cell))
        }
        return "," if marks == {","} and self.separator != "," else "."

    # --- numbers ----------------------------------------------------------------------------------

    def _split(self, line: str, labels: int) -> tuple[tuple[str, ...], str]:
        """Labels of a line, and the rest of it."""
        if '"' not in line:
            *cells, rest = [*line.split(self.separator, labels), ""][: labels + 1]
            return tuple(cell.strip() for cell in cells), rest
        cells = self._cells(line)
        return tuple(cells[:labels]), self.separator.join(cells[labels:])

    def _numbers(
        self,
        numbered: list[tuple[int, str]],
        rest: Sequence[str],
        labels: int,
        names: Sequence[str],
    ) -> Array:
        """Numbers of lines whose labels are taken off."""
        # NumPy reads a line of numbers several times as fast as pandas a wide table, and stops at
        # what is none, an empty cell for one; such lines are read cell by cell.
        values = np.zeros((len(rest), len(names)))
        problems: list[str] = []
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)
            for n, line in enumerate(rest):
                plain = line.replace(",", ".") if self.decimal == "," else line
                try:
                    values[n] = np.fromstring(plain, sep=self.separator)
                except (DeprecationWarning, ValueError):
                    cells = line.split(self.separator)
                    values[n] = [_number(cell, self.decimal) for cell in cells]
                    problems += self._no_numbers(numbered[n], labels, names, cells)
        if problems:
            more = len(problems) - _SHOWN
            rest_of = [f"{self.member}: {more} more cells near these"] if more > 0 else []
            raise InputError(problems[:_SHOWN] + rest_of)
        return values

    def _no_numbers(
        self, numbered: tuple[int, str], labels: int, names: Sequence[str], cells: Sequence[str]
    ) -> Iterator[str]:
        number, line = numbered
        row = text(self._split(line, labels)[0])
        for name, cell in zip(names, cells, strict=True):
            if np.isnan(_number(cell, self.decimal)):
                yield f"{self.member}:{number}: {row}, {name}: '{cell}' is no number"

    def _frame(
        self, numbered: list[tuple[int, str]], header: Sequence[str], at: int
    ) -> pd.DataFrame:
        """Lines as a table of text, with one column of numbers."""
        lines = io.StringIO("\n".join(line for _, line in numbered))
        try:
            found = pd.read_csv(
                lines, sep=self.separator, header=None, names=list(header), dtype=str,
                keep_default_na=False, skip_blank_lines=False,
            )  # fmt: skip
        except ValueError as error:
            raise InputError(f"{self.member}: cannot be read as a table ({error})") from error
        if len(found) != len(numbered):
            raise InputError(
                f"{self.member}:{numbered[0][0]}: from here to line {numbered[-1][0]} there are "
                f"{len(found)} rows in {len(numbered)} lines"
            )
        value = header[at]
        numbers = np.array([_number(cell, self.decimal) for cell in found[value]])
        problems = [
            f"{self.member}:{numbered[n][0]}: {value} '{found[value].iloc[n]}' is no number"
            for n in np.flatnonzero(np.isnan(numbers))[:_SHOWN]
        ]
        if problems:
            raise InputError(problems)
        return found.assign(**{value: numbers, "line": [number for number, _ in numbered]})


def _encoding(sample: bytes, name: str) -> str:
    if not sample:
        raise InputError(f"{name}: is empty")
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    if b"\0" in sample:
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        if max(odd, even) < 0.4 * len(sample):
            raise InputError(f"{name}: holds zero bytes, so it is no text")
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _separator(lines: Sequence[str]) -> str:
    """The first that parts the first lines into as many cells each; else the most frequent."""
    for sign in _SEPARATORS:
        counts = {len(_parted(line, sign)) for line in lines[:3]}
        if len(counts) == 1 and counts != {1}:
            return sign
    return max(_SEPARATORS, key=lambda sign: sum(line.count(sign) for line in lines[:3]))


def _is_comment(line: str) -> bool:
    """Whether a line is empty, or begins with a hash."""
    start = line[:80].lstrip()
    return start.startswith("#") or not (start or line.strip())


def _parted(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error as error:
        raise InputError(f"a line cannot be read as a table: {error}") from None


def _number(cell: str, decimal: str) -> float:
    """The number in a cell, zero where it is empty, not a number where it holds something else."""
    cell = cell.strip()
    if not cell:
        return 0.0
    try:
        return np.nan if "_" in cell else float(cell.replace(decimal, "."))
    except ValueError:
        return np.nan
