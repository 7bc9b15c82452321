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

    def at(self, values: Values, elements: Array) -> Array:
        """Derivatives at a solution.

        Parameters
        ----------
        values
            The solution, parameters included.
        elements
            Flat positions of elements of the parameter.

        Returns
        -------
        numpy.ndarray
            Shape (size of the variable, number of elements).

        Raises
        ------
        SolveError
            Where the solution does not move smoothly: the equations are singular there.
        """
        problem, point = self.problem, Point(values)
        column = np.full(problem.sizes[self.wrt], -1)
        column[elements] = np.arange(len(elements))
        seed = Seed(column, np.ones(len(column)))
        with in_turn(), one_thread(), as_solve_error():
            problem.forget()
            fixed = problem.tangents(point, {self.wrt: seed}, len(elements))
            moving = problem.tangents(point, problem.seeds(values), problem.size)
            by_tears, by_parameter = problem.outer_rows(moving), problem.outer_rows(fixed)
            tears = -np.linalg.solve(by_tears, by_parameter)
            return _columns(problem, moving, self.of) @ tears + _columns(problem, fixed, self.of)


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
