"""Files of a download: on their own, in folders, in zip archives, packed with gzip."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from calibration.errors import InputError, alike
from calibration.files.paths import as_path

Paths = str | Path | Sequence[str | Path]

_SHOWN = 5
# Not the edition, as in ICIO2021_2018.csv.
_YEAR = re.compile(r"(?<!\d)(?<!icio)(?:19|20)\d\d(?!\d)", re.IGNORECASE)
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods")  # archives that are one table


@dataclass(frozen=True)
class Member:
    """A file, by itself or inside an archive.

    Attributes
    ----------
    path : Path
        Of the file, or of the archive.
    inside : str
        Name within the archive; empty for a file by itself.
    """

    path: Path
    inside: str = ""

    def __str__(self) -> str:
        return f"{self.path} ({self.inside})" if self.inside else str(self.path)

    @property
    def name(self) -> str:
        """Name of the file, without folders."""
        return Path(self.inside or self.path).name

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The content as a stream of bytes, unpacked.

        Raises
        ------
        InputError
            The file cannot be read, or is damaged where it is read.
        """
        try:
            if self.inside:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.inside) as stream:
                    yield cast(BinaryIO, stream)
            else:
                with self.path.open("rb") as stream:
                    packed = stream.read(2) == b"\x1f\x8b"
                    stream.seek(0)
                    yield cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream
        except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            raise InputError(f"{self}: cannot be read ({error})") from error


def members(paths: Paths) -> list[Member]:
    """Every file that paths lead to: themselves, those in folders, those in archives.

    Raises
    ------
    InputError
        Paths that lead nowhere, all at once; damaged archives.
    """
    given = [as_path(p) for p in ([paths] if isinstance(paths, str | Path) else paths)]
    if absent := [path for path in given if not path.exists()]:
        raise InputError([f"{path}: no such file or folder{_beside(path)}" for path in absent])
    files: list[Path] = []
    for path in given:
        files += [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return [member for path in files for member in _of_file(path)]


def _beside(path: Path) -> str:
    """The nearest name in the folder of a file that is not there."""
    home = path.parent
    try:
        return alike(path.name, sorted(each.name for each in home.iterdir()))
    except OSError:
        return ""


def _of_file(path: Path) -> list[Member]:
    if path.suffix.lower() in _WORKBOOKS or not zipfile.is_zipfile(path):
        return [Member(path)]
    try:
        with zipfile.ZipFile(path) as archive:
            return [
                Member(path, i.filename)
                for i in archive.infolist()
                if i.filename and not i.is_dir()
            ]
    except (OSError, NotImplementedError, zipfile.BadZipFile) as error:
        raise InputError(f"{path}: cannot be read as an archive ({error})") from error


def pick(found: Sequence[Member], pattern: str, what: str, year: int | None = None) -> Member:
    """The one file whose name fits.

    Parameters
    ----------
    found : sequence of Member
        As from `members`.
    pattern : str
        Regular expression that the name, in small letters, must match; where there is one file
        only, its name is its own affair.
    what : str
        What the file holds, for messages.
    year : int, optional
        Which of several.

    Raises
    ------
    InputError
        None, or several, named.
    """
    if len(found) == 1:
        return found[0]
    fits = [m for m in found if re.search(pattern, m.name.casefold())]
    if year is not None and len(fits) > 1:
        fits = [m for m in fits if year in years(m.name)]
    if len(fits) == 1:
        return fits[0]
    among = fits or found
    names = ", ".join(m.inside or str(m.path) for m in among[:_SHOWN])
    names += f" and {len(among) - _SHOWN} more" if len(among) > _SHOWN else ""
    of_year = f" of {year}" if year is not None else ""
    if fits:
        raise InputError(f"{what}{of_year}: several files could be meant ({names}); say which year")
    raise InputError(f"{what}{of_year}: no file has such a name; found {names or 'nothing'}")


def optional(
    found: Sequence[Member], pattern: str, what: str, year: int | None = None
) -> Member | None:
    """As `pick`, or None where no file has such a name."""
    if not any(re.search(pattern, m.name.casefold()) for m in found):
        return None
    return pick([m for m in found if re.search(pattern, m.name.casefold())], pattern, what, year)


def years(name: str) -> list[int]:
    """Years in the name of a file or folder, in order."""
    return [int(number) for number in _YEAR.findall(name)]
