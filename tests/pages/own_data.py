"""The table of variables on the page on data of your own."""

from __future__ import annotations

from calibration.absence import ABSENT
from calibration.guard.form import SUMS
from calibration.sourcing import SALES
from calibration.variables import COMPUTED, KNOWN, TECHNOLOGY
from tests.pages import marks

PAGE = marks.DOCS / "own-data.md"
MADE = COMPUTED | TECHNOLOGY  # by the package, not by those who make data


def _needed(name: str) -> str:
    if name in SUMS:
        return f"yes, or `{SALES}`"
    return "no" if name in ABSENT else "yes"


def _row(name: str) -> str:
    spec = KNOWN[name]
    absent = ABSENT.get(name, "refused")
    cells = (f"`{name}`", ", ".join(spec.dims), spec.units, spec.long_name, _needed(name), absent)
    return f"| {' | '.join(cells)} |\n"


def _table(names: list[str]) -> str:
    head = "| Variable | Dimensions | Unit | What it is | Required | Where it is absent |\n"
    return head + "|---|---|---|---|---|---|\n" + "".join(map(_row, names))


def variables() -> str:
    """What data may hold."""
    return _table([name for name in KNOWN if name not in MADE])


def made() -> str:
    """What the package adds to data."""
    return _table([*MADE])


PARTS = {"variables": variables, "made variables": made}
