"""How a whole solution moves along directions of its parameters, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cge.engine.elimination import Point
from cge.engine.errors import as_solve_error
from cge.engine.pyomo_private import ConcreteModel
from cge.engine.reduced import ReducedProblem
from cge.engine.system import System, Values
from cge.engine.tangents import Seed
from cge.engine.tape import Array
from cge.engine.threads import one_thread
from cge.engine.turns import in_turn


class Directions:
    """Derivatives of variables along a few directions, at solutions of a model.

    The outer equations hold all along: one linear solve says how the tears move with each
    direction, and the tears with the parameters move everything else.

    Parameters
    ----------
    model
        The model, as templates.
    of
        Names of the variables.
    parameters
        Names of the parameters that directions may move.
    """

    def __init__(self, model: ConcreteModel, of: Sequence[str], parameters: Sequence[str]) -> None:
        system = System(model, also=parameters)
        self.of = tuple(of)
        self._outer = ReducedProblem(system)
        self._whole = ReducedProblem(system, keep=self.of)

    def at(self, values: Values, slopes: Mapping[str, Array]) -> dict[str, Array]:
        """Derivatives at a solution.

        Parameters
        ----------
        values
            The solution, parameters included.
        slopes
            Parameter -> how its elements move with each direction, (elements, directions).

        Returns
        -------
        dict
            Variable, or parameter that moves -> its derivatives, (elements, directions).

        Raises
        ------
        SolveError
            Where the solution does not move smoothly: the equations are singular there.
        """
        width = next(iter(slopes.values())).shape[1]
        point = Point(values)
        with in_turn(), one_thread(), np.errstate(all="ignore"), as_solve_error():
            given = self._moves(point, slopes, width)
            self._whole.forget()
            moved = self._whole.tangents(point, {}, width, given=given).columns
        none = {v: np.zeros((self._whole.sizes[v], width)) for v in self.of}
        return none | given | {v: moved[v] for v in self.of if v in moved}

    def _moves(self, point: Point, slopes: Mapping[str, Array], width: int) -> dict[str, Array]:
        """How the parameters and the tears move with each direction."""
        problem = self._outer
        problem.forget()
        seeds = problem.seeds(point.values)
        moving = problem.tangents(point, seeds, problem.size)
        fixed = problem.tangents(point, {}, width, given=slopes)
        tears = -np.linalg.solve(problem.outer_rows(moving), problem.outer_rows(fixed))
        given = dict(slopes)
        for tear, seed in seeds.items():
            own = given.get(tear, 0.0)  # of a parameter that a closure lets adjust in part
            given[tear] = own + _spread(seed, tears)
        return given


def _spread(seed: Seed, tears: Array) -> Array:
    """Derivatives of the elements of a tear from those of the outer unknowns."""
    columns = np.zeros((len(seed.column), tears.shape[1]))
    rows = np.flatnonzero(seed.column >= 0)
    columns[rows] = seed.slope[rows, None] * tears[seed.column[rows]]
    return columns
