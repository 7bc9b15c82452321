"""Text tables of others: any of the usual separators, decimal marks and encodings, in a stream."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.errors import InputError, InputWarning
from calibration.readers.members import Member

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
        text = sample.decode(self.encoding, errors="ignore")
        lines = [line for line in text.splitlines()[:_LINES] if line.strip()]
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
                parted = line.rstrip("\r\n").split(self.separator, labels)
                cells = self._cells(line) if '"' in line else [k.strip() for k in parted]
                yield tuple(cells[:labels])

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
        width = labels + len(names)
        for numbered in self._chunks(skip, width):
            kinds = dict.fromkeys(range(labels), str)
            frame = self._parsed(numbered, width, kinds, [""] * labels + list(names))
            values = frame.iloc[:, labels:].to_numpy(float)
            texts = frame.iloc[:, :labels].fillna("")
            keys = list(zip(*(texts[n].str.strip() for n in range(labels)), strict=True))
            yield Block(
                keys or [()] * len(frame),
                np.nan_to_num(values, copy=False, posinf=np.inf, neginf=-np.inf),
                [number for number, _ in numbered],
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
            kinds = {n: str for n in range(len(header)) if n != at}
            frame = self._parsed(numbered, len(header), kinds, header)
            yield frame.set_axis(list(header), axis=1).assign(
                line=[number for number, _ in numbered]
            )

    # --- lines ------------------------------------------------------------------------------------

    @contextmanager
    def _lines(self) -> Iterator[Iterator[tuple[int, str]]]:
        """Lines that are not empty, each with its number."""
        with (
            self.member.open() as stream,
            io.TextIOWrapper(stream, self.encoding, newline="\n") as lines,
        ):
            yield self._numbered(lines)

    def _numbered(self, text: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
        try:
            for number, line in enumerate(text, start=1):
                if not line.isspace():
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

    def _parsed(
        self,
        numbered: list[tuple[int, str]],
        width: int,
        kinds: Mapping[int, type],
        names: Sequence[str],
    ) -> pd.DataFrame:
        text = io.StringIO("\n".join(line for _, line in numbered))
        try:
            return pd.read_csv(
                text, sep=self.separator, decimal=self.decimal, header=None, names=range(width),
                dtype=defaultdict(lambda: float, kinds), keep_default_na=False,
                na_values={n: [""] for n in range(width) if n not in kinds},
                skip_blank_lines=False,
            )  # fmt: skip
        except ValueError as error:
            problems = list(self._no_numbers(numbered, kinds, names))
            raise InputError(problems or f"{self.member}: cannot be read ({error})") from error

    def _no_numbers(
        self, numbered: list[tuple[int, str]], kinds: Mapping[int, type], names: Sequence[str]
    ) -> Iterator[str]:
        found = 0
        for number, line in numbered:
            cells = self._cells(line)
            row = " ".join(cells[n] for n in sorted(kinds) if n < len(cells))
            for n, cell in enumerate(cells):
                if n in kinds or not cell or _is_number(cell, self.decimal):
                    continue
                found += 1
                if found <= _SHOWN:
                    yield f"{self.member}:{number}: {row}, {names[n]}: '{cell}' is no number"
        if found > _SHOWN:
            yield f"{self.member}: {found - _SHOWN} more cells near these are no numbers"


def _encoding(sample: bytes, name: str) -> str:
    if not sample:
        raise InputError(f"{name}: is empty")
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    if b"\0" in sample:
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        if max(odd, even) < len(sample) / 4:
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


def _parted(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error as error:
        raise InputError(f"a line cannot be read as a table: {error}") from None


def _is_number(cell: str, decimal: str) -> bool:
    try:
        float(cell.replace(decimal, "."))
    except ValueError:
        return False
    return "_" not in cell
