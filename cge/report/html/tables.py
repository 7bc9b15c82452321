"""The tables of a page: which there are, and what it has no room for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import xarray as xr

from cge.analysis.border_adjustment import by_sector
from cge.report.html.sheets import Sheet, sheet_of
from cge.report.html.words import names_of
from cge.report.tables.summaries import table_of
from cge.report.tables.table import Table
from cge.results.result import Result

MOST_CELLS = 30_000
"""Cells of a table beyond which the page leaves it out; `cge table` writes it."""
_OPEN = 2_000  # cells beyond which a table is closed until a reader opens it


@dataclass(frozen=True)
class Listing:
    """Tables, and a sentence on each that is left out."""

    sheets: tuple[Sheet, ...]
    left_out: tuple[str, ...]


def listing(result: Result) -> Listing:
    """Every table that a result has content for and the page has room for."""
    names = {
        **names_of(result.data.attrs, "sector", _labels(result.data, "sector")),
        **names_of(result.data.attrs, "region", _labels(result.data, "region")),
    }
    sheets, left_out = [], []
    for table in _tables(result):
        sheet = sheet_of(table, names, result.experiments)
        if sheet.cells > MOST_CELLS:
            left_out.append(f"Left out for its size: {table.title}, {sheet.cells:,} cells.")
        else:
            sheets.append(replace(sheet, folded=sheet.cells > _OPEN))
    return Listing(tuple(sheets), tuple(left_out))


def _labels(data: xr.Dataset, dimension: str) -> list[str]:
    return [str(label) for label in data[dimension].to_numpy()]


def _tables(result: Result) -> Iterator[Table]:
    yield replace(table_of(result.summary()), title="Summary")
    if result.decomposition is not None:
        effects = result.decomposition.table("group")
        yield replace(table_of(effects, "decomposition"), title="Welfare decomposition")
    if result.contributions is not None:
        yield replace(
            table_of(result.contributions, "contributions"), title="Contributions of packages"
        )
    if result.has_border_adjustment:
        charges = result.border_adjustment()
        yield replace(table_of(charges, "border-adjustment"), title="Border adjustment")
        yield replace(table_of(by_sector(charges), "ad-valorem"), title="Charge by good")
