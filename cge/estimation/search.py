"""Weighted least squares, minimised by IPOPT with the curvature of Gauss and Newton."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cge.estimation.problem import Problem

Array = np.ndarray
# Solutions of the model are not known much better than tol; a search that no longer gains ends. A
# small barrier keeps it from wandering to the middle of its bounds along directions that the
# figures leave open.
OPTIONS = {
    "tol": 1e-8,
    "acceptable_tol": 1e-3,
    "acceptable_obj_change_tol": 1e-9,
    "acceptable_iter": 2,
    "mu_init": 1e-4,
}
Report = Callable[[int, float, int], None]


@dataclass(frozen=True)
class LeastSquares:
    """Half the sum of squares of distances in standard errors, of targets and of the prior.

    Unknowns are numbers less their means, in standard deviations of the prior.

    Attributes
    ----------
    problem
        Targets and numbers.
    figures
        What is aimed at (targets).
    weights
        One over the standard errors; 0 leaves a target out (targets).
    prior
        Inverse of the correlation of the prior (numbers, numbers); zeros for none.
    centre
        Where the prior has its middle (numbers); 0 but for a bootstrap.
    """

    problem: Problem
    figures: Array
    weights: Array
    prior: Array
    centre: Array | float = 0.0

    @property
    def unit(self) -> Array:
        """Standard deviations of the prior (numbers)."""
        return self.problem.unit

    def numbers(self, z: Array) -> Array:
        """The numbers that the unknowns stand for."""
        return np.clip(self.problem.mean + self.unit * z, self.problem.lower, self.problem.upper)

    def distances(self, z: Array) -> Array:
        """What the model has less what is aimed at, in standard errors (targets)."""
        return self.weights * (self.problem.values(self.numbers(z)) - self.figures)

    def slopes(self, z: Array) -> Array:
        """Derivatives of the distances by the unknowns (targets, numbers)."""
        return self.weights[:, None] * self.problem.slopes(self.numbers(z)) * self.unit

    def objective(self, z: Array) -> float:
        """Half the sum of squares."""
        distances, off = self.distances(z), z - self.centre
        return 0.5 * float(distances @ distances + off @ self.prior @ off)

    def gradient(self, z: Array) -> Array:
        """Its derivatives (numbers)."""
        return self.slopes(z).T @ self.distances(z) + self.prior @ (z - self.centre)

    def curvature(self, z: Array) -> Array:
        """Its second derivatives but for those of the distances (numbers, numbers)."""
        slopes = self.slopes(z)
        return slopes.T @ slopes + self.prior

    def constraints(self, _z: Array) -> Array:
        """None."""
        return np.zeros(0)

    def constraint_gradients(self, z: Array) -> Array:
        """None."""
        return np.zeros((0, len(z)))


@dataclass(frozen=True)
class Best:
    """Where the sum of squares is least.

    Attributes
    ----------
    z
        The unknowns.
    objective
        Half the sum of squares.
    at_bound
        -1 for a number at its lower bound, 1 at its upper one, else 0.
    gain
        By how much a further step within the bounds would lower the objective, to second order.
    iterations
        Of IPOPT.
    message
        What IPOPT said.
    """

    z: Array
    objective: float
    at_bound: Array
    gain: float
    iterations: int
    message: str


def least(squares: LeastSquares, start: Array, reach: float, report: Report) -> Best:
    """Minimise from a start.

    Parameters
    ----------
    squares
        The sum of squares.
    start
        First unknowns.
    reach
        Standard deviations of the prior beyond which numbers do not go.
    report
        Called with the iteration, the objective and the points solved so far.
    """
    from cge.engine.minimise import Box, minimise

    unit, problem = squares.unit, squares.problem
    low = np.maximum((problem.lower - problem.mean) / unit, -reach)
    high = np.minimum((problem.upper - problem.mean) / unit, reach)
    empty = Box(np.zeros(0), np.zeros(0))
    found = minimise(
        squares,
        np.clip(start, low, high),
        Box(low, high),
        empty,
        OPTIONS,
        lambda iteration, objective, _: report(iteration, objective, problem.points),
    )
    z = np.clip(found.x, low, high)
    near = 1e-6 * (high - low)
    at_bound = np.where(z >= high - near, 1, np.where(z <= low + near, -1, 0))
    return Best(
        z,
        squares.objective(z),
        at_bound,
        _gain(squares, z, at_bound),
        found.iterations,
        found.message,
    )


def _gain(squares: LeastSquares, z: Array, at_bound: Array) -> float:
    """What the step of Gauss and Newton, in the numbers that no bound holds, would gain."""
    slope = squares.gradient(z)
    free = at_bound * slope >= 0  # at a bound, only what leads back inside
    curvature = squares.curvature(z)[np.ix_(free, free)]
    if not np.isfinite(slope).all() or not np.isfinite(curvature).all():
        return np.inf
    size = np.sqrt(np.diag(curvature))
    unit = np.where(size > 0, size, 1.0)
    step = np.linalg.pinv(curvature / np.outer(unit, unit), 1e-12, True) @ (slope[free] / unit)
    return 0.5 * float(step @ (slope[free] / unit))
