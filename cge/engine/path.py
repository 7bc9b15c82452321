"""Large shocks: follow the curve of solutions from one that is known to the one that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cge.engine.errors import SolveError, as_solve_error
from cge.engine.ipopt import Outcome
from cge.engine.outer import Curve, Homotopy, Stand, stand_at, weights
from cge.engine.reduced import ReducedProblem
from cge.engine.system import System, Values
from cge.engine.tape import Array

FIRST_STEP = 0.25  # part of the shock
SHORTEST_STEP = 1e-3
SHARPEST_BEND = 0.7  # cosine of the angle between the directions before and after a step
QUICK, SLOW = 3, 6  # iterations of IPOPT, up to and from which steps grow and shrink
STAGES = 60
VANISHING_AT = 2.3  # the same where it goes there ever more slowly: a tenth, or ten times
STAGES_SLOW, LITTLE = 10, 0.01  # so many stages that lead on by less than this part of the shock
STAGES_BACK = 6  # on a curve that has turned back, in case it turns again
WORST = 3
ADVICE = "Try a smaller shock, or start from a solution nearer to it"


# How a search without solution ends.
IMPOSSIBLE = "impossible"  # there is a proof that there is none
VANISHING = "vanishing"  # an unknown goes to zero, or to infinity
TURNING = "turning"  # the curve of solutions turns back
LOST = "lost"  # none of these


class _EndError(Exception):
    """The curve does not lead on: a word for how it ends, and a message that says why."""

    def __init__(self, end: str, message: str) -> None:
        super().__init__(message)
        self.end = end


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
        Solutions on the way, this one included; 1 for a direct solution.
    """

    values: Values
    outcome: Outcome
    stages: int = 1


