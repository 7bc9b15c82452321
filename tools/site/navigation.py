"""Navigation of the site, and links that have no page in it."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

from tools.site.tree import CONTENTS, LISTS, directives


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the tree to pages as they are read, and free the text of links to folders."""
    app.connect("source-read", _add_tree)
    app.connect("doctree-read", _free_folders)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add_tree(_: Sphinx, page: str, source: list[str]) -> None:
    if page == CONTENTS or page in LISTS:
        source[0] += "\n" + directives(page, source[0])


def _free_folders(app: Sphinx, document: nodes.document) -> None:
    """Of a link to a folder of the repository, which has no page here, the text stays."""
    here = Path(app.srcdir, app.env.docname).parent
    for link in list(document.findall(pending_xref)):
        if link.get("refdomain") is None and (here / link["reftarget"]).is_dir():
            link.replace_self(link.children)
