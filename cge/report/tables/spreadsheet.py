"""Comma-separated values that a spreadsheet shows and never executes."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence

from calibration.files.printable import printable
from cge.report.tables.table import Table

# Signs with which a spreadsheet begins a formula, also in the wide forms of East Asian keyboards.
_BEGINS = "=+\\-@" + "\uff1d\uff0b\uff0d\uff20"
# At the start of a cell, or after a semicolon, which separates cells in much of Europe.
_FORMULA = re.compile(rf"(^|;)(\s*)(?=[{_BEGINS}])")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


def csv_table(table: Table) -> str:
    """One row for each row of a table, numbers in full, units in the heading.

    What holds for all rows (scenario, data, closure, numeraire, verdict) is repeated in each, so
    that a row keeps its meaning when it is copied out of the file.
    """
    verdict = table.warning or "yes"
    rows: list[list[str | float]] = [[*heads_of(table), *table.facts, "verified"]]
    rows += [[*row, *table.facts.values(), verdict] for row in rows_of(table)]
    return csv_text(rows)


def heads_of(table: Table) -> list[str]:
    """Heads of the levels of rows, of the columns, and of the ends of intervals."""
    heads = [str(name or "") for name in table.frame.index.names]
    named = [f"{h.name} [{h.unit}]" if h.unit else h.name for h in table.heads]
    ends = [
        f"{table.heads[k].name}_{end} [{table.heads[k].unit}]"
        for k in _with_ends(table)
        for end in ("low", "high")
    ]
    return [*heads, *named, *ends]


def rows_of(table: Table) -> Iterator[list[str | float]]:
    """Labels and values of each row in full, and the ends of its intervals."""
    frames = [table.frame.iloc[:, k] for k in range(len(table.heads))]
    if table.low is not None and table.high is not None:
        frames += [f.iloc[:, k] for k in _with_ends(table) for f in (table.low, table.high)]
    columns = [frame.to_numpy() for frame in frames]
    for n, labels in enumerate(table.frame.index):
        several = labels if isinstance(labels, tuple) else (labels,)
        yield [*map(str, several), *(column[n] for column in columns)]


def _with_ends(table: Table) -> list[int]:
    """Positions of the columns whose numbers have intervals."""
    if table.low is None:
        return []
    known = table.low.notna().any(axis=0).to_numpy()
    return [k for k, some in enumerate(known) if some]


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
        return "" if math.isnan(value) else repr(float(value))
    text = printable(value)
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1\2'", text)
