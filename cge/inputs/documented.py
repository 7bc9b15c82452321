"""The base of every YAML file that a user writes and names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.files.fields import Frozen, Text, validated
from calibration.files.yaml import Document, read_document
from cge.inputs.find import find
from cge.inputs.kinds import KINDS


class Documented(Frozen):
    """What a file holds, with its name and title.

    Attributes
    ----------
    name : str
        Short name; of a file, its name without the ending.
    title : str
        What it is, in a line.
    """

    KIND: ClassVar[str]

    name: Text
    title: Text

    @classmethod
    def from_name(cls, name_or_path: str | Path) -> Self:
        """The one that a user means: a shipped one by its name, or a file.

        Raises
        ------
        calibration.errors.InputError
            There is no such name and no such file, or everything wrong with the file.
        """
        return cls.from_file(find(cls.KIND, name_or_path))

    @classmethod
    def opened(cls, given: str | Path | Self | Mapping[str, Any]) -> Self:
        """The one that a user means by a name, a path, what a file holds, or itself.

        Raises
        ------
        calibration.errors.InputError
            As `from_name` and `from_dict` do.
        """
        if isinstance(given, cls):
            return given
        if isinstance(given, Mapping):
            return cls.from_dict(dict(given))
        return cls.from_name(given)  # type: ignore[arg-type]

    @classmethod
    @explained
    def from_file(cls, path: str | Path) -> Self:
        """Read a YAML file.

        Raises
        ------
        calibration.errors.InputError
            Everything wrong with the file, each problem with its line.
        """
        return cls.from_document(read_document(path), Path(path).stem)

    @classmethod
    @explained
    def from_dict(cls, data: dict[str, Any], name: str | None = None) -> Self:
        """Make one from nested dictionaries laid out as in a file.

        Raises
        ------
        calibration.errors.InputError
            Everything wrong with it.
        """
        name = KINDS[cls.KIND].singular if name is None else name
        return cls.from_document(Document(name, with_text_keys(data)), name)

    @classmethod
    def from_document(cls, document: Document, name: str) -> Self:
        """Make one from the content of a file; see `from_file`."""
        cls.refuse_other_shapes(document)
        return validated(cls, document, {"name": name})

    @classmethod
    def refuse_other_shapes(cls, document: Document) -> None:
        """Refuse a document that is no mapping of keys to values.

        Raises
        ------
        calibration.errors.InputError
            When it is anything else.
        """
        if not isinstance(document.data, dict):
            singular = KINDS[cls.KIND].singular
            raise InputError(f"{document.place()}holds no {singular}; begin with 'title: ...'")


def with_text_keys(data: Any) -> Any:
    """The same values with keys as a file has them, where a key is always a text."""
    if isinstance(data, dict):
        return {str(key): with_text_keys(value) for key, value in data.items()}
    return [with_text_keys(value) for value in data] if isinstance(data, list) else data
