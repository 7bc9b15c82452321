"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

# Writes a file at the path it is given.
Writer = Callable[[Path], object]


def write_whole(path: str | Path, writer: Writer) -> Path:
    """Write a file so that a reader finds the old one or the new one, never a part.

    Parameters
    ----------
    path : path
        Where the file shall be; its folder is made if needed.
    writer : callable
        Called with the path of a temporary file in the same folder, which it fills.

    Returns
    -------
    pathlib.Path
        The path of the file.

    Raises
    ------
    OSError
        The file cannot be written; what was there before is still there.
    """
    return write_together({Path(path): writer})[0]


def write_together(files: Mapping[Path, Writer]) -> list[Path]:
    """Write several files; none is replaced before all of them are complete.

    Parameters
    ----------
    files : mapping
        A writer for each path; see `write_whole`.

    Raises
    ------
    OSError
        A file cannot be written; no file has been replaced unless renaming itself failed.
    """
    # A link is kept and the file it leads to replaced.
    targets = {Path(path): Path(path).resolve() for path in files}
    temporary = {target: _beside(target) for target in targets.values()}
    try:
        for path, writer in files.items():
            target = targets[Path(path)]
            target.parent.mkdir(parents=True, exist_ok=True)
            writer(temporary[target])
            _reach_disk(temporary[target])
        for target, complete in temporary.items():
            complete.replace(target)
    finally:
        for left_over in temporary.values():
            left_over.unlink(missing_ok=True)
    for folder in {target.parent for target in temporary}:
        _reach_disk(folder)
    return list(targets)


def text_writer(text: str) -> Writer:
    """A writer of UTF-8 text with the line ends it has."""

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8", newline="")

    return write


def _beside(target: Path) -> Path:
    """A hidden name in the same folder, with the same ending, that no other process uses."""
    return target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")


def _reach_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
