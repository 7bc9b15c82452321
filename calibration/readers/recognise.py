"""Which published format a file seems to be in, by its first bytes and lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from calibration.errors import InputError
from calibration.readers.delimited import Delimited
from calibration.readers.members import Member, members

_BEGINNING = 65_536  # bytes
_NAMES = (  # file names that tell a format, in small letters
    ("gloria", r"[tyv]-results_.*\.csv$"),
    ("eora26", r"^eora26_.*\.txt$|^labels_(t|fd|va)\.txt$"),
    ("exiobase3", r"^(z|y)\.txt$"),
    ("wiod2016", r"^wiot\d{4}_(nov|october)16_row\.|^wiot_full\.dta$"),
    ("wiod2013", r"^wiot\d\d_row_.*\.xls|^wiot_\d{4}\.rdata$"),
    ("adb", r"^adb.*mrio.*\.xlsx?$"),
    ("csv", r"^(intermediate|final|value_added)\.csv$|^benchmark\.yaml$"),
)
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def recognised(path: str | Path) -> str | None:
    """The format that a file, folder or archive seems to be in.

    Parameters
    ----------
    path : str or Path
        What a user has named.

    Returns
    -------
    str or None
        A name of `FORMATS`; None where it looks like none of them, or cannot be read.
    """
    try:
        found = members(path)
        for form, pattern in _NAMES:
            if any(re.search(pattern, each.name.casefold()) for each in found):
                return form
        return next(filter(None, map(_of_file, found[:20])), None)
    except InputError:
        return None


def _of_file(member: Member) -> str | None:
    with member.open() as stream:
        start = stream.read(_BEGINNING)
    if Path(member.name).suffix.lower() in _WORKBOOKS:
        return "excel"
    if start[:4] == start[8:12] == b"\x04\0\0\0":  # a record of four letters, as GEMPACK writes
        return "gtap"
    if start.startswith((b"RDX", b"<stata_dta>")):
        return "wiod2016" if b"IndustryCode" in start else "wiod2013" if b"inter" in start else None
    return None if b"\0\0" in start[:64] else _of_text(member)


def _of_text(member: Member) -> str | None:
    head = Delimited(member).head(3)
    cells = head[0] if head else []
    return next((form for form, fits in _TEXTS if fits(cells)), None)


def _with(*parts: str) -> Callable[[Sequence[str]], bool]:
    """Whether each of some texts ends a cell of the header."""
    return lambda cells: all(any(cell.endswith(part) for cell in cells) for part in parts)


def _wide(cells: Sequence[str]) -> bool:
    labels = [cell for cell in cells[1:] if "_" in cell]
    return len(labels) >= 2 and len({cell.partition("_")[0] for cell in labels}) >= 2


_TEXTS: tuple[tuple[str, Callable[[Sequence[str]], bool]], ...] = (
    ("figaro", _with("icioiRow", "obsValue")),
    ("figaro", _with("icprodRow", "obsValue")),
    ("figaro", _with("_P3_S14", "_P51G")),
    ("icio", _with("_HFCE", "_GFCF")),
    ("wiod2016", _with("IndustryCode", "RNr")),
    ("exiobase3", lambda cells: cells[:1] == ["region"] and "" in cells[1:2]),
    ("csv", _with("origin", "sector", "destination", "value")),
    ("csv", _wide),
)
