"""Blocks of variables that depend on each other: solved, and differentiated, by chords.

A block is ``z = f(z, u)`` in its loop variables ``z``; everything else in it is an assignment. A
Newton step needs factors of ``I - df/dz``, and the factors of an earlier point are nearly as good
as new ones at a small part of their price. The same holds for the derivative of ``z`` by the outer
unknowns, a linear system with the same matrix. Both therefore step with the factors at hand and
measure the error with the equations themselves, so that old factors cost steps, never precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import linalg as sparse_linalg

from cge.engine.adjoints import Adjoints
from cge.engine.block_factors import BlockFactors, block_factors
from cge.engine.contractions import Contractions
from cge.engine.elimination import Graph, Point, eliminate
from cge.engine.errors import InnerError
from cge.engine.plan import Block, Plan
from cge.engine.system import CompiledEquation, System, Values
from cge.engine.tangents import Seed, Tangents
from cge.engine.tape import Array
from cge.engine.threads import LARGE, all_threads

TOLERANCE = 1e-12
ROUNDING = 1e-9  # an error that no longer falls is accepted below this
SWEEPS = 60
PATIENCE = 8  # new factors cost at least as much as this many sweeps
ROUGH = 60.0  # steps with rough factors before better ones are made, at a price of another order
SPARSE = 0.02  # a matrix with a smaller share of entries is factored as a sparse one
SHORTEST = 1e-4  # shortest part of a step that is tried
TANGENT_TOLERANCE = 1e-9  # of the derivative of logs
ADJOINT_TOLERANCE = 1e-11  # of derivatives by logs, relative to the largest


def worn(before: float, after: float, tolerance: float, patience: float) -> bool:
    """At this rate the steps that remain cost more than new factors."""
    if after <= tolerance or after < before == math.inf:
        return False
    if not after < before:
        return True
    return math.log(tolerance / after) / math.log(after / before) > patience


class Factors:
    """Factors of ``I - M``, dense or sparse as ``M`` is.

    Parameters
    ----------
    matrix
        ``M``; a dense one is overwritten.
    single
        Factor a dense matrix in single precision, in half the time and memory.
    """

    def __init__(self, matrix: Array | sparse.csr_array, single: bool = False) -> None:
        if sparse.issparse(matrix):
            factors = _sparse_factors(matrix)
            self.solve: Callable[[Array], Array] = factors.solve
            self.solve_transposed: Callable[[Array], Array] = partial(factors.solve, trans="T")
            return
        np.negative(matrix, out=matrix)
        matrix[np.diag_indices(len(matrix))] += 1.0
        held = matrix.astype(np.float32) if single else matrix
        # the transpose of a row-major matrix is what LAPACK reads without a copy
        with all_threads(len(held)):
            self._lu = linalg.lu_factor(held.T, overwrite_a=True, check_finite=False)
        self.solve = partial(self._solve_dense, trans=1)
        self.solve_transposed = partial(self._solve_dense, trans=0)

    def _solve_dense(self, right: Array, trans: int) -> Array:
        right = right.astype(self._lu[0].dtype, copy=False)
        with all_threads(len(right)):
            return linalg.lu_solve(self._lu, right, trans=trans, check_finite=False)


AnyFactors = Factors | BlockFactors


def _sparse_factors(matrix: sparse.csr_array) -> sparse_linalg.SuperLU:
    own = sparse.eye_array(matrix.shape[0])
    try:
        return sparse_linalg.splu((own - matrix).tocsc())
    except RuntimeError as error:  # what SuperLU says of a singular matrix
        raise np.linalg.LinAlgError(str(error)) from error


class Loop:
    """The loop variables of one block.

    Parameters
    ----------
    system, plan
        The compiled equations and the order of solution.
    block
        A block with loop variables.
    graph
        Edges after elimination.

    Attributes
    ----------
    factors
        The factors at hand; None before the first are made.
    """

    def __init__(self, system: System, plan: Plan, block: Block, graph: Graph) -> None:
        self.system = system
        self.plan = plan
        self.block = block
        self.graph = graph
        self.kept = tuple(v for v in block.order if v in graph)
        self.inner = _inner_graph(graph, self.kept, block.loop)
        self.large = sum(system.symbols[v].size for v in block.loop) >= LARGE
        self.begin()
        self.sizes = {s.name: s.size for s in system.symbols.values()}
        symbols = [system.symbols[v] for v in block.loop]
        self.bounds = np.cumsum([0, *(s.size for s in symbols)])
        self.positive = np.concatenate([np.full(s.size, s.positive) for s in symbols])
        self.floor = np.concatenate([_floor(system.initial[v]) for v in block.loop])

    def begin(self, factors: AnyFactors | None = None) -> None:
        """Forget all that earlier solutions left behind.

        Parameters
        ----------
        factors
            The factors at hand from now on.
        """
        self.factors = factors
        self.rough = self.single = self.large

    # ------------------------------------------------------------------ values
    def solve(self, values: Values) -> int:
        """Bring the loop variables to their solution, in place; returns the sweeps used."""
        residual = self._residual(values)
        error = self._error(residual, values)
        fresh = False
        for sweep in range(SWEEPS):
            if error <= TOLERANCE:
                return sweep
            if self.factors is None:
                self.factor(Point(values))
                fresh = True
            before, last = self.gather(values), error
            residual, error = self._step(values, before, residual, error, fresh)
            if not error < last:
                self.scatter(values, before)
                residual, error = self._residual(values), last
                if error <= ROUNDING:
                    return sweep
                if self._exhausted(fresh):
                    break
                continue
            fresh = False
            if worn(last, error, TOLERANCE, self._patience(1)) and error > ROUNDING:
                self.rough, self.factors = False, None
        if error <= ROUNDING:
            return SWEEPS
        raise InnerError(self._complaint(residual, values, error))

    def sweep(self, values: Values, short: Contractions) -> float:
        """One step with the factors at hand, in place; returns the error before it."""
        residual = self._residual(values, short)
        error = self._error(residual, values)
        if TOLERANCE < error < np.inf:
            assert self.factors is not None
            self.scatter(values, self.moved(self.gather(values), self.factors.solve(residual)))
            assign(self.plan, self.block.order, values, short)
        return error

    def _step(
        self, values: Values, before: Array, residual: Array, error: float, fresh: bool
    ) -> tuple[Array, float]:
        """One step, shortened only where the factors are new."""
        assert self.factors is not None
        step = self.factors.solve(residual)
        length = 1.0
        while True:
            self.scatter(values, self.moved(before, length * step))
            with np.errstate(all="ignore"):
                trial = self._residual(values)
                found = self._error(trial, values)
            if found < error or not fresh or length < SHORTEST:
                return trial, found
            length /= 4

    def _exhausted(self, fresh: bool) -> bool:
        """Ask for better factors: whole, new, or more precise ones; true when there are none."""
        if self.rough:
            self.rough, self.factors = False, None
            return False
        if fresh and not self.single:
            return True
        self.single = self.single and not fresh
        self.factors = None
        return False

    def moved(self, before: Array, step: Array) -> Array:
        """A step in levels, or in logs where a level step would bring a positive variable to 0."""
        after = before + step
        unsafe = self.positive & (after < 0.2 * before) & (before > 0)
        if not unsafe.any():
            return after
        logs = before[unsafe] * np.exp(np.maximum(step[unsafe] / before[unsafe], -2.0))
        after[unsafe] = logs
        return after

    def _residual(self, values: Values, short: Contractions | None = None) -> Array:
        """Right side less loop variable, after the assignments of the block."""
        assign(self.plan, self.block.order, values, short)
        residual = np.zeros(self.bounds[-1])
        for k, variable in enumerate(self.block.loop):
            part = residual[self.bounds[k] : self.bounds[k + 1]]
            for equation in self.plan.equations_of[variable]:
                part[equation.target_flat] = _step_of(equation, values, short)
        return residual

    def _error(self, residual: Array, values: Values) -> float:
        error = float(np.max(self._relative(residual, values), initial=0.0))
        return error if np.isfinite(error) else np.inf

    def _relative(self, residual: Array, values: Values) -> Array:
        size = np.maximum(np.abs(self.gather(values)), self.floor)
        return np.abs(residual) / (size if residual.ndim == 1 else size[:, None])

    def gather(self, values: Values) -> Array:
        """The loop variables as one vector."""
        return np.concatenate([values[v] for v in self.block.loop])

    def scatter(self, values: Values, loop: Array) -> None:
        """Write the loop variables, in place."""
        for variable, part in self._split(loop):
            values[variable] = part

    def _split(self, loop: Array) -> list[tuple[str, Array]]:
        return [
            (v, loop[self.bounds[k] : self.bounds[k + 1]]) for k, v in enumerate(self.block.loop)
        ]

    def right_side(self, values: Values, loop: Array) -> Array:
        """What the equations of the block make of given loop variables; 0 where there is none."""
        at = dict(values)
        self.scatter(at, loop.copy())
        return self._residual(at) + loop

    def label(self, number: int) -> str:
        """A loop variable, for messages: ``'price_basic' at steel, CHN``."""
        k = int(np.searchsorted(self.bounds, number, side="right")) - 1
        name = self.block.loop[k]
        return f"'{name}' at {self.system.symbols[name].label(number - int(self.bounds[k]))}"

    def _complaint(self, residual: Array, values: Values, error: float) -> str:
        relative = self._relative(residual, values)
        worst = int(np.argmax(np.where(np.isfinite(relative), relative, np.inf)))
        return f"{self.label(worst)} does not settle: relative residual {error:.1e}"

    # ------------------------------------------------------------------ derivatives
    def factor(self, point: Point) -> None:
        """Make new factors."""
        self.factors = self._rough_factors(point) or Factors(
            self._sparse_matrix(point) if self._is_sparse() else self._matrix(point), self.single
        )

    def _rough_factors(self, point: Point) -> BlockFactors | None:
        """Factors of diagonal blocks, until they have proven too rough."""
        if not self.rough or self._is_sparse():
            return None
        return block_factors(self.inner, self.block.loop, self.kept, self.system.symbols, point)

    def _is_sparse(self) -> bool:
        """Large, with few entries, and with nothing left between the loop variables."""
        size = int(self.bounds[-1])
        entries = sum(len(e.pattern) for v in self.block.loop for e in self.inner[v].values())
        between = any(v in self.inner for v in self.kept)
        return size >= LARGE and not between and entries < SPARSE * size * size

    def _sparse_matrix(self, point: Point) -> sparse.csr_array:
        first = dict(zip(self.block.loop, self.bounds, strict=False))
        size = int(self.bounds[-1])
        matrix = sparse.csr_array((size, size))
        for row, edges in self.inner.items():
            for column, edge in edges.items():
                at = (edge.pattern.rows + first[row], edge.pattern.columns + first[column])
                matrix = matrix + sparse.csr_array((point.numbers(edge), at), (size, size))
        return matrix

    def _matrix(self, point: Point) -> Array:
        """Derivative of the right sides by the loop variables, through the whole block."""
        size = int(self.bounds[-1])
        seeds = {
            v: Seed(np.arange(self.bounds[k], self.bounds[k + 1]), np.ones(len(part)))
            for k, (v, part) in enumerate(self._split(np.zeros(size)))
        }
        tangents = Tangents(self.inner, self.sizes, point, seeds, size)
        tangents.push(v for v in self.kept if v in self.inner)
        return self._rows(tangents)

    def differentiate(
        self, tangents: Tangents, start: Array | None = None, tolerance: float = TANGENT_TOLERANCE
    ) -> Array:
        """Add the columns of this block to those of what it depends on.

        Parameters
        ----------
        tangents
            Columns of everything computed before; gets those of the loop and kept variables.
        start
            Columns of the loop variables at a point nearby.
        tolerance
            Error allowed in the derivatives of logs.
        """
        tangents.push(self.kept)
        columns = self._solve_tangents(tangents.point, self._rows(tangents), start, tolerance)
        tangents.columns.update(self._split(columns))
        tangents.push(self.kept)
        return columns

    def pull_back(self, adjoints: Adjoints) -> None:
        """Pass on what the variables of this block have to what the block depends on."""
        adjoints.pull(reversed(self.kept))
        if not any(v in adjoints.rows for v in self.block.loop):
            return
        width = next(iter(adjoints.rows.values())).shape[1]
        parts = [adjoints.rows.get(v, np.zeros((self.sizes[v], width))) for v in self.block.loop]
        through = Adjoints(self.graph, adjoints.point, {})
        for variable, rows in self._split(
            self._solve_adjoints(adjoints.point, np.concatenate(parts))
        ):
            through.distribute(variable, rows)
        through.pull(reversed(self.kept))
        for symbol, rows in through.rows.items():
            if symbol not in (*self.kept, *self.block.loop):
                adjoints.add(symbol, rows)

    def _solve_tangents(
        self, point: Point, right: Array, start: Array | None, tolerance: float
    ) -> Array:
        """Solution of ``(I - M) columns = right``."""
        return self._solved(
            right,
            start,
            lambda columns: self._tangent_residual(point, right, columns),
            lambda residual: self._made(point).solve(residual),
            lambda residual: self._error(residual, point.values) / tolerance,
        )

    def _solve_adjoints(self, point: Point, right: Array) -> Array:
        """Solution of ``(I - M)' rows = right``, as derivatives by logs."""
        size = np.maximum(np.abs(self.gather(point.values)), self.floor)[:, None]
        largest = np.max(np.abs(right) * size, axis=0)
        allowed = ADJOINT_TOLERANCE * np.where(largest > 0, largest, 1.0)
        return self._solved(
            right,
            None,
            lambda rows: self._adjoint_residual(point, right, rows),
            lambda residual: self._made(point).solve_transposed(residual),
            lambda residual: float(np.max(np.abs(residual) * size / allowed)),
        )

    def _made(self, point: Point) -> AnyFactors:
        """The factors at hand, or new ones."""
        if self.factors is None:
            self.factor(point)
        assert self.factors is not None
        return self.factors

    def _solved(
        self,
        right: Array,
        start: Array | None,
        left_over: Callable[[Array], Array],
        step: Callable[[Array], Array],
        size_of: Callable[[Array], float],
    ) -> Array:
        """Solution of a linear system, by steps that leave a residual of size 1 or less."""
        found = np.zeros_like(right) if start is None else start
        residual = right if start is None else left_over(found)
        error, fresh = size_of(residual), False
        while error > 1:
            fresh = fresh or self.factors is None
            trial = found + step(residual)
            left = left_over(trial)
            last, error_there = error, size_of(left)
            if error_there < last:  # factors of a point without solution may hold anything
                found, residual, error = trial, left, error_there
            tired = worn(last, error_there, 1.0, self._patience(right.shape[1]))
            if tired and self._exhausted(fresh):
                break  # as good as rounding allows
        return found

    def _adjoint_residual(self, point: Point, right: Array, rows: Array) -> Array:
        adjoints = Adjoints(self.inner, point, {})
        for variable, part in self._split(rows):
            adjoints.distribute(variable, part)
        adjoints.pull(v for v in reversed(self.kept) if v in self.inner)
        parts = [adjoints.rows.get(v, np.zeros_like(part)) for v, part in self._split(rows)]
        return right - rows + np.concatenate(parts)

    def _tangent_residual(self, point: Point, right: Array, columns: Array) -> Array:
        tangents = Tangents(self.inner, self.sizes, point, {}, right.shape[1])
        tangents.columns.update(self._split(columns))
        tangents.push(v for v in self.kept if v in self.inner)
        residual = self._rows(tangents)
        residual += right
        residual -= columns
        return residual

    def _patience(self, columns: int) -> float:
        """Steps with so many columns that cost as much as new factors."""
        if isinstance(self.factors, BlockFactors):
            return ROUGH
        size = int(self.bounds[-1])
        return max(PATIENCE, size / 50) if columns == 1 else 2 + size / (3 * columns)

    def _rows(self, tangents: Tangents) -> Array:
        parts = [tangents.rows(v) for v in self.block.loop]
        return np.concatenate(parts) if len(parts) > 1 else parts[0]


