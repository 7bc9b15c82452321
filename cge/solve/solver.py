"""Solve a compiled model from a given start, in the reduced or in the full space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cge.solve.ipopt import DEFAULTS, Outcome, Report, solve_square
from cge.solve.reduced import Columns, ReducedProblem
from cge.solve.system import System, Values
from cge.solve.tape import Array
from cge.solve.threads import one_thread


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
    """

    values: Values
    outcome: Outcome


class _Outer:
    """The reduced problem as a square system for IPOPT, at the last point asked for."""

    def __init__(self, problem: ReducedProblem, values: Values, tolerance: float) -> None:
        self.problem = problem
        self.values = values
        self.tolerance = tolerance
        self.at = problem.unknowns(values)
        self.sizes: Array | None = None
        self._base: tuple[Array, Values, Columns] | None = None
        self._jacobian: Array | None = None

    def _move(self, x: Array) -> None:
        if self.sizes is not None and np.array_equal(x, self.at):
            return
        trial = dict(self.values)
        if self._base is not None:
            at, values, columns = self._base
            trial = dict(values)
            self.problem.predict(trial, columns, x - at)
        self.problem.set_unknowns(x, trial)
        self.problem.solve_inner(trial)
        self.values, self.at = trial, x.copy()
        if self.sizes is None:
            self.sizes = self.problem.outer_sizes(self.values)

    def residual(self, x: Array) -> Array:
        self._move(x)
        return self.problem.residual(self.values) / self.sizes

    def jacobian(self, x: Array) -> Array:
        """At a solution the last one will do: IPOPT multiplies it by zeros there."""
        error = float(np.abs(self.residual(x)).max(initial=0.0))
        if self._jacobian is None or error > self.tolerance:
            near = None if self._base is None else self._base[2]
            sharp = _sharpness(error, self.tolerance)
            matrix, columns = self.problem.differentiate(self.values, near, sharp)
            self._base = (self.at, self.values, columns)
            self._jacobian = (matrix / self.sizes[:, None]).ravel()
        return self._jacobian

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
            Called with the iteration and the largest residual.

        Raises
        ------
        SolveError
            When IPOPT does not meet its tolerances.
        """
        values = self.system.values(parameters)
        for name in self.system.variables if start is not None else ():
            values[name] = start[name].copy()
        with one_thread():
            return self._solve(values, options, report)

    def _solve(self, values: Values, options: dict[str, Any] | None, report: Report | None) -> Solution:
        self.reduced.begin()
        tolerance = float((options or {}).get("tol", DEFAULTS["tol"]))
        outer = _Outer(self.reduced, values, tolerance)
        outcome = solve_square(outer, self.reduced.unknowns(values), options, report)
        values = outer.values
        if not outcome.success:
            raise SolveError(f"IPOPT: {outcome.message} after {outcome.iterations} iterations")
        self.reduced.set_unknowns(outcome.x, values)
        self.reduced.solve_inner(values)
        self.reduced.complete(values)
        return Solution(values, outcome)
