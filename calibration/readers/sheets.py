"""Sheets of workbooks (xlsx, xlsb, xls, ods), row by row."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from calibration.errors import InputError, nearest
from calibration.readers.delimited import CELLS, Block
from calibration.readers.members import Member

_SHOWN = 5
EXTRA = "pip install cge[excel]"


class Sheet:
    """One sheet, which is in memory as the package python-calamine holds it.

    Parameters
    ----------
    member : Member
        The workbook.
    name : str, optional
        Name of the sheet; the first one when omitted.

    Raises
    ------
    InputError
        The package is missing, the file is no workbook, or it has no such sheet.
    """

    def __init__(self, member: Member, name: str | None = None) -> None:
        self.member = member
        self._sheet = _opened(member, name)
        self._order: Sequence[int] | None = None

    def head(self, count: int) -> list[list[str]]:
        """Cells of the first rows that are not empty, as text."""
        return [[_text(cell) for cell in row] for _, row in islice(self._rows(), count)]

    def labels(self, skip: int, labels: int) -> Iterator[tuple[str, ...]]:
        """Labels of the rows below the header."""
        for _, row in islice(self._rows(), skip, None):
            yield tuple(_text(cell) for cell in row[:labels])

    def blocks(self, skip: int, labels: int, names: Sequence[str]) -> Iterator[Block]:
        """Rows below the header that are not empty; see `Delimited.blocks`."""
        width = labels + len(names)
        below = islice(self._rows(), skip, None)
        while chunk := list(islice(below, max(1, CELLS // width))):
            problems: list[str] = []
            values = np.zeros((len(chunk), len(names)))
            for at, (line, row) in enumerate(chunk):
                cells = row[labels:width]
                try:
                    values[at, : len(cells)] = [cell or 0.0 for cell in cells]
                except (ValueError, TypeError):
                    problems += self._no_numbers(line, row, labels, names)
            if problems:
                raise InputError(problems[:_SHOWN])
            keys = [tuple(_text(cell) for cell in row[:labels]) for _, row in chunk]
            yield Block(keys, values, [line for line, _ in chunk])

    def records(self, header: Sequence[str], value: str) -> Iterator[pd.DataFrame]:
        """Rows below a header of one row; see `Delimited.records`."""
        at = list(header).index(value)
        order = [n for n in range(len(header)) if n != at]
        for block in self._reordered([*order, at]).blocks(1, len(order), [value]):
            frame = pd.DataFrame(block.labels, columns=[header[n] for n in order], dtype=str)
            yield frame.assign(**{value: block.cells[:, 0], "line": block.lines})

    def _reordered(self, order: Sequence[int]) -> Sheet:
        """The same sheet with its columns in another order."""
        other = copy(self)
        other._order = order
        return other

    def _rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Rows that are not empty, each with its number."""
        before = [""] * self._sheet.start[1] if self._sheet.start else []
        for number, cells in enumerate(self._sheet.iter_rows(), start=1):
            row = before + cells
            if self._order is not None:
                row = [row[n] if n < len(row) else "" for n in self._order]
            if any(cell not in ("", None) for cell in row):
                yield number, row

    def _no_numbers(
        self, line: int, row: Sequence[Any], labels: int, names: Sequence[str]
    ) -> Iterator[str]:
        label = " ".join(_text(cell) for cell in row[:labels])
        for name, cell in zip(names, row[labels:], strict=False):
            if cell and not isinstance(cell, int | float):
                yield f"{self.member}, row {line}: {label}, {name}: '{cell}' is no number"


def is_workbook(member: Member) -> bool:
    """Whether a file is a workbook, by its ending."""
    return member.name.casefold().endswith((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"))


def _opened(member: Member, name: str | None) -> Any:
    """A sheet of a workbook, as python-calamine has it."""
    try:
        calamine = importlib.import_module("python_calamine")
    except ImportError as error:
        raise InputError(
            f"{member}: reading a workbook needs the package python-calamine; install it with "
            f"'{EXTRA}'"
        ) from error
    with member.open() as stream:
        content = io.BytesIO(stream.read())
    try:
        book = calamine.CalamineWorkbook.from_filelike(content)
        names = list(book.sheet_names)
        if names and (name is None or name in names):
            return book.get_sheet_by_name(name or names[0])
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(f"{member}: cannot be read as a workbook ({error})") from error
    wanted = "sheet" if name is None else f"sheet '{name}'{nearest(name, names)}"
    raise InputError(f"{member}: has no {wanted}")


def _text(cell: Any) -> str:
    """A cell as text; whole numbers without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
