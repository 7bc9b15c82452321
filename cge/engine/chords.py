"""Steps on all unknowns at once, with the derivatives of the home solution.

Near enough to the starting values, their factors and their outer Jacobian serve every solution:
each step sweeps the inner blocks once and moves the outer unknowns, so that nothing is factored or
differentiated, and no block is solved to the end at a point that is not the solution. What old
derivatives leave of an error, a few directions make up for the most part: Anderson's acceleration
takes these from the last steps. What is found is given to IPOPT as a start; where the steps do not
lead anywhere, IPOPT begins where it would have.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import numpy as np

from cge.engine.ipopt import Progress, Report
from cge.engine.reduced import ReducedProblem
from cge.engine.system import Values, worst_row
from cge.engine.tape import Array

SETTLED = 1e-12  # relative error of the loop variables at which steps end
ENOUGH = 100.0  # times the errors at which steps end: good enough where rounding leaves no less
STEPS = 40
DEPTH = 5  # steps that the acceleration remembers
SLOW = 0.5  # share of an error that may be left after PATIENCE steps
PATIENCE = 5
SHARPEST = 0.2  # least part of a positive variable that an accelerated step may leave


class Anderson:
    """Walker and Ni (2011): the next point from the last few points and their images.

    Parameters
    ----------
    depth
        Steps remembered.
    """

    def __init__(self, depth: int) -> None:
        self._moves: deque[Array] = deque(maxlen=depth)
        self._images: deque[Array] = deque(maxlen=depth)
        self._last: tuple[Array, Array] | None = None

    def next(self, at: Array, image: Array) -> Array:
        """Where to go from a point, of which the iteration makes its image."""
        move = image - at
        if self._last is not None:
            self._moves.append(move - self._last[0])
            self._images.append(image - self._last[1])
        self._last = move, image
        if not self._moves:
            return image
        share, *_ = np.linalg.lstsq(np.stack(self._moves, axis=1), move)
        return image - np.stack(self._images, axis=1) @ share


def approach(
    problem: ReducedProblem, values: Values, tolerance: float, report: Report | None = None
) -> Values | None:
    """A point at which all equations hold, or None where steps do not lead there.

    Parameters
    ----------
    problem
        The reduced problem, whose loops have the factors of home.
    values
        Where to start, with the parameters wanted; left as it is.
    tolerance
        Residual of the outer equations at which steps end.
    report
        Called after each step.
    """
    home = problem.home
    values = dict(values)
    state = _State(problem, values)
    at = state.read(values)
    ahead = Anderson(DEPTH)
    short = problem.shortened(values)
    errors: deque[float] = deque(maxlen=PATIENCE + 1)
    for n in range(STEPS):
        settled = problem.sweep(values, short)
        residual = problem.residual(values)
        outside = float(np.abs(residual).max(initial=0.0))
        error = max(settled / SETTLED, outside / tolerance)
        if error <= 1:
            return values
        errors.append(error)
        if not np.isfinite(error) or (len(errors) > PATIENCE and error > SLOW * errors[0]):
            return values if error <= ENOUGH else None
        if report is not None:
            report(Progress(n, outside, worst_row(problem.plan.outer, residual), n + 1, 1.0))
        step = home.step(residual)
        problem.predict(values, home.columns, step)
        problem.set_unknowns(state.outer(at) + step, values)
        image = state.read(values)
        if not np.isfinite(image).all():
            return None
        at = state.kept_positive(ahead.next(at, image), image)
        state.write(at, values)
    return None


class _State:
    """Loop variables, over their size at the start, and outer unknowns as one vector."""

    def __init__(self, problem: ReducedProblem, values: Values) -> None:
        self.problem = problem
        self.loops = [problem.loops[k] for k in problem.loop_values(values)]
        self.bounds = np.cumsum([0, *(len(loop.floor) for loop in self.loops)])
        floor = _joined(loop.floor for loop in self.loops)
        self.scale = np.maximum(np.abs(self._loops(values)), floor)
        self.positive = _joined(loop.positive for loop in self.loops).astype(bool)

    def _loops(self, values: Values) -> Array:
        return _joined(loop.gather(values) for loop in self.loops)

    def read(self, values: Values) -> Array:
        """The vector that stands for some values."""
        return np.concatenate([self._loops(values) / self.scale, self.problem.unknowns(values)])

    def outer(self, at: Array) -> Array:
        """Its part of outer unknowns."""
        return at[self.bounds[-1] :]

    def write(self, at: Array, values: Values) -> None:
        """Write what a vector stands for, in place."""
        levels = at[: self.bounds[-1]] * self.scale
        for loop, begin, end in zip(self.loops, self.bounds, self.bounds[1:], strict=False):
            loop.scatter(values, levels[begin:end])
        self.problem.set_unknowns(self.outer(at), values)

    def kept_positive(self, at: Array, image: Array) -> Array:
        """An accelerated point, or the plain one where that brings a positive variable near 0."""
        size = self.bounds[-1]
        falls = self.positive & (at[:size] < SHARPEST * image[:size]) & (image[:size] > 0)
        return image if falls.any() else at


def _joined(parts: Iterable[Array]) -> Array:
    """Arrays as one, also where there are none."""
    return np.concatenate([np.zeros(0), *parts])
