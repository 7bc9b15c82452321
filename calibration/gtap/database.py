"""A GTAP data base in memory: arrays by what they hold, along labels that agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from calibration.errors import InputError, nearest
from calibration.files.gdx import read_gdx
from calibration.files.har import HeaderArray, read_har
from calibration.files.paths import as_path
from calibration.gtap.headers import FLOWS, SETS, V6, V7, Header

Array = np.ndarray
_ENDINGS = (".har", ".prm", ".gdx")
_MARKS = {V7: ("VDFB", "VXSB", "EVFB"), V6: ("VDFM", "VXMD", "VFM")}


@dataclass
class Database:
    """Arrays of all files, and the labels of their sets.

    Attributes
    ----------
    arrays : dict of str to HeaderArray
        By header, of all files together.
    files : dict of str to str
        Name and hash of each file.
    owner : dict of str to str
        Name of the file that a header is from.
    version : str
        ``7`` or ``6``.
    sets : dict of str to list of str
        Labels of REG, COMM, ACTS, ENDW and MARG.
    problems : list of str
        What is wrong so far.
    """

    arrays: dict[str, HeaderArray]
    files: dict[str, str]
    owner: dict[str, str]
    version: str
    sets: dict[str, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def named(self) -> str:
        """Names of all files."""
        return ", ".join(self.files)

    def place(self, name: str) -> str:
        """A header and its file, in words."""
        return f"header {name} of {self.owner[name]}"

    def has(self, header: Header) -> bool:
        """Whether a header is in the files."""
        return bool(header.name(self.version)) and header.name(self.version) in self.arrays

    def take(self, header: Header) -> Array | None:
        """A header as float64 along the labels of its sets; None where it is absent or wrong."""
        name = header.name(self.version)
        if not name or name not in self.arrays:
            if name and header.needed:
                self.problems.append(f"{self.named}: header {name} ({header.meaning}) is missing")
            return None
        return self.aligned(self.arrays[name], header.over(self.version))

    def aligned(self, array: HeaderArray, kinds: Sequence[str]) -> Array | None:
        """Values along the labels of sets, whatever the order in the file."""
        values = np.asarray(array.values)
        while values.ndim > len(kinds) and values.shape[-1] == 1:  # a column of a matrix
            values = values[..., 0]
        if values.dtype.kind not in "iuf" or values.ndim != len(kinds):
            self.problems.append(
                f"{self.place(array.name)} has the size {values.shape}, must run over "
                f"{', '.join(kinds)}"
            )
            return None
        before = len(self.problems)
        labels = array.labels or ((),) * values.ndim
        for axis, (kind, given) in enumerate(zip(kinds, labels, strict=True)):
            at = self._places(array.name, kind, given, values.shape[axis])
            if len(self.problems) == before:
                values = np.take(values, at, axis)
        return values.astype(float) if len(self.problems) == before else None

    def _places(self, name: str, kind: str, given: Sequence[str], length: int) -> list[int]:
        wanted = self.sets[kind]
        if not given and length != len(wanted):
            self.problems.append(
                f"{self.place(name)} has {length} elements without labels along {kind}, which has "
                f"{len(wanted)}"
            )
        if not given:
            return list(range(length))
        known = {label.casefold(): n for n, label in enumerate(given)}
        missing = [label for label in wanted if label.casefold() not in known]
        others = {label.casefold() for label in wanted}
        extra = [label for label in given if label.casefold() not in others]
        self.problems += [
            f"{self.place(name)} has no '{label}' along {kind}{nearest(label, given)}"
            for label in missing
        ]
        self.problems += [
            f"{self.place(name)} has '{label}' along {kind}, which is no element of it"
            f"{nearest(label, wanted)}"
            for label in extra
        ]
        return [known.get(label.casefold(), 0) for label in wanted]


def open_database(paths: Iterable[str | Path]) -> Database:
    """Read all files of a data base; a folder stands for the files in it.

    Raises
    ------
    InputError
        For files that cannot be read, headers that two files have with different values, headers of
        neither version and of both, and sets whose labels no file tells.
    """
    found = [each for path in paths for each in _files(as_path(path))]
    if not found:
        raise InputError("no file of a GTAP data base was given")
    arrays: dict[str, HeaderArray] = {}
    owner: dict[str, Path] = {}
    problems = []
    for path in found:
        for name, array in _read(path).items():
            if name in arrays and not name.startswith("XX") and _differ(arrays[name], array):
                problems.append(
                    f"header {name} is in {owner[name]} and, with other values, in {path}"
                )
            arrays.setdefault(name, array)
            owner.setdefault(name, path)
    if problems:
        raise InputError(problems)
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in found}
    names = {name: path.name for name, path in owner.items()}
    made = Database(arrays, files, names, _version(arrays, found))
    made.sets = _sets(made)
    if made.problems:
        raise InputError(made.problems)
    return made


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    inside = sorted(p for p in path.iterdir() if p.suffix.casefold() in _ENDINGS)
    if not inside:
        raise InputError(f"{path}: holds no file that ends in {', '.join(_ENDINGS)}")
    return inside


def _read(path: Path) -> dict[str, HeaderArray]:
    return read_gdx(path) if path.suffix.casefold() == ".gdx" else read_har(path)


def _differ(one: HeaderArray, other: HeaderArray) -> bool:
    same = one.values.shape == other.values.shape and (one.values == other.values).all()
    return not (same and one.labels == other.labels) and one.values.dtype.kind != "U"


def _version(arrays: Mapping[str, HeaderArray], files: Sequence[Path]) -> str:
    there = [version for version, marks in _MARKS.items() if any(m in arrays for m in marks)]
    if len(there) == 1:
        return there[0]
    named = ", ".join(map(str, files))
    if there:
        raise InputError(f"{named}: hold headers of versions 7 and 6; give files of one data base")
    raise InputError(
        f"{named}: hold no GTAP data base, neither {_MARKS[V7][0]} (version 7) nor "
        f"{_MARKS[V6][0]} (version 6); headers found: {', '.join([*arrays][:20]) or 'none'}"
    )


# The array and its dimension from which the labels of a set are taken.
_TOLD_BY = {
    "REG": ("exports", 1),
    "COMM": ("exports", 0),
    "ENDW": ("factors", 0),
    "ACTS": ("factors", 1),
    "MARG": ("transport_sales", 0),
}


def _sets(base: Database) -> dict[str, list[str]]:
    """Labels of each set: those of the file of sets, else those of an array along it."""
    found = {kind: told(base.arrays, kind) for kind in SETS}
    for kind, (role, axis) in _TOLD_BY.items():
        array = base.arrays.get(FLOWS[role].name(base.version))
        if not found[kind] and array is not None and len(array.labels) > axis:
            found[kind] = list(array.labels[axis])
        optional = kind == "MARG" and array is None
        if not found[kind] and not optional:
            base.problems.append(
                f"{base.named}: the labels of {kind} are unknown; give the file of sets, which has "
                f"a header {' or '.join(SETS[kind][:2])}"
            )
    return found


def told(arrays: Mapping[str, HeaderArray], kind: str) -> list[str]:
    """Labels that the file of sets gives for a set; empty where it gives none."""
    for name in SETS[kind]:
        if name in arrays and arrays[name].values.dtype.kind == "U":
            return [str(label).strip() for label in arrays[name].values.ravel()]
    return []
