"""Tutorials: their cells are run in order, and pages show what the cells print."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import cge
from tests.pages import marks

FOLDER = marks.DOCS / "tutorials"
CELL = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"^<!-- (?!end -->)(.+) -->$", re.MULTILINE)


class Tutorial:
    """A page whose marked parts are what the cell before each of them prints.

    Attributes
    ----------
    PAGE : Path
    PARTS : dict
        As a module of `tests.pages` has them.
    """

    def __init__(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        self.PAGE = page
        self.PARTS: dict[str, Callable[[], str]] = {
            mark[1]: partial(_shown, page, len(CELL.findall(text[: mark.start()])) - 1)
            for mark in _MARK.finditer(text)
        }


def cells(page: Path) -> list[str]:
    """The Python of a tutorial, cell by cell."""
    return CELL.findall(page.read_text(encoding="utf-8"))


def _shown(page: Path, cell: int) -> str:
    return f"```text\n{run(page).printed[cell].strip(chr(10))}\n```\n"


@dataclass(frozen=True)
class Run:
    """What a tutorial does.

    Attributes
    ----------
    printed
        By each cell.
    names
        After the last one.
    """

    printed: tuple[str, ...]
    names: Mapping[str, Any]


@cache
def run(page: Path) -> Run:
    """Run a tutorial in an empty folder; an error names the page and the line."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__main__"}
    said = []
    with _quiet(), tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for found in CELL.finditer(text):
            lines = "\n" * text.count("\n", 0, found.start(1))  # errors name lines of the page
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(lines + found[1], str(page), "exec"), names)
            said.append(_without_ends(out.getvalue()))
    return Run(tuple(said), names)


def _without_ends(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))


_load = cge.load
_shared = cache(_load)


def _loaded(*data: Any, **given: Any) -> cge.Economy:
    """Economies of shipped names are loaded once for all pages."""
    shipped = not data and not any(str(value).endswith(".csv") for value in given.values())
    return _shared(**given) if shipped else _load(*data, **given)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No warnings, of which pages say what matters."""
    with patch.object(cge, "load", _loaded), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


PAGES = tuple(Tutorial(page) for page in sorted(FOLDER.glob("*.md")))
