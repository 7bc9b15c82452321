"""Frozen models of what files hold, and what is wrong with a file, said to a user."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from calibration.errors import InputError, nearest
from calibration.files.yaml import Document, Path_

Number = Annotated[float, Field(allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1)]

# In the context of validation: the file that is read, from whose folder paths in it start.
BESIDE = "beside"
# Where a problem stands, and what it is.
Problem = tuple[Path_, str]


class Frozen(BaseModel):
    """A model that cannot be changed and refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )

    def __init__(self, /, **data: Any) -> None:
        """Make one in Python.

        Raises
        ------
        InputError
            Everything that is wrong, as for a file.
        """
        try:
            super().__init__(**data)
        except ValidationError as error:
            document = Document(type(self).__name__, data)
            raise refused(document, sentences(error, type(self))) from None

    # Parts of a file are made without this, so that a file's problems keep their places.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]


class Placed(Frozen):
    """A part of a file that remembers where it stands, for what is found wrong with it later.

    Two parts that say the same are equal, wherever they stand.
    """

    _place: str = PrivateAttr("")

    @property
    def place(self) -> str:
        """Where it stands in its file, as the beginning of an error message; empty if unknown."""
        return self._place

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))


Model = TypeVar("Model", bound=BaseModel)


def validated(
    model: type[Model],
    document: Document,
    given: Mapping[str, Any] | None = None,
    found: Iterable[Problem] = (),
    check: Callable[[Model], Iterable[Problem]] | None = None,
) -> Model:
    """A model made of the content of a file.

    Parameters
    ----------
    model
        What the file shall hold.
    document
        The file, and the lines of its keys.
    given
        What the file need not say, such as its name; the file comes first.
    found
        Problems that are known already, to be told with the others.
    check
        What else is wrong with the model, where it could be made.

    Raises
    ------
    InputError
        Everything that is wrong, each problem with its line.
    """
    if not isinstance(document.data, dict):
        raise InputError(f"{document.place()}must be a mapping of keys to values")
    left = dict(blanks(document.data))
    problems = [*found, *left.items()]
    try:
        content = {**(given or {}), **document.data}
        made = model.model_validate(content, context={BESIDE: document.file})
        problems += () if check is None else check(made)
    except ValidationError as error:
        problems += [said for said in sentences(error, model) if said[0] not in left]
    if problems:
        raise refused(document, problems)
    _remember_places(made, (), document)
    return made


def _remember_places(value: Any, path: Path_, document: Document) -> None:
    """Tell every part that a file gave where it stands; defaults are shared, and stay."""
    if isinstance(value, Placed):
        value._place = document.place(as_written(path, document.data))
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        given = ((name, field) for name, field in fields if name in value.model_fields_set)
        steps = ((field.alias or name, getattr(value, name)) for name, field in given)
    elif isinstance(value, dict):
        steps = ((str(key), inner) for key, inner in value.items())
    elif isinstance(value, tuple | list):
        steps = enumerate(value)  # type: ignore[assignment]
    else:
        return
    for step, inner in steps:
        _remember_places(inner, (*path, step), document)


def blanks(data: Any, path: Path_ = ()) -> Iterator[Problem]:
    """Keys whose value was left blank: whether all or nothing is meant cannot be known."""
    steps = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in steps:
        if value is None:
            yield (*path, step), "is left blank; give a value, or leave the key out"
        elif isinstance(value, dict | list):
            yield from blanks(value, (*path, step))


def refused(document: Document, problems: Iterable[Problem]) -> InputError:
    """The error that tells all problems of a file, in the order of its lines."""
    written = [(as_written(path, document.data), text) for path, text in problems]
    written.sort(key=lambda problem: document.line(problem[0]))
    return InputError(document.place(path) + text for path, text in written)


def wrong(text: str) -> PydanticCustomError:
    """The error of a validator, in words for the user."""
    return PydanticCustomError("input", "{text}", {"text": text})


def all_wrong(model: str, problems: Iterable[Problem]) -> ValidationError:
    """The error of a validator that finds several problems, each at its path below."""
    details = [InitErrorDetails(type=wrong(text), loc=path, input=None) for path, text in problems]
    return ValidationError.from_exception_data(model, details)


def besides(model: str, found: Iterable[Problem], value: Any, handler: Any) -> Any:
    """Go on with the validation of a value, and tell what is found with what was found before."""
    known = list(found)
    if not known:
        return handler(value)
    details = [InitErrorDetails(type=wrong(text), loc=path, input=value) for path, text in known]
    try:
        handler(value)
    except ValidationError as error:
        told = [path for path, _ in known if path]
        also = (detail for detail in error.errors(include_url=False) if detail["loc"] not in told)
        details += [_same(detail) for detail in also]
    raise ValidationError.from_exception_data(model, details)


def _same(detail: Any) -> InitErrorDetails:
    """An error raised before, to be raised again beside others."""
    context = {**detail.get("ctx", {}), "text": detail["msg"]}
    kind = PydanticCustomError(detail["type"], "{text}", context)
    return InitErrorDetails(type=kind, loc=detail["loc"], input=detail["input"])


def is_number(value: Any) -> bool:
    """Whether a value is a finite number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and _finite(value)


def _finite(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def one_of(*names: str) -> Callable[[Any], str]:
    """A validator that takes one of some words."""

    def read(value: Any) -> str:
        if isinstance(value, str) and value in names:
            return value
        near = nearest(value, names).partition("; choose from")[0]
        raise wrong(f"{shown(value)} is not one of {', '.join(names)}{near}")

    return read


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
    path: Path_ = tuple(step for step in detail["loc"] if step != "[key]")
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
