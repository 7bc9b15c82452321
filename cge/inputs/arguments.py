"""Arguments in Python of another type than is meant, said as wrong input is said."""

from __future__ import annotations

from typing import Any

from calibration.arguments import mistyped
from calibration.errors import InputError


def must_be(value: Any, kinds: type | tuple[type, ...], argument: str, meant: str) -> None:
    """Refuse an argument of the wrong type.

    Parameters
    ----------
    value
        What was given.
    kinds
        What it must be.
    argument
        Name of the argument.
    meant
        What is meant, in words: ``an economy, as cge.load returns it``.

    Raises
    ------
    InputError
        Naming the argument, what was given and what is meant.
    """
    if not isinstance(value, kinds):
        raise InputError(mistyped(argument, value, meant))
