"""Problems with degrees of freedom: a few controls, everything else solved for.

The equations determine all variables for given controls, so that IPOPT sees the controls alone,
and the model is solved anew, from the last accepted solution, at every point it asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from cge.engine.gradients import Gradients
from cge.engine.minimise import Box, Minimum, complementarity, kkt_error, minimise
from cge.engine.solver import Model
from cge.engine.system import Values
from cge.engine.tape import Array

# Of the residuals while searching: gradients must not be lost in what is left of the equations.
INNER_TOLERANCE = 1e-11

Report = Callable[[int, float, float, int], None]


class Moves(Protocol):
    """What the controls do to the parameters."""

    def parameters(self, controls: Array) -> Mapping[str, Array]:
        """Parameters that differ from the benchmark's."""

    def slopes(self, controls: Array) -> Mapping[str, Array]:
        """Parameter -> derivatives of its elements by the controls, (elements, controls)."""


@dataclass(frozen=True)
class BestControls:
    """The best controls that were found.

    Attributes
    ----------
    controls
        Their values.
    sums
        The objective and the constraints there.
    reach
        How far the controls move each of them over their range, to first order at the start.
    multipliers
        Of the constraints: how much the objective falls per unit by which the limit that binds is
        relaxed upwards; negative where the lower limit binds.
    kkt
        Largest violation of the first-order conditions: derivatives of the Lagrangian by the
        controls, each over its range, relative to the largest gradient met on the way, and limits
        and complementarity likewise.
    at_bound
        -1 for a control at its lower bound, 1 at its upper one, else 0.
    iterations, solutions, gradients
        Iterations of IPOPT, solutions of the model, gradients taken.
    message
        What IPOPT said.
    """

    controls: Array
    sums: Array
    reach: Array
    multipliers: Array
    kkt: float
    at_bound: Array
    iterations: int
    solutions: int
    gradients: int
    message: str


@dataclass
class _Point:
    """A solution of the model, with gradients once they were asked for."""

    controls: Array
    values: Values
    sums: Array
    slopes: Array | None = None


class Search:
    """The model as a function of its controls.

    Parameters
    ----------
    model
        Solves for all variables.
    gradients
        Of the sums: the objective to minimise, then the constraints.
    moves
        From controls to parameters.
    solver
        Arguments of :meth:`cge.engine.solver.Model.solve`.
    """

    def __init__(
        self, model: Model, gradients: Gradients, moves: Moves, solver: Mapping[str, Any]
    ) -> None:
        self.model = model
        self.gradients = gradients
        self.moves = moves
        self.solver = dict(solver)
        self.solver["options"] = {"tol": INNER_TOLERANCE, **self.solver.get("options", {})}
        self.solutions = 0
        self.taken = 0
        self._last: _Point | None = None
        self._accepted: _Point | None = None

    def sums(self, controls: Array) -> Array:
        """Objective and constraints."""
        return self._at(controls).sums

    def slopes(self, controls: Array) -> Array:
        """Their derivatives, (sums, controls)."""
        point = self._at(controls)
        if point.slopes is None:
            self.taken += 1
            point.slopes = self.gradients.at(point.values, self.moves.slopes(controls))
            self._accepted = point
        return point.slopes

    def _at(self, controls: Array) -> _Point:
        for known in (self._last, self._accepted):
            if known is not None and np.array_equal(known.controls, controls):
                return known
        start = None if self._accepted is None else self._accepted.values
        self.solutions += 1
        solution = self.model.solve(self.moves.parameters(controls), start=start, **self.solver)
        sums = self.gradients.values(solution.values)
        self._last = _Point(controls.copy(), solution.values, sums)
        return self._last


class _Scaled:
    """A search in units in which controls run from 0 to 1 and the first gradients are 1."""

    def __init__(self, search: Search, bounds: Box, start: Array) -> None:
        self.search = search
        self.low, self.range = bounds.lower, bounds.upper - bounds.lower
        first = np.abs(search.slopes(start) * self.range).max(axis=1)
        self.unit = np.where(first > 0, first, 1.0)
        self.steepest = 0.0

    def controls(self, x: Array) -> Array:
        """The controls that stand for ``x``."""
        return self.low + x * self.range

    def objective(self, x: Array) -> float:
        return float(self._sums(x)[0])

    def gradient(self, x: Array) -> Array:
        return self.slopes(x)[0]

    def constraints(self, x: Array) -> Array:
        return self._sums(x)[1:]

    def constraint_gradients(self, x: Array) -> Array:
        return self.slopes(x)[1:]

    def _sums(self, x: Array) -> Array:
        return self.search.sums(self.controls(x)) / self.unit

    def slopes(self, x: Array) -> Array:
        """Derivatives of the sums, all in these units."""
        found = self.search.slopes(self.controls(x)) * self.range / self.unit[:, None]
        self.steepest = max(self.steepest, float(np.abs(found[0]).max()))
        return found


def best_controls(
    search: Search,
    start: Array,
    bounds: Box,
    limits: Box,
    options: Mapping[str, Any] | None = None,
    report: Report | None = None,
) -> BestControls:
    """Minimise the first sum of a search, with the others kept between limits.

    Parameters
    ----------
    search
        The model as a function of its controls.
    start
        First values of the controls.
    bounds
        Finite bounds of the controls.
    limits
        Of the constraints, infinite where there is none.
    options
        IPOPT options of the search, not of the model's solutions.
    report
        Called with the iteration, objective, largest violation of a limit relative to the
        constraint's first gradient, and solutions so far.

    Returns
    -------
    BestControls
        Also where IPOPT did not succeed: ``kkt`` says whether it is one. It may be local.

    Raises
    ------
    SolveError
        When the model has no solution at the start.
    """
    scaled = _Scaled(search, bounds, start)

    def told(iteration: int, objective: float, violation: float) -> None:
        if report is not None:
            report(iteration, objective * scaled.unit[0], violation, search.solutions)

    unit = Box(np.zeros(len(start)), np.ones(len(start)))
    inside = Box(limits.lower / scaled.unit[1:], limits.upper / scaled.unit[1:])
    first = (start - scaled.low) / scaled.range
    found = minimise(scaled, first, unit, inside, dict(options or {}), told)
    return _best(scaled, found, unit, inside)


def _best(scaled: _Scaled, found: Minimum, unit: Box, inside: Box) -> BestControls:
    search, x = scaled.search, found.x
    slopes = scaled.slopes(x)
    size = scaled.steepest if scaled.steepest > 0 else 1.0
    error = max(
        kkt_error(slopes[0], slopes[1:], found) / size,
        complementarity(scaled.constraints(x), inside, found.multipliers / size),
        complementarity(x, unit, found.at_bounds / size),
    )
    binds = np.abs(found.at_bounds) / size > np.minimum(x, 1 - x)
    ends = np.where(binds, np.sign(found.at_bounds), 0).astype(int)
    return BestControls(
        controls=scaled.controls(x),
        sums=search.sums(scaled.controls(x)),
        reach=scaled.unit,
        multipliers=found.multipliers * scaled.unit[0] / scaled.unit[1:],
        kkt=error,
        at_bound=ends,
        iterations=found.iterations,
        solutions=search.solutions,
        gradients=search.taken,
        message=found.message.strip(),
    )
