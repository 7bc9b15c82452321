"""Read which members of a dataset go into which aggregate label."""

from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.table import Row, Table, read_table
from calibration.membership import parents

DIMENSIONS = ("region", "sector")
SPLIT = "split"
"""In the column `dimension`: the row names a table of parts, whose labels the members then are."""
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


@explained
def read_mapping(path: str | Path, dataset: xr.Dataset) -> Mapping:
    """Read an aggregation from CSV and check it against the labels of a dataset.

    Parameters
    ----------
    path : str or Path
        CSV with the header `dimension,member,label` and optionally `description`; `dimension` is
        `region` or `sector`, or `split`, whose member is a table of parts (`split_of`). A part
        without a row has the label of its sector. Lines that start with `#` and empty lines are
        skipped.
    dataset : xarray.Dataset
        The benchmark to aggregate; every region and sector of it must be given one label.

    Returns
    -------
    Mapping

    Raises
    ------
    InputError
        All faults at once, each with file and line: header, unknown dimension or member, member
        given twice, member missing, empty label, labels that differ in capitals alone. A dataset
        without regions or sectors.
    """
    absent = [f"dimension {dim} has no labels" for dim in DIMENSIONS if dim not in dataset.coords]
    if absent:
        raise InputError(absent)
    members = {dim: [str(label) for label in dataset[dim].to_numpy()] for dim in DIMENSIONS}
    table = read_table(path, COLUMNS, ("description",))
    return _Reader(table, members, parents(dataset)).read()


def split_of(path: str | Path) -> str | None:
    """Name of the table of parts that an aggregation needs, where it needs one.

    Raises
    ------
    InputError
        The file cannot be read as an aggregation, or names two.
    """
    table = read_table(path, COLUMNS, ("description",))
    rows = [row for row in table.rows if row["dimension"] == SPLIT]
    table.refuse((row.line, "a second split; an aggregation has one") for row in rows[1:])
    return rows[0]["member"] if rows else None


class _Reader:
    """Collects labels and problems row by row."""

    def __init__(
        self, table: Table, members: dict[str, list[str]], parents: dict[str, str]
    ) -> None:
        self.table = table
        self.members = members
        self.parents = parents
        self.labels: dict[str, dict[str, str]] = {dim: {} for dim in DIMENSIONS}
        self.seen: dict[tuple[str, str], int] = {}
        self.spelt: dict[tuple[str, str], tuple[str, int]] = {}
        self.description: dict[tuple[str, str], str] = {}

    def read(self) -> Mapping:
        """The mapping, or every problem of the table."""
        rows = [row for row in self.table.rows if row["dimension"] != SPLIT]
        taken = [(row.line, self._take(row)) for row in rows]
        self._inherit()
        self.table.refuse([(line, fault) for line, fault in taken if fault], self._missing())
        return Mapping(self.table.path.stem, **self.labels, description=self.description)

    def _inherit(self) -> None:
        """A part that no row names has the label of its sector, if a row names that."""
        given, found = self.labels["sector"], dict[str, str]()
        for member, label in given.items():
            parts = [part for part, sector in self.parents.items() if sector == member]
            found |= {part: given.get(part, label) for part in parts} or {member: label}
        self.labels["sector"] = found

    def _take(self, row: Row) -> str | None:
        dimension, member, label = (row[column] for column in COLUMNS)
        if dimension not in DIMENSIONS:
            return f"unknown dimension '{dimension}'{nearest(dimension, DIMENSIONS)}"
        whole = dimension == "sector" and member in self.parents.values()
        if member not in self.members[dimension] and not whole:
            hint = nearest(member, self.members[dimension])
            return f"unknown {dimension} '{member}'{hint}"
        if (dimension, member) in self.seen:
            first = self.seen[dimension, member]
            return f"{dimension} '{member}' was given a label on line {first} already"
        self.seen[dimension, member] = row.line
        if not label:
            return f"{dimension} '{member}' has an empty label"
        self.labels[dimension][member] = label
        if row.cells.get("description"):
            self.description.setdefault((dimension, label), row["description"])
        return self._spelling(dimension, label, row.line)

    def _spelling(self, dimension: str, label: str, line: int) -> str | None:
        """Labels that differ in capitals alone are one label, misspelt."""
        first, at = self.spelt.setdefault((dimension, label.casefold()), (label, line))
        if first == label:
            return None
        return f"label '{label}' differs from '{first}' of line {at} in capitals alone"

    def _missing(self) -> list[str]:
        problems = []
        for dimension, members in self.members.items():
            absent = [
                member
                for member in members
                if (dimension, member) not in self.seen and member not in self.labels[dimension]
            ]
            if absent:
                named = ", ".join(f"'{member}'" for member in absent)
                problems.append(f"no label for {dimension} {named}")
        return problems
