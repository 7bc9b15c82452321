"""The reduced problem as a square system for IPOPT: at given parameters, or along a path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cge.engine.reduced import Columns, ReducedProblem
from cge.engine.system import System, Values, worst_row
from cge.engine.tape import Array

NUDGE = 1e-5  # part of a shock over which its effect at fixed tears is differenced
Base = tuple[Array, Values, Columns]  # a point, and its derivatives
MANY = 100  # outer unknowns from which derivatives cost more than ...
MORE = 4  # ... so many steps without new ones
SHARP = 1e-6  # accuracy of the direction of a curve


class Outer:
    """The reduced problem at given parameters.

    Parameters
    ----------
    problem
        The reduced problem.
    values
        Where to start, parameters included.
    tolerance
        Residual at which IPOPT stops.

    Attributes
    ----------
    values
        The point last asked for.
    sweeps
        Sweeps through inner blocks so far.
    """

    def __init__(self, problem: ReducedProblem, values: Values, tolerance: float) -> None:
        self.problem = problem
        self.values = values
        self.tolerance = tolerance
        self.sweeps = 0
        self.at = problem.unknowns(values)
        self.moved = False
        self._base: Base | None = None
        self._jacobian: Array | None = None
        self._taken_at = self._last = np.inf

    @property
    def part(self) -> float:
        """The part of a shock that the parameters stand for."""
        return 1.0

    def _place(self, x: Array, values: Values) -> None:
        """Write what ``x`` stands for, in place."""
        self.problem.set_unknowns(x, values)

    def move(self, x: Array) -> None:
        """Solve the inner blocks at a point, unless it is the one last asked for."""
        if self.moved and np.array_equal(x, self.at):
            return
        trial = dict(self.values)
        if self._base is not None:
            at, values, columns = self._base
            trial = dict(values)
            self.problem.predict(trial, columns, x - at)
        self._place(x, trial)
        self.sweeps += self.problem.solve_inner(trial)
        self.values, self.at, self.moved = trial, x.copy(), True

    def residual(self, x: Array) -> Array:
        """Residual of the outer equations."""
        self.move(x)
        return self.problem.residual(self.values)

    def jacobian(self, x: Array) -> Array:
        """The derivatives, or those of an earlier point where these will do.

        At a solution they will, since IPOPT multiplies them by zeros there. Near one, derivatives
        that are off by a share e leave the share e of the residual, and e is about the residual
        where they were taken times the curvature that the last step showed.
        """
        error = float(np.abs(self.residual(x)).max(initial=0.0))
        if self._jacobian is None or not self._will_do(error):
            self._jacobian = self._differentiate(_sharpness(error, self.tolerance)).ravel()
            self._taken_at = error
        self._last = error
        return self._jacobian

    def _will_do(self, error: float) -> bool:
        """So close that a few more steps with those at hand end it, where new ones are dear."""
        if error <= self.tolerance:
            return True
        if self.problem.size < MANY:
            return False
        left = 2 * error / self._taken_at
        return error < 0.1 * self._last and error * left**MORE <= self.tolerance

    def _differentiate(self, sharp: float) -> Array:
        near = None if self._base is None else self._base[2]
        matrix, columns = self.problem.differentiate(self.values, near, sharp)
        self._base = (self.at, self.values, columns)
        return matrix

    def worst(self) -> str:
        """The equation with the largest residual at the point last asked for."""
        return worst_row(self.problem.plan.outer, self.problem.residual(self.values))

    def structure(self) -> tuple[Array, Array]:
        """All entries: the Jacobian is dense."""
        rows, columns = np.indices((len(self.at),) * 2)
        return rows.ravel(), columns.ravel()


class Found(Outer):
    """A point that may be a solution: IPOPT looks at its residuals, and no derivative matters."""

    def jacobian(self, x: Array) -> Array:
        """Ones; IPOPT multiplies them by zeros."""
        return np.ones(len(x))

    def structure(self) -> tuple[Array, Array]:
        """The diagonal alone."""
        return np.arange(len(self.at)), np.arange(len(self.at))


def _sharpness(error: float, tolerance: float) -> float:
    """Accuracy of derivatives that leaves Newton's method quadratic, or ends it in this step."""
    return min(1e-3, max(0.01 * error, 0.01 * tolerance / max(error, tolerance)))


class Homotopy:
    """Parameters between those of a solution (part 0) and those that are wanted (part 1).

    Parameters
    ----------
    system
        The compiled equations.
    home, target
        A solution, and values whose parameters are wanted.
    """

    def __init__(self, system: System, home: Values, target: Values) -> None:
        self.system, self.home, self.target = system, home, target
        names = [n for n, s in system.symbols.items() if not s.is_variable or s.tear]
        self.moving = [n for n in names if not np.array_equal(home[n], target[n])]

    def at(self, values: Values, part: float) -> Values:
        """Variables of some values with parameters part of the way."""
        values = dict(values)
        for name in self.moving:
            mixed = _mix(self.home[name], self.target[name], part)
            unknown = self.system.symbols[name].unknown
            if unknown is not None:  # the rest of a variable that is a parameter elsewhere
                mixed[unknown] = values[name][unknown]
            values[name] = mixed
        return values


