"""Solve a compiled model from a given start, in the reduced or in the full space."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cge.engine.chords import approach
from cge.engine.errors import InnerError, SolveError, as_solve_error
from cge.engine.full import FullProblem
from cge.engine.ipopt import DEFAULTS, Outcome, Report, solve_square
from cge.engine.outer import Curve, Found, Homotopy, Outer
from cge.engine.path import IMPOSSIBLE, Path, Solution, worst_equations
from cge.engine.reduced import ReducedProblem
from cge.engine.system import System, Values
from cge.engine.tape import Array
from cge.engine.threads import one_thread
from cge.engine.turns import in_turn

STAGE_ITERATIONS = 12  # of IPOPT at a stage of a path, which begins near its solution
CLOSE = 1e-3  # of the tolerance: what IPOPT is given is a solution with room to spare
NEARLY = 1e-6  # residual up to which a start counts as a solution
Impossible = Callable[[Values], str]


@dataclass(frozen=True)
class _Solver:
    """One call of :meth:`Model.solve`.

    Attributes
    ----------
    system, reduced
        The compiled equations.
    options
        IPOPT options.
    report
        What is told of the progress.
    space
        ``reduced`` or ``full``.
    """

    system: System
    reduced: ReducedProblem
    options: dict[str, Any]
    report: Report | None
    space: str

    @property
    def tolerance(self) -> float:
        """Residual at which IPOPT stops."""
        return float(self.options.get("tol", DEFAULTS["tol"]))

    @property
    def at_a_stage(self) -> dict[str, Any]:
        """Options where a good start is known."""
        return {"max_iter": STAGE_ITERATIONS, **self.options}

    def near_home(self, values: Values) -> Solution | None:
        """The solution where steps with the derivatives of home find it, which IPOPT confirms."""
        try:
            found = approach(self.reduced, values, CLOSE * self.tolerance, self.report)
            return None if found is None else replace(self, report=None).confirmed(found)
        except (ArithmeticError, np.linalg.LinAlgError, InnerError, SolveError):
            return None

    def confirmed(self, values: Values) -> Solution:
        """Values that IPOPT finds to be a solution, without a step."""
        return self._reduced(
            Found(self.reduced, values, self.tolerance), {**self.options, "max_iter": 0}
        )

    def once(self, values: Values, options: dict[str, Any]) -> Solution:
        """Solve from given values, in place."""
        if self.space == "full":
            return self._full(values, options)
        return self._reduced(Outer(self.reduced, values, self.tolerance), options)

    def staged(self, home: Values, target: Values, failure: SolveError) -> Solution:
        """Solve for target parameters by way of parameters in between."""
        homotopy = Homotopy(self.system, home, target)
        path = Path(
            self.reduced,
            homotopy,
            self.tolerance,
            self._correct,
            lambda values: self.once(values, self.at_a_stage),
        )
        return path.follow(failure)

    def _correct(self, curve: Curve) -> Outcome:
        return self._outcome(curve, curve.ahead, self.at_a_stage)

    def _reduced(self, outer: Outer, options: dict[str, Any]) -> Solution:
        outcome = self._outcome(outer, outer.at, options)
        vanished = self.reduced.beyond(outcome.x)
        if vanished:  # there the equations hold within rounding whatever it is
            raise SolveError(f"{vanished}; {self._worst(outer.values)}")
        outer.move(outcome.x)
        self.reduced.complete(outer.values)
        return Solution(outer.values, outcome)

    def _outcome(self, outer: Outer, start: Array, options: dict[str, Any]) -> Outcome:
        try:
            outcome = solve_square(outer, start, options, self.report)
        except InnerError as error:
            raise SolveError(f"{error}; {self._worst(outer.values)}") from error
        self._require(outcome, outer.values)
        return outcome

    def _full(self, values: Values, options: dict[str, Any]) -> Solution:
        problem = FullProblem(self.system, values)
        outcome = solve_square(problem, problem.unknowns(values), options, self.report)
        solved = problem.values_at(outcome.x)
        self._require(outcome, solved)
        return Solution(solved, outcome)

    def _require(self, outcome: Outcome, values: Values) -> None:
        if not outcome.success:
            raise SolveError(
                f"IPOPT stopped after {outcome.iterations} iterations ({outcome.message.strip()}); "
                f"{self._worst(values)}"
            )

    def _worst(self, values: Values) -> str:
        """What is reported once a solution is found says nothing before."""
        reported = frozenset(v for b in self.reduced.plan.reports for v in (*b.order, *b.loop))
        return worst_equations(self.system, values, reported)


class Model:
    """A compiled model ready to be solved many times, by one thread after another.

    The same question has the same answer to the last bit, whatever was solved before.

    Parameters
    ----------
    system
        The compiled equations.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.reduced = ReducedProblem(system)

    def solve(
        self,
        parameters: Mapping[str, Array] | None = None,
        start: Values | None = None,
        options: dict[str, Any] | None = None,
        report: Report | None = None,
        space: str = "reduced",
        chords: bool = True,
        staged: bool = True,
        impossible: Impossible | None = None,
    ) -> Solution:
        """Solve for all variables.

        Parameters
        ----------
        parameters
            Parameter name -> array, where it differs from the benchmark.
        start
            Values of an earlier solution, with its parameters; the starting values when omitted.
        options
            IPOPT options.
        report
            Called after each iteration with its :class:`~cge.engine.ipopt.Progress`.
        space
            ``reduced``: IPOPT sees the tears only; ``full``: all variables at once.
        chords
            Try steps with the derivatives of the starting values first; in the reduced space.
        staged
            Where the direct solution fails, approach the parameters in steps from the start.
        impossible
            Asked where the direct solution fails: a proof in words, from values with the
            parameters wanted, that there is no solution; an empty string where there is none.

        Raises
        ------
        SolveError
            When no solution is found; it names the worst equations and what to try.
        """
        values = self._values(parameters, start)
        solver = _Solver(self.system, self.reduced, options or {}, report, space)
        with in_turn(), one_thread(), np.errstate(all="ignore"), as_solve_error():
            self.reduced.begin()
            try:
                with as_solve_error():
                    near = solver.near_home(values) if chords and space == "reduced" else None
                    return near or solver.once(values, solver.options)
            except SolveError as failure:
                if not staged:
                    raise
                why = impossible(values) if impossible is not None else ""
                if why:
                    error = SolveError(f"{why}; {failure}")
                    error.end = IMPOSSIBLE
                    raise error from failure
                return solver.staged(self._home(start), values, failure)

    def _home(self, start: Values | None) -> Values:
        """Where a path begins: the start, if it is a solution."""
        if start is not None:
            residuals = self.system.residuals(start).values()
            if all(np.abs(r).max(initial=0.0) < NEARLY for r in residuals):
                return dict(start)
        return self.system.values()

    def _values(self, parameters: Mapping[str, Array] | None, start: Values | None) -> Values:
        """Parameters as given, variables as at the start."""
        values = self.system.values(parameters)
        for name in self.system.variables if start is not None else ():
            assert start is not None
            unknown = self.system.symbols[name].unknown
            array = start[name].copy()
            if unknown is not None and name in (parameters or {}):
                array = values[name].copy()  # a parameter that a closure makes endogenous in part
                array[unknown] = start[name][unknown]
            values[name] = array
        return values


__all__ = ["Model", "Solution", "SolveError"]
