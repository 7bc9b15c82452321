"""A folder of files that is replaced as a whole: its reader sees the old set or the new one.

The new set is written to a hidden folder beside, then the two folders change places in one step.
Killed at any moment, the name leads to the old set or to the new one, and the hidden folder that is
left is removed when the folder is next written. Where the system cannot exchange folders (anything
but Linux, some network drives), two renames follow each other: between them there is no folder, and
after a kill between them the next writing first brings the old set back.

A manifest in the folder lists the files of each set and their digests. What it does not list is the
user's own, and moves along into the new folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from calibration.errors import InputError
from calibration.files.exchange import exchange
from calibration.files.paths import as_path, place
from calibration.files.write import Writer, reach_disk, text_writer

MANIFEST, FORMAT = "manifest.json", "cge manifest 1"
_PART, _OLD = "part", "old"
_NAMED_UP_TO = 3
# Hidden files that a folder may hold and still be empty; any other is somebody's, as in a home.
_NOBODYS = {".DS_Store", ".gitignore", ".gitkeep"}


@dataclass(frozen=True)
class FileSet:
    """A kind of set of files, of which a folder holds one.

    Attributes
    ----------
    name : str
        Its name in the manifest.
    mark : str
        The file that every such set has had since before there was a manifest.
    earlier : collection of str
        The files that such sets had then.
    """

    name: str
    mark: str
    earlier: Collection[str]


def write_folder(folder: str | Path, kind: FileSet, files: Mapping[str, Writer]) -> list[Path]:
    """Replace the set of files in a folder by another, as a whole.

    Parameters
    ----------
    folder : path
        Where the files shall be; it is made if needed. A link is kept, and the folder it leads to
        replaced.
    kind : FileSet
        The set to replace; sets of other kinds, and files of the user's own, stay. An own file in
        the way of a new one gets a name that ends in ``.yours``.
    files : mapping
        A writer for each name; see `calibration.files.write.write_whole`.

    Returns
    -------
    list of pathlib.Path
        The files, and the manifest.

    Raises
    ------
    InputError
        The folder is not one to replace; see `problems_of`.
    OSError
        A file cannot be written; the folder is as it was.
    """
    problems = problems_of(folder, kind)
    if problems:
        raise InputError(problems)
    target = place(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target.parent) as alone:
        if alone:
            _clear(target)
        new = _beside(target, _PART)
        try:
            _fill(new, target, kind, files)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        _replace(target, new)
    return [as_path(folder) / name for name in (*files, MANIFEST)]


def problems_of(folder: str | Path, kind: FileSet) -> list[str]:
    """Why a folder is not one to replace, in words; empty where it is.

    A folder in use cannot change places, and one of somebody's own files should not.
    """
    try:
        target = place(folder)
    except InputError as error:
        return error.problems
    if not target.exists():
        return _unfit(as_path(folder))
    if not target.is_dir():
        return [f"'{folder}' is a file, not a folder"]
    why = _in_use(target)
    if why:
        return [f"'{folder}' is {why}, so it cannot be replaced as a whole; name a folder in it"]
    found = sorted(path.name for path in target.iterdir() if path.name not in _NOBODYS)
    if not found or _manifest(target) or kind.mark in found:
        return []
    named = ", ".join(found[:_NAMED_UP_TO]) + (" and more" if len(found) > _NAMED_UP_TO else "")
    return [f"'{folder}' holds files that are not of a run ({named}); name a new or empty folder"]


def _in_use(target: Path) -> str:
    """What makes a folder one that must stay where it is, in words; empty for any other."""
    if target.is_mount():
        return "a mount"
    if Path.cwd().is_relative_to(target):
        return "the folder you are in, or holds it"
    try:
        home = place("~")
    except InputError:  # a user without a home
        return ""
    return "your home folder, or holds it" if home.is_relative_to(target) else ""


def _unfit(folder: Path) -> list[str]:
    """Why a new folder cannot be made where it shall be; found by making one, and removing it."""
    above = next(parent for parent in folder.parents if parent.exists())
    if not above.is_dir():
        return [f"'{folder}' cannot be made: '{above}' is a file"]
    try:
        with TemporaryDirectory(dir=above, prefix=f".{folder.name}."):
            return []
    except OSError as error:
        return [f"'{folder}' cannot be made in '{above}': {error.strerror or error}"]


# ---------------------------------------------------------------------- the new set, in the shadow
def _fill(new: Path, target: Path, kind: FileSet, files: Mapping[str, Writer]) -> None:
    """Make the new folder complete: its files, the manifest, and what stays of the old folder."""
    new.mkdir()
    for name, writer in files.items():
        writer(new / name)
        reach_disk(new / name)
    digests = {name: _digest(new / name) for name in files}
    sets = {**_manifest(target), kind.name: digests}
    text = json.dumps({"format": FORMAT, "sets": sets}, indent=1) + "\n"
    text_writer(text)(new / MANIFEST)
    reach_disk(new / MANIFEST)
    if target.is_dir():
        shutil.copymode(target, new)
        for path in _staying(target, kind):
            _take_along(path, _free(new / path.name))
    reach_disk(new)


def _staying(folder: Path, kind: FileSet) -> list[Path]:
    """What a folder holds beside the manifest and the set that is replaced."""
    sets = _manifest(folder)
    replaced = sets.get(kind.name, {}) if sets else kind.earlier
    return [p for p in sorted(folder.iterdir()) if p.name not in (MANIFEST, *replaced)]


def _free(path: Path) -> Path:
    while os.path.lexists(path):
        path = path.with_name(f"{path.name}.yours")
    return path


def _take_along(path: Path, place: Path) -> None:
    """The same file under a second name: whichever folder is left in the end has it."""
    if path.is_dir() and not path.is_symlink():
        shutil.copytree(path, place, symlinks=True, copy_function=_link)
    else:
        _link(path, place)


def _link(path: str | Path, place: str | Path) -> None:
    try:
        os.link(path, place, follow_symlinks=False)
    except OSError:  # a file system without second names
        shutil.copy2(path, place, follow_symlinks=False)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ---------------------------------------------------------------------- the two change places
def _replace(target: Path, new: Path) -> None:
    if not target.exists():
        new.rename(target)
    elif exchange(new, target):
        _discard(new, target)
    else:
        old = _beside(target, _OLD)
        target.rename(old)
        try:
            new.rename(target)
        except OSError:
            old.rename(target)
            raise
        _discard(old, target)
    reach_disk(target.parent)


def _discard(old: Path, target: Path) -> None:
    """Remove an old folder; what a user has put or changed there meanwhile goes to the new one."""
    listed = {MANIFEST, *(name for names in _manifest(old).values() for name in names)}
    if _manifest(old):
        for path in sorted(old.rglob("*")):
            place = target / path.relative_to(old)
            if path.relative_to(old).parts[0] not in listed and _is_later(path, place):
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
    shutil.rmtree(old, ignore_errors=True)  # what cannot be removed now, the next writing tries


def _is_later(path: Path, place: Path) -> bool:
    if path.is_dir() and not path.is_symlink():
        return False
    if not os.path.lexists(place):
        return True
    return path.lstat().st_mtime_ns > place.lstat().st_mtime_ns


def _clear(target: Path) -> None:
    """Remove what a killed writer left; nobody else writes now, so no such folder is in use."""
    pattern = re.compile(rf"\.{re.escape(target.name)}\.\d+\.({_PART}|{_OLD})")
    left = [(p, found[1]) for p in target.parent.iterdir() if (found := pattern.fullmatch(p.name))]
    for path, what in left:
        if what == _OLD and not target.exists():
            path.rename(target)
        elif target.exists():
            _discard(path, target)
        else:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Within it no other process writes a set into the same folder; False where that is not known.

    The system ends the lock with the process, however that ends.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield False
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:  # a network drive without locks
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.{what}")


def _manifest(folder: Path) -> dict[str, dict[str, str]]:
    """The sets of a folder: names of files and their digests; empty where it has no manifest."""
    try:
        content: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return {}
    sets = content.get("sets", {})
    return {name: files for name, files in sets.items() if isinstance(files, dict)}
