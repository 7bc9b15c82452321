"""Tables in HTML: an element for a page, and a page of its own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from calibration.files.printable import printable
from cge.report.tables.grid import grid_of
from cge.report.tables.table import Table

if TYPE_CHECKING:
    from jinja2 import Environment


def html_table(table: Table) -> str:
    """A table as an element: caption, headings with their scopes, panels, and the note under it.

    It has classes and no styles of its own, so that a page decides how it looks; text is escaped.
    """
    return _environment().get_template("table.html").render(_content(table))


def html_page(table: Table) -> str:
    """A page with the table alone, which browsers show and Word opens as a table."""
    content = {"element": html_table(table), "title": printable(table.caption or table.title)}
    return _environment().get_template("page.html").render(content)


def _content(table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "grid": grid_of(table),
        "title": printable(table.caption or table.title),
        "warning": printable(table.warning),
        "note": printable(table.note),
    }


@cache
def _environment() -> Environment:
    from cge.report.templating import templates_of

    return templates_of("cge.report.tables", keep_trailing_newline=True)
