"""Frozen models of what files hold, and what is wrong with a file, said to a user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from calibration.errors import InputError, nearest
from calibration.files.yaml import Document, Path_

Number = Annotated[float, Field(allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1)]

# Where a problem stands, and what it is.
Problem = tuple[Path_, str]


class Frozen(BaseModel):
    """A model that cannot be changed and refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )


Model = TypeVar("Model", bound=BaseModel)


def validated(
    model: type[Model], document: Document, given: Mapping[str, Any] | None = None
) -> Model:
    """A model made of the content of a file.

    Parameters
    ----------
    model
        What the file shall hold.
    document
        The file, for the lines of its keys.
    given
        What the file need not say, such as its name; the file comes first.

    Raises
    ------
    InputError
        Everything that is wrong, each problem with its line.
    """
    problems = [*blanks(document.data)]
    try:
        made = model.model_validate({**(given or {}), **document.data})
    except ValidationError as error:
        blank = [path for path, _ in problems]
        problems += [said for said in sentences(error, model) if said[0] not in blank]
    if problems:
        raise refused(document, problems)
    return made


def blanks(data: Any, path: Path_ = ()) -> Iterator[Problem]:
    """Keys whose value was left blank: whether all or nothing is meant cannot be known."""
    steps = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in steps:
        if value is None:
            yield (*path, step), "is left blank; give a value, or leave the key out"
        elif isinstance(value, dict | list):
            yield from blanks(value, (*path, step))


def mapping_of(document: Document, what: str) -> dict[str, Any]:
    """The content of a file that must be a mapping of keys to values.

    Raises
    ------
    InputError
        When it is anything else.
    """
    if not isinstance(document.data, dict):
        raise InputError(f"{document.place()}{what} is a mapping of keys to values")
    return document.data


def refused(document: Document, problems: Iterable[Problem]) -> InputError:
    """The error that tells all problems of a file, in the order of its lines."""
    written = [(as_written(path, document.data), text) for path, text in problems]
    written.sort(key=lambda problem: document.line(problem[0]))
    return InputError(document.place(path) + text for path, text in written)


_KINDS = {
    "string_type": "is not text",
    "string_too_short": "is empty",
    "int_type": "is not a whole number",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
    "finite_number": "is not a finite number",
    "bool_type": "is neither true nor false",
    "dict_type": "is not a mapping of keys to values",
    "model_type": "is not a mapping of keys to values",
    "tuple_type": "is not a list",
    "list_type": "is not a list",
    "too_short": "is empty",
    "too_long": "has more entries than it may",
}
_BOUNDS = {
    "less_than_equal": ("above", "le"),
    "less_than": ("not below", "lt"),
    "greater_than_equal": ("below", "ge"),
    "greater_than": ("not above", "gt"),
}
_SHOWN = 60


def sentences(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """What pydantic found, said to a user: the path of each problem and its sentence."""
    details = error.errors(include_url=False)
    # A list of which no item is right also counts as too short.
    return [_problem(d, model) for d in details if not (d["type"] == "too_short" and d["input"])]


def _problem(detail: Any, model: type[BaseModel]) -> Problem:
    path: Path_ = tuple(detail["loc"])
    kind = detail["type"]
    if kind == "missing":
        return path[:-1], f"key '{path[-1]}' is missing"
    if kind == "extra_forbidden":
        return path, f"unknown key{nearest(path[-1], keys_at(model, path[:-1]))}"
    if kind in _BOUNDS:
        word, bound = _BOUNDS[kind]
        return path, f"{shown(detail['input'])} is {word} {detail['ctx'][bound]:g}"
    if kind in _KINDS:
        return path, f"{shown(detail['input'])} {_KINDS[kind]}"
    if kind == "literal_error":
        return path, f"{shown(detail['input'])} is not {detail['ctx']['expected']}"
    return path, str(detail["msg"])


def shown(value: Any) -> str:
    """A value as a message shows it, cut where it is long."""
    if value is None:
        return "nothing (an empty value)"
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def keys_at(model: type[BaseModel], path: Path_) -> list[str]:
    """Keys that a file may have where a path leads, from the fields of the model."""
    found: Any = model
    for step in path:
        inner = _field(found, step) if isinstance(step, str) else None
        found = _inside(found) if inner is None else inner
    blocks = list(_models(found))
    return [f.alias or name for block in blocks for name, f in block.model_fields.items()]


def _field(annotation: Any, key: str) -> Any:
    """Annotation of a field of one of the models of an annotation; None where none has it."""
    for model in _models(annotation):
        for name, field in model.model_fields.items():
            if key in (name, field.alias):
                return field.annotation
    return None


def _inside(annotation: Any) -> Any:
    """Annotation of the items of a list or the values of a mapping."""
    for kind in _members(annotation):
        if get_origin(kind) in (tuple, list, dict):
            return next((a for a in reversed(get_args(kind)) if a is not Ellipsis), Any)
    return annotation


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models that an annotation allows, alone or in a list or mapping."""
    for kind in _members(annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield kind


def _members(annotation: Any) -> Iterator[Any]:
    """The alternatives of an annotation."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _members(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for each in get_args(annotation):
            yield from _members(each)
    else:
        yield annotation


def as_written(path: Path_, data: Any) -> Path_:
    """Path of a problem as the file has it: one policy under a key stands in no list."""
    written: list[str | int] = []
    value = data
    for step in path:
        if isinstance(step, int) and isinstance(value, dict):
            continue
        written.append(step)
        known = isinstance(value, dict) and step in value
        listed = isinstance(value, list) and isinstance(step, int) and step < len(value)
        value = value[step] if known or listed else None
    return tuple(written)
