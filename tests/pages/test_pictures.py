"""Pictures are small, and stand on pages with words; `test_current.py` holds their numbers."""

from __future__ import annotations

import re

from tests.pages import pictures
from tests.pages.marks import DOCS

MOST_BYTES = 300_000
_IMAGE = re.compile(r"!\[([^]]*)\]\(([^)]+)\)")


def test_numbers_are_rounded_wherever_they_stand():
    shown = pictures.rounded({"a": [1.23456789, ["b", None]], "c": -1.23456789e-9, "n": 3})
    assert shown == {"a": [1.23457, ["b", None]], "c": -1.23457e-9, "n": 3}


def test_they_are_there_and_small():
    files = {path.name for path in pictures.FOLDER.glob("*.png")}
    assert files == {f"{name}.png" for name in pictures.PICTURES}
    assert sum(path.stat().st_size for path in pictures.FOLDER.iterdir()) < MOST_BYTES


def test_each_stands_on_a_page_and_is_told_in_words():
    shown = {}
    for page in DOCS.rglob("*.md"):
        for words, link in _IMAGE.findall(page.read_text(encoding="utf-8")):
            shown[(page.parent / link).resolve()] = words
    assert set(shown) == {pictures.path_of(name).resolve() for name in pictures.PICTURES}
    assert min(len(words) for words in shown.values()) > 30
