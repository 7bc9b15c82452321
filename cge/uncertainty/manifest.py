"""What the folder of a sweep says of itself, so that only the same sweep goes on in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from calibration.errors import InputError
from calibration.files.write import text_writer, write_whole

FORMAT = "cge sweep 1"
FILE, LOCK = "sweep.json", ".lock"


def opened(folder: Path, said: Mapping[str, Any]) -> None:
    """Begin a sweep in a folder, or go on with the same one.

    Parameters
    ----------
    folder
        The folder; made if needed.
    said
        What makes a sweep the one it is: cases, numbers, method, seed, versions.

    Raises
    ------
    InputError
        The folder holds another sweep, naming what differs, or other files.
    """
    content = {"format": FORMAT, **said}
    if (folder / FILE).exists():
        _refuse_another(folder, content)
        return
    if folder.exists() and (not folder.is_dir() or _others(folder)):
        raise InputError(f"store: '{folder}' holds other files; choose an empty or a new folder")
    write_whole(folder / FILE, text_writer(json.dumps(content, indent=1, ensure_ascii=False)))


def read(folder: Path) -> dict[str, Any]:
    """What a folder says of itself.

    Raises
    ------
    InputError
        It holds no sweep.
    """
    path = folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError(f"'{folder}' holds no sweep (no {FILE} in it)") from None
    except ValueError as error:
        raise InputError(f"{path}: damaged ({error})") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InputError(f"{path}: is not of this package (format '{FORMAT}')")
    return found


def _others(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != LOCK]


def _refuse_another(folder: Path, content: Mapping[str, Any]) -> None:
    found = read(folder)
    keys = dict.fromkeys([*found, *content])
    apart = [key for key in keys if found.get(key) != json.loads(json.dumps(content.get(key)))]
    if apart:
        told = "; ".join(_apart(key, found.get(key), content.get(key)) for key in apart)
        raise InputError(f"store: '{folder}' holds another sweep ({told}); choose another folder")


def _apart(key: str, there: Any, here: Any) -> str:
    short = all(isinstance(v, str | int | float | type(None)) for v in (there, here))
    return f"{key}: {there} there, {here} here" if short else f"other {key}"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Within it, no other process works in the folder.

    Raises
    ------
    InputError
        Another does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows has no such locks
        yield
        return
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"store: another sweep works in '{folder}'") from None
        yield
