"""Parts of a page that code writes: what stands between `<!-- name -->` and `<!-- end -->`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
Parts = Mapping[str, Callable[[], str]]  # text of a part by the name in its mark
_PART = re.compile(r"(<!-- (?!end -->)([^\n]+?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def names(path: Path) -> list[str]:
    """Names of the parts of a page, in order."""
    return [found[2] for found in _PART.finditer(path.read_text(encoding="utf-8"))]


def renewed(path: Path, parts: Parts) -> str:
    """The page with its parts written anew; each part has one mark, and each mark a part."""
    if sorted(names(path)) != sorted(parts):
        found, known = ", ".join(sorted(names(path))), ", ".join(sorted(parts))
        raise ValueError(f"{path}: marks of [{found}], but there is text for [{known}]")
    text = path.read_text(encoding="utf-8")
    return _PART.sub(lambda found: f"{found[1]}{_line(parts[found[2]]())}{found[4]}", text)


def _line(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def write(path: Path, parts: Parts) -> None:
    """Write the page anew."""
    path.write_text(renewed(path, parts), encoding="utf-8")


def standing(path: Path) -> dict[str, str]:
    """Text of each part of a page as it stands, by name."""
    return {found[2]: found[3] for found in _PART.finditer(path.read_text(encoding="utf-8"))}