def _inner_graph(graph: Graph, kept: tuple[str, ...], loop: tuple[str, ...]) -> Graph:
    """The edges within a block, with as few variables between the loop variables as is cheap."""
    inside = {*kept, *loop}
    edges = {v: {u: e for u, e in graph[v].items() if u in inside} for v in (*kept, *loop)}
    return eliminate(edges, kept)


def _floor(initial: Array) -> Array:
    """Smallest size against which a residual is measured, per element."""
    largest = float(np.max(np.abs(initial), initial=0.0))
    return np.full(initial.shape, 1e-9 * largest if largest > 0 else 1.0)


def _step_of(equation: CompiledEquation, values: Values, short: Contractions | None) -> Array:
    if equation.explicit:
        return _right(equation, values, short) - values[equation.target][equation.target_flat]
    return -equation.difference(values)


def _right(equation: CompiledEquation, values: Values, short: Contractions | None) -> Array:
    return equation.right.value(values) if short is None else short.right(equation, values)


def assign(
    plan: Plan, variables: tuple[str, ...], values: Values, short: Contractions | None = None
) -> None:
    """Evaluate assigned variables in order, in place; elements without equation stay.

    Parameters
    ----------
    plan
        The equations.
    variables
        What is assigned.
    values
        All values.
    short
        Right sides in a shorter form; variables that these do not read stay as they are.
    """
    for variable in variables:
        if short is not None and variable in short.skipped:
            continue
        found = plan.equations_of[variable]
        if found[0].whole:
            values[variable] = np.array(_right(found[0], values, short))
            continue
        array = values[variable].copy()
        for equation in found:
            array[equation.target_flat] = _right(equation, values, short)
        values[variable] = array
