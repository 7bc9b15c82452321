"""Total derivatives along the graph of components, by eliminating assigned variables.

The edges of the graph are matrices of partial derivatives. Eliminating a variable replaces every
path through it by one edge, the product of two; what remains are edges between tears, loop
variables and outer equations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import linalg as sparse_linalg

from cge.solve.plan import Plan
from cge.solve.system import CompiledEquation, System, Values
from cge.solve.tape import Array

Matrix = sparse.csr_array | Array
Edges = dict[str, dict[str, Matrix]]  # row variable -> column variable -> matrix

DENSE_SHARE = 0.25  # a product expected to be fuller than this is formed as a dense array
DENSE_SIZE = 400  # systems up to this size are factored densely whatever their sparsity


class Derivatives:
    """Partial derivatives of the planned equations, as edges between variables."""

    def __init__(self, system: System, plan: Plan) -> None:
        self.system = system
        self.plan = plan
        self._spread: dict[str, sparse.csr_array | None] = {}

    def edges(self, variables: Iterable[str], values: Values) -> Edges:
        """Edges into each variable from all variables that its equations read."""
        return {v: self._edges_into(v, values) for v in variables}

    def _edges_into(self, variable: str, values: Values) -> dict[str, Matrix]:
        total: dict[str, Matrix] = {}
        for equation in self.plan.equations_of[variable]:
            for symbol, matrix in self._rows(equation, values).items():
                total[symbol] = total[symbol] + matrix if symbol in total else matrix
        return total

    def _rows(self, equation: CompiledEquation, values: Values) -> dict[str, Matrix]:
        spread = self._spreading(equation)
        if equation.explicit:
            found = equation.right.derivatives(values, self.system.symbols)
            return {u: m if spread is None else spread @ m for u, m in found.items()}
        # h(z, u) = 0 is read as z = z - h(z, u), so that (I - M) is the derivative of h by z
        found = equation.difference_derivatives(values, self.system.symbols)
        rows = {u: -m if spread is None else spread @ -m for u, m in found.items()}
        active = np.zeros(self.system.symbols[equation.target].size)
        active[equation.target_flat] = 1.0
        own = sparse.diags_array(active, format="csr")
        rows[equation.target] = own + rows[equation.target] if equation.target in rows else own
        return rows

    def _spreading(self, equation: CompiledEquation) -> sparse.csr_array | None:
        """Puts rows of an equation at the elements they determine; None where they coincide."""
        if equation.name not in self._spread:
            size, rows = self.system.symbols[equation.target].size, equation.rows
            if rows == size and np.array_equal(equation.target_flat, np.arange(size)):
                self._spread[equation.name] = None
            else:
                at = (equation.target_flat, np.arange(rows))
                self._spread[equation.name] = sparse.csr_array((np.ones(rows), at), (size, rows))
        return self._spread[equation.name]


def eliminate(edges: Edges, variables: Iterable[str]) -> Edges:
    """Remove variables from a graph, cheapest first; the given edges are not changed."""
    graph = {w: dict(row) for w, row in edges.items()}
    waiting = set(variables) & set(graph)
    while waiting:
        variable = min(waiting, key=lambda v: (_cost(graph, v), v))
        waiting.remove(variable)
        own = graph.pop(variable)
        for row in graph.values():
            through = row.pop(variable, None)
            if through is None:
                continue
            for u, matrix in own.items():
                path = product(through, matrix)
                row[u] = add(row[u], path) if u in row else path
    return graph


def _entries(matrix: Matrix) -> int:
    return int(matrix.nnz) if sparse.issparse(matrix) else int(matrix.size)


def _cost(graph: Edges, variable: str) -> float:
    """Multiplications needed to eliminate a variable."""
    own = sum(_entries(m) for m in graph[variable].values())
    middle = max(1, next((m.shape[0] for m in graph[variable].values()), 1))
    users = sum(_entries(row[variable]) for row in graph.values() if variable in row)
    return own * users / middle


def product(a: Matrix, b: Matrix) -> Matrix:
    """Matrix product, dense where the result would be nearly full."""
    if sparse.issparse(a) and sparse.issparse(b):
        expected = a.nnz * b.nnz / max(1, a.shape[1])
        full = a.shape[0] * b.shape[1]
        if expected > DENSE_SHARE * full and b.shape[0] <= 2 * a.shape[0]:
            return a @ b.toarray()
    return a @ b


def add(a: Matrix, b: Matrix) -> Matrix:
    """Sum of two matrices; dense where either is."""
    if sparse.issparse(a) and sparse.issparse(b):
        return a + b
    return dense(a) + dense(b)


def dense(a: Matrix) -> Array:
    """The matrix as an array."""
    return a.toarray() if sparse.issparse(a) else a


class Factors:
    """Factors of ``I - M``: dense LU, or sparse LU where the matrix is large and mostly empty."""

    def __init__(self, matrix: Matrix) -> None:
        size = matrix.shape[0]
        share = _entries(matrix) / max(1, size * size)
        if size <= DENSE_SIZE or share > DENSE_SHARE / 5:
            held = np.negative(dense(matrix))
            held[np.diag_indices(size)] += 1.0
            self._lu = linalg.lu_factor(held, overwrite_a=True, check_finite=False)
            self._solve = self._dense_solve
        else:
            held = sparse.csc_array(sparse.eye_array(size) - matrix)
            self._solve = sparse_linalg.splu(held).solve

    def _dense_solve(self, right: Array) -> Array:
        return linalg.lu_solve(self._lu, right, check_finite=False)

    def solve(self, right: Array) -> Array:
        """Solution of ``(I - M) x = right`` for one or several columns."""
        return self._solve(right)


def stack(edges: Mapping[str, Mapping[str, Matrix]], names: tuple[str, ...]) -> Matrix | None:
    """The square matrix of edges among some variables; None where there is none."""
    if len(names) == 1:
        return edges[names[0]].get(names[0])
    sizes = {}
    for w in names:
        for u, m in edges[w].items():
            sizes[w], sizes[u] = m.shape[0], m.shape[1]
    blocks = [
        [edges[w].get(u, sparse.csr_array((sizes[w], sizes[u]))) for u in names] for w in names
    ]
    if all(sparse.issparse(m) for row in blocks for m in row):
        return sparse.block_array(blocks, format="csr")
    return np.block([[dense(m) for m in row] for row in blocks])
