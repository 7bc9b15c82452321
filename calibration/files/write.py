"""A file that appears whole or not at all; `calibration.files.folder` does so for a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import get_ident

from calibration.errors import OutputError
from calibration.files.paths import place

_WINDOWS = os.name == "nt"
# Writes a file at the path it is given.
Writer = Callable[[Path], object]


def write_whole(path: str | Path, writer: Writer) -> Path:
    """Write a file so that a reader finds the old one or the new one, never a part.

    Parameters
    ----------
    path : path
        Where the file shall be; its folder is made if needed. A link is kept, and the file it
        leads to replaced.
    writer : callable
        Called with the path of a temporary file in the same folder, which it fills.

    Returns
    -------
    pathlib.Path
        The path of the file.

    Raises
    ------
    OutputError
        The file cannot be written, as on a full disk; what was there before is still there, and no
        new folder is left.
    """
    target = place(path)
    if target.exists() and not target.is_file():
        kind = "a directory" if target.is_dir() else "a device or a pipe"
        raise OutputError(f"{path}: is {kind}, which no file replaces")
    if problem := in_the_way(target.parent):
        raise OutputError(f"{path}: cannot be written; {problem}")
    part = _beside(target)
    missing = [folder for folder in target.parents if not folder.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        writer(part)
        reach_disk(part)
        part.replace(target)
        reach_disk(target.parent)
    except OSError as error:
        _remove(part, missing)
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        with suppress(OSError):  # the folder itself may be what is missing
            part.unlink(missing_ok=True)
    return target


def in_the_way(folder: Path) -> str:
    """The file that a folder would have to stand in, in words; empty where there is none."""
    above = next((each for each in (folder, *folder.parents) if each.exists()), None)
    return "" if above is None or above.is_dir() else f"'{above}' is a file, not a folder"


def _remove(part: Path, folders: Iterable[Path]) -> None:
    """Remove what was made for a file that cannot be written; others may use a folder by now."""
    with suppress(OSError):
        part.unlink(missing_ok=True)
        for folder in folders:
            folder.rmdir()


def text_writer(text: str) -> Writer:
    """A writer of UTF-8 text with the line ends it has."""

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8", newline="")

    return write


def reach_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a loss of power.

    Windows asks that of files that are open for writing, and of no folder.
    """
    if _WINDOWS and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if _WINDOWS else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _beside(target: Path) -> Path:
    """A hidden name in the same folder, with the same ending, of this process and thread alone."""
    return target.with_name(f".{target.stem}.{os.getpid()}.{get_ident()}.part{target.suffix}")
