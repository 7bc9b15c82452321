"""Exact derivatives of a solution by exogenous parameters, from the equations that were solved."""

from __future__ import annotations

import numpy as np
from pyomo.environ import ConcreteModel

from cge.engine.elimination import Point
from cge.engine.reduced import ReducedProblem
from cge.engine.system import System, Values
from cge.engine.tangents import Seed, Tangents
from cge.engine.tape import Array


def sensitivity(model: ConcreteModel, values: Values, of: str, wrt: str, at: Array) -> Array:
    """Derivatives of a variable by elements of a parameter, at a solution.

    The outer equations hold before and after: what a parameter moves at fixed tears, the tears
    undo. One linear solve for all elements gives by how much.

    Parameters
    ----------
    model
        The model, as templates.
    values
        A solution of it, parameters included.
    of
        Name of the variable.
    wrt
        Name of the parameter.
    at
        Flat positions of the elements of the parameter.

    Returns
    -------
    numpy.ndarray
        Shape (size of the variable, number of elements).
    """
    system = System(model, also=(wrt,))
    problem = ReducedProblem(system, keep=(of,))
    point = Point(values)
    column = np.full(system.symbols[wrt].size, -1)
    column[at] = np.arange(len(at))
    seed = Seed(column, np.ones(len(column)))
    fixed = problem.tangents(point, {wrt: seed}, len(at))
    moving = problem.tangents(point, problem.seeds(values), problem.size)
    by_tears, by_parameter = problem.outer_rows(moving), problem.outer_rows(fixed)
    tears = -np.linalg.solve(by_tears, by_parameter)
    return _columns(problem, moving, of) @ tears + _columns(problem, fixed, of)


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
