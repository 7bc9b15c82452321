"""Exact gradients of weighted sums of variables, by the adjoint of the outer equations.

With tears x, exogenous directions u, outer equations F(x, u) = 0 and a sum J(x, u),

    dJ/du = J_u - lambda' F_u,    F_x' lambda = J_x',

one transposed solve per sum, however many directions there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from cge.engine.elimination import Point
from cge.engine.errors import as_solve_error
from cge.engine.pyomo_private import ConcreteModel
from cge.engine.reduced import ReducedProblem, Sums
from cge.engine.system import System, Values
from cge.engine.tape import Array
from cge.engine.threads import one_thread
from cge.engine.turns import in_turn


class Gradients:
    """Gradients of weighted sums at solutions of a model.

    Parameters
    ----------
    model
        The model, as templates.
    sums
        Sum -> variable -> weight of each of its elements, raveled.
    parameters
        Names of the parameters that directions may move.
    """

    def __init__(self, model: ConcreteModel, sums: Sums, parameters: Iterable[str]) -> None:
        system = System(model, also=parameters)
        self.problem = ReducedProblem(system, sums=sums)

    def begin(self) -> None:
        """Forget the solutions at which gradients were taken before."""
        self.problem.forget()

    def values(self, values: Values) -> Array:
        """The sums at a solution."""
        sums = self.problem.sums.values()
        return np.array([sum(float(w @ values[v]) for v, w in s.items()) for s in sums])

    def at(self, values: Values, slopes: Mapping[str, Array]) -> Array:
        """Derivatives of the sums at a solution.

        Parameters
        ----------
        values
            A solution, parameters included.
        slopes
            Parameter -> how its elements move with each direction, (elements, directions).

        Returns
        -------
        numpy.ndarray
            Shape (sums, directions).

        Raises
        ------
        SolveError
            Where the solution does not move smoothly: the equations are singular there.
        """
        width = next(iter(slopes.values())).shape[1]
        problem, point = self.problem, Point(values)
        with in_turn(), one_thread(), np.errstate(all="ignore"), as_solve_error():
            moving = problem.tangents(point, problem.seeds(values), problem.size)
            fixed = problem.tangents(point, {}, width, given=slopes)
            by_tears, by_parameters = problem.outer_rows(moving), problem.outer_rows(fixed)
            adjoint = np.linalg.solve(by_tears.T, problem.sum_rows(moving).T)
            return problem.sum_rows(fixed) - adjoint.T @ by_parameters
