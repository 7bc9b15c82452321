"""Solve a compiled model from a given start, in the reduced or in the full space."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from cge.engine.full import FullProblem
from cge.engine.ipopt import DEFAULTS, Outcome, Report, solve_square
from cge.engine.loops import InnerError
from cge.engine.path import Solution, SolveError, follow, worst_equations
from cge.engine.reduced import Columns, ReducedProblem
from cge.engine.system import System, Values, worst_row
from cge.engine.tape import Array
from cge.engine.threads import one_thread


class _Outer:
    """The reduced problem as a square system for IPOPT, at the last point asked for."""

    def __init__(self, problem: ReducedProblem, values: Values, tolerance: float) -> None:
        self.problem = problem
        self.values = values
        self.tolerance = tolerance
        self.at = problem.unknowns(values)
        self.moved = False
        self._base: tuple[Array, Values, Columns] | None = None
        self._jacobian: Array | None = None

    def _move(self, x: Array) -> None:
        if self.moved and np.array_equal(x, self.at):
            return
        trial = dict(self.values)
        if self._base is not None:
            at, values, columns = self._base
            trial = dict(values)
            self.problem.predict(trial, columns, x - at)
        self.problem.set_unknowns(x, trial)
        self.problem.solve_inner(trial)
        self.values, self.at, self.moved = trial, x.copy(), True

    def residual(self, x: Array) -> Array:
        self._move(x)
        return self.problem.residual(self.values)

    def jacobian(self, x: Array) -> Array:
        """At a solution the last one will do: IPOPT multiplies it by zeros there."""
        error = float(np.abs(self.residual(x)).max(initial=0.0))
        if self._jacobian is None or error > self.tolerance:
            near = None if self._base is None else self._base[2]
            sharp = _sharpness(error, self.tolerance)
            matrix, columns = self.problem.differentiate(self.values, near, sharp)
            self._base = (self.at, self.values, columns)
            self._jacobian = matrix.ravel()
        return self._jacobian

    def worst(self) -> str:
        return worst_row(self.problem.plan.outer, self.problem.residual(self.values))

    def structure(self) -> tuple[Array, Array]:
        rows, columns = np.indices((self.problem.size,) * 2)
        return rows.ravel(), columns.ravel()


def _sharpness(error: float, tolerance: float) -> float:
    """Accuracy of derivatives that leaves Newton's method quadratic, or ends it in this step."""
    return min(1e-3, max(0.01 * error, 1e-3 * tolerance / max(error, tolerance)))


class Model:
    """A compiled model ready to be solved many times.

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
        staged: bool = True,
    ) -> Solution:
        """Solve for all variables.

        Parameters
        ----------
        parameters
            Parameter name -> array, where it differs from the benchmark.
        start
            Values of an earlier solution; the benchmark when omitted.
        options
            IPOPT options.
        report
            Called with the iteration, the largest residual and its equation.
        space
            ``reduced``: IPOPT sees the tears only; ``full``: all variables at once.
        staged
            Where the direct solution fails, approach the parameters in steps from the start.

        Raises
        ------
        SolveError
            When no solution is found; it names the worst equations and what to try.
        """
        values = self._values(parameters, start)
        once = partial(self._once, options=options, report=report, space=space)
        try:
            return once(values)
        except SolveError as failure:
            if not staged:
                raise
            home = self.system.values() if start is None else dict(start)
            return follow(once, home, values, self.system, failure)

    def _values(self, parameters: Mapping[str, Array] | None, start: Values | None) -> Values:
        """Parameters as given, variables as at the start."""
        values = self.system.values(parameters)
        for name in self.system.variables if start is not None else ():
            assert start is not None
            unknown = self.system.symbols[name].unknown
            if unknown is None or name not in (parameters or {}):
                values[name] = start[name].copy()
            else:  # of a parameter that a closure makes endogenous, only the unknown elements
                values[name][unknown] = start[name][unknown]
        return values

    def _once(
        self, values: Values, options: dict[str, Any] | None, report: Report | None, space: str
    ) -> Solution:
        solve = {"reduced": self._reduced, "full": self._full}[space]
        with one_thread(), np.errstate(all="ignore"):
            return solve(values, options, report)

    def _reduced(
        self, values: Values, options: dict[str, Any] | None, report: Report | None
    ) -> Solution:
        self.reduced.begin()
        tolerance = float((options or {}).get("tol", DEFAULTS["tol"]))
        outer = _Outer(self.reduced, values, tolerance)
        try:
            outcome = solve_square(outer, self.reduced.unknowns(values), options, report)
            self._require(outcome, outer.values)
            self.reduced.set_unknowns(outcome.x, outer.values)
            self.reduced.solve_inner(outer.values)
            self.reduced.complete(outer.values)
        except InnerError as error:
            raise SolveError(f"{error}; {worst_equations(self.system, outer.values)}") from error
        return Solution(outer.values, outcome)

    def _full(
        self, values: Values, options: dict[str, Any] | None, report: Report | None
    ) -> Solution:
        problem = FullProblem(self.system, values)
        outcome = solve_square(problem, problem.unknowns(values), options, report)
        solved = problem.values_at(outcome.x)
        self._require(outcome, solved)
        return Solution(solved, outcome)

    def _require(self, outcome: Outcome, values: Values) -> None:
        if not outcome.success:
            raise SolveError(
                f"IPOPT stopped after {outcome.iterations} iterations ({outcome.message.strip()}); "
                f"{worst_equations(self.system, values)}"
            )


__all__ = ["Model", "Solution", "SolveError"]
