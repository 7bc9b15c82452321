"""A file that a command is asked to write: its ending, and that it is no file the command reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from calibration.errors import InputError
from calibration.files.paths import as_path


def must_be_output(
    path: str | Path,
    endings: Sequence[str],
    inputs: Iterable[str | Path] = (),
    meant: str = "",
) -> None:
    """Refuse a place for a file before the work is done.

    Parameters
    ----------
    path
        Where the file shall be.
    endings
        Those that fit what is in it, such as ``.html``, in small or capital letters.
    inputs
        Files that are read for it; names that lead to no file are none.
    meant
        What is written, in words: ``a page``.

    Raises
    ------
    InputError
        The path ends otherwise, or leads to one of the inputs.
    """
    target = as_path(path)
    problems = []
    if target.suffix.lower() not in endings:
        problems.append(f"{path}: the name of {meant or 'the file'} ends in {' or '.join(endings)}")
    problems += input_problems([path], inputs)
    if problems:
        raise InputError(problems)


def input_problems(paths: Iterable[str | Path], inputs: Iterable[str | Path]) -> list[str]:
    """Which files to write are among those that are read, by any name or link; a sentence each."""
    read = [place for given in inputs if (place := _found(given)) is not None]
    return [
        f"{path}: is read here, and is not written over"
        for path in dict.fromkeys(paths)
        if (place := _found(path)) is not None and any(place.samefile(each) for each in read)
    ]


def _found(path: str | Path) -> Path | None:
    """The file that a path leads to, if there is one."""
    try:
        found = as_path(path)
        return found if found.is_file() else None
    except (InputError, OSError):
        return None
