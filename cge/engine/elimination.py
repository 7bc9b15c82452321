"""Total derivatives along the graph of components, by eliminating variables.

The edges of the graph are matrices of partial derivatives. Eliminating a variable replaces every
path through it by one edge, the product of two. Only variables whose elimination leaves the
graph no denser go this way, above all the large ones (a trade flow has a few neighbours, a price
index many). All of it is done once, on patterns; at a point, numbers are computed on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Protocol

import numpy as np

from cge.engine.sparsity import Pattern, join, merged, terms
from cge.engine.system import CompiledEquation, Values
from cge.engine.tape import Array

WORTHWHILE = 3.0  # products per entry that an elimination removes


class Edge(Protocol):
    """Derivative of one variable or equation by another, with a pattern known in advance."""

    pattern: Pattern

    def numbers(self, point: Point) -> Array:
        """The entries at a point."""


Graph = dict[str, dict[str, Edge]]  # row variable or equation -> column variable -> edge


class Point:
    """Values of all symbols, with the derivatives computed there so far."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self._numbers: dict[int, Array] = {}
        self._partials: dict[tuple[str, str], dict[str, Array]] = {}

    def numbers(self, edge: Edge) -> Array:
        """Entries of an edge."""
        key = id(edge)
        if key not in self._numbers:
            self._numbers[key] = edge.numbers(self)
        return self._numbers[key]

    def partials(self, equation: CompiledEquation, side: str) -> dict[str, Array]:
        """Partial derivatives of one side of an equation, by symbol."""
        key = (equation.name, side)
        if key not in self._partials:
            self._partials[key] = getattr(equation, side).derivatives(self.values)
        return self._partials[key]


class Partial:
    """Derivative of the right sides of equations by one symbol, at the elements they determine."""

    def __init__(self, symbol: str, size: int, columns: int) -> None:
        self.symbol = symbol
        self.shape = (size, columns)
        self._parts: list[tuple[CompiledEquation, str, float]] = []
        self._rows: list[Array] = []
        self._columns: list[Array] = []
        self._own = 0

    def add(self, equation: CompiledEquation, side: str, sign: float, at: Array | None) -> None:
        """Add one side of an equation, whose rows are put at the rows ``at`` of the edge."""
        rows, columns = getattr(equation, side).entries[self.symbol]
        self._parts.append((equation, side, sign))
        self._rows.append(rows if at is None else at[rows])
        self._columns.append(columns)

    def add_identity(self, at: Array) -> None:
        """Add ones on the diagonal; to be called last."""
        self._rows.append(at)
        self._columns.append(at)
        self._own = len(at)

    def close(self) -> None:
        """Merge repeated entries."""
        rows, columns = np.concatenate(self._rows), np.concatenate(self._columns)
        self.pattern, self._at = merged(rows, columns, self.shape)
        self._rows, self._columns = [], []

    def numbers(self, point: Point) -> Array:
        """The entries at a point."""
        parts = []
        for equation, side, sign in self._parts:
            part = point.partials(equation, side)[self.symbol]
            parts.append(part if sign > 0 else -part)
        if self._own:
            parts.append(np.ones(self._own))
        numbers = np.concatenate(parts) if len(parts) > 1 else parts[0]
        if self._at is None:
            return numbers
        return np.bincount(self._at, numbers, len(self.pattern))


class Weights:
    """Derivative of one weighted sum of the elements of a symbol."""

    def __init__(self, weights: Array) -> None:
        at = np.flatnonzero(weights)
        self._numbers = weights[at].astype(float)
        self.pattern = Pattern(np.zeros(len(at)), at, (1, len(weights)))

    def numbers(self, point: Point) -> Array:
        """The weights, at any point."""
        return self._numbers