def _mix(home: Array, target: Array, part: float) -> Array:
    """Geometric between positive numbers, linear otherwise; exact at the end."""
    if part == 1.0:
        return target.copy()
    mixed = home + part * (target - home)
    both = (home > 0) & (target > 0)
    mixed[both] = home[both] * (target[both] / home[both]) ** part
    return mixed


@dataclass(frozen=True)
class Stand:
    """A point of a curve of solutions, and how the curve goes on from there.

    Attributes
    ----------
    at
        The outer unknowns and, last, the part of the shock.
    values
        Everything, at that point.
    columns
        Derivatives of the loop variables by ``at``.
    direction
        Direction of the curve, of length 1 in the norm of :func:`weights`.
    """

    at: Array
    values: Values
    columns: Columns
    direction: Array

    @property
    def part(self) -> float:
        """The part of the shock."""
        return float(self.at[-1])


def weights(size: int) -> Array:
    """Weights of squares: the mean over the outer unknowns, and the part of the shock."""
    return np.append(np.full(size, 1 / size), 1.0)


class Curve(Outer):
    """A step along the curve of solutions as a shock grows: its part is an unknown too.

    The equation added is the distance along the direction of the curve (Keller's arclength). It
    stays regular where the curve turns back, so that turning points are seen and passed.

    Parameters
    ----------
    problem
        The reduced problem.
    homotopy
        The parameters on the way.
    stand
        Where the step begins.
    step
        Its length.
    tolerance
        Residual at which IPOPT stops.
    """

    def __init__(
        self,
        problem: ReducedProblem,
        homotopy: Homotopy,
        stand: Stand,
        step: float,
        tolerance: float,
    ) -> None:
        self.homotopy = homotopy
        self.stand = stand
        self.normal = weights(problem.size) * stand.direction
        self.ahead = stand.at + step * stand.direction
        super().__init__(problem, stand.values, tolerance)
        self.at = stand.at
        self._base = (stand.at, stand.values, stand.columns)

    @property
    def part(self) -> float:
        """The part of the shock at the point last asked for."""
        return float(self.at[-1])

    def _place(self, x: Array, values: Values) -> None:
        values.update(self.homotopy.at(values, x[-1]))
        self.problem.set_unknowns(x[:-1], values)

    def residual(self, x: Array) -> Array:
        """Residual of the outer equations and of the distance."""
        return np.append(super().residual(x), self.normal @ (x - self.ahead))

    def _differentiate(self, sharp: float) -> Array:
        rows, columns = derivatives(
            self.problem, self.homotopy, self.at, self.values, sharp, self._base
        )
        self._base = (self.at, self.values, columns)
        return np.vstack([rows, self.normal])

    def arrived(self, x: Array) -> Stand:
        """The point of the curve that IPOPT found."""
        self.move(x)
        return stand_at(
            self.problem, self.homotopy, x, self.values, self.stand.direction, self._base
        )


def stand_at(
    problem: ReducedProblem,
    homotopy: Homotopy,
    at: Array,
    values: Values,
    before: Array,
    base: Base | None = None,
) -> Stand:
    """A point of the curve, going on in much the same direction as ``before``."""
    rows, columns = derivatives(problem, homotopy, at, values, SHARP, base)
    matrix = np.vstack([rows, weights(problem.size) * before])
    found = np.linalg.solve(matrix, np.append(np.zeros(problem.size), 1.0))
    direction = found / np.sqrt(weights(problem.size) @ found**2)
    return Stand(at, values, columns, direction)


def derivatives(
    problem: ReducedProblem,
    homotopy: Homotopy,
    at: Array,
    values: Values,
    sharp: float,
    base: Base | None,
) -> tuple[Array, Columns]:
    """Derivatives of the outer residuals and of the loop variables by unknowns and part."""
    near = None if base is None else {k: c[:, :-1] for k, c in base[2].items()}
    matrix, columns = problem.differentiate(values, near, sharp)
    slope, moves = _by_part(problem, homotopy, float(at[-1]), values)
    joined = {k: np.column_stack([c, moves[k]]) for k, c in columns.items()}
    return np.column_stack([matrix, slope]), joined


def _by_part(
    problem: ReducedProblem, homotopy: Homotopy, part: float, values: Values
) -> tuple[Array, Columns]:
    """What the part of the shock moves at fixed tears: outer residuals, loop variables."""
    sides = []
    for nudge in (NUDGE, -NUDGE):
        moved = homotopy.at(values, part + nudge)
        problem.solve_inner(moved)
        sides.append((problem.residual(moved), problem.loop_values(moved)))
    (after, loops), (before, others) = sides
    moves = {k: (z - others[k]) / (2 * NUDGE) for k, z in loops.items()}
    return (after - before) / (2 * NUDGE), moves
