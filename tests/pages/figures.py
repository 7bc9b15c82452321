"""The list of figures of docs/figures.md."""

from __future__ import annotations

from cge.report.figures.registry import FIGURES
from tests.pages import marks

PAGE = marks.DOCS / "figures.md"


def listed() -> str:
    """A row for each figure."""
    rows = (
        f"| `{row.name}` | {row.title} | {row.needs or 'any result'} |" for row in FIGURES.values()
    )
    return "\n".join(["| Figure | Shows | Needs |", "|---|---|---|", *rows])


PARTS = {"list": listed}