class Bypass:
    """An edge with the path through an eliminated variable added."""

    def __init__(self, direct: Edge | None, first: Edge, second: Edge) -> None:
        self.direct, self.first, self.second = direct, first, second
        a, b = first.pattern, second.pattern
        self._a, self._b = join(a, b)
        rows, columns = a.rows[self._a], b.columns[self._b]
        shape = (a.shape[0], b.shape[1])
        if direct is not None:
            rows = np.concatenate([direct.pattern.rows, rows])
            columns = np.concatenate([direct.pattern.columns, columns])
        self.pattern, self._at = merged(rows, columns, shape)

    def numbers(self, point: Point) -> Array:
        """The entries at a point."""
        product = point.numbers(self.first).take(self._a)
        product *= point.numbers(self.second).take(self._b)
        if self.direct is not None:
            product = np.concatenate([point.numbers(self.direct), product])
        if self._at is None:
            return product
        return np.bincount(self._at, product, len(self.pattern))


def edges_into(
    target: str, equations: Iterable[CompiledEquation], sizes: Mapping[str, int]
) -> dict[str, Edge]:
    """Edges into a variable from all variables that its equations read.

    An implicit equation ``h(z, u) = 0`` is read as ``z = z - h(z, u)``.
    """
    found: dict[str, Partial] = {}
    implicit = []
    for equation in equations:
        at = None if equation.whole else equation.target_flat
        if equation.explicit:
            _collect(found, equation, {"right": 1.0}, at, sizes[target], sizes)
        else:
            _collect(found, equation, {"left": -1.0, "right": 1.0}, at, sizes[target], sizes)
            implicit.append(equation.target_flat)
    if implicit:
        own = found.setdefault(target, Partial(target, sizes[target], sizes[target]))
        own.add_identity(np.concatenate(implicit))
    return _closed(found)


def edges_of(equation: CompiledEquation, side: str, sizes: Mapping[str, int]) -> dict[str, Edge]:
    """Derivatives of one side of an equation."""
    found: dict[str, Partial] = {}
    _collect(found, equation, {side: 1.0}, None, equation.rows, sizes)
    return _closed(found)


def _collect(
    found: dict[str, Partial],
    equation: CompiledEquation,
    signs: Mapping[str, float],
    at: Array | None,
    rows: int,
    sizes: Mapping[str, int],
) -> None:
    for side, sign in signs.items():
        for symbol in getattr(equation, side).entries:
            partial = found.setdefault(symbol, Partial(symbol, rows, sizes[symbol]))
            partial.add(equation, side, sign, at)


def _closed(found: dict[str, Partial]) -> dict[str, Edge]:
    for partial in found.values():
        partial.close()
    return dict(found)


def eliminate(graph: Graph, variables: Iterable[str]) -> Graph:
    """Remove those of some variables whose removal is worthwhile, cheapest first."""
    graph = {w: dict(row) for w, row in graph.items()}
    waiting = set(variables)
    count = cache(terms)  # most pairs meet again when the next variable is chosen
    while True:
        cost = {v: _cost(graph, v, count) for v in waiting}
        cheap = [v for v in waiting if cost[v] <= WORTHWHILE]
        if not cheap:
            return graph
        variable = min(cheap, key=lambda v: (cost[v], v))
        waiting.remove(variable)
        _remove(graph, variable)


def _remove(graph: Graph, variable: str) -> None:
    own = graph.pop(variable)
    for row in graph.values():
        through = row.pop(variable, None)
        for symbol, edge in own.items() if through is not None else ():
            assert through is not None
            row[symbol] = Bypass(row.get(symbol), through, edge)


def _cost(graph: Graph, variable: str, count: Callable[[Pattern, Pattern], int]) -> float:
    """Products needed to eliminate a variable, per entry of the edges that vanish."""
    own = graph[variable].values()
    users = [row[variable] for row in graph.values() if variable in row]
    products = sum(count(u.pattern, o.pattern) for u in users for o in own)
    return products / max(1, sum(len(e.pattern) for e in (*users, *own)))