class Path:
    """Steps along a curve of solutions, each as long as goes well.

    Parameters
    ----------
    problem
        The reduced problem.
    homotopy
        Parameters on the way from a known solution.
    tolerance
        Residual at which IPOPT stops.
    correct
        Solves for the next point of the curve, or raises :class:`SolveError`.
    finish
        Solves for the whole shock from values nearby, or raises :class:`SolveError`.
    """

    def __init__(
        self,
        problem: ReducedProblem,
        homotopy: Homotopy,
        tolerance: float,
        correct: Callable[[Curve], Outcome],
        finish: Callable[[Values], Solution],
    ) -> None:
        self.problem = problem
        self.homotopy = homotopy
        self.tolerance = tolerance
        self.correct = correct
        self.finish = finish
        at = np.append(problem.unknowns(homotopy.home), 0.0)
        onward = np.append(np.zeros(problem.size), 1.0)
        self.stand = stand_at(problem, homotopy, at, dict(homotopy.home), onward)
        self.furthest = self.stand
        self.step = FIRST_STEP / self.stand.direction[-1]
        self.history: list[float] = []
        self.back = 0

    def follow(self, failure: SolveError) -> Solution:
        """Go to the whole shock.

        Parameters
        ----------
        failure
            Why the direct solution failed.

        Raises
        ------
        SolveError
            Where the curve does not lead there; it says where it ends and why, and keeps the
            last good point.
        """
        reason = failure
        try:
            for stage in range(2, STAGES):
                try:
                    with as_solve_error():
                        solution = self._finished() or self._advanced()
                except SolveError as error:
                    reason = error
                    self._shorten()
                    continue
                if solution is not None:
                    return Solution(solution.values, solution.outcome, stage)
                self._look_ahead()
            raise _EndError(LOST, f"{STAGES} stages did not lead further")
        except _EndError as end:
            return self._leap(end, reason)

    def _finished(self) -> Solution | None:
        """The solution for the whole shock, if a step reaches that far."""
        stand, along = self.stand, self.stand.direction[-1]
        if along <= 0 or stand.part + self.step * along < 1.0:
            return None
        move = (1.0 - stand.part) / along * stand.direction
        return self.finish(self._at_the_end(stand, move))

    def _at_the_end(self, stand: Stand, move: Array) -> Values:
        """Values with the whole shock, variables moved from a point of the curve."""
        values = self.homotopy.at(stand.values, 1.0)
        self.problem.predict(values, stand.columns, move)
        self.problem.set_unknowns((stand.at + move)[:-1], values)
        return values

    def _advanced(self) -> Solution | None:
        """One step; longer ones follow where it was easy, shorter ones where it was hard.

        Returns the solution for the whole shock if the step went past it.
        """
        before = self.stand
        curve = Curve(self.problem, self.homotopy, before, self.step, self.tolerance)
        outcome = self.correct(curve)
        stand = curve.arrived(outcome.x)
        if stand.part >= 1.0:
            back = (1.0 - stand.part) / (stand.part - before.part) * (stand.at - before.at)
            return self.finish(self._at_the_end(stand, back))
        bend = stand.direction @ (weights(self.problem.size) * before.direction)
        if bend < SHARPEST_BEND:
            self._shorten()
            return None
        if outcome.iterations <= QUICK:
            self.step *= 2
        elif outcome.iterations >= SLOW:
            self.step /= 2
        self.stand = stand
        self.furthest = max(self.furthest, stand, key=lambda s: s.part)
        self.history.append(stand.part)
        return None

    def _leap(self, end: _EndError, reason: SolveError) -> Solution:
        """A last try: from the furthest point straight to the whole shock."""
        furthest = self.furthest
        try:
            return self.finish(self._at_the_end(furthest, np.zeros_like(furthest.at)))
        except SolveError:
            error = SolveError(
                f"the path ends at {100 * furthest.part:.1f} % of the shock: {end}; {reason}. "
                f"{ADVICE}"
            )
            self.problem.complete(furthest.values)
            error.last, error.part, error.end = furthest.values, furthest.part, end.end
            raise error from reason

    def _look_ahead(self) -> None:
        """End where going on is of no use."""
        at, direction = self.stand.at[:-1], self.stand.direction
        vanished = self.problem.beyond(at)
        if vanished:
            raise _EndError(VANISHING, f"{vanished} there")
        self.back = self.back + 1 if direction[-1] < 0 else 0
        if self.back > STAGES_BACK or self.stand.part < 0:
            name = self._name(np.abs(direction[:-1]))
            raise _EndError(TURNING, f"the solutions turn back there, {name} moving most")
        recent = self.history[-STAGES_SLOW:]
        if len(recent) == STAGES_SLOW and recent[-1] - recent[0] < LITTLE and not self.back:
            far = np.where(self.problem.in_logs, np.abs(at), 0.0)
            falls = "falls" if at[np.argmax(far)] < 0 else "rises"
            end = VANISHING if far.max() > VANISHING_AT else LOST
            raise _EndError(end, f"ever smaller parts lead on while {self._name(far)} {falls}")

    def _name(self, sizes: Array) -> str:
        """The outer unknown with the largest of some sizes."""
        return self.problem.label(int(np.argmax(sizes)))

    def _shorten(self) -> None:
        self.step /= 4
        if self.step < SHORTEST_STEP:
            raise _EndError(LOST, "no step leads on")


def worst_equations(system: System, values: Values, leaving_out: frozenset[str]) -> str:
    """The equations with the largest residuals, and where, for a message."""
    found = []
    with np.errstate(all="ignore"):
        for name, residual in system.residuals(values).items():
            size = np.where(np.isfinite(residual), np.abs(residual), np.inf)
            if len(size) and system.by_name[name].target not in leaving_out:
                row = int(np.argmax(size))
                found.append((float(size[row]), f"{name} ({system.by_name[name].row_label(row)})"))
    found.sort(key=lambda pair: -pair[0])
    return "largest residuals: " + ", ".join(f"{n} {r:.1e}" for r, n in found[:WORST])
