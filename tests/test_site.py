"""The site of the documentation: every page has its place, formulas keep what TeX says."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.site.tree import CONTENTS, LISTS, directives, parts

ROOT = Path(__file__).resolve().parents[1]
needs_sphinx = pytest.mark.skipif(
    importlib.util.find_spec("sphinx") is None, reason="needs the extra docs"
)


def listed() -> list[str]:
    """Names of pages in the trees of all pages of contents, repeated where listed twice."""
    texts = {page: (ROOT / f"{page}.md").read_text(encoding="utf-8") for page in (CONTENTS, *LISTS)}
    return [
        name for page, text in texts.items() for part in parts(page, text).values() for name in part
    ]


def test_every_page_stands_in_the_tree_once():
    pages = {
        path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.glob("docs/**/*.md")
    }
    pages = {page for page in pages if not page.startswith("docs/_")}
    of_the_root = {"README", "CONTRIBUTING", "CHANGELOG"}
    assert sorted(listed()) == sorted(pages - {CONTENTS} | of_the_root)


def test_a_page_listed_twice_stands_where_it_is_first():
    text = (
        "# T\n\n## One\n\n| Page |\n|---|\n| [A](a.md) | and [b](b.md) |\n| [B](../b.md) |\n\n"
        "## Two\n\n| [Again](a.md) |\n| [Out](https://x.org/c.md) |\n"
    )
    assert parts(CONTENTS, text) == {"One": {"docs/a": "A", "b": "B"}}
    assert directives(CONTENTS, text) == (
        "```{toctree}\n:hidden:\n:caption: One\n\nA </docs/a>\nB </b>\n```\n"
    )


def test_a_list_of_links_is_a_tree_without_captions():
    text = "# T\n\nProse with [a link](no.md).\n\n- [P](p.md): `E_p`\n\n[All](all.md), too.\n"
    assert parts(LISTS[0], text) == {"": {"docs/equations/p": "P", "docs/equations/all": "All"}}


@needs_sphinx
def test_functions_in_formulas_stand_apart_from_letters():
    pytest.importorskip("latex2mathml")
    from tools.site.formulas import mathml

    shown = mathml(r"b\,d\log x + \log \left(x\right)", "inline")
    space = '<mspace width="0.167em" />'
    assert f"<mi>d</mi>{space}<mi>log</mi>{space}<mi>x</mi>" in shown
    assert "<mi>log</mi><mrow><mo" in shown
    assert shown.startswith("<math")
    assert 'display="inline"' in shown


@needs_sphinx
@pytest.mark.skipif(os.environ.get("CGE_PAGES") != "long", reason="`make docs` builds it in CI")
def test_the_site_is_built_without_a_warning_and_needs_no_network(tmp_path: Path):
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "--nitpicky"]
    folders = ["-c", "docs", "-d", str(tmp_path / "read"), ".", str(tmp_path / "html")]
    done = subprocess.run([*command, *folders], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "html").rglob("*.html")]
    assert len(pages) > len(listed())
    assert not [page for page in pages if 'src="http' in page or '<link href="http' in page]
