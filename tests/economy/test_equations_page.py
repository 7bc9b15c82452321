"""The pages of equations are those that the model prints."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from cge.report.equations import pages
from tests.economy.variants import BASE, VARIANTS, systems

FOLDER = Path(__file__).parents[2] / "docs" / "equations"


def current() -> dict[str, str]:
    """The pages over the variants of `tests/economy/variants.py`, by name."""
    compiled = systems()
    base = compiled.pop(BASE)
    return pages(base, {n: (str(VARIANTS[n].__doc__), s) for n, s in compiled.items()})


def test_the_pages_of_equations_are_current():
    """Write them anew with ``python -m tests.economy.test_equations_page``."""
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert found == current()


def test_every_formula_is_printed_once():
    blocks = [
        part.split("\n```")[0]
        for text in current().values()
        for part in text.split("```text\n")[1:]
    ]
    assert len(blocks) > 100
    assert [text for text, count in Counter(blocks).items() if count > 1] == []


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.md"):
        old.unlink()
    for name, text in current().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
