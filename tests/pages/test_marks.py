"""Marks of generated parts."""

import pytest

from tests.pages.marks import names, renewed, write

TEXT = "# Title\n\n<!-- one -->\nold\n<!-- end -->\n\nprose\n\n<!-- table two -->\n<!-- end -->\n"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_parts_are_replaced_and_prose_is_kept(page):
    parts = {"one": lambda: "new\n", "table two": lambda: r"| \1 |"}
    assert names(page) == ["one", "table two"]
    write(page, parts)
    assert page.read_text(encoding="utf-8") == TEXT.replace("old\n", "new\n").replace(
        "two -->\n", "two -->\n| \\1 |\n"
    )
    assert renewed(page, parts) == page.read_text(encoding="utf-8")


@pytest.mark.parametrize("given", [["one"], ["one", "table two", "three"]])
def test_a_mark_without_text_and_a_text_without_mark_are_refused(page, given):
    with pytest.raises(ValueError, match="marks of"):
        renewed(page, dict.fromkeys(given, str))
