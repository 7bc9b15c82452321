"""The table of published figures beside the model's."""

from __future__ import annotations

import cge
from cge.report.tables.published import published
from tests.pages import marks

PAGE = marks.DOCS / "targets.md"


def figures() -> str:
    """All shipped targets."""
    found = cge.targets()
    assert found.verified, found.verdict
    return published(found, "markdown")


PARTS = {"figures": figures}
