"""A problem of optimal design in a few lines: its sum, its limits, and who may be moved how far."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from calibration.files.card import Card, Grid
from cge.scenarios.card import facts_of_study

if TYPE_CHECKING:
    from cge.design.problem import Constraint, Objective, Problem, Terms


def problem_card(problem: Problem, limits: tuple[str, ...]) -> Card:
    """The card of a problem.

    Parameters
    ----------
    problem
        What is shown.
    limits
        Keys of a constraint that limit it.
    """
    facts = facts_of_study(problem)
    facts["objective"] = _objective(problem.objective)
    facts |= {f"subject to {k}": _constraint(c, limits) for k, c in problem.constraints.items()}
    rows = [
        [name, f"{c.lower:g}", f"{c.upper:g}", c.unit or ""] for name, c in problem.controls.items()
    ]
    grid = Grid(("control", "lower", "upper", "unit"), rows)
    return Card("Problem", problem.name, facts=facts, grid=grid)


def _objective(objective: Objective) -> str:
    verb = "minimise" if objective.minimise is not None else "maximise"
    return f"{verb} {objective.title or _sum(objective.terms)}"


def _constraint(constraint: Constraint, limits: tuple[str, ...]) -> str:
    title = constraint.title or _sum(constraint.sum)
    return f"{title}; {', '.join(_limits(constraint, limits))}"


def _limits(constraint: Constraint, limits: tuple[str, ...]) -> Iterator[str]:
    for name in limits:
        value = getattr(constraint, name)
        if value is not None:
            kept = name.removesuffix("_percent")
            change = " % from the benchmark" if kept != name else ""
            yield f"{kept.replace('_', ' ')} {value:g}{change}"


def _sum(terms: Terms) -> str:
    return " + ".join(
        f"{'' if term.weight == 1 else f'{term.weight:g} '}{term.variable}"
        + "".join(f"[{dim} {selector}]" for dim, selector in term.where.items())
        for term in terms
    )
