"""Rough factors for blocks too large to be factored: what happens within one label of a set.

Goods depend on each other above all at home, so that the derivatives within a region, a small dense
block for each, are most of the derivatives. Steps with them leave a part of the error that sweeps
remove; neither time nor memory grows faster than the number of trade flows. The set is found: of
those along which every loop variable runs, the one that keeps most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from cge.engine.elimination import Edge, Graph, Point
from cge.engine.system import Symbol
from cge.engine.tangents import Tangents
from cge.engine.tape import Array

Labels = tuple[object, ...]
NOWHERE = -1


class BlockFactors:
    """Inverses of the diagonal blocks of ``I - M``.

    Parameters
    ----------
    blocks
        Blocks of ``M`` (labels, height, height).
    order
        Position of each element of each block in the vectors solved for (labels, height).
    """

    def __init__(self, blocks: Array, order: Array) -> None:
        self._inverse = np.linalg.inv(np.eye(blocks.shape[1]) - blocks)
        self._order = order

    def solve(self, right: Array) -> Array:
        """Solution for a vector, or for columns."""
        return self._times(self._inverse, right)

    def solve_transposed(self, right: Array) -> Array:
        """The same with the transpose of the matrix."""
        return self._times(self._inverse.transpose(0, 2, 1), right)

    def _times(self, inverse: Array, right: Array) -> Array:
        columns = right.reshape(len(right), -1)
        found = np.empty_like(columns)
        found[self._order] = inverse @ columns[self._order]
        return found.reshape(right.shape)


class Within(Point):
    """A point whose derivatives between different labels of a set are zero."""

    def __init__(self, point: Point, graph: Graph, label_of: Mapping[str, Array]) -> None:
        super().__init__(point.values)
        self._point = point
        self._same = {
            id(edge): _same(edge, label_of[target], label_of[symbol])
            for target, edges in graph.items()
            for symbol, edge in edges.items()
        }

    def numbers(self, edge: Edge) -> Array:
        """Entries of an edge."""
        return self._point.numbers(edge) * self._same[id(edge)]


def _same(edge: Edge, rows: Array, columns: Array) -> Array:
    label = rows[edge.pattern.rows]
    return (label == columns[edge.pattern.columns]) & (label != NOWHERE)


def block_factors(
    graph: Graph,
    loop: Iterable[str],
    kept: Iterable[str],
    symbols: Mapping[str, Symbol],
    point: Point,
) -> BlockFactors | None:
    """Factors within the labels of the set that keeps most; None where no set will do.

    Parameters
    ----------
    graph
        The edges of a block.
    loop, kept
        Its loop variables, and the assigned variables between them in order of evaluation.
    symbols
        All variables.
    point
        Where derivatives are taken.
    """
    loop, kept = list(loop), list(kept)
    named = {v: symbols[v] for v in (*loop, *kept)}
    found = [
        _blocks(graph, loop, kept, named, point, labels)
        for labels in dict.fromkeys(symbols[loop[0]].labels)
        if all(symbols[v].labels.count(labels) == 1 for v in loop)
    ]
    if not found:
        return None
    return BlockFactors(*max(found, key=lambda pair: float(np.abs(pair[0]).sum())))


def _blocks(
    graph: Graph,
    loop: list[str],
    kept: list[str],
    symbols: Mapping[str, Symbol],
    point: Point,
    labels: Labels,
) -> tuple[Array, Array]:
    """Derivatives within each label of a set, and where their elements are.

    One column for each place in a block serves all labels at once, since no derivative leads from
    one label to another.
    """
    label_of = {name: labels_along(symbol, labels) for name, symbol in symbols.items()}
    where = np.concatenate([label_of[v] for v in loop])
    order = np.argsort(where, kind="stable").reshape(len(labels), -1)
    moves = np.zeros((len(where), order.shape[1]))
    moves[order, np.arange(order.shape[1])] = 1.0
    sizes = {name: symbol.size for name, symbol in symbols.items()}
    tangents = Tangents(graph, sizes, Within(point, graph, label_of), {}, order.shape[1])
    ends = np.cumsum([symbols[v].size for v in loop])
    tangents.columns.update(zip(loop, np.split(moves, ends[:-1]), strict=True))
    tangents.push(v for v in kept if v in graph)
    rows = np.concatenate([tangents.rows(v) for v in loop])
    return rows[order], order


def labels_along(symbol: Symbol, labels: Labels) -> Array:
    """Number of the label of each element of a symbol along a set; -1 where it has none, or two."""
    axes = [k for k, own in enumerate(symbol.labels) if own == labels]
    if not axes:
        return np.full(symbol.size, NOWHERE)
    along = np.indices(symbol.shape)[axes].reshape(len(axes), -1)
    return np.where((along == along[0]).all(axis=0), along[0], NOWHERE)
