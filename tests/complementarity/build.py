"""Writes ``solutions.csv`` from the solutions of the independent model, one column a case.

The independent model was written from docs/model.md and docs/equations alone, in GAMS, as a mixed
complementarity problem in Mathiesen's form (zero profit, market clearance, income balance), and
solved with PATH to a tolerance of 1e-12. Its benchmark is ``oecd-icio-2022-v1`` in the aggregation
``3x4.csv``. It writes a file of all solutions, with columns case, variable, label1, label2, label3
and value, which stays outside of the repository; what the test compares is kept here::

    python -m tests.complementarity.build SOLUTIONS
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

KEPT = (
    "utility",
    "income",
    "price_factor",
    "endowment",
    "output",
    "price_basic",
    "price_composite",
    "real_spending",
    "price_landed",
    "trade",
)
LABELS = ("label1", "label2", "label3")
TABLE = Path(__file__).with_name("solutions.csv")


def tabulated(path: Path) -> list[list[str]]:
    """Variables and labels down, cases across, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["variable"] in KEPT]
    cases = list(dict.fromkeys(row["case"] for row in rows))
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        key = (row["variable"], *(row[name] for name in LABELS))
        found.setdefault(key, {})[row["case"]] = row["value"]
    lines = [[*key, *(values[case] for case in cases)] for key, values in found.items()]
    return [["variable", *LABELS, *cases], *lines]


if __name__ == "__main__":
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(tabulated(Path(sys.argv[1])))
