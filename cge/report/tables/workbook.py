"""Tables as workbooks, in which no label is a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.errors import InputError
from calibration.files.printable import printable
from calibration.files.write import Writer
from cge.report.tables.spreadsheet import heads_of, rows_of
from cge.report.tables.table import Table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_NAME = 31  # of a sheet
_LONGEST_TEXT = 32_767  # of a cell
_WIDEST = 40  # signs
_NO_SIGN = re.compile("[\ufffe\uffff]")  # not allowed in XML


def workbook_writer(*tables: Table) -> Writer:
    """A writer of a workbook: the numbers in full under their heads, a sheet for each table, and
    one of notes.

    Why the numbers are not verified stands above their heads, so that no sheet lacks it.

    Raises
    ------
    InputError
        The extra ``excel`` is missing.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise InputError("workbooks need openpyxl: pip install 'cge[excel]'") from error
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.name[:_LONGEST_NAME])
        levels = table.frame.index.nlevels
        formats = [_format(head.decimals) for head in table.heads]
        top = [[table.warning]] if table.warning else []
        _fill(sheet, [*top, heads_of(table), *rows_of(table)], levels, formats)
        sheet.freeze_panes = sheet.cell(row=len(top) + 2, column=levels + 1)
    notes = [_notes(table) for table in tables]
    if len(tables) > 1:
        notes = [
            [(table.name, *row) for row in rows] for table, rows in zip(tables, notes, strict=True)
        ]
    _fill(book.create_sheet("notes"), [row for rows in notes for row in rows], 3, [])

    def write(path: Path) -> None:
        book.save(path)

    return write


def _notes(table: Table) -> Iterable[tuple[str, ...]]:
    yield "title", table.caption or table.title
    yield "verified", table.warning or "yes"
    yield from table.facts.items()
    for note in (*table.notes, *table.further):
        yield "note", note


def _fill(
    sheet: Worksheet, rows: Iterable[Sequence[Any]], levels: int, formats: Sequence[str]
) -> None:
    """Write cells one by one: text as text, whatever it begins with, and numbers as numbers."""
    widths: dict[int, int] = {}
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row, start=1):
            cell = sheet.cell(row=r, column=c)
            if isinstance(value, str):
                cell.value = _NO_SIGN.sub("?", printable(value))[:_LONGEST_TEXT]
                cell.data_type = "s"  # a formula otherwise, where it begins with =
                widths[c] = max(widths.get(c, 0), min(len(value), _WIDEST))
            elif np.isfinite(value):
                cell.value = float(value)
                if 0 <= c - levels - 1 < len(formats):
                    cell.number_format = formats[c - levels - 1]
    for c, width in widths.items():
        sheet.column_dimensions[sheet.cell(row=1, column=c).column_letter].width = width + 2


def _format(decimals: int) -> str:
    """How a spreadsheet shows a number; its cell holds it in full."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")
