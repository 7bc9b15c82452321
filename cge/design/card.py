"""A problem of optimal design in a few lines, and its optimum: the sum, limits and controls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from calibration.files.card import Card, Grid
from cge.scenarios.card import facts_of_study

if TYPE_CHECKING:
    from cge.design.optimum import Optimum
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


def optimum_card(optimum: Optimum) -> Card:
    """The card of an optimum: the levels found, and what binds."""
    objective = optimum.objective
    shadows = {
        f"limit {name}": f"{row['value']:.6g} {row['unit']}, shadow price {row['shadow_price']:.4g}"
        for name, row in optimum.constraints.iterrows()
    }
    facts = {
        "title": optimum.problem.title,
        "objective": f"{objective['value']:.6g} {objective['unit']}",
        **shadows,
        "search": f"{optimum.iterations} iterations, {optimum.solutions} solutions",
    }
    rows = [
        [str(name), *(f"{row[end]:.6g}" for end in ("value", "lower", "upper")), str(row["unit"])]
        for name, row in optimum.controls.iterrows()
    ]
    grid = Grid(("control", "value", "lower", "upper", "unit"), rows)
    return Card("Optimum", optimum.problem.name, optimum.status, optimum.verified, facts, grid)


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
