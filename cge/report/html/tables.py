"""The tables of a page: which there are, and what it has no room for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cge.report import notes
from cge.report.html.sheets import Sheet, sheet_of
from cge.report.html.words import names_of
from cge.report.tables.ready.asked import Asked
from cge.report.tables.registry import TABLES, Ready

MOST_CELLS = 12_000
"""Cells of a table beyond which the page leaves it out; ``cge table`` writes it."""
MOST_INDUSTRIES = 2_000
"""Industries of all regions beyond which a table that inverts their flows is left out."""
_INVERTED = ("value_chains",)
_CONTAINED = ("macro",)  # columns of the summary
_OPEN = ("summary", "welfare", "closure")
# Tables that stand in sections of their own.
CLOSURE, SHOCKS, PARAMETERS = "closure", "shocks", "parameters"


@dataclass(frozen=True)
class Listing:
    """Tables by name, and a sentence on each that is too large or takes too long."""

    sheets: dict[str, Sheet]
    left_out: tuple[str, ...]

    def __iter__(self) -> Iterator[Sheet]:
        """Those without a section of their own."""
        apart = (CLOSURE, SHOCKS, PARAMETERS)
        return (sheet for name, sheet in self.sheets.items() if name not in apart)

    def get(self, name: str) -> Sheet | None:
        """One of them; None where the result has no content for it, or it is left out."""
        return self.sheets.get(name)


def listing(asked: Asked) -> Listing:
    """Every table of the registry that a result has content for and the page has room for."""
    found, left_out = {}, []
    industries = len(asked.labels("sector")) * len(asked.labels("region"))
    for row in TABLES.values():
        if row.name in _CONTAINED or row.lacks(asked):
            continue
        if row.name in _INVERTED and industries > MOST_INDUSTRIES:
            left_out.append(_said(row, f"the time that {industries:,} industries take"))
            continue
        sheet = _sheet(row, asked)
        if sheet.cells > MOST_CELLS:
            left_out.append(_said(row, f"its {sheet.cells:,} cells"))
        else:
            found[row.name] = sheet
    return Listing(found, tuple(left_out))


def _said(row: Ready, reason: str) -> str:
    return f"Left out for {reason}: {row.title}. cge table {row.name} writes it."


def _sheet(row: Ready, asked: Asked) -> Sheet:
    """A table with its own title alone, and what its numbers are: the rest stands on the page."""
    attrs = asked.result.data.attrs
    names = {
        **names_of(attrs, "sector", asked.labels("sector")),
        **names_of(attrs, "region", asked.labels("region")),
    }
    table = row.made(asked)
    whole = f": {notes.title(asked.result.summary())}"
    short = replace(table, name=row.name, title=table.title.removesuffix(whole))
    sheet = sheet_of(short, names, asked.result.experiments)
    said = " ".join(filter(None, (table.warning, *table.notes[:1])))
    return replace(sheet, note=said, folded=row.name not in _OPEN)
