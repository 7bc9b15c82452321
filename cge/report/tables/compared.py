"""Two results side by side, as tables: inputs that differ, statistics, variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from cge.report.tables.plain import Plain
from cge.report.tables.spreadsheet import csv_text
from cge.results.comparison import Compared

_LONGEST = 44  # characters of a value or a place in a table
_INPUTS = ("input", "where", "first", "second")
_STATISTICS = (
    *("experiment", "region", "statistic", "units"),
    *("first", "second", "difference", "% of first"),
)
_VARIABLES = (
    *("variable", "experiment", "most at", "units"),
    *("first", "second", "% of first", "cells that differ"),
)


def compared_text(found: Compared, most: int) -> str:
    """What differs, in words and tables of at most so many rows.

    Parameters
    ----------
    found : Compared
        From :func:`cge.compare`.
    most : int
        Rows of each table; the rest is counted.
    """
    parts = [*_inputs(found, most), *_numbers(found, most), *_sentences(found)]
    return "\n".join([*parts, verdict_of(found)])


def verdict_of(found: Compared) -> str:
    """The whole comparison in a sentence."""
    close = f"within {found.tolerance:g} of their size"
    if found.same:
        apart = f"largest relative difference {found.largest:.1e}"
        return f"Inputs are the same, and numbers too, {close} ({apart})."
    inputs = "Inputs are the same" if found.same_inputs else "Inputs differ"
    alike = f"numbers are the same {close}"
    if not found.same_contents:
        alike = f"numbers that both have are the same {close}; what only one has stands above"
    numbers = alike if found.same_numbers else "numbers differ"
    joint = "and" if found.same_inputs == found.same_numbers else "but"
    return f"{inputs}, {joint} {numbers}."


def compared_csv(found: Compared) -> str:
    """Everything compared, in full: one row for each input, statistic and variable."""
    tables = {
        "input": found.inputs.rename(columns={"input": "name"}),
        "software": found.software.rename(columns={"where": "name", "input": "where"}),
        "statistic": found.statistics.rename(columns={"statistic": "name", "region": "where"}),
        "variable": found.variables.rename(columns={"variable": "name"}),
        "note": pd.DataFrame({"name": list(found.notes + found.unverified)}),
    }
    heads = list(dict.fromkeys(name for table in tables.values() for name in table.columns))
    rows = (
        [kind, *(_plain(row.get(name)) for name in heads)]
        for kind, table in tables.items()
        for row in table.to_dict("records")
    )
    return csv_text([["kind", *heads], *rows])


def _plain(value: Any) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_ | str):
        return str(value)
    if isinstance(value, int | float | np.number):
        return "" if np.isnan(value) else float(value)
    return str(value)


def _inputs(found: Compared, most: int) -> Iterator[str]:
    for title, table in (
        ("Inputs that differ", found.inputs),
        ("Versions that differ", found.software),
    ):
        if len(table):
            rows = [[_short(cell) for cell in row] for row in table.head(most).to_numpy()]
            yield _table(title, _INPUTS, rows, len(_INPUTS), len(table) - most)


def _numbers(found: Compared, most: int) -> Iterator[str]:
    statistics = found.statistics[found.statistics.differs]
    if len(statistics):
        rows = [_of_statistic(row) for row in statistics.head(most).to_dict("records")]
        title = "Statistics that differ, the most apart first"
        yield _table(title, _STATISTICS, rows, 4, len(statistics) - most)
    variables = found.variables[found.variables.differs]
    if len(variables):
        rows = [_of_variable(row) for row in variables.head(most).to_dict("records")]
        title = "Variables that differ, the most apart first"
        yield _table(title, _VARIABLES, rows, 4, len(variables) - most)


def _of_statistic(row: dict[Any, Any]) -> list[str]:
    words = [_short(row[name]) for name in _STATISTICS[:4]]
    numbers = [row[name] for name in ("first", "second", "difference", "percent")]
    return [*words, *map(_number, numbers)]


def _of_variable(row: dict[Any, Any]) -> list[str]:
    words = [_short(row[name]) for name in ("variable", "experiment", "where", "units")]
    numbers = [_number(row[name]) for name in ("first", "second", "percent")]
    return [*words, *numbers, f"{row['differing']:,} of {row['elements']:,}"]


def _sentences(found: Compared) -> Iterator[str]:
    for note in (*found.unverified, *found.notes):
        yield f"{note[:1].upper()}{note[1:]}."
    if found.notes or found.unverified:
        yield ""


def _table(title: str, heads: tuple[str, ...], rows: list[list[str]], words: int, more: int) -> str:
    note = f"and {more:,} more; --rows shows more, --csv all of them" if more > 0 else ""
    return Plain(title, heads, rows, words, note).written("text")


def _short(value: Any) -> str:
    text = _number(value) if isinstance(value, float) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _number(value: float) -> str:
    """Six digits: as many as tell most differences, few enough to read."""
    if np.isnan(value):
        return ""
    if value and not 1e-4 <= abs(value) < 1e12:
        return f"{value:.5e}"
    digits = max(0, 5 - int(np.floor(np.log10(abs(value))))) if value else 0
    return f"{value:,.{min(digits, 9)}f}"
