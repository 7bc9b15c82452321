"""The files that another implementation wrote."""

from __future__ import annotations

import gzip
from pathlib import Path

FILES = Path(__file__).parent / "files"


def unpack(part: str, folder: Path) -> None:
    """Put the files of a part of the folder, as they were written, into another folder."""
    for packed in (FILES / part).glob("*.gz"):
        (folder / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))
