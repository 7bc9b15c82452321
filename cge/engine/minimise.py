"""Minimise a function of a few bounded unknowns under inequalities, with IPOPT and exact gradients.

Curvature is learnt from the gradients (limited-memory BFGS), unless the function knows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np

from cge.engine.guard import Guard
from cge.engine.ipopt import message_of
from cge.engine.ipopt_library import load_cyipopt
from cge.engine.tape import Array

cyipopt = load_cyipopt()

DEFAULTS: dict[str, Any] = {
    "tol": 1e-8,
    "max_iter": 100,
    "hessian_approximation": "limited-memory",
    "nlp_scaling_method": "none",
    "bound_relax_factor": 0.0,
    "linear_solver": "mumps",
    "sb": "yes",
    "print_level": 0,
}
UNBOUNDED = 1e20  # IPOPT's infinity

Report = Callable[[int, float, float], None]


class Programme(Protocol):
    """A function to minimise and others to keep between limits; ArithmeticError where undefined."""

    def objective(self, x: Array) -> float:
        """The function to minimise."""

    def gradient(self, x: Array) -> Array:
        """Its derivatives."""

    def constraints(self, x: Array) -> Array:
        """The functions to keep between limits."""

    def constraint_gradients(self, x: Array) -> Array:
        """Their derivatives, (functions, unknowns)."""


class Curved(Programme, Protocol):
    """A programme without constraints that knows about its curvature."""

    def curvature(self, x: Array) -> Array:
        """Second derivatives of the objective, or what stands for them, (unknowns, unknowns)."""


@dataclass(frozen=True)
class Box:
    """Limits from below and above, one pair per element."""

    lower: Array
    upper: Array


@dataclass(frozen=True)
class Minimum:
    """What IPOPT returned.

    Attributes
    ----------
    x
        The last iterate.
    multipliers
        Of the constraints: derivative of the minimum by minus the limit; positive where the upper
        limit binds, negative where the lower one does.
    at_bounds
        Likewise of the bounds of the unknowns.
    status, message
        IPOPT's return code (0 is success) and its text.
    iterations
        Number of iterations.
    """

    x: Array
    multipliers: Array
    at_bounds: Array
    status: int
    message: str
    iterations: int


class _Callbacks:
    """What cyipopt calls."""

    def __init__(self, programme: Programme, unknowns: int, report: Report | None) -> None:
        self.programme, self.unknowns = programme, unknowns
        self.report = report
        self.guard = Guard()
        self.iterations = 0

    def objective(self, x: Array) -> float:
        return float(self.guard(lambda y: np.array(self.programme.objective(y)), x))

    def gradient(self, x: Array) -> Array:
        return self.guard(self.programme.gradient, x)

    def constraints(self, x: Array) -> Array:
        return self.guard(self.programme.constraints, x)

    def jacobian(self, x: Array) -> Array:
        return self.guard(self.programme.constraint_gradients, x).ravel()

    def hessianstructure(self) -> tuple[Array, Array]:
        return np.tril_indices(self.unknowns)

    def hessian(self, x: Array, _multipliers: Array, factor: float) -> Array:
        whole = self.guard(cast(Curved, self.programme).curvature, x)
        return np.asarray(factor * whole[np.tril_indices(self.unknowns)])

    def intermediate(self, *state: Any) -> bool:
        self.iterations = int(state[1])
        objective, infeasibility = float(state[2]), float(state[3])
        return self.guard.told(lambda: self._report(objective, infeasibility))

    def _report(self, objective: float, infeasibility: float) -> None:
        if self.report is not None:
            self.report(self.iterations, objective, infeasibility)


def minimise(
    programme: Programme,
    start: Array,
    bounds: Box,
    limits: Box,
    options: dict[str, Any] | None = None,
    report: Report | None = None,
) -> Minimum:
    """Minimise under bounds on the unknowns and limits on the constraints.

    Parameters
    ----------
    programme
        Functions and derivatives, of about unit size; one that has a `Curved.curvature` gives
        IPOPT its second derivatives.
    start
        First iterate; IPOPT moves it off the bounds.
    bounds
        Of the unknowns.
    limits
        Of the constraints; infinite where there is none.
    options
        IPOPT options on top of :data:`DEFAULTS`.
    report
        Called with the iteration, the objective and the largest violation.

    Raises
    ------
    KeyboardInterrupt
        When interrupted; any other error of the functions is raised again too.
    """
    second = {"hessian_approximation": "exact"} if hasattr(programme, "curvature") else {}
    callbacks = _Callbacks(programme, len(start), report)
    problem = cyipopt.Problem(
        n=len(start),
        m=len(limits.lower),
        problem_obj=callbacks,
        lb=bounds.lower,
        ub=bounds.upper,
        cl=np.maximum(limits.lower, -UNBOUNDED),
        cu=np.minimum(limits.upper, UNBOUNDED),
    )
    for name, value in {**DEFAULTS, **second, **(options or {})}.items():
        problem.add_option(name, value)
    x, info = problem.solve(np.array(start, dtype=float))
    if callbacks.guard.error is not None:
        raise callbacks.guard.error
    return Minimum(
        np.asarray(x),
        np.asarray(info["mult_g"]),
        np.asarray(info["mult_x_U"]) - np.asarray(info["mult_x_L"]),
        int(info["status"]),
        message_of(info),
        callbacks.iterations,
    )


def kkt_error(gradient: Array, jacobian: Array, found: Minimum) -> float:
    """Largest element of the gradient of the Lagrangian, which vanishes at a minimum.

    Parameters
    ----------
    gradient, jacobian
        Derivatives of the objective and of the constraints at the minimum.
    found
        The minimum, with its multipliers.
    """
    slope = gradient + jacobian.T @ found.multipliers + found.at_bounds
    return float(np.abs(slope).max(initial=0.0))


def complementarity(values: Array, limits: Box, multipliers: Array) -> float:
    """Largest violation of limits, and of 'a multiplier is zero where its limit does not bind'."""
    over, under = values - limits.upper, limits.lower - values
    violated = max(float(np.max(over, initial=0.0)), float(np.max(under, initial=0.0)))
    slack = np.where(multipliers >= 0, limits.upper - values, values - limits.lower)
    idle = np.where(np.isfinite(slack), slack, np.sign(np.abs(multipliers)))
    return max(violated, float(np.abs(multipliers * idle).max(initial=0.0)))
