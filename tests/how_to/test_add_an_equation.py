"""What the page on adding an equation shows is what the model has."""

from __future__ import annotations

import re

from tests.how_to.follow import ROOT

PAGE = ROOT / "docs" / "how-to" / "add-an-equation.md"


def test_the_equation_that_it_shows_is_the_one_of_the_model():
    (shown,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    written = (ROOT / "cge" / "economy" / "equations" / "trade.py").read_text(encoding="utf-8")
    assert shown in written


def test_the_files_that_it_names_exist():
    text = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"`((?:cge|tests)/[\w/]+(?:\.py|/))`", text)
    assert len(named) >= 7
    assert [name for name in named if not (ROOT / name).exists()] == []
