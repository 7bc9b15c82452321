"""Arguments in Python of another type than is meant, said as wrong input is said."""

from __future__ import annotations

from typing import Any

from calibration.errors import InputError

_LONGEST = 60  # characters of a value that a message repeats


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
        text = repr(value)
        text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
        raise InputError(f"{argument}: {text} is of type {type(value).__name__}, not {meant}")
