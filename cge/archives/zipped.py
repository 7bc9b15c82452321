"""A folder as a zip archive: the same files give the same bytes."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

MANIFEST = "manifest.json"
_FIRST = (1980, 1, 1, 0, 0, 0)  # the first date that a zip archive can name
_UNIX, _FILE, _PROGRAM = 3, 0o100644, 0o100755
_PROGRAMS = (".sh",)


def write_manifest(folder: Path) -> None:
    """Write the SHA-256 of every file, for whoever checks that nothing was lost."""
    digests = {name: _digest(folder / name) for name in _names(folder)}
    text = json.dumps({"sha256": digests}, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def zip_folder(folder: Path, path: Path, root: str) -> None:
    """Pack every file of a folder under a name.

    Parameters
    ----------
    folder
        What is packed.
    path
        The archive.
    root
        The folder that it unpacks to.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in _names(folder):
            entry = zipfile.ZipInfo(f"{root}/{name}", _FIRST)
            entry.create_system = _UNIX  # whatever the system that packs
            mode = _PROGRAM if name.endswith(_PROGRAMS) else _FILE
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / name).read_bytes())


def _names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
