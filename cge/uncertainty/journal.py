"""Draws that are done, one after another in a file that a killed process leaves readable."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration.errors import OutputError

Array = np.ndarray
_HEAD = struct.Struct("<qdIII")  # draw, apart, bytes of the row, bytes of the failures, checksum


@dataclass(frozen=True)
class Record:
    """A draw that is done.

    Attributes
    ----------
    draw
        Its number.
    outcome
        Its row, as the layout of the case has it.
    failures
        Experiment -> (cause, in words).
    apart
        Largest difference from what IPOPT finds alone.
    """

    draw: int
    outcome: Array
    failures: Mapping[str, tuple[str, str]]
    apart: float

    def packed(self) -> bytes:
        """The record as bytes, with a checksum."""
        row = np.ascontiguousarray(self.outcome, dtype="<f8").tobytes()
        said = json.dumps({k: list(v) for k, v in self.failures.items()}).encode()
        check = zlib.crc32(row + said)
        return _HEAD.pack(self.draw, self.apart, len(row), len(said), check) + row + said


class Journal:
    """The file of draws done; each is there whole as soon as it is added.

    Parameters
    ----------
    path
        The file, which need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, record: Record) -> None:
        """Add a draw.

        Raises
        ------
        OutputError
            The disk is full, or may not be written to.
        """
        try:
            with self.path.open("ab") as file:
                file.write(record.packed())
        except OSError as error:
            said = error.strerror or error
            raise OutputError(f"{self.path}: cannot be written ({said})") from error

    def recover(self) -> list[Record]:
        """The draws that are whole; what a killed process left unfinished after them is cut off."""
        if not self.path.exists():
            return []
        content = self.path.read_bytes()
        found, end = [], 0
        for record, after in _records(content):
            found.append(record)
            end = after
        if end < len(content):
            with self.path.open("r+b") as file:
                file.truncate(end)
        return found

    def remove(self) -> None:
        """Forget all, when they stand elsewhere."""
        self.path.unlink(missing_ok=True)


def _records(content: bytes) -> Iterator[tuple[Record, int]]:
    """Whole records, each with the position after it."""
    at = 0
    while at + _HEAD.size <= len(content):
        draw, apart, rows, words, check = _HEAD.unpack_from(content, at)
        start = at + _HEAD.size
        body = content[start : start + rows + words]
        if len(body) < rows + words or zlib.crc32(body) != check:
            return
        at = start + rows + words
        said = {k: (v[0], v[1]) for k, v in json.loads(body[rows:]).items()}
        yield Record(draw, np.frombuffer(body[:rows], dtype="<f8"), said, apart), at
