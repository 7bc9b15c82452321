"""Exact derivatives of a solution by exogenous parameters, from the equations that were solved."""

from __future__ import annotations

import numpy as np

from cge.engine.elimination import Point
from cge.engine.errors import as_solve_error
from cge.engine.pyomo_private import ConcreteModel
from cge.engine.reduced import ReducedProblem
from cge.engine.system import System, Values
from cge.engine.tangents import Seed, Tangents
from cge.engine.tape import Array
from cge.engine.threads import one_thread
from cge.engine.turns import in_turn


class Sensitivity:
    """Derivatives of a variable by a parameter, at solutions of a model.

    The outer equations hold before and after: what a parameter moves at fixed tears, the tears
    undo. One linear solve for all elements gives by how much.

    Parameters
    ----------
    model
        The model, as templates.
    of
        Name of the variable.
    wrt
        Name of the parameter.
    """

    def __init__(self, model: ConcreteModel, of: str, wrt: str) -> None:
        self.of, self.wrt = of, wrt
        self.problem = ReducedProblem(System(model, also=(wrt,)), keep=(of,))

    def at(self, values: Values, rows: Array, elements: Array) -> Array:
        """Derivatives at a solution, along columns or along rows, whichever are fewer.

        Parameters
        ----------
        values
            The solution, parameters included.
        rows
            Flat positions of elements of the variable.
        elements
            Flat positions of elements of the parameter.

        Returns
        -------
        numpy.ndarray
            Shape (number of rows, number of elements).

        Raises
        ------
        SolveError
            Where the solution does not move smoothly: the equations are singular there.
        """
        take = self.backward if len(rows) < len(elements) else self.forward
        with in_turn(), one_thread(), np.errstate(all="ignore"), as_solve_error():
            self.problem.forget()
            return take(values, rows, elements)

    def forward(self, values: Values, rows: Array, elements: Array) -> Array:
        """How each element of the parameter moves everything: one column for each."""
        problem, point = self.problem, Point(values)
        column = np.full(problem.sizes[self.wrt], -1)
        column[elements] = np.arange(len(elements))
        seed = Seed(column, np.ones(len(column)))
        fixed = problem.tangents(point, {self.wrt: seed}, len(elements))
        moving = problem.tangents(point, problem.seeds(values), problem.size)
        tears = -np.linalg.solve(problem.outer_rows(moving), problem.outer_rows(fixed))
        by_tears, by_parameter = (_columns(problem, t, self.of)[rows] for t in (moving, fixed))
        return by_tears @ tears + by_parameter

    def backward(self, values: Values, rows: Array, elements: Array) -> Array:
        """What each row depends on: one adjoint for each.

        With tears x, parameters p, outer equations F(x, p) = 0 and a row J(x, p),
        dJ/dp = J_p - lambda' F_p, where F_x' lambda = J_x'.
        """
        problem, point = self.problem, Point(values)
        asked = np.zeros((problem.sizes[self.of], len(rows)))
        asked[rows, np.arange(len(rows))] = 1.0
        direct = problem.pull_back(point, {self.of: asked})
        by_tears, _ = problem.differentiate(values)
        undone = np.linalg.solve(by_tears.T, problem.by_unknowns(values, direct, len(rows)).T)
        outer = problem.pull_back(point, problem.weights_of_sides(values, -undone))
        none = np.zeros((problem.sizes[self.wrt], len(rows)))
        return (direct.get(self.wrt, none) + outer.get(self.wrt, none))[elements].T


def _columns(problem: ReducedProblem, tangents: Tangents, variable: str) -> Array:
    """Derivatives of a variable by the columns, also where it is a tear itself."""
    if variable in tangents.columns:
        return tangents.columns[variable]
    columns = np.zeros((problem.sizes[variable], tangents.width))
    seed = tangents.seeds.get(variable)
    if seed is not None:
        rows = np.flatnonzero(seed.column >= 0)
        columns[rows, seed.column[rows]] = seed.slope[rows]
    return columns
