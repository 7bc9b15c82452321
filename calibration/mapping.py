"""Read which members of a dataset go into which aggregate label."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from calibration.errors import InputError, nearest

DIMENSIONS = ("region", "sector")
COLUMNS = ("dimension", "member", "label")


@dataclass(frozen=True)
class Mapping:
    """An aggregation: the label of every member of `region` and `sector`.

    Attributes
    ----------
    name : str
        Name of the aggregation, usually the file's name without its ending.
    region, sector : dict of str to str
        Label by member. Labels keep the order in which they first appear.
    description : dict
        Text by (dimension, label), where the file has one.
    """

    name: str
    region: dict[str, str]
    sector: dict[str, str]
    description: dict[tuple[str, str], str]

    def of(self, dimension: str) -> dict[str, str]:
        """Label by member of one dimension."""
        return self.region if dimension == "region" else self.sector

    def labels(self, dimension: str) -> list[str]:
        """Labels of one dimension, in the order in which they first appear."""
        return list(dict.fromkeys(self.of(dimension).values()))


def read_mapping(path: str | Path, dataset: xr.Dataset) -> Mapping:
    """Read an aggregation from CSV and check it against the labels of a dataset.

    Parameters
    ----------
    path : str or Path
        CSV with the header `dimension,member,label` and optionally `description`; `dimension` is
        `region` or `sector`. Lines that start with `#` and empty lines are skipped.
    dataset : xarray.Dataset
        The benchmark to aggregate; every region and sector of it must be given one label.

    Returns
    -------
    Mapping

    Raises
    ------
    InputError
        All faults at once, each with file and line: header, unknown dimension or member, member
        given twice, member missing, empty label.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    with path.open(newline="", encoding="utf-8-sig") as stream:
        lines = [(number, [cell.strip() for cell in row]) for number, row in _rows(stream)]
    columns = tuple(lines[0][1]) if lines else ()
    if columns[:3] != COLUMNS or columns[3:] not in ((), ("description",)):
        found = ",".join(columns) or "nothing"
        line = lines[0][0] if lines else 1
        raise InputError(
            f"{path}:{line}: the header is '{found}', must be 'dimension,member,label' "
            "or 'dimension,member,label,description'"
        )
    members = {dim: [str(label) for label in dataset[dim].to_numpy()] for dim in DIMENSIONS}
    return _Reader(path, members).read(lines[1:], len(columns))


def _rows(stream: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(stream)
    for row in reader:
        if row and not row[0].lstrip().startswith("#"):
            yield reader.line_num, row


class _Reader:
    """Collects labels and problems line by line."""

    def __init__(self, path: Path, members: dict[str, list[str]]) -> None:
        self.path = path
        self.members = members
        self.labels: dict[str, dict[str, str]] = {dim: {} for dim in DIMENSIONS}
        self.seen: dict[tuple[str, str], int] = {}
        self.description: dict[tuple[str, str], str] = {}
        self.problems: list[str] = []

    def read(self, lines: list[tuple[int, list[str]]], columns: int) -> Mapping:
        for number, row in lines:
            problem = self._take(number, row, columns)
            if problem:
                self.problems.append(f"{self.path}:{number}: {problem}")
        self._missing()
        if self.problems:
            raise InputError(self.problems)
        return Mapping(self.path.stem, self.labels["region"], self.labels["sector"],
                       self.description)  # fmt: skip

    def _take(self, number: int, row: list[str], columns: int) -> str | None:
        if not 3 <= len(row) <= columns:
            return f"{len(row)} cells, must be {columns}"
        dimension, member, label = row[:3]
        if dimension not in DIMENSIONS:
            return f"unknown dimension '{dimension}'{nearest(dimension, DIMENSIONS)}"
        if member not in self.members[dimension]:
            hint = nearest(member, self.members[dimension])
            return f"unknown {dimension} '{member}'{hint}"
        if (dimension, member) in self.seen:
            first = self.seen[dimension, member]
            return f"{dimension} '{member}' was given a label on line {first} already"
        self.seen[dimension, member] = number
        if not label:
            return f"{dimension} '{member}' has an empty label"
        self.labels[dimension][member] = label
        if len(row) > 3 and row[3]:
            self.description.setdefault((dimension, label), row[3])
        return None

    def _missing(self) -> None:
        for dimension, members in self.members.items():
            absent = [member for member in members if (dimension, member) not in self.seen]
            if absent:
                named = ", ".join(f"'{member}'" for member in absent)
                self.problems.append(f"{self.path}: no label for {dimension} {named}")
