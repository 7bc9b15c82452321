"""Paths as a user writes them."""

from __future__ import annotations

from pathlib import Path

from calibration.errors import InputError


def as_path(path: str | Path) -> Path:
    """A path, in which ``~`` is the home folder.

    Raises
    ------
    InputError
        It is no path, one that no system can look up, or in the home folder of an unknown user.
    """
    try:
        found = Path(path).expanduser()
        found.exists()
    except TypeError:
        raise InputError(f"{path!r} is not a path") from None
    except (OSError, RuntimeError) as error:
        raise InputError(f"{path}: leads nowhere ({error})") from None
    if "\0" in str(found):
        raise InputError(f"{path!r} is not a path")
    return found


def place(path: str | Path) -> Path:
    """The file or folder that a path means, links followed.

    Raises
    ------
    InputError
        It is no path, or one that leads nowhere, such as a loop of links.
    """
    try:
        return as_path(path).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"{path}: leads nowhere ({error})") from None
