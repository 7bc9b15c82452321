"""The API reference is the one that the docstrings make, and it leaves nothing public out."""

from __future__ import annotations

import inspect

import pytest

import cge
from tools import api

OBJECTS = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in api.MODULES
    for name in module.__all__
}


def test_the_page_is_current():
    """Write it anew with ``python -m tools.api``."""
    assert api.PAGE.read_text(encoding="utf-8") == api.page()


@pytest.mark.parametrize("name", OBJECTS)
def test_every_public_object_and_member_is_documented(name: str):
    value = OBJECTS[name]
    members = api.public_members(value) if inspect.isclass(value) else {}
    assert inspect.getdoc(value)
    assert [k for k, member in members.items() if not inspect.getdoc(member)] == []


def test_members_that_a_library_adds_are_not_ours():
    assert "to_dict" in api.public_members(cge.Scenario)
    assert not {"model_dump", "model_post_init"} & set(api.public_members(cge.Scenario))


def test_a_docstring_becomes_markdown():
    text = """Find ``x``; see :func:`cge.solve`.

    Parameters
    ----------
    data : str or Path
        Name of a dataset,
        or its path.
    strict

    Examples
    --------
    >>> 1 + 1
    2
    """
    found = api.markdown(inspect.cleandoc(text))
    assert found.splitlines() == [
        "Find `x`; see `cge.solve`.",
        "",
        "**Parameters**",
        "",
        "- **`data`** (str or Path): Name of a dataset, or its path.",
        "- **`strict`**",
        "",
        "**Examples**",
        "",
        "```pycon",
        ">>> 1 + 1",
        "2",
        "```",
    ]
