"""The list of ready tables."""

from __future__ import annotations

from cge.report.tables.registry import TABLES
from tests.pages import marks

PAGE = marks.DOCS / "tables.md"


def tables() -> str:
    """A row for each."""
    head = "| Table | Rows | Contents | Needs |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{row.name}` | {row.rows} | {row.title} | {row.needs} |\n" for row in TABLES.values()
    )


PARTS = {"tables": tables}
