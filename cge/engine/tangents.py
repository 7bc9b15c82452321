"""Derivatives of variables along dense columns, pushed forward through the graph of edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from cge.engine.elimination import Edge, Graph, Point
from cge.engine.tape import Array


@dataclass(frozen=True)
class Seed:
    """Where the columns begin: how the elements of one variable move with them.

    Attributes
    ----------
    column
        Column of each element, -1 for an element that does not move.
    slope
        Derivative of each element by its column.
    """

    column: Array
    slope: Array


class Tangents:
    """Derivatives of variables by a number of directions at a point.

    Parameters
    ----------
    graph
        Edges into every variable and equation that may be asked for.
    sizes
        Number of rows of each.
    point
        Where derivatives are taken.
    seeds
        Variables from which the columns begin.
    width
        Number of columns.
    """

    def __init__(
        self,
        graph: Graph,
        sizes: Mapping[str, int],
        point: Point,
        seeds: Mapping[str, Seed],
        width: int,
    ) -> None:
        self.graph = graph
        self.sizes = sizes
        self.point = point
        self.seeds = seeds
        self.width = width
        self.columns: dict[str, Array] = {}

    def push(self, variables: Iterable[str]) -> None:
        """Compute the columns of assigned variables, in order of evaluation."""
        for variable in variables:
            self.columns[variable] = self.rows(variable)

    def rows(self, target: str) -> Array:
        """Derivatives of the right side of a variable, or of an equation."""
        total: Array | None = None
        for symbol, edge in self.graph[target].items():
            if symbol in self.columns:
                numbers = self.point.numbers(edge)
                part = edge.pattern.times(numbers, self.columns[symbol])
                total = part if total is None else np.add(total, part, out=total)
        if total is None:
            total = np.zeros((self.sizes[target], self.width))
        for symbol, edge in self.graph[target].items():
            if symbol in self.seeds:
                self._scatter(edge, self.seeds[symbol], total)
        return total

    def _scatter(self, edge: Edge, seed: Seed, total: Array) -> None:
        numbers, pattern = self.point.numbers(edge), edge.pattern
        column = seed.column[pattern.columns]
        rows, slope = pattern.rows, seed.slope[pattern.columns]
        if (column < 0).any():
            moves = column >= 0
            numbers, rows, column, slope = (a[moves] for a in (numbers, rows, column, slope))
        total[rows, column] += numbers * slope
