"""Tutorials teach in the same order, and are notebooks; `test_current.py` runs them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pages import tutorials
from tests.pages.tutorials import PAGES, Tutorial, cells

HEADINGS = ["The economics first", "The run", "Reading the result", "Why: down to the shock"]
LAST = ["What would change it", "Exercise"]
each = pytest.mark.parametrize("page", [page.PAGE for page in PAGES], ids=lambda page: page.stem)


@each
def test_a_question_comes_first_and_an_exercise_last(page: Path):
    text = page.read_text(encoding="utf-8")
    assert re.match(r"# .+\n\n\*\*Question\.\*\* ", text)
    found = re.findall(r"^## (.+)$", text, re.M)
    assert [heading for heading in found if heading in HEADINGS + LAST] == HEADINGS + LAST


@each
def test_prose_is_held_by_assertions(page: Path):
    code = "\n".join(cells(page))
    assert code.count("assert ") >= 4
    assert "result.verified" in code or "sweep.verified" in code or "learnt" in code


@each
def test_lines_of_code_fit_a_page(page: Path):
    assert max(len(line) for cell in cells(page) for line in cell.splitlines()) <= 100


@each
def test_a_notebook_has_the_same_cells(page: Path):
    jupytext = pytest.importorskip("jupytext")
    notebook = jupytext.read(page, fmt="md")
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    python = [source for source in sources if not source.startswith("%%")]
    assert [f"{source}\n" for source in python] == cells(page)


def test_a_part_shows_what_the_cell_before_it_prints(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nprint(1)\n```\n\n```python\nprint(2)\n```\n\n<!-- two -->\n<!-- end -->\n"
    )
    assert Tutorial(page).PARTS["two"]() == "```text\n2\n```\n"


def test_an_error_names_page_and_line(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n```python\nassert 1 == 2\n```\n")
    with pytest.raises(AssertionError) as failure:
        tutorials.run(page)
    last = failure.traceback[-1]
    assert (Path(last.path), last.lineno + 1) == (page, 4)
