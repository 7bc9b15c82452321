"""The reduced problem: a square system in the tear variables alone.

For given tears the inner blocks are solved exactly, and the outer Jacobian follows by implicit
differentiation. All unknowns of the outer problem are logs of ratios to their starting values, or
ratios of levels where a variable may change sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import linalg

from cge.engine.adjoints import Adjoints
from cge.engine.contractions import Contractions
from cge.engine.elimination import Graph, Point, Weights, edges_into, edges_of, eliminate
from cge.engine.loops import TANGENT_TOLERANCE, AnyFactors, Loop, assign
from cge.engine.plan import Block, make_plan
from cge.engine.system import CompiledEquation, System, Values
from cge.engine.tangents import Seed, Tangents
from cge.engine.tape import Array

VANISHED = 18.4  # log of the ratio to the start of what has gone to zero, 1e-8, or to infinity
AT_HOME = 1e-3  # accuracy of the derivatives at the starting values; more saves no step
SIDES = ("left", "right")
Columns = dict[int, Array]  # block -> derivative of its loop variables by the outer unknowns
Sums = Mapping[str, Mapping[str, Array]]  # sum -> variable -> weight of each element


@dataclass(frozen=True)
class Home:
    """Derivatives at the starting values.

    Attributes
    ----------
    columns
        Of the loop variables by the outer unknowns.
    factors
        Of the Jacobian of the outer equations.
    """

    columns: Columns
    factors: tuple[Array, Array]

    def step(self, residual: Array) -> Array:
        """How far the outer unknowns move to undo a residual."""
        return -linalg.lu_solve(self.factors, residual, check_finite=False)


class ReducedProblem:
    """Residual and Jacobian of the outer equations as functions of the tears.

    Parameters
    ----------
    system
        A compiled model with at least one tear variable.
    keep
        Variables whose derivatives will be asked for.
    sums
        Weighted sums of variables whose derivatives will be asked for, by name.

    Attributes
    ----------
    size
        Number of outer unknowns and equations.
    """

    def __init__(self, system: System, keep: Iterable[str] = (), sums: Sums | None = None) -> None:
        self.system = system
        self.keep = frozenset(keep)
        self.sums = dict(sums or {})
        self.plan = make_plan(system)
        self.sizes = {s.name: s.size for s in system.symbols.values()}
        self.sizes |= {_side(e, side): e.rows for e in self.plan.outer for side in SIDES}
        self.sizes |= {_sum(name): 1 for name in self.sums}
        self.graph = self._graph()
        self.loops: dict[int, Loop] = {
            k: Loop(system, self.plan, block, self.graph)
            for k, block in enumerate(self._blocks)
            if block.loop
        }
        self.at = {t: system.unknown(t) for t in self.plan.tears}
        self.bounds = np.cumsum([0, *(len(at) for at in self.at.values())])
        self.size = int(self.bounds[-1])
        self._home: dict[int, AnyFactors] | None = None
        self._short: Contractions | None = None
        self._in_logs = [_positive_sides(e, system.initial) for e in self.plan.outer]

    @property
    def _blocks(self) -> tuple[Block, ...]:
        return (*self.plan.blocks, *self.plan.reports)

    def _graph(self) -> Graph:
        """Edges among tears, loop variables, outer equations, and what is not eliminated."""
        plan = self.plan
        loops = {v for b in self._blocks for v in b.loop}
        graph: Graph = {
            v: edges_into(v, found, self.sizes) for v, found in plan.equations_of.items()
        }
        graph |= {
            _side(e, side): edges_of(e, side, self.sizes) for e in plan.outer for side in SIDES
        }
        graph |= {_sum(k): {v: Weights(w) for v, w in s.items()} for k, s in self.sums.items()}
        return eliminate(graph, set(plan.equations_of) - loops - self.keep)

    # ------------------------------------------------------------------ unknowns
    def unknowns(self, values: Values) -> Array:
        """The outer unknowns that stand for the tears in ``values``."""
        parts = []
        for tear, at in self.at.items():
            ratio = values[tear][at] / self._scale(tear)
            parts.append(np.log(ratio) if self._positive(tear) else ratio)
        return np.concatenate(parts)

    def set_unknowns(self, x: Array, values: Values) -> None:
        """Write the tears that ``x`` stands for, in place."""
        for k, (tear, at) in enumerate(self.at.items()):
            part = x[self.bounds[k] : self.bounds[k + 1]]
            level = values[tear].copy()
            level[at] = self._scale(tear) * (np.exp(part) if self._positive(tear) else part)
            values[tear] = level

    def _positive(self, tear: str) -> bool:
        return self.system.symbols[tear].positive

    def _scale(self, tear: str) -> Array:
        initial = self.system.initial[tear][self.at[tear]]
        return np.where(initial == 0, 1.0, np.abs(initial))

    @property
    def in_logs(self) -> Array:
        """Which outer unknowns are logs of ratios."""
        return np.concatenate([np.full(len(a), self._positive(t)) for t, a in self.at.items()])

    def beyond(self, x: Array) -> str:
        """Which unknown has gone to zero or infinity, in words; empty where none has."""
        far = np.where(self.in_logs, np.abs(x), 0.0)
        if far.max(initial=0.0) <= VANISHED:
            return ""
        unknown = int(np.argmax(far))
        return (
            f"{self.label(unknown)} {'goes to zero' if x[unknown] < 0 else 'grows without bound'}"
        )

    def label(self, unknown: int) -> str:
        """Name of an outer unknown, for messages: ``price_factor (labour, CHN)``."""
        k = int(np.searchsorted(self.bounds, unknown, side="right")) - 1
        tear = self.plan.tears[k]
        flat = int(self.at[tear][unknown - self.bounds[k]])
        return f"{tear} ({self.system.symbols[tear].label(flat)})"

    def _seed(self, tear: str, number: int, values: Values) -> Seed:
        """How a tear moves with the outer unknowns."""
        at, first = self.at[tear], self.bounds[number]
        column = np.full(self.sizes[tear], -1)
        column[at] = np.arange(first, first + len(at))
        slope = np.zeros(self.sizes[tear])
        slope[at] = values[tear][at] if self._positive(tear) else self._scale(tear)
        return Seed(column, slope)

    # ------------------------------------------------------------------ values
    def begin(self) -> None:
        """Give every loop the factors of the starting values, made once for all solutions.

        What is found from here on does not depend on what was solved before.
        """
        if self._home is None:
            self.forget()
            self._home = self._factors_at(self.system.values())
        for k, loop in self.loops.items():
            loop.begin(self._home.get(k))

    @cached_property
    def home(self) -> Home:
        """Derivatives at the starting values, made once for all solutions.

        Raises
        ------
        numpy.linalg.LinAlgError
            Where the outer equations do not determine the outer unknowns to first order.
        """
        self.begin()
        matrix, columns = self.differentiate(self.system.values(), tolerance=AT_HOME)
        self.begin()  # a loop may have made better factors for them
        if not np.isfinite(matrix).all():
            raise np.linalg.LinAlgError("derivatives at the starting values are not finite")
        return Home(columns, linalg.lu_factor(matrix))

    def forget(self) -> None:
        """Take the factors of earlier solutions from every loop."""
        for loop in self.loops.values():
            loop.begin()

    def _factors_at(self, values: Values) -> dict[int, AnyFactors]:
        point = Point(values)
        found = {}
        for k in range(len(self.plan.blocks)):
            if k in self.loops:
                self.loops[k].factor(point)
                found[k] = self.loops[k].factors
        return {k: f for k, f in found.items() if f is not None}

    def solve_inner(self, values: Values) -> int:
        """Compute everything the outer equations need, in place; returns sweeps used."""
        return sum(self._compute(k, values) for k in range(len(self.plan.blocks)))

    def shortened(self, values: Values) -> Contractions:
        """The equations of the blocks in a shorter form, for the parameters of a point."""
        self._short = Contractions(self.system, self.plan, values, self._short)
        return self._short

    def sweep(self, values: Values, short: Contractions) -> float:
        """Step once through every block with the factors at hand, in place.

        Parameters
        ----------
        values
            A point.
        short
            The equations, for its parameters.

        Returns
        -------
        float
            Largest relative error of the loop variables before their step.
        """
        errors = [0.0]
        for k in range(len(self.plan.blocks)):
            if k in self.loops:
                errors.append(self.loops[k].sweep(values, short))
            else:
                assign(self.plan, self._blocks[k].order, values, short)
        return max(errors)

    def block_of(self, variable: str) -> int | None:
        """Number of the block with loop variables that a variable belongs to."""
        for k, loop in self.loops.items():
            if variable in (*loop.block.loop, *loop.block.order):
                return k
        return None

    def solve_before(self, block: int, values: Values) -> None:
        """Compute what comes before a block, in place."""
        for k in range(block):
            self._compute(k, values)

    def loop_values(self, values: Values) -> Columns:
        """Loop variables of the blocks that the outer equations need."""
        needed = range(len(self.plan.blocks))
        return {k: loop.gather(values) for k, loop in self.loops.items() if k in needed}

    def complete(self, values: Values) -> None:
        """Compute the variables that no outer equation needs, in place."""
        for k in range(len(self.plan.blocks), len(self._blocks)):
            self._compute(k, values)

    def _compute(self, number: int, values: Values) -> int:
        if number in self.loops:
            return self.loops[number].solve(values)
        assign(self.plan, self._blocks[number].order, values)
        return 0

    def predict(self, values: Values, columns: Columns, step: Array) -> None:
        """Move the loop variables along their derivatives, in place."""
        for k, derivative in columns.items():
            loop = self.loops[k]
            loop.scatter(values, loop.moved(loop.gather(values), derivative @ step))

    def residual(self, values: Values) -> Array:
        """Residual of the outer equations, see :func:`_residual`.

        Raises
        ------
        ArithmeticError
            Where an equation between positive sides has one that is not.
        """
        parts = []
        for k, equation in enumerate(self.plan.outer):
            left, right = equation.left.value(values), equation.right.value(values)
            in_logs = self._in_logs[k]
            if not (np.minimum(left, right)[in_logs] > 0).all():
                raise ArithmeticError(f"'{equation.name}' has a side that is not positive")
            difference = left - right
            difference[in_logs] = np.log(left[in_logs] / right[in_logs])
            parts.append(difference)
        return np.concatenate(parts)

    # ------------------------------------------------------------------ derivatives
    def differentiate(
        self,
        values: Values,
        near: Columns | None = None,
        tolerance: float = TANGENT_TOLERANCE,
    ) -> tuple[Array, Columns]:
        """Derivatives of the outer equations and of all loop variables by the outer unknowns.

        Parameters
        ----------
        values
            A point at which all inner blocks are solved.
        near
            Derivatives of the loop variables at a point nearby, to start from.
        tolerance
            Error allowed in the derivatives of the logs of loop variables.
        """
        tangents = Tangents(self.graph, self.sizes, Point(values), self.seeds(values), self.size)
        columns: Columns = {}
        for k in range(len(self.plan.blocks)):
            found = self._push(k, tangents, near, tolerance)
            if found is not None:
                columns[k] = found
        return self.outer_rows(tangents), columns

    def seeds(self, values: Values) -> dict[str, Seed]:
        """How every tear moves with the outer unknowns."""
        return {t: self._seed(t, k, values) for k, t in enumerate(self.plan.tears)}

    def tangents(
        self,
        point: Point,
        seeds: Mapping[str, Seed],
        width: int,
        given: Mapping[str, Array] | None = None,
    ) -> Tangents:
        """Derivatives of all kept variables along directions, through every block.

        Parameters
        ----------
        point
            Where they are taken.
        seeds
            Symbols of which each element moves with one direction at most.
        width
            Number of directions.
        given
            Derivatives of other symbols by all directions, (elements, directions).
        """
        tangents = Tangents(self.graph, self.sizes, point, seeds, width)
        tangents.columns.update(given or {})
        for k in range(len(self._blocks)):
            self._push(k, tangents, None, TANGENT_TOLERANCE)
        return tangents

    def pull_back(self, point: Point, rows: Mapping[str, Array]) -> dict[str, Array]:
        """Derivatives of some numbers by tears and parameters, from those by variables.

        Parameters
        ----------
        point
            Where they are taken.
        rows
            Kept variable, or side of an outer equation (see :meth:`weights_of_sides`) ->
            derivatives of the numbers by it, (elements, numbers).
        """
        adjoints = Adjoints(self.graph, point, rows)
        adjoints.pull(_side(e, side) for e in self.plan.outer for side in SIDES)
        for number in reversed(range(len(self._blocks))):
            if number in self.loops:
                self.loops[number].pull_back(adjoints)
            else:
                order = self._blocks[number].order
                adjoints.pull(v for v in reversed(order) if v in self.graph)
        return adjoints.rows

    def by_unknowns(self, values: Values, rows: Mapping[str, Array], width: int) -> Array:
        """Derivatives by the outer unknowns, (numbers, unknowns), from those by the tears."""
        found = np.zeros((self.size, width))
        for tear, seed in self.seeds(values).items():
            moves = seed.column >= 0
            if tear in rows:
                found[seed.column[moves]] = seed.slope[moves, None] * rows[tear][moves]
        return found.T

    def weights_of_sides(self, values: Values, weights: Array) -> dict[str, Array]:
        """Weights of the sides of the outer equations, for those of their residuals."""
        ends = np.cumsum([e.rows for e in self.plan.outer])
        found = {}
        for k, part in enumerate(np.split(weights, ends[:-1])):
            equation, in_logs = self.plan.outer[k], self._in_logs[k]
            for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
                size = np.where(in_logs, getattr(equation, side).value(values), 1.0)
                found[_side(equation, side)] = sign * part / size[:, None]
        return found

    def _push(
        self, number: int, tangents: Tangents, near: Columns | None, tolerance: float
    ) -> Array | None:
        """Compute the columns of one block; returns those of its loop variables."""
        if number in self.loops:
            start = None if near is None else near[number]
            return self.loops[number].differentiate(tangents, start, tolerance)
        tangents.push(v for v in self._blocks[number].order if v in self.graph)
        return None

    def sum_rows(self, tangents: Tangents) -> Array:
        """Derivatives of the weighted sums, (sums, directions)."""
        rows = [tangents.rows(_sum(name)) for name in self.sums]
        return np.concatenate(rows) if rows else np.zeros((0, tangents.width))

    def outer_rows(self, tangents: Tangents) -> Array:
        """Derivatives of the residuals of the outer equations."""
        rows = [self._outer_rows(e, k, tangents) for k, e in enumerate(self.plan.outer)]
        return np.concatenate(rows)

    def _outer_rows(self, equation: CompiledEquation, k: int, tangents: Tangents) -> Array:
        """Derivatives of the residual of one outer equation."""
        values, in_logs = tangents.point.values, self._in_logs[k]
        sides = []
        for side in SIDES:
            rows = tangents.rows(_side(equation, side))
            size = np.where(in_logs, getattr(equation, side).value(values), 1.0)
            sides.append(rows / size[:, None])
        return sides[0] - sides[1]


def _positive_sides(equation: CompiledEquation, values: Values) -> Array:
    """Rows whose two sides are positive at the start: income, demand and supply of a factor."""
    with np.errstate(all="ignore"):
        return np.minimum(equation.left.value(values), equation.right.value(values)) > 0


def _side(equation: CompiledEquation, side: str) -> str:
    """Name of one side of an outer equation in the graph."""
    return f"{equation.name}.{side}"


def _sum(name: str) -> str:
    """Name of a weighted sum in the graph."""
    return f"sum.{name}"
