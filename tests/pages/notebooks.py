"""The page on notebooks: its blocks are run in order, and what each prints stands below it."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache, partial
from typing import Any

from tests.pages import marks

PAGE = marks.DOCS / "notebooks.md"
_BLOCK = re.compile(r"^```python\n(.*?)^```\n\n<!-- (\S+) -->$", re.DOTALL | re.MULTILINE)


@cache
def printed() -> dict[str, str]:
    """What the blocks print, by the name of the part below each."""
    known: dict[str, Any] = {}
    said = {}
    for block, name in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        with redirect_stdout(io.StringIO()) as told, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(block, f"{PAGE.name}: {name}", "exec"), known)
        lines = (line.rstrip() for line in told.getvalue().splitlines())
        said[name] = "\n".join(["```text", *lines, "```"])
    return said


def _part(name: str) -> str:
    return printed()[name]


PARTS: dict[str, Callable[[], str]] = {name: partial(_part, name) for name in marks.names(PAGE)}
