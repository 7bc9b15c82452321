"""Renew the expected results of the shipped scenarios: `python -m tools.expected [NAME ...]`.

A file whose numbers the solutions repeat to 1e-9 is left as it is.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

import cge
from cge.inputs import find as locations
from cge.report import table
from cge.scenarios import open_scenario

SAME = 1e-9  # of the largest number of a column
ROUNDING = 1e-8  # of what is zero but for it, percent or million USD

Rows = list[dict[str, str]]


@cache
def _economy(
    data: str | None, aggregation: str | None, structure: str | None, technology: str | None
) -> cge.Economy:
    given = {} if data is None else {"data": data}
    return cge.load(**given, aggregation=aggregation, structure=structure, technology=technology)


def path_of(name: str) -> Path:
    """The file of a scenario."""
    return Path(locations.shipped("scenarios")[name].with_suffix(".expected.csv"))


def solved(name: str) -> str:
    """The summary of a shipped scenario at the aggregation it is meant for, as CSV."""
    scenario = open_scenario(name)
    structure = None if scenario.aggregation is None else scenario.structure
    economy = _economy(scenario.data, scenario.aggregation, structure, scenario.technology)
    result = cge.solve(economy, scenario, contributions=False)
    if not result.verified:
        raise SystemExit(f"{name}: {result.verdict}")
    return table(result.summary(), "csv")


def rows(text: str) -> Rows:
    """Rows of a file by name of column."""
    return list(csv.DictReader(io.StringIO(text)))


def words(row: dict[str, str]) -> dict[str, str]:
    """The columns without a unit."""
    return {name: text for name, text in row.items() if not name.endswith("]")}


def differences(old: Rows, new: Rows) -> Iterator[tuple[str, float, float]]:
    """Of each column with a unit: its name, the largest difference, the largest old number."""
    for name in (name for name in old[0] if name.endswith("]")):
        theirs, ours = (np.array([float(row[name]) for row in given]) for given in (old, new))
        none = np.isnan(theirs) & np.isnan(ours)
        gaps = np.where(none, 0.0, np.abs(ours - theirs))
        yield name, float(gaps.max()), float(np.where(none, 0.0, np.abs(theirs)).max())


def alike(old: Rows, new: Rows) -> bool:
    """Whether both have the same columns and words, and numbers that differ by rounding alone."""
    return (
        len(old) == len(new)
        and list(old[0]) == list(new[0])
        and all(words(a) == words(b) for a, b in zip(old, new, strict=True))
        and all(gap <= SAME * size + ROUNDING for _, gap, size in differences(old, new))
    )


def renew(name: str) -> bool:
    """Write the file of a scenario if its numbers have changed; returns whether they have."""
    path, new = path_of(name), solved(name)
    if path.exists() and alike(rows(path.read_text(encoding="utf-8")), rows(new)):
        return False
    path.write_text(new, encoding="utf-8")
    return True


def main(names: list[str]) -> None:
    """Renew the files of these scenarios, or of all."""
    shipped = locations.shipped("scenarios")
    unknown = [name for name in names if name not in shipped]
    if unknown:
        raise SystemExit(f"no such scenarios: {', '.join(unknown)}; there are {', '.join(shipped)}")
    for name in names or sorted(shipped):
        print(f"{name}: {'renewed' if renew(name) else 'as it was'}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
