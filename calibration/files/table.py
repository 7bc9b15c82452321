"""Tables as a user writes them: CSV with a header, whose rows remember their lines."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from calibration.errors import InputError, nearest
from calibration.files.text import read_text

# What no table written by hand reaches.
MOST_ROWS = 200_000


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
    """Rows of a CSV file under its header."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def place(self, row: Row) -> str:
        """Where a row stands, as the beginning of an error message."""
        return f"{self.path}:{row.line}: "


def read_table(path: str | Path, columns: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Read a table.

    Lines that begin with ``#`` and empty lines are skipped.

    Parameters
    ----------
    path : str or Path
        CSV in UTF-8, with commas.
    columns
        Columns that it must have, in any order.
    optional
        Columns that it may have.

    Raises
    ------
    InputError
        The file cannot be read, its header lacks a column or has another one, or rows have too
        many or too few cells, listing all of them.
    """
    path = Path(path)
    lines = list(_lines(path))
    number, header = lines[0] if lines else (1, [])
    problems = _header_problems(header, columns, optional)
    if problems:
        raise InputError([f"{path}:{number}: {problem}" for problem in problems])
    needed = len(columns)
    rows = []
    for number, cells in lines[1:]:
        if not needed <= len(cells) <= len(header):
            problems.append(f"{path}:{number}: {len(cells)} cells, must be {len(header)}")
            continue
        filled = [*cells, *[""] * (len(header) - len(cells))]
        rows.append(Row(number, dict(zip(header, filled, strict=True))))
    if problems:
        raise InputError(problems)
    return Table(path, tuple(header), tuple(rows))


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows of cells with their line, the header first."""
    text = unicodedata.normalize("NFC", read_text(path))
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        for count, row in enumerate(reader):
            if count > MOST_ROWS:
                raise InputError(f"{path}: has more than {MOST_ROWS:,} rows")
            if any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#"):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: not valid CSV: {error}") from None


def _header_problems(
    header: Sequence[str], columns: Sequence[str], optional: Sequence[str]
) -> list[str]:
    wanted = ",".join(columns) + "".join(f"[,{name}]" for name in optional)
    known = (*columns, *optional)
    if len(header) == 1 and any(sign in header[0] for sign in ";\t|"):
        return [f"the columns are not parted by commas; the header must be '{wanted}'"]
    problems = [f"column '{name}' is missing" for name in columns if name not in header]
    problems += [
        f"unknown column '{name}'{nearest(name, known)}" for name in header if name not in known
    ]
    twice = {name for name in header if header.count(name) > 1}
    problems += [f"column '{name}' appears twice" for name in sorted(twice)]
    if not problems:
        return []
    return [f"the header is '{','.join(header) or 'nothing'}', must be '{wanted}'", *problems]
