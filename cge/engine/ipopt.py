"""IPOPT through cyipopt, for square systems of equations.

A square system has no objective and no Hessian to speak of: IPOPT's step solves ``J dx = -r``
whatever the Hessian of the Lagrangian, so a zero Hessian makes it Newton's method with a filter
line search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from cge.engine.guard import Guard
from cge.engine.ipopt_library import load_cyipopt
from cge.engine.tape import Array

cyipopt = load_cyipopt()

DEFAULTS: dict[str, Any] = {
    "tol": 1e-9,
    "constr_viol_tol": 1e-9,
    "max_iter": 40,
    "nlp_scaling_method": "none",
    "linear_solver": "mumps",
    "sb": "yes",
    "print_level": 0,
}

IDLE, FALL = 6, 0.5  # so many iterations must lower the residuals to this part,
NEAR = 1e-3  # unless they are as small as this
FAULTS = 4  # trial points in a row at which the equations have no value
RESTORATION = 1  # mode of the algorithm in which IPOPT looks for another starting point


@dataclass(frozen=True)
class Progress:
    """What is told after each iteration.

    Attributes
    ----------
    iteration
        Iteration of IPOPT.
    residual, where
        The largest residual and its equation.
    sweeps
        Sweeps through inner blocks so far.
    part
        The part of the shock that is solved for, 1 but on a path.
    """

    iteration: int
    residual: float
    where: str
    sweeps: int
    part: float


Report = Callable[[Progress], None]


class SquareSystem(Protocol):
    """Equations ``residual(x) = 0`` with as many unknowns.

    Attributes
    ----------
    sweeps, part
        See :class:`Progress`.
    """

    sweeps: int

    @property
    def part(self) -> float:
        """See :class:`Progress`."""

    def residual(self, x: Array) -> Array:
        """Residual of every equation; raises ArithmeticError where there is none."""

    def jacobian(self, x: Array) -> Array:
        """Entries of the Jacobian in the order of :meth:`structure`."""

    def structure(self) -> tuple[Array, Array]:
        """Rows and columns of the entries."""

    def worst(self) -> str:
        """The equation with the largest residual at the point last asked for."""


@dataclass(frozen=True)
class Outcome:
    """What IPOPT returned.

    Attributes
    ----------
    x
        The last iterate.
    status, message
        IPOPT's return code (0 is success) and its text.
    iterations
        Number of iterations.
    residual
        Largest absolute residual at ``x``.
    """

    x: Array
    status: int
    message: str
    iterations: int
    residual: float

    @property
    def success(self) -> bool:
        """IPOPT met its tolerances."""
        return self.status == 0


class _Callbacks:
    """What cyipopt calls; an error in a callback is kept and ends the solution.

    IPOPT's restoration phase ends it too: it needs the Hessian that is not given here, and takes
    many times as long as a staged path.
    """

    def __init__(self, system: SquareSystem, report: Report | None) -> None:
        self.system = system
        self.report = report
        self.guard = Guard(FAULTS)
        self.iterations = 0
        self.end = ""
        self._sizes: list[float] = []

    def objective(self, x: Array) -> float:
        return 0.0

    def gradient(self, x: Array) -> Array:
        return np.zeros_like(x)

    def constraints(self, x: Array) -> Array:
        return self.guard(self.system.residual, x)

    def jacobian(self, x: Array) -> Array:
        return self.guard(self.system.jacobian, x)

    def jacobianstructure(self) -> tuple[Array, Array]:
        return self.system.structure()

    def hessianstructure(self) -> tuple[Array, Array]:
        none = np.zeros(0, dtype=int)
        return none, none

    def hessian(self, x: Array, multipliers: Array, factor: float) -> Array:
        return np.zeros(0)

    def intermediate(self, *state: Any) -> bool:
        self.iterations, infeasibility = int(state[1]), float(state[3])
        self._sizes.append(infeasibility)
        if state[0] == RESTORATION:
            self.end = self.end or "no step in Newton's direction makes the residuals smaller"
        elif self._idle():
            self.end = f"residuals hardly fall in {IDLE} iterations"
        return self.guard.told(lambda: self._report(infeasibility)) and not self.end

    def _idle(self) -> bool:
        """Newton's method squares the residual where it works; here it does not."""
        recent = self._sizes[-IDLE - 1 :]
        return len(recent) > IDLE and recent[-1] > max(FALL * recent[0], NEAR)

    def _report(self, infeasibility: float) -> None:
        if self.report is not None:
            at = self.system
            self.report(Progress(self.iterations, infeasibility, at.worst(), at.sweeps, at.part))


def refused(options: dict[str, Any]) -> list[str]:
    """Names of the options that IPOPT does not know, or whose value it does not take."""
    nothing = np.zeros(1)
    problem = cyipopt.Problem(n=1, m=0, problem_obj=_Nothing(), lb=nothing, ub=nothing)
    found = []
    for name, value in options.items():
        try:
            problem.add_option(name, value)
        except TypeError:
            found.append(name)
    return found


def message_of(info: dict[str, Any]) -> str:
    """What IPOPT said."""
    message = info["status_msg"]
    return message.decode() if isinstance(message, bytes) else str(message)


class _Nothing:
    """A problem that is never solved."""

    def objective(self, x: Array) -> float:
        return 0.0

    def gradient(self, x: Array) -> Array:
        return np.zeros_like(x)


def solve_square(
    system: SquareSystem,
    start: Array,
    options: dict[str, Any] | None = None,
    report: Report | None = None,
) -> Outcome:
    """Solve ``residual(x) = 0``.

    Parameters
    ----------
    system
        The equations.
    start
        First iterate.
    options
        IPOPT options on top of :data:`DEFAULTS`.
    report
        Called after each iteration.

    Raises
    ------
    KeyboardInterrupt
        When interrupted; any error of the system's own functions is raised again too.
    """
    callbacks = _Callbacks(system, report)
    size = len(start)
    problem = cyipopt.Problem(
        n=size, m=size, problem_obj=callbacks, cl=np.zeros(size), cu=np.zeros(size)
    )
    for name, value in {**DEFAULTS, **(options or {})}.items():
        problem.add_option(name, value)
    x, info = problem.solve(np.array(start, dtype=float))
    if callbacks.guard.error is not None:
        raise callbacks.guard.error
    text = callbacks.guard.tired or callbacks.end or message_of(info)
    largest = float(np.max(np.abs(info["g"]), initial=0.0))
    return Outcome(np.asarray(x), int(info["status"]), text, callbacks.iterations, largest)
