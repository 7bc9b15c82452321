"""YAML as a user writes it: plain values that remember their lines, of bounded size and depth.

The scalars are those of YAML 1.2: ``NO`` is Norway, ``1e0`` a number. Repeated keys and tags are
refused. Bounds hold before anything is built, so that a file cannot use up time or memory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from calibration.errors import InputError
from calibration.files.text import read_text

# What no file written by hand reaches.
DEEPEST = 40  # levels
MOST_VALUES = 100_000  # aliases counted as often as they stand for something
MOST_DIGITS = 40  # of a number

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Values of a file with the place of each.

    Attributes
    ----------
    name : str
        File name, or another name for what was not read from a file.
    data
        Nested dictionaries, lists and scalars.
    lines : dict
        Line (from 1) of each key, by the path of keys and list positions that leads to it.
    file : Path, optional
        The file it was read from; None for what was not read from a file.
    """

    name: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)
    file: Path | None = None

    def place(self, path: Path_ = ()) -> str:
        """Where a value stands, as the beginning of an error message: file, line, keys."""
        line = self.line(path)
        keys = " > ".join(_steps(path))
        return self.name + (f":{line}" if line else "") + ": " + (f"{keys}: " if keys else "")

    def line(self, path: Path_ = ()) -> int:
        """Line of the value at a path, or of the nearest key above it; 0 where unknown."""
        known = (path[:length] for length in range(len(path), -1, -1))
        return next((self.lines[prefix] for prefix in known if prefix in self.lines), 0)


def _steps(path: Path_) -> Iterator[str]:
    """Names of the steps of a path; items of the list ``shocks`` read ``shock 1``, ``shock 2``."""
    for n, step in enumerate(path):
        if isinstance(step, int):
            yield f"{str(path[n - 1]).removesuffix('s')} {step + 1}" if n else f"item {step + 1}"
        elif not (n + 1 < len(path) and isinstance(path[n + 1], int)):
            yield step


class _Loader(yaml.SafeLoader):
    """Safe loader with the scalars of YAML 1.2: NO is a label, 1e-3 a number, 12:30 a text."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose a node, unless it lies deeper than any file has reason to go."""
        self._depth += 1
        if self._depth > DEEPEST:
            mark = self.peek_event().start_mark
            problem = f"values are nested more than {DEEPEST} levels deep"
            raise yaml.composer.ComposerError(None, None, problem, mark)
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+."),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), [*_first, ""]
    )
# A leading zero is no octal number: 08 is eight, as in YAML 1.2.
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


_KINDS = ("map", "seq", "str", "bool", "null", "int", "float")
_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in _KINDS}


def read_document(path: str | Path) -> Document:
    """Read a YAML file.

    Raises
    ------
    calibration.errors.InputError
        The file cannot be read, is not UTF-8 text, is not YAML, repeats a key, or is larger or
        deeper than the bounds above.
    """
    return replace(parse_document(read_text(path), str(path)), file=Path(path))


def parse_document(text: str, name: str) -> Document:
    """Parse YAML text; see `read_document`."""
    loader = None
    try:
        loader = _Loader(unicodedata.normalize("NFC", text))
        reading = _Reading(name, loader)
        node = loader.get_single_node()
        data = reading.value(node, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        raise InputError(_syntax_problem(name, error)) from None
    except yaml.YAMLError as error:
        raise InputError(f"{name}: {' '.join(str(error).split())}") from None
    finally:
        if loader is not None:
            loader.dispose()
    if reading.problems:
        raise InputError(reading.problems)
    return Document(name, data, reading.lines)


def _syntax_problem(name: str, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    context = f"{error.context}, " if error.context else ""
    return f"{place}: not valid YAML: {context}{error.problem}"


class _Reading:
    """Turns YAML nodes into values, noting the line of each key and every repeated key."""

    def __init__(self, name: str, loader: _Loader) -> None:
        self.name = name
        self.loader = loader
        self.lines: dict[Path_, int] = {}
        self.problems: list[str] = []
        self._open: set[int] = set()
        self._count = 0

    def value(self, node: yaml.Node, path: Path_) -> Any:
        """Plain value of a node that stands at ``path``."""
        if id(node) in self._open:
            self.problems.append(f"{self._at(node)}an alias contains itself")
            return None
        self._count += 1
        if self._count > MOST_VALUES:
            problem = f"its aliases stand for more than {MOST_VALUES:,} values"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        self._open.add(id(node))
        self.lines.setdefault(path, node.start_mark.line + 1)
        try:
            if node.tag not in _TAGS:
                self.problems.append(f"{self._at(node)}the tag {node.tag} is not allowed")
                return None
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, (*path, n)) for n, item in enumerate(node.value)]
            return self._scalar(node)
        finally:
            self._open.discard(id(node))

    def _scalar(self, node: yaml.Node) -> Any:
        if node.tag in _NUMBERS and len(node.value) > MOST_DIGITS:
            self.problems.append(
                f"{self._at(node)}a number of {len(node.value):,} characters; write it shorter"
            )
            return None
        try:
            return self.loader.construct_object(node)
        except (ValueError, KeyError):  # a tag that the value does not bear
            kind = node.tag.rpartition(":")[2]
            self.problems.append(f"{self._at(node)}'{node.value}' is no {kind}")
            return None

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key in values:
                self.problems.append(
                    f"{self._at(key_node)}key '{key}' appears twice"
                    f" (first on line {self.lines[(*path, key)]})"
                )
                continue
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            values[key] = self.value(value_node, (*path, key))
        return values

    def _key(self, node: yaml.Node) -> str:
        """Keys are names: a key that looks like a number stays the text that was written."""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self.problems.append(f"{self._at(node)}a key must be a name")
        return ""

    def _at(self, node: yaml.Node) -> str:
        return f"{self.name}:{node.start_mark.line + 1}: "
