"""Tables of data regimes: classes of economies, agreements, states, and trade as weights."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.errors import nearest
from calibration.files.table import Fault, Row, Table, read_table

ECONOMIES = ("economy", "class", "law", "union", "status", "source")
AGREEMENTS = (
    *("instrument", "parties", "partners", "direction"),
    *("since", "until", "provision", "status", "source"),
)
STATES = ("state", "kind", "restriction", "trust", "place", "source")
YEAR = "2022"
"""Year of the laws of economies."""
WEIGHTS = "services-trade.csv"
CLASS, AGREEMENT, MEASURE = "class", "agreement", "measure"
KINDS = (CLASS, AGREEMENT, MEASURE)
SAFEGUARDS, FREE, INTERNAL, CLOSED = "safeguards", "free", "internal", "closed"
BY_LAW = "law"
STATUS = ("verified", "recalled", "assumed")
YES_NO = ("yes", "no")
DIRECTIONS = ("both", "one")


@dataclass(frozen=True)
class State:
    """What may govern data that move from one economy to another.

    Attributes
    ----------
    kind
        ``class`` of an economy, provision of an ``agreement``, or ``measure``.
    restriction
        0 (open) to 1 (closed); None has no effect.
    trust
        0 or 1: whether those whose data move are protected; None where their own law decides.
    place
        Of a class among classes, 0 to 1; the difference of two is their distance.
    """

    kind: str
    restriction: float | None
    trust: float | None
    place: float | None


@dataclass(frozen=True)
class Economy:
    """The regime of data that leave an economy.

    Attributes
    ----------
    regime
        A state of kind ``class``.
    law
        Whether a law protects personal data in general.
    union
        Name under which agreements have it as a party together with others, or empty.
    status, source
        How sure that is, and whence.
    """

    regime: str
    law: bool
    union: str
    status: str
    source: str


@dataclass(frozen=True)
class Agreement:
    """An instrument on data that move between economies.

    Attributes
    ----------
    flows
        Pairs (economy that data leave, economy that they reach).
    since, until
        Dates between which it is in force; until is empty where it still is.
    provision
        A state of kind ``agreement``.
    """

    instrument: str
    flows: frozenset[tuple[str, str]]
    since: str
    until: str
    provision: str
    status: str
    source: str

    def in_force(self, date: str) -> bool:
        """Whether it is in force on a date as 2022-12-31."""
        return self.since <= date and (not self.until or date < self.until)


@dataclass(frozen=True, eq=False)
class Regimes:
    """What is known of data regimes.

    Attributes
    ----------
    economies, agreements, states
        By code, in the order of the file, and by name.
    weights
        Trade in digital services (origin, destination), million USD, by which pairs are averaged.
    folder
        Where they were read.
    """

    economies: Mapping[str, Economy]
    agreements: tuple[Agreement, ...]
    states: Mapping[str, State]
    weights: xr.DataArray
    folder: Path


def read_regimes(folder: str | Path) -> Regimes:
    """Read ``states.csv``, ``economies.csv``, ``agreements.csv`` and ``services-trade.csv``.

    Raises
    ------
    InputError
        Everything that is wrong with the tables, each problem with file and line.
    """
    folder = Path(folder)
    states = _states(read_table(folder / "states.csv", STATES))
    economies = _economies(read_table(folder / "economies.csv", ECONOMIES), states)
    agreements = _agreements(read_table(folder / "agreements.csv", AGREEMENTS), economies, states)
    return Regimes(economies, agreements, states, _weights(folder / WEIGHTS, economies), folder)


def _states(table: Table) -> dict[str, State]:
    faults: list[Fault] = []
    found: dict[str, State] = {}
    for row in table.rows:
        faults += _not_among(row, "kind", KINDS)
        numbers: dict[str, float | None] = {}
        for name in ("restriction", "trust", "place"):
            by_law = name == "trust" and row[name] == BY_LAW
            blank = not row[name] and (name == "place" or row["kind"] == AGREEMENT)
            numbers[name] = None if by_law or blank else Table.number(row, name)
            if not (by_law or blank or 0 <= Table.number(row, name) <= 1):
                faults.append((row.line, f"{name} '{row[name]}' is not a number from 0 to 1"))
        if row["kind"] == CLASS and numbers["place"] is None:
            faults.append((row.line, f"{row['state']}: a class needs a place from 0 to 1"))
        if row["state"] in found:
            faults.append((row.line, f"state '{row['state']}' appears twice"))
        found[row["state"]] = State(row["kind"], **numbers)
    needed = [name for name in (SAFEGUARDS, FREE, INTERNAL, CLOSED) if name not in found]
    table.refuse(faults, [f"no row for state '{name}'" for name in needed])
    return found


def _economies(table: Table, states: Mapping[str, State]) -> dict[str, Economy]:
    classes = [name for name, one in states.items() if one.kind == CLASS]
    faults: list[Fault] = []
    found: dict[str, Economy] = {}
    for row in table.rows:
        for column, known in (("class", classes), ("law", YES_NO), ("status", STATUS)):
            faults += _not_among(row, column, known)
        if row["economy"] in found:
            faults.append((row.line, f"economy '{row['economy']}' appears twice"))
        law = row["law"] == YES_NO[0]
        found[row["economy"]] = Economy(
            row["class"], law, row["union"], row["status"], row["source"]
        )
    table.refuse(faults)
    return found


def _agreements(
    table: Table, economies: Mapping[str, Economy], states: Mapping[str, State]
) -> tuple[Agreement, ...]:
    provisions = [name for name, one in states.items() if one.kind == AGREEMENT]
    unions: dict[str, list[str]] = {}
    for code, one in economies.items():
        unions.setdefault(one.union or code, []).append(code)
        unions.setdefault(code, [code])
    faults: list[Fault] = []
    found = []
    for row in table.rows:
        for column, known in (
            ("direction", DIRECTIONS),
            ("provision", provisions),
            ("status", STATUS),
        ):
            faults += _not_among(row, column, known)
        faults += _undated(row)
        faults += [
            (row.line, f"{column}: no economy or union '{name}'{nearest(name, unions)}")
            for column in ("parties", "partners")
            for name in row[column].split()
            if name not in unions
        ]
        flows = frozenset(_flows(row, unions))
        if not flows:
            faults.append((row.line, f"{row['instrument']}: names no two economies"))
        found.append(
            Agreement(
                row["instrument"],
                flows,
                row["since"],
                row["until"],
                row["provision"],
                row["status"],
                row["source"],
            )
        )
    table.refuse(faults)
    return tuple(found)


def _flows(row: Row, unions: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Pairs among the parties, or of each party with each partner where there are any."""
    parties, partners = (
        [code for name in row[column].split() for code in unions.get(name, [])]
        for column in ("parties", "partners")
    )
    for one in parties:
        for other in partners or parties:
            if one != other:
                yield one, other
                if row["direction"] == DIRECTIONS[0]:
                    yield other, one


def _undated(row: Row) -> Iterator[Fault]:
    for column in ("since", "until"):
        if column == "until" and not row[column]:
            continue
        try:
            datetime.date.fromisoformat(row[column])
        except ValueError:
            yield row.line, f"{column} '{row[column]}' is not a date as 2022-12-31"


def _not_among(row: Row, column: str, known: tuple[str, ...] | list[str]) -> Iterator[Fault]:
    if row[column] not in known:
        yield row.line, f"unknown {column} '{row[column]}'{nearest(row[column], known)}"


def _weights(path: Path, economies: Mapping[str, Economy]) -> xr.DataArray:
    codes = list(economies)
    table = read_table(path, ("origin", *codes))
    rows = {row["origin"]: row for row in table.rows}
    faults = [
        (row.line, f"{row['origin']}, {code}: '{row[code]}' is not a number from 0")
        for row in table.rows
        for code in codes
        if not 0 <= Table.number(row, code) < np.inf
    ]
    table.refuse(faults, [f"no row for economy '{code}'" for code in codes if code not in rows])
    cells = [[Table.number(rows[a], b) for b in codes] for a in codes]
    coords = {"origin": codes, "destination": codes}
    return xr.DataArray(np.array(cells), coords, ("origin", "destination"))
