"""What a public function says of arguments of the wrong type."""

from __future__ import annotations

import collections.abc
import inspect
import numbers
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin

from calibration.errors import InputError
from calibration.files.printable import printable

Given = ParamSpec("Given")
Returned = TypeVar("Returned")
# Python's own words for a value that cannot do what it is asked for.
_FAULTS = (TypeError, AttributeError, ValueError, KeyError, IndexError, OverflowError)
_LONGEST = 60  # characters of a value that a message repeats
_NUMBERS: dict[Any, type] = {float: numbers.Real, int: numbers.Integral}  # those of NumPy too


def explained(function: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """A public function that names an argument of the wrong type where it fails over one.

    Nothing is looked at as long as the call succeeds. Where it fails with an error of Python's own,
    its arguments are compared with their annotations; where all of them fit, the error stays.

    Raises
    ------
    InputError
        Naming each argument that is not what its annotation says.
    """

    @wraps(function)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Returned:
        try:
            return function(*args, **kwargs)
        except InputError:
            raise
        except _FAULTS as error:
            problems = list(_wrong(function, args, kwargs))
            if not problems:
                raise
            raise InputError(problems) from error

    return call


def mistyped(argument: str, value: Any, meant: str) -> str:
    """What is said of an argument of another type than is meant."""
    text = printable(repr(value))
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    if _too_large(value):
        return f"{argument}: {text} is too large a number"
    return f"{argument}: {text} is of type {type(value).__name__}, not {meant}"


def _wrong(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Iterator[str]:
    """Arguments that are not what their annotations say, one sentence each."""
    signature = inspect.signature(function)
    try:
        given = signature.bind(*args, **kwargs).arguments
    except TypeError:  # too many or too few arguments, of which Python has said what is wrong
        return
    for name, value in given.items():
        parameter = signature.parameters[name]
        for own, each in _each(parameter, value):
            meant = _annotation(function, parameter.annotation)
            if not fits(each, meant):
                yield mistyped(own, each, _words(meant))


def _each(parameter: inspect.Parameter, value: Any) -> Iterator[tuple[str, Any]]:
    """An argument, or each of those that ``*`` or ``**`` collects."""
    if parameter.kind is parameter.VAR_KEYWORD:
        yield from value.items()
    elif parameter.kind is parameter.VAR_POSITIONAL:
        yield from ((parameter.name, each) for each in value)
    else:
        yield parameter.name, value


def _annotation(function: Callable[..., Any], written: Any) -> Any:
    """The type that an annotation means; anything where it names what is not loaded."""
    if not isinstance(written, str):
        return Any if written is inspect.Parameter.empty else written
    # Types that only readers of annotations import; what is not loaded is no argument either.
    known = {"Path": Path, "xr": sys.modules.get("xarray")} | inspect.unwrap(function).__globals__
    try:
        return eval(written, known)
    except (NameError, TypeError, AttributeError):
        return Any


def fits(value: Any, meant: Any) -> bool:
    """Whether a value may be what an annotation says; items of plain containers are looked at."""
    origin = get_origin(meant)
    if meant is Any or isinstance(meant, TypeVar | str):
        return True
    if meant is None:
        return value is None
    if origin in (Union, types.UnionType):
        return any(fits(value, each) for each in get_args(meant))
    if origin is Literal:
        return any(value == each for each in get_args(meant))
    if origin is collections.abc.Callable:
        return callable(value)
    if meant in _NUMBERS:
        number = isinstance(value, _NUMBERS[meant]) and not isinstance(value, bool)
        return number and not _too_large(value)
    kind = meant if origin is None else origin
    if isinstance(value, str | bytes) and origin is not None:  # letters are no items
        return False
    if isinstance(kind, type) and not isinstance(value, kind):
        return False
    return all(fits(item, each) for item, each in _items(value, meant))


def _items(value: Any, meant: Any) -> Iterator[tuple[Any, Any]]:
    """Items of a list, tuple, set or dict, each with what its annotation says."""
    inner = tuple(each for each in get_args(meant) if each is not ...)
    if not inner:
        return
    if hasattr(value, "ndim"):  # an array; the only item of one that is no list is itself
        value = getattr(value, "values", value).tolist() if value.ndim == 1 else [value]
    if isinstance(value, dict) and len(inner) == 2:
        for pair in value.items():
            yield from zip(pair, inner, strict=True)
    elif isinstance(value, tuple) and len(inner) == len(value) > 1:
        yield from zip(value, inner, strict=True)
    elif isinstance(value, list | tuple | set | frozenset | range | dict) and len(inner) == 1:
        yield from ((item, inner[0]) for item in value)


def _too_large(value: Any) -> bool:
    """Whether a whole number is beyond those that arrays hold."""
    return isinstance(value, int) and abs(value) > sys.float_info.max


def _words(meant: Any) -> str:
    """An annotation as a user reads it."""
    if get_origin(meant) in (Union, types.UnionType):
        return " or ".join(_words(each) for each in get_args(meant))
    if meant is None or meant is type(None):
        return "None"
    if get_origin(meant) is None and isinstance(meant, type):
        return meant.__name__
    return str(meant).replace("collections.abc.", "").replace("typing.", "")
