"""Write `docs/api.md`, the reference of the public API, from docstrings: `python -m tools.api`.

The public API is what `cge`, `calibration`, `calibration.readers` and `calibration.cleaning` list
in `__all__`, and the public members of the classes among it. Only the standard library is needed
beside the package.
"""

from __future__ import annotations

import inspect
import json
import re
import textwrap
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import calibration
import calibration.cleaning
import calibration.readers
import cge

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
HEAD = """# API reference

Written from the docstrings by `python -m tools.api`; edit those, not this page. What is listed here
is public: it changes only with an entry in the [changelog](../CHANGELOG.md).
"""
OURS = ("cge", "calibration")
MODULES = (cge, calibration, calibration.readers, calibration.cleaning)
WIDTH = 88
LISTS = ("Parameters", "Attributes", "Returns", "Raises")
_ROLE = re.compile(r":[a-z]+:`~?([^`]+)`")
_SECTION = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}\n", re.MULTILINE)


class _Verbatim(str):
    """An annotation that a signature prints as it stands in the source."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


# --- the page ------------------------------------------------------------------------------------


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join([HEAD, *(line for module in MODULES for line in _of_module(module))])


def _of_module(module: ModuleType) -> Iterator[str]:
    yield f"## `{module.__name__}`\n"
    yield markdown(_doc(module))
    for name in module.__all__:
        value = getattr(module, name)
        if value.__module__.startswith(module.__name__):
            yield from _of_object(f"{module.__name__}.{name}", value)
        else:
            home = value.__module__.partition(".")[0]
            yield f"### `{module.__name__}.{name}`\n\nThe same as `{home}.{name}`.\n"


def _of_object(name: str, value: Any) -> Iterator[str]:
    yield f"### `{name}`\n"
    if inspect.isclass(value):
        yield markdown(_doc(value))
        yield from _of_members(value)
    else:
        yield _called(name, value)
        yield markdown(_doc(value))


def _of_members(kind: type) -> Iterator[str]:
    members = public_members(kind)
    read = {k: v for k, v in members.items() if isinstance(v, property | cached_property)}
    if read:
        lines = [f"- **`{k}`**: {_one_paragraph(markdown(_doc(v)))}" for k, v in read.items()]
        yield "**Properties**\n\n" + "\n".join(lines) + "\n"
    for name, member in members.items():
        if name not in read:
            yield f"#### `{kind.__name__}.{name}`\n"
            yield _called(name, getattr(kind, name))
            yield markdown(_doc(member))


def _doc(value: Any) -> str:
    return inspect.getdoc(value) or ""


def public_members(kind: type) -> dict[str, Any]:
    """Properties and methods that a class of this project defines or inherits from another.

    Parameters
    ----------
    kind
        The class.

    Returns
    -------
    dict
        Members by name as they stand in the class, in the order of the source.
    """
    found: dict[str, Any] = {}
    for owner in reversed(kind.__mro__):
        if owner.__module__.partition(".")[0] in OURS:
            found |= {k: v for k, v in vars(owner).items() if not k.startswith("_") and _ours(v)}
    return found


def _ours(member: Any) -> bool:
    """Whether a member is a property or function written here, not one that a library adds."""
    if isinstance(member, property):
        member = member.fget
    function = getattr(member, "func", getattr(member, "__func__", member))
    return inspect.isfunction(function) and function.__module__.partition(".")[0] in OURS


# --- signatures ----------------------------------------------------------------------------------


def _called(name: str, function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    given = [_written(p) for k, p in signature.parameters.items() if k != "self"]
    returned = signature.return_annotation
    end = ")" if returned is signature.empty else f") -> {_annotation(returned)}"
    line = f"{name}({', '.join(_with_markers(given))}{end}"
    if len(line) > WIDTH:
        inside = "".join(f"    {text},\n" for text in _with_markers(given))
        line = f"{name}(\n{inside}{end}"
    return f"```python\n{line}\n```\n"


def _written(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter as the source has it; a default that is a function becomes an ellipsis."""
    if parameter.annotation is not parameter.empty:
        parameter = parameter.replace(annotation=_Verbatim(_annotation(parameter.annotation)))
    if inspect.isfunction(parameter.default):
        parameter = parameter.replace(default=_Verbatim("..."))
    elif isinstance(parameter.default, str):
        parameter = parameter.replace(default=_Verbatim(json.dumps(parameter.default)))
    return parameter


def _annotation(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _with_markers(parameters: list[inspect.Parameter]) -> list[str]:
    """Parameters as text, with the bare ``*`` before the first that is given by name only."""
    texts = [str(parameter) for parameter in parameters]
    kinds = [parameter.kind for parameter in parameters]
    if inspect.Parameter.KEYWORD_ONLY in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds:
        texts.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    return texts


# --- numpydoc to Markdown ------------------------------------------------------------------------


def markdown(docstring: str) -> str:
    """A numpydoc docstring as Markdown.

    Parameters
    ----------
    docstring
        As `inspect.getdoc` returns it.

    Returns
    -------
    str
        Its text; its sections under bold titles, parameters and the like as lists, examples as
        code.
    """
    text = _plain(docstring)
    summary, *sections = _SECTION.split(text)
    parts = [summary.strip() + "\n"]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        parts.append(f"**{title}**\n\n{_section(title, body.strip(chr(10)))}\n")
    return "\n".join(_fenced(part) for part in parts)


def _plain(text: str) -> str:
    return _ROLE.sub(r"`\1`", text).replace("``", "`")


def _one_paragraph(text: str) -> str:
    """A property's text on one line; what it raises follows as a sentence."""
    return " ".join(text.replace("**Raises**\n\n- ", "Raises ").split())


def _section(title: str, body: str) -> str:
    if title not in LISTS:
        return body
    entries = re.split(r"\n(?=\S)", body)
    return "\n".join(_entry(*entry.partition("\n")[::2]) for entry in entries)


def _entry(head: str, body: str) -> str:
    name, _, kind = head.partition(" : ")
    what = f"- **`{name}`**" + (f" ({kind})" if kind else "")
    said = " ".join(textwrap.dedent(body).split())
    return f"{what}: {said}" if said else what


def _fenced(text: str) -> str:
    """Lines of an interactive session as a block of code."""
    return re.sub(r"((?:^>>> .*\n(?:^(?!>>>)\S.*\n)*)+)", r"```pycon\n\1```\n", text, flags=re.M)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
