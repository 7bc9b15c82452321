"""Large shocks: approach the parameters in steps, each from the solution of the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cge.engine.ipopt import Outcome
from cge.engine.system import System, Values
from cge.engine.tape import Array

FIRST_STEP = 0.25
SHORTEST_STEP = 1 / 128
GROWTH = 2.0
WORST = 3
ADVICE = (
    "Try a smaller shock or higher elasticities; where inputs are used in fixed proportions, costs "
    "have no finite level once a good needs more of itself than it yields, and a region that loses "
    "its trade cannot keep its foreign saving"
)


class SolveError(ArithmeticError):
    """No solution was found; the message names the worst equations and what to try."""


@dataclass(frozen=True)
class Solution:
    """Values of every variable and parameter, with what the solver said.

    Attributes
    ----------
    values
        Symbol -> array, raveled.
    outcome
        IPOPT's own word; it is not a verification.
    stages
        Steps in which the parameters were approached; 1 for a direct solution.
    """

    values: Values
    outcome: Outcome
    stages: int = 1


def follow(
    solve: Callable[[Values], Solution],
    home: Values,
    target: Values,
    system: System,
    failure: SolveError,
) -> Solution:
    """Solve for target parameters by way of parameters in between.

    Parameters
    ----------
    solve
        Solves from given values and parameters, or raises :class:`SolveError`.
    home
        A solution with its parameters, from which the path starts.
    target
        Values whose parameters are wanted.
    system
        The compiled equations.
    failure
        Why the direct solution failed.

    Raises
    ------
    SolveError
        When the steps become too short; it says how far the path came, and the last good point
        is its attribute ``last``.
    """
    names = [n for n, s in system.symbols.items() if not s.is_variable or s.tear]
    moving = [n for n in names if not np.array_equal(home[n], target[n])]
    done, step, stages = 0.0, FIRST_STEP, 0
    last, reason = home, failure
    solution: Solution | None = None
    while done < 1.0:
        ahead = min(1.0, done + step)
        try:
            solution = solve(_between(last, home, target, moving, system, ahead))
        except SolveError as error:
            reason, step = error, step / 2
            if step < SHORTEST_STEP:
                raise _gave_up(done, reason, last) from error
            continue
        last, done, stages = solution.values, ahead, stages + 1
        step *= GROWTH
    assert solution is not None
    return Solution(solution.values, solution.outcome, stages)


def _gave_up(done: float, reason: SolveError, last: Values) -> SolveError:
    error = SolveError(f"the path ends at {100 * done:.1f} % of the shock: {reason}. {ADVICE}")
    error.last = last  # type: ignore[attr-defined]
    return error


def _between(
    last: Values, home: Values, target: Values, moving: list[str], system: System, ahead: float
) -> Values:
    """Variables of the last solution, parameters part of the way."""
    values = dict(last)
    for name in moving:
        mixed = _mix(home[name], target[name], ahead)
        unknown = system.symbols[name].unknown
        if unknown is not None:  # the rest of a variable that is a parameter elsewhere
            mixed[unknown] = last[name][unknown]
        values[name] = mixed
    return values


def _mix(home: Array, target: Array, ahead: float) -> Array:
    """Geometric between positive numbers, linear otherwise; exact at the end."""
    if ahead == 1.0:
        return target.copy()
    mixed = home + ahead * (target - home)
    both = (home > 0) & (target > 0)
    mixed[both] = home[both] * (target[both] / home[both]) ** ahead
    return mixed


def worst_equations(system: System, values: Values) -> str:
    """The equations with the largest residuals, and where, for a message."""
    found = []
    with np.errstate(all="ignore"):
        for name, residual in system.residuals(values).items():
            size = np.where(np.isfinite(residual), np.abs(residual), np.inf)
            if len(size):
                row = int(np.argmax(size))
                found.append((float(size[row]), f"{name} ({system.by_name[name].row_label(row)})"))
    found.sort(key=lambda pair: -pair[0])
    return "largest residuals: " + ", ".join(f"{n} {r:.1e}" for r, n in found[:WORST])
