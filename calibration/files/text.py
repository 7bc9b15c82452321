"""Text files as a user writes them: UTF-8, of a size that a person can write."""

from __future__ import annotations

import codecs
from pathlib import Path

from calibration.errors import InputError
from calibration.files.paths import as_path

# A file of a user is read whole before it is understood; more than this is no such file.
LARGEST = 4_000_000  # bytes
_SHOWN = 40
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def read_text(path: str | Path, largest: int = LARGEST) -> str:
    """The text of a file, without a byte order mark.

    Parameters
    ----------
    path : str or Path
        A file in UTF-8.
    largest : int
        Size in bytes above which it is refused unread.

    Raises
    ------
    InputError
        The file cannot be read, is too large, or is in another encoding, which is named.
    """
    path = as_path(path)
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder, not a file")
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: is a pipe or a device; save it as a file")
        size = path.stat().st_size
        if size > largest:
            raise InputError(
                f"{path}: has {size:,} bytes, more than the {largest:,} that a file of this kind "
                "may have"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    return decoded(content, str(path))


def decoded(content: bytes, name: str) -> str:
    """Text of the bytes of a file; see `read_text`."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            raise InputError(f"{name}: is in {encoding}; save it as UTF-8")
    if b"\0" in content:
        raise InputError(f"{name}: holds zero bytes, so it is no text; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = content.rfind(b"\n", 0, error.start) + 1
        line = content.count(b"\n", 0, error.start) + 1
        meant = content[start : error.end + 8].decode("cp1252", errors="replace").split("\n")[0]
        raise InputError(
            f"{name}:{line}: is not UTF-8; in Windows-1252 or Latin-1 the line would read "
            f"'{meant.strip()[-_SHOWN:]}'; save the file as UTF-8"
        ) from None
