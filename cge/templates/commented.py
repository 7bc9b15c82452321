"""YAML with comments: every key of a kind of file, what it means, and an example."""

from __future__ import annotations

import inspect
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

WIDTH = 98
NOT_WRITTEN = ("name",)
"""Keys that a file need not have: its name is the file's."""
_ROLE = re.compile(r":[a-z]+:`~?([^`]+)`|`+([^`]+)`+")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./&-]*")
_WORDS = ("true", "false", "null")


@dataclass(frozen=True)
class Example:
    """What a key may hold.

    Attributes
    ----------
    text : str
        Lines of YAML, the key included.
    active : bool
        Whether it holds; otherwise it is a comment.
    notes : tuple of str
        What else to say of it, such as the valid choices; a paragraph each.
    """

    text: str
    active: bool = True
    notes: tuple[str, ...] = ()


def file_of(head: Iterable[str], model: type[BaseModel], examples: Mapping[str, Example]) -> str:
    """A YAML file with all keys of a model, each with its meaning.

    Parameters
    ----------
    head : iterable of str
        Paragraphs that begin the file.
    model
        What reads it.
    examples : mapping of str to Example
        By key. A key without an example has its meaning alone.
    """
    meanings = documented(model)
    parts = ["\n".join(line for paragraph in head for line in comment(paragraph))]
    for name, field in model.model_fields.items():
        if name not in NOT_WRITTEN:
            key = field.alias or name
            shown = examples.get(key, Example(f"{key}:", active=False))
            parts.append("\n".join(_block(key, meanings.get(name, ""), shown)))
    return "\n\n".join(parts) + "\n"


def _block(key: str, meaning: str, example: Example) -> Iterator[str]:
    # That the key has another name in Python is no matter of the file.
    said = re.sub(rf"[;.]? ?{key} in a file\.$", ".", meaning)
    yield from comment(f"{key}: {said}" if said else key)
    for note in example.notes:
        yield from comment(note)
    text = example.text.rstrip("\n")
    yield text if example.active else textwrap.indent(text, "# ", lambda _: True)


def comment(paragraph: str, indent: str = "") -> list[str]:
    """Lines of a comment."""
    begin = f"{indent}# "
    return textwrap.wrap(
        paragraph, WIDTH, initial_indent=begin, subsequent_indent=begin, break_on_hyphens=False
    ) or [begin.rstrip()]


def documented(model: type) -> dict[str, str]:
    """What the attributes of a class are, by the docstrings of it and its bases."""
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        text = inspect.cleandoc(vars(owner).get("__doc__") or "")
        section = re.split(r"\n\n\w[^\n]*\n-{3,}\n", text.partition("Attributes\n----------\n")[2])
        for entry in re.split(r"\n(?=\S)", section[0]):
            head, _, body = entry.partition("\n")
            said = plain(body)
            found |= {name: said for name in head.partition(" : ")[0].split(", ") if said}
    return found


def plain(text: str) -> str:
    """Text of a docstring on one line, in the words of a file: without markup and Python's None."""
    words = _ROLE.sub(lambda found: found[1] or found[2], text).split()
    return re.sub(r"\bNone\b", "no key", " ".join(words))


def quoted(label: str) -> str:
    """A label as YAML reads it back."""
    if _PLAIN.fullmatch(label) and label.casefold() not in _WORDS:
        return label
    return json.dumps(label, ensure_ascii=False)


def listed(labels: Iterable[str]) -> str:
    """Labels with commas between them."""
    return ", ".join(labels)
