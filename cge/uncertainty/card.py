"""A sweep in a few lines: how many draws, how many failed, and the interval of world welfare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from calibration.files.card import Card, Grid, rounded
from cge.analysis.statistics import EXPERIMENT
from cge.uncertainty.outcomes import DRAW, WORLD

if TYPE_CHECKING:
    from cge.uncertainty.ensemble import Part, Sweep

_WELFARE, _LEVEL = f"equivalent_variation_{WORLD}", 0.9


def sweep_card(sweep: Sweep) -> Card:
    """The card of a sweep."""
    failed = int(sweep.failed.draws.sum()) if len(sweep.failed) else 0
    draws = sum(part.draws.sizes[DRAW] for part in sweep.parts)
    facts = {
        "title": sweep.file.title,
        "method": sweep.design.method,
        "cases": len(sweep.parts),
        "numbers": len(sweep.parts[0].planned.case.numbers),
        "draws": draws,
        "without a verified solution": failed or "",
    }
    rows = [row for part in sweep.parts for row in _rows(part)] if sweep.has_moments else []
    heads = ("experiment", "welfare of all regions, million USD: mean", "5 %", "95 %")
    status = f"NOT VERIFIED: {failed} solutions failed" if failed else "verified"
    return Card("Sweep", sweep.file.name, status, not failed, facts, Grid(heads, rows))


def _rows(part: Part) -> Iterator[list[str]]:
    """Welfare of every experiment of a case, where regions' adds up."""
    if _WELFARE not in part.central:
        return
    case = "/".join(part.along.values())
    found = part.interval(_WELFARE, _LEVEL)
    for label in found[EXPERIMENT].to_numpy():
        here = found.sel({EXPERIMENT: label})
        numbers = [rounded(float(here[name]), 0) for name in ("mean", "low", "high")]
        yield [f"{case}: {label}", *numbers]
