"""Comma-separated values that a spreadsheet shows and never executes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from calibration.files.printable import printable

# Signs with which a spreadsheet begins a formula, also in the wide forms of East Asian keyboards.
_BEGINS = "=+\\-@" + "\uff1d\uff0b\uff0d\uff20"
# At the start of a cell, or after a semicolon, which separates cells in much of Europe.
_FORMULA = re.compile(rf"(^|;)(\s*)(?=[{_BEGINS}])")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


def csv_text(rows: Iterable[Sequence[str | float]]) -> str:
    """Rows as comma-separated values.

    Numbers are written in full. A text that a spreadsheet would take for a formula, because it
    begins with ``=``, ``+``, ``-`` or ``@``, gets an apostrophe before it; one that is a number
    stays a number.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue()


def _cell(value: str | float) -> str:
    if not isinstance(value, str):
        return repr(float(value))
    text = printable(value)
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1\2'", text)
