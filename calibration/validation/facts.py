"""Published figures that a benchmark can be held against, and the tolerance of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

from calibration.arguments import explained
from calibration.errors import nearest
from calibration.files.table import Row, Table, origin_faults, read_table
from calibration.validation.measures import MEASURES

KIND_COLUMNS = ("kind", "subject", "title", "unit", "pass", "doubt", "years", "tolerance")
COLUMNS = (
    "id", "kind", "region", "origin", "destination", "sector", "year", "value", "quoted", "source",
    "address", "found", "concept", "reason",
)  # fmt: skip
FOUND = ("read", "recalled")
OTHERS = "all others"


@dataclass(frozen=True)
class FactKind:
    """A kind of fact, which fixes how near a benchmark must come.

    Attributes
    ----------
    name, subject, title, unit
        As they are printed; a subject has several kinds.
    passes, doubts : float
        Largest deviation of a pass and of a doubt, % of the published figure.
    years : int
        How far the year of a figure may be from that of the data.
    tolerance : str
        Why they are what they are.
    """

    name: str
    subject: str
    title: str
    unit: str
    passes: float
    doubts: float
    years: int
    tolerance: str


@dataclass(frozen=True)
class Fact:
    """A published figure.

    Attributes
    ----------
    id : str
    kind : FactKind
    region, origin, destination, sector : str
        What it is of: labels at the finest level or names of groups; ``world`` is all regions,
        ``each`` every pair of different regions. One end of a flow that is empty is all others.
    year : int
    value : float
        In the unit of the kind.
    quoted : str
        The figure as it is printed, where that is in another unit.
    source, address : str
        Publisher and table, and where it was found.
    found : {"read", "recalled"}
        Whether it was read there, or is known from memory.
    concept : str
        What it measures that a benchmark does not, or the reverse.
    reason : str
        Why the shipped benchmark differs by more than the tolerance; empty where it does not.
    """

    id: str
    kind: FactKind
    region: str
    origin: str
    destination: str
    sector: str
    year: int
    value: float
    quoted: str
    source: str
    address: str
    found: str
    concept: str
    reason: str

    @property
    def where(self) -> str:
        """Region, or seller and buyer, as it is printed."""
        if self.region:
            return self.region
        if self.origin == self.destination:
            return "world"
        return f"{self.origin or OTHERS} to {self.destination or OTHERS}"


@explained
def read_facts(folder: str | Path) -> tuple[Fact, ...]:
    """Read ``kinds.csv`` and ``facts.csv`` of a folder.

    Parameters
    ----------
    folder : str or Path
        ``kinds.csv`` has the columns of `FactKind`, ``facts.csv`` those of `Fact`.

    Returns
    -------
    tuple of Fact
        In the order of the file.

    Raises
    ------
    InputError
        Listing every faulty row.
    """
    kinds = _read_kinds(Path(folder) / "kinds.csv")
    table = read_table(Path(folder) / "facts.csv", COLUMNS)
    table.refuse(
        [*_repeated(table, "id"), *((r.line, f) for r in table.rows for f in _faults(r, kinds))]
    )
    return tuple(_fact(row, kinds) for row in table.rows)


def _read_kinds(path: Path) -> dict[str, FactKind]:
    table = read_table(path, KIND_COLUMNS)
    faults = _repeated(table, "kind")
    for row in table.rows:
        at = row["kind"]
        if at not in MEASURES:
            faults.append((row.line, f"unknown kind '{at}'{nearest(at, MEASURES)}"))
        passes, doubts = (Table.number(row, name) for name in ("pass", "doubt"))
        if not 0 < passes < doubts < inf:
            faults.append((row.line, f"{at}: must have 0 < pass < doubt"))
        if not row["years"].isdecimal():
            faults.append((row.line, f"{at}: years '{row['years']}' is not a whole number"))
    table.refuse(faults)
    return {
        row["kind"]: FactKind(
            row["kind"],
            row["subject"],
            row["title"],
            row["unit"],
            Table.number(row, "pass"),
            Table.number(row, "doubt"),
            int(row["years"]),
            row["tolerance"],
        )
        for row in table.rows
    }


def _repeated(table: Table, column: str) -> list[tuple[int, str]]:
    names = [row[column] for row in table.rows]
    return [
        (row.line, f"{row[column]}: appears twice")
        for n, row in enumerate(table.rows)
        if row[column] in names[:n]
    ]


def _faults(row: Row, kinds: dict[str, FactKind]) -> Iterator[str]:
    at = row["id"]
    if not at:
        yield "id is empty"
    if row["kind"] not in kinds:
        yield f"{at}: unknown kind '{row['kind']}'{nearest(row['kind'], kinds)}"
    else:
        needed: Sequence[str] = MEASURES[row["kind"]].of
        if not any(row[name] for name in needed):
            yield f"{at}: names no {' or '.join(needed)}"
    if not 0 < Table.number(row, "value") < inf:
        yield f"{at}: value '{row['value']}' is not positive"
    if not row["year"].isdecimal():
        yield f"{at}: year '{row['year']}' is not a year"
    yield from (f"{at}: {fault}" for fault in origin_faults(row, FOUND))


def _fact(row: Row, kinds: dict[str, FactKind]) -> Fact:
    texts = {name: row[name] for name in COLUMNS if name not in ("kind", "year", "value")}
    return Fact(
        kind=kinds[row["kind"]], year=int(row["year"]), value=Table.number(row, "value"), **texts
    )
