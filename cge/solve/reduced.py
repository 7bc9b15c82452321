"""The reduced problem: a square system in the tear variables alone.

For given tears the inner blocks are solved exactly (chord Newton on their loop variables), and the
outer Jacobian follows by implicit differentiation. All unknowns of the outer problem are logs of
ratios to their starting values, or ratios of levels where a variable may change sign.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cge.solve.elimination import Derivatives, Edges, Factors, dense, eliminate, product, stack
from cge.solve.plan import Block, Plan, make_plan
from cge.solve.system import CompiledEquation, System, Values
from cge.solve.tape import Array

INNER_TOLERANCE = 1e-12
ROUNDING = 1e-9  # a residual that no longer falls is accepted below this
SWEEPS = 60
SLOW = 0.3  # a sweep that shrinks the residual by less than this refreshes the factors
SMALLEST_STEP = 1e-4

Progress = Callable[[str, float], None]


class InnerError(ArithmeticError):
    """An inner block has no solution near the last one; the message names block and label."""


class Loop:
    """The loop variables of one block: residual, factors, chord-Newton solution."""

    def __init__(self, system: System, plan: Plan, derivatives: Derivatives, block: Block) -> None:
        self.system = system
        self.plan = plan
        self.block = block
        self.derivatives = derivatives
        self.factors: Factors | None = None
        symbols = [system.symbols[v] for v in block.loop]
        self.bounds = np.cumsum([0, *(s.size for s in symbols)])
        self.positive = np.concatenate([np.full(s.size, s.positive) for s in symbols])
        self.floor = np.concatenate([_floor(system.initial[v]) for v in block.loop])

    def solve(self, values: Values) -> int:
        """Bring the loop variables to their solution, in place; returns the sweeps used."""
        residual = self._residual(values)
        error = self._error(residual, values)
        for sweep in range(SWEEPS):
            if error <= INNER_TOLERANCE:
                return sweep
            fresh = self.factors is None
            if fresh:
                self.refresh(values)
            before = self._gather(values)
            trial, next_error = self._step(values, before, residual, error)
            if next_error > SLOW * error and not fresh:
                self.factors = None  # the chord is worn out
                if next_error >= error:
                    self._scatter(values, before)
                    residual = self._residual(values)
                    continue
            if next_error >= error and error <= ROUNDING:
                self._scatter(values, before)
                self._residual(values)
                return sweep
            residual, error = trial, next_error
        if error <= ROUNDING:
            return SWEEPS
        raise InnerError(self._complaint(residual, values, error))

    def refresh(self, values: Values) -> None:
        """Factor the block at the current values."""
        names = (*self.block.order, *self.block.loop)
        edges = eliminate(self.derivatives.edges(names, values), self.block.order)
        self.factor(edges)

    def factor(self, edges: Edges) -> None:
        """Factor the block from edges among which assigned variables are eliminated."""
        matrix = stack(edges, self.block.loop)
        if matrix is not None:
            self.factors = Factors(matrix)

    def _step(
        self, values: Values, before: Array, residual: Array, error: float
    ) -> tuple[Array, float]:
        assert self.factors is not None
        step = self.factors.solve(residual)
        length = 1.0
        while True:
            self._scatter(values, self._moved(before, length * step))
            with np.errstate(all="ignore"):
                trial = self._residual(values)
                next_error = self._error(trial, values)
            if next_error < 2 * error or length < SMALLEST_STEP:
                return trial, next_error
            length /= 4

    def _moved(self, before: Array, step: Array) -> Array:
        """A step in levels, or in logs where a level step would bring a positive variable to 0."""
        after = before + step
        unsafe = self.positive & (after < 0.2 * before) & (before > 0)
        with np.errstate(all="ignore"):
            logs = before * np.exp(np.maximum(step / np.where(before > 0, before, 1.0), -2.0))
        return np.where(unsafe, logs, after)

    def _residual(self, values: Values) -> Array:
        """Right side less loop variable, after the assignments of the block."""
        assign(self.plan, self.block.order, values)
        residual = np.zeros(self.bounds[-1])
        for k, variable in enumerate(self.block.loop):
            part = residual[self.bounds[k] : self.bounds[k + 1]]
            for equation in self.plan.equations_of[variable]:
                part[equation.target_flat] = _step_of(equation, values)
        return residual

    def _error(self, residual: Array, values: Values) -> float:
        size = np.maximum(np.abs(self._gather(values)), self.floor)
        error = float(np.max(np.abs(residual) / size, initial=0.0))
        return error if np.isfinite(error) else np.inf

    def _gather(self, values: Values) -> Array:
        return np.concatenate([values[v] for v in self.block.loop])

    def _scatter(self, values: Values, loop: Array) -> None:
        for k, variable in enumerate(self.block.loop):
            values[variable] = loop[self.bounds[k] : self.bounds[k + 1]]

    def _complaint(self, residual: Array, values: Values, error: float) -> str:
        size = np.maximum(np.abs(self._gather(values)), self.floor)
        worst = int(np.nanargmax(np.where(np.isfinite(residual), np.abs(residual) / size, np.inf)))
        k = int(np.searchsorted(self.bounds, worst, side="right")) - 1
        name = self.block.loop[k]
        label = self.system.symbols[name].label(worst - int(self.bounds[k]))
        return f"'{name}' at {label} does not settle: relative residual {error:.1e}"


def _floor(initial: Array) -> Array:
    """Smallest size against which a residual is measured, per element."""
    largest = float(np.max(np.abs(initial), initial=0.0))
    return np.full(initial.shape, 1e-9 * largest if largest > 0 else 1.0)


def _step_of(equation: CompiledEquation, values: Values) -> Array:
    if equation.explicit:
        return equation.right.value(values) - values[equation.target][equation.target_flat]
    return -equation.difference(values)


def assign(plan: Plan, variables: tuple[str, ...], values: Values) -> None:
    """Evaluate assigned variables in order, in place; elements without equation keep their value."""
    for variable in variables:
        found = plan.equations_of[variable]
        if len(found) == 1 and found[0].rows == values[variable].size:
            values[variable] = np.array(found[0].right.value(values))
            continue
        array = values[variable].copy()
        for equation in found:
            array[equation.target_flat] = equation.right.value(values)
        values[variable] = array


class ReducedProblem:
    """Residual and Jacobian of the outer equations as functions of the tears.

    Parameters
    ----------
    system
        A compiled model with at least one tear variable.

    Attributes
    ----------
    size
        Number of outer unknowns and equations.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.plan = make_plan(system)
        self.derivatives = Derivatives(system, self.plan)
        self.loops = {
            id(b): Loop(system, self.plan, self.derivatives, b)
            for b in (*self.plan.blocks, *self.plan.reports)
            if b.loop
        }
        self.at = {t: _unknown(system, t) for t in self.plan.tears}
        self.bounds = np.cumsum([0, *(len(at) for at in self.at.values())])
        self.size = int(self.bounds[-1])

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

    def _slope(self, tear: str, values: Values) -> Array:
        """Derivative of the level of a tear by its unknown."""
        return values[tear][self.at[tear]] if self._positive(tear) else self._scale(tear)

    # ------------------------------------------------------------------ functions
    def solve_inner(self, values: Values) -> int:
        """Compute everything the outer equations need, in place; returns sweeps used."""
        sweeps = 0
        for block in self.plan.blocks:
            if block.loop:
                sweeps += self.loops[id(block)].solve(values)
            else:
                assign(self.plan, block.order, values)
        return sweeps

    def complete(self, values: Values) -> None:
        """Compute the variables that no outer equation needs, in place."""
        for block in self.plan.reports:
            if block.loop:
                self.loops[id(block)].solve(values)
            else:
                assign(self.plan, block.order, values)

    def outer_sizes(self, values: Values) -> Array:
        """Size of each outer equation, by which its residual is divided."""
        return np.concatenate([_sizes(e, values) for e in self.plan.outer])

    def residual(self, values: Values) -> Array:
        """Left less right side of the outer equations."""
        return np.concatenate([e.difference(values) for e in self.plan.outer])

    def jacobian(self, values: Values) -> Array:
        """Dense derivative of :meth:`residual` by the outer unknowns; factors every block anew."""
        edges = self._reduced_edges(values)
        totals = self._total_derivatives(edges, values)
        rows = [_sum_of_paths(edges[e.name], totals, self.size, e.rows) for e in self.plan.outer]
        return np.concatenate(rows)

    def _reduced_edges(self, values: Values) -> Edges:
        inner = [v for b in self.plan.blocks for v in (*b.order, *b.loop)]
        edges = self.derivatives.edges(inner, values)
        for equation in self.plan.outer:
            edges[equation.name] = dict(
                equation.difference_derivatives(values, self.system.symbols)
            )
        return eliminate(edges, self.plan.eliminated)

    def _total_derivatives(self, edges: Edges, values: Values) -> dict[str, Array]:
        """Variable -> its derivative by every outer unknown, for tears and loop variables."""
        totals: dict[str, Array] = {}
        for k, tear in enumerate(self.plan.tears):
            total = np.zeros((self.system.symbols[tear].size, self.size))
            own = np.arange(self.bounds[k], self.bounds[k + 1])
            total[self.at[tear], own] = self._slope(tear, values)
            totals[tear] = total
        for block in self.plan.blocks:
            if block.loop:
                totals.update(self._loop_derivatives(block, edges, totals))
        return totals

    def _loop_derivatives(
        self, block: Block, edges: Edges, totals: dict[str, Array]
    ) -> dict[str, Array]:
        loop = self.loops[id(block)]
        loop.factor(edges)
        right = np.concatenate(
            [
                _sum_of_paths(edges[v], totals, self.size, self.system.symbols[v].size)
                for v in block.loop
            ]
        )
        solved = loop.factors.solve(right) if loop.factors is not None else right
        return {
            v: solved[loop.bounds[k] : loop.bounds[k + 1]] for k, v in enumerate(block.loop)
        }


def _unknown(system: System, tear: str) -> Array:
    unknown = system.symbols[tear].unknown
    assert unknown is not None
    return unknown


def _sum_of_paths(row: dict, totals: dict[str, Array], columns: int, rows: int) -> Array:
    total = np.zeros((rows, columns))
    for variable, matrix in row.items():
        if variable in totals:
            total += dense(product(matrix, totals[variable]))
    return total


def _sizes(equation: CompiledEquation, values: Values) -> Array:
    sizes = np.maximum(
        np.abs(equation.left.value(values)), np.abs(equation.right.value(values))
    )
    return np.where(sizes > 0, sizes, 1.0)
