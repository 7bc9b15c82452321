"""What a sweep solves: cases by scenario, closure and aggregation, each with its points."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from calibration.errors import InputError
from cge.economy.economy import Economy
from cge.results import assemble
from cge.results.digest import digest_of_text
from cge.results.inputs import DIGEST
from cge.scenarios import Scenario
from cge.settings.closures import Closure
from cge.uncertainty.case import Case, case_of
from cge.uncertainty.chosen import Points
from cge.uncertainty.points import points
from cge.uncertainty.schema import Uncertainty

AXES = ("scenario", "closure", "aggregation")


@dataclass(frozen=True)
class Planned:
    """A case with the points at which it is solved.

    Attributes
    ----------
    along
        Its scenario, closure and aggregation.
    case
        The case.
    points
        Numbers and weights.
    """

    along: Mapping[str, str]
    case: Case
    points: Points

    @property
    def folder(self) -> str:
        """Name of its folder in a store."""
        words = "-".join(self.along[axis] for axis in AXES)
        plain = "".join(c if c.isalnum() or c in "-_" else "_" for c in words)[:60]
        return f"{plain}-{digest_of_text(json.dumps(dict(self.along)))[:6]}"

    def said(self) -> dict[str, Any]:
        """What makes it this case, as text."""
        case = self.case
        given = assemble.provenance(case.economy, case.asked, vars(case.settings))
        numbers = [
            [n.label, n.kind, n.only, n.acts, repr(n.distribution)]
            + [[each.target, each.at.tolist()] for each in n.cells]
            for n in case.numbers
        ]
        drawn = json.dumps([numbers, case.correlation.tolist(), list(case.keep)])
        return {
            **self.along,
            "inputs": given[DIGEST],
            "numbers": digest_of_text(drawn),
            "versions": given["versions"],
        }


@dataclass(frozen=True)
class Design:
    """How points are chosen.

    Attributes
    ----------
    method
        One of :data:`cge.uncertainty.points.METHODS`.
    draws
        How many, where the method lets one choose.
    seed
        Of the random numbers.
    """

    method: str
    draws: int
    seed: int


def planned(
    economies: Sequence[Economy],
    scenarios: Sequence[Scenario],
    closures: Sequence[Closure | None],
    file: Uncertainty,
    design: Design,
    keep: Sequence[str],
    solver: Mapping[str, Any] | None,
) -> list[Planned]:
    """All cases, each with the same random numbers where it has the same uncertain ones.

    Raises
    ------
    InputError
        Everything of every case that does not fit, each once; two cases that look the same.
    """
    found: list[Planned] = []
    problems: dict[str, None] = {}
    for economy, scenario in _combined(economies, scenarios, closures):
        try:
            case = case_of(economy, scenario, file, keep, solver)
            chosen = points(
                design.method,
                [number.distribution for number in case.numbers],
                case.correlation,
                design.draws,
                design.seed,
            )
        except InputError as error:
            problems |= dict.fromkeys(error.problems)
            continue
        along = {
            "scenario": scenario.name,
            "closure": case.economy.closure.label,
            "aggregation": economy.aggregation,
        }
        found.append(Planned(along, case, chosen))
    if not problems:
        names = [tuple(each.along.values()) for each in found]
        twice = dict.fromkeys(name for name in names if names.count(name) > 1)
        problems = {f"the case {', '.join(name)} is asked for twice": None for name in twice}
    if problems:
        raise InputError(problems)
    return found


def _combined(
    economies: Sequence[Economy],
    scenarios: Sequence[Scenario],
    closures: Sequence[Closure | None],
) -> Iterator[tuple[Economy, Scenario]]:
    for scenario in scenarios:
        for closure in closures:
            for economy in economies:
                if closure is None:
                    yield economy, scenario
                else:
                    yield replace(economy.under(closure), closure_chosen=True), scenario
