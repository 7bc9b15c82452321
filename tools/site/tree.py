"""The tree of pages, read from tables and lists of links in the pages of contents.

The pages say where things are in Markdown that any viewer shows. The site's navigation is made
from the same lines, so the two never differ.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

CONTENTS = "docs/README"  # a section is a part of the tree; each row begins with its page
LISTS = ("docs/equations/README",)  # an item of a list, or a paragraph, begins with its page
_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)
_LINK = re.compile(r"^(?:\| |- )?\[([^]]*)\]\(([^)#:]+)\.md\)", re.MULTILINE)


def parts(page: str, text: str) -> dict[str, dict[str, str]]:
    """The pages that a page of contents lists.

    Parameters
    ----------
    page
        Its name, from the root of the project and without ending.
    text
        Its Markdown.

    Returns
    -------
    dict
        By caption, empty for a list, titles by name of page. A page that is listed twice stands
        where it is listed first.
    """
    found: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    for caption, lines in _sections(page, text):
        listed = {_name(page, link): title for title, link in reversed(_LINK.findall(lines))}
        new = {name: listed[name] for name in reversed(listed) if name not in seen}
        seen.update(new)
        if new:
            found[caption] = new
    return found


def _sections(page: str, text: str) -> Iterator[tuple[str, str]]:
    if page in LISTS:
        yield "", text
        return
    _, *sections = _SECTION.split(text)
    yield from zip(sections[::2], sections[1::2], strict=True)


def _name(page: str, link: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), link))


def directives(page: str, text: str) -> str:
    """The same tree as directives for MyST, shown in the navigation only."""
    blocks = []
    for caption, titles in parts(page, text).items():
        options = [":hidden:", f":caption: {caption}"] if caption else [":hidden:"]
        entries = [f"{title} </{name}>" for name, title in titles.items()]
        blocks.append("\n".join(["```{toctree}", *options, "", *entries, "```", ""]))
    return "\n".join(blocks)
