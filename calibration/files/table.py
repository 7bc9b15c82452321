"""Tables as a user writes them: CSV with a header, whose rows remember their lines."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import nan
from pathlib import Path

from calibration.errors import InputError, nearest
from calibration.files.text import LARGEST, read_text

# What no table written by hand reaches.
MOST_ROWS = 200_000
MANY = 20  # what is wrong with more rows than these is counted


# Line of a problem, and what it is.
Fault = tuple[int, str]


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    line
        Line of the file, from 1.
    cells
        Text by column, without surrounding spaces; empty where the row is short of an optional
        column.
    """

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Text of a column."""
        return self.cells[column]


@dataclass(frozen=True)
class Table:
    """Rows of a CSV file under its header.

    Attributes
    ----------
    path, columns, rows
        Of the file; rows with too many or too few cells are not among them.
    faults
        Line and problem of those.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()

    @staticmethod
    def number(row: Row, column: str) -> float:
        """Number in a cell; not a number where the cell holds none, as in ``1_000``."""
        try:
            return nan if "_" in row[column] else float(row[column])
        except ValueError:
            return nan

    def refuse(self, faults: Iterable[Fault], whole: Iterable[str] = ()) -> None:
        """Raise an error where something is wrong with rows, or with the table as a whole.

        Raises
        ------
        InputError
            Everything that is wrong, in the order of lines, and then of the whole.
        """
        found = sorted([*self.faults, *faults], key=lambda fault: fault[0])
        problems = [f"{self.path}:{line}: {problem}" for line, problem in found]
        problems += [f"{self.path}: {problem}" for problem in whole]
        if problems:
            raise InputError(problems)


@dataclass(frozen=True)
class Layout:
    """What a table may hold.

    Attributes
    ----------
    columns
        Columns that it must have, in any order.
    optional
        Columns that it may have.
    further
        Whether it may have any others, which nobody reads.
    synonyms
        Other names of columns, each with the name that it stands for.
    most_rows, largest
        Rows, and bytes of a file, above which it is refused.
    """

    columns: Sequence[str]
    optional: Sequence[str] = ()
    further: bool = False
    synonyms: Mapping[str, str] = field(default_factory=dict)
    most_rows: int = MOST_ROWS
    largest: int = LARGEST


def read_table(
    path: str | Path, columns: Sequence[str], optional: Sequence[str] = (), further: bool = False
) -> Table:
    """Read a table; see `read_layout` and `Layout`."""
    return read_layout(path, Layout(columns, optional, further))


def read_layout(path: str | Path, layout: Layout) -> Table:
    """Read a table.

    Lines that begin with ``#`` and empty lines are skipped.

    Parameters
    ----------
    path : str or Path
        CSV in UTF-8, with commas.
    layout
        What it may hold.

    Raises
    ------
    InputError
        The file cannot be read, or its header lacks a column or has another one. Rows with too
        many or too few cells are refused by `Table.refuse`, with whatever else is wrong.
    """
    return parse_table(read_text(path, layout.largest), Path(path), layout)


def origin_faults(row: Row, found: Sequence[str]) -> Iterator[str]:
    """What is wrong with where a row says that its number is from.

    Parameters
    ----------
    row
        With the columns ``found`` and ``source``.
    found
        What the first may hold.
    """
    if row["found"] not in found:
        yield f"found '{row['found']}' is not one of {', '.join(found)}"
    if not row["source"]:
        yield "source is empty"


def few(faults: Sequence[Fault]) -> list[Fault]:
    """The first of many faults, and how many more there are."""
    if len(faults) <= MANY:
        return list(faults)
    line, text = faults[MANY - 1]
    more = f"{text}; the same or the like in {len(faults) - MANY:,} more places"
    return [*faults[: MANY - 1], (line, more)]


def parse_table(text: str, path: Path, layout: Layout) -> Table:
    """Make a table of the text of a file; see `read_layout`. ``path`` is for messages."""
    lines = list(_lines(text, path, layout.most_rows))
    number, header = lines[0] if lines else (1, [])
    header = [layout.synonyms.get(name, name) for name in header]
    optional = (*layout.optional, *(header if layout.further else ()))
    problems = _header_problems(header, layout.columns, optional)
    if problems:
        raise InputError([f"{path}:{number}: {problem}" for problem in problems])
    rows, faults = [], []
    for number, cells in lines[1:]:
        if len(layout.columns) <= len(cells) <= len(header):
            filled = [*cells, *[""] * (len(header) - len(cells))]
            rows.append(Row(number, dict(zip(header, filled, strict=True))))
        else:
            faults.append((number, f"{len(cells)} cells, must be {len(header)}"))
    return Table(path, tuple(header), tuple(rows), tuple(faults))


def _lines(text: str, path: Path, most_rows: int) -> Iterator[tuple[int, list[str]]]:
    """Rows of cells with their line, the header first."""
    reader = csv.reader(unicodedata.normalize("NFC", text).splitlines(), strict=True)
    try:
        for count, row in enumerate(reader):
            if count > most_rows:
                raise InputError(f"{path}: has more than {most_rows:,} rows")
            if any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#"):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: not valid CSV: {error}") from None


def _header_problems(
    header: Sequence[str], columns: Sequence[str], optional: Sequence[str]
) -> list[str]:
    wanted = ",".join(columns) + "".join(f"[,{name}]" for name in optional if name not in header)
    known = (*columns, *optional)
    if len(header) == 1 and any(sign in header[0] for sign in ";\t|"):
        return [f"the columns are not parted by commas; the header must be '{wanted}'"]
    if not set(columns) <= set(header) <= set(known):
        unknown = [f"'{k}' is unknown{nearest(k, known)}" for k in header if k not in known]
        found = f"the header is '{','.join(header) or 'nothing'}', must be '{wanted}'"
        return ["; ".join([found, *unknown[:1]])]
    twice = sorted({name for name in header if header.count(name) > 1})
    return [f"column '{name}' appears twice" for name in twice]
