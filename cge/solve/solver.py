"""Solve a compiled model from a given start, in the reduced or in the full space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cge.solve.ipopt import Outcome, Report, solve_square
from cge.solve.reduced import ReducedProblem
from cge.solve.system import System, Values
from cge.solve.tape import Array


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
    """The reduced problem as a square system for IPOPT, with the last inner solution kept."""

    def __init__(self, problem: ReducedProblem, values: Values) -> None:
        self.problem = problem
        self.values = values
        self.at: Array | None = None
        self.sizes: Array | None = None

    def _move(self, x: Array) -> None:
        if self.at is not None and np.array_equal(x, self.at):
            return
        trial = dict(self.values)
        self.problem.set_unknowns(x, trial)
        self.problem.solve_inner(trial)
        self.values, self.at = trial, x.copy()
        if self.sizes is None:
            self.sizes = self.problem.outer_sizes(self.values)

    def residual(self, x: Array) -> Array:
        self._move(x)
        return self.problem.residual(self.values) / self.sizes

    def jacobian(self, x: Array) -> Array:
        self._move(x)
        return (self.problem.jacobian(self.values) / self.sizes[:, None]).ravel()

    def structure(self) -> tuple[Array, Array]:
        n = self.problem.size
        rows, columns = np.indices((n, n))
        return rows.ravel(), columns.ravel()


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
        self.system.forget()
        values = self.system.values(parameters)
        for name in self.system.variables if start is not None else ():
            values[name] = start[name].copy()
        outer = _Outer(self.reduced, values)
        outcome = solve_square(outer, self.reduced.unknowns(values), options, report)
        values = outer.values
        if not outcome.success:
            raise SolveError(f"IPOPT: {outcome.message} after {outcome.iterations} iterations")
        self.reduced.set_unknowns(outcome.x, values)
        self.reduced.solve_inner(values)
        self.reduced.complete(values)
        return Solution(values, outcome)
