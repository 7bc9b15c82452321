"""What a table says of the parts of a sector: how large they are, who buys them, what they use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.table import Row, Table, origin_faults, read_table
from calibration.gases import GASES

Array = np.ndarray

COLUMNS = ("sector", "part", "what", "where", "value", "source", "found", "note")
FOUND = ("read", "derived", "recalled", "assumed")
OUTPUT, EXPORTS, USE, INPUT, CO2, PROCESS = "output", "exports", "use", "input", "co2", "process"
POOL, FACTOR_PART, ELECTRICITY = "pool", "factor_part", "electricity"
# What a row tells of -> dims whose labels `where` may name.
DIMS = {
    OUTPUT: ("region",),
    EXPORTS: ("region",),
    USE: ("activity", "agent"),
    INPUT: ("sector", "factor"),
    CO2: ("region",),
    PROCESS: ("region",),
    **dict.fromkeys(GASES, ("region",)),
    POOL: ("region",),
    ELECTRICITY: ("region",),
    FACTOR_PART: ("factor_part",),
}
SHARES = (POOL, FACTOR_PART)
"""Told in %, of which 100 is one; nothing where no row tells."""
_MAY_LACK = ("factor_part",)
ALL = "all"
"""In `where`: every label that no other row of the part names."""
REST = "OTH"
"""Ending of the part that is left of a sector."""


@dataclass(frozen=True)
class Parts:
    """Parts of sectors, as a table tells of them.

    Attributes
    ----------
    name : str
        Name of the table.
    told : dict
        Value by sector, part, what it tells of, and where.
    """

    name: str
    told: dict[tuple[str, str, str, str], float]

    @property
    def sectors(self) -> list[str]:
        """Sectors that are split, in the order of the table."""
        return list(dict.fromkeys(sector for sector, *_ in self.told))

    def of(self, sector: str) -> list[str]:
        """Labels of the parts of a sector, the rest of it last."""
        named = dict.fromkeys(part for s, part, *_ in self.told if s == sector)
        return [*named, f"{sector}-{REST}"]

    def values(self, sector: str, what: str, labels: list[str], parents: dict[str, str]) -> Array:
        """Value of each part (part, label), the rest's 1; not a number where nothing is told.

        A label that is itself a part has what is told of its parent, where the table has no row of
        its own.
        """
        found = np.ones([len(self.of(sector)), len(labels)])
        for row, part in enumerate(self.of(sector)[:-1]):
            found[row] = [self._value((sector, part, what), label, parents) for label in labels]
        return found

    def _value(self, of: tuple[str, str, str], label: str, parents: dict[str, str]) -> float:
        for where in (label, parents.get(label, label), ALL):
            if (*of, where) in self.told:
                return self.told[*of, where]
        return np.nan


@explained
def read_parts(path: str | Path, dataset: xr.Dataset) -> Parts:
    """Read a table of parts and check it against the labels of a dataset.

    Parameters
    ----------
    path : str or Path
        CSV with the columns `sector`, `part` (the label that the part gets: the sector's, a hyphen
        and an ending), `what`, `where`, `value`, `source`, `found`, `note`. `what` is one of
        ``output`` (the part's share of the sector's output, %, by region), ``exports`` (how much
        of it is exported relative to the rest, by region), ``use`` (how much of it an activity or
        agent buys relative to the rest), ``input`` (how much of a good or factor a unit takes
        relative to the rest), ``co2``, ``process`` (emissions of combustion and process per unit
        relative to the rest, by region), ``CH4``, ``N2O``, ``F-gases`` (the same of other gases),
        ``pool`` (how much of its output the part sells to the rest of the sector at home, which
        sells it on, %, by region), ``electricity`` (what it generates, TWh, by region),
        ``factor_part`` (how much of what a factor earns in the part belongs to a part of the
        factor, %). `where` is a label, or ``all`` for those not named.
    dataset : xarray.Dataset
        The benchmark to split.

    Returns
    -------
    Parts

    Raises
    ------
    InputError
        Listing every faulty row; parts whose output is not told in some region, or together is
        the whole of the sector or more.
    """
    wanted = sorted({dim for dims in DIMS.values() for dim in dims})
    known = [dim for dim in wanted if dim in dataset.coords]
    absent = [f"dimension {d} has no labels" for d in wanted if d not in (*known, *_MAY_LACK)]
    if absent:
        raise InputError(absent)
    table = read_table(path, COLUMNS)
    labels: dict[str, list[str]] = {dim: [] for dim in _MAY_LACK}
    labels |= {dim: [str(label) for label in dataset[dim].to_numpy()] for dim in known}
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    for row in table.rows:
        key = (row["sector"], row["part"], row["what"], row["where"])
        found = [*_faults(row, labels)]
        if key in seen:
            found.append(f"repeats line {seen[key]}")
        seen.setdefault(key, row.line)
        faults += [(row.line, each) for each in found]
    table.refuse(faults)
    told = {
        (row["sector"], row["part"], row["what"], row["where"]): Table.number(row, "value")
        for row in table.rows
    }
    parts = Parts(Path(path).stem, told)
    table.refuse([], _sizes(parts, labels["region"]))
    return parts


def _faults(row: Row, labels: dict[str, list[str]]) -> Iterator[str]:
    sector, part, what, where = (row[name] for name in ("sector", "part", "what", "where"))
    if sector not in labels["sector"]:
        yield f"unknown sector '{sector}'{nearest(sector, labels['sector'])}"
    if not part.startswith(f"{sector}-") or part in (f"{sector}-", f"{sector}-{REST}"):
        yield f"part '{part}' is not '{sector}-' and an ending other than '{REST}'"
    if what not in DIMS:
        yield f"unknown what '{what}'{nearest(what, DIMS)}"
    else:
        known = [label for dim in DIMS[what] for label in labels[dim]]
        known = known if what == FACTOR_PART else [ALL, *known]
        if where not in known:
            yield f"{what}: unknown {' or '.join(DIMS[what])} '{where}'{nearest(where, known)}"
    highest = 100 if what == OUTPUT else inf
    if what in SHARES:
        if not 0 <= Table.number(row, "value") <= 100:
            yield f"value '{row['value']}' is not a percentage from 0 to 100"
    elif not 0 <= Table.number(row, "value") < highest:
        yield f"value '{row['value']}' is not a number from 0 to below {highest:g}"
    yield from origin_faults(row, FOUND)


def _sizes(parts: Parts, regions: list[str]) -> Iterator[str]:
    """Parts that are not told of, or leave nothing of the sector."""
    for sector in parts.sectors:
        share = parts.values(sector, OUTPUT, regions, {})[:-1]
        for part, row in zip(parts.of(sector), share, strict=False):
            missing = [r for r, value in zip(regions, row, strict=True) if np.isnan(value)]
            if missing:
                yield f"no output of {part} in {', '.join(missing)}; or say it where '{ALL}'"
        whole = [r for r, total in zip(regions, share.sum(axis=0), strict=True) if total >= 100]
        if whole:
            yield f"parts of {sector} are 100 % or more of its output in {', '.join(whole)}"
