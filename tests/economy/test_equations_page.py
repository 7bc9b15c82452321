"""The page of equations is the one that the model prints."""

from __future__ import annotations

from pathlib import Path

from cge.report.equations import document
from tests.economy.variants import BASE, VARIANTS, systems

PAGE = Path(__file__).parents[2] / "docs" / "equations.md"


def page() -> str:
    """The document over the variants of `tests/economy/variants.py`."""
    compiled = systems()
    base = compiled.pop(BASE)
    return document(base, {n: (str(VARIANTS[n].__doc__), s) for n, s in compiled.items()})


def test_the_page_of_equations_is_current():
    """Write it anew with ``python -m tests.economy.test_equations_page``."""
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
