"""Derivatives of a few numbers by everything they depend on, pulled back through the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cge.engine.elimination import Graph, Point
from cge.engine.tape import Array


class Adjoints:
    """Derivatives of some numbers by variables and parameters, from the numbers backwards.

    Parameters
    ----------
    graph
        Edges into every variable and equation.
    point
        Where derivatives are taken.
    rows
        Symbol -> derivatives of the numbers by it to begin with, (elements, numbers).

    Attributes
    ----------
    rows
        The same for all that was reached so far.
    """

    def __init__(self, graph: Graph, point: Point, rows: Mapping[str, Array]) -> None:
        self.graph = graph
        self.point = point
        self.rows = dict(rows)

    def pull(self, targets: Iterable[str]) -> None:
        """Pass on what assigned variables have, in reverse order of evaluation."""
        for target in targets:
            if target in self.rows:
                self.distribute(target, self.rows[target])

    def distribute(self, target: str, weights: Array) -> None:
        """Pass on weights of the right sides of a variable, or of an equation, to what it reads."""
        for symbol, edge in self.graph[target].items():
            matrix = edge.pattern.matrix(self.point.numbers(edge))
            self.add(symbol, matrix.T @ weights)

    def add(self, symbol: str, rows: Array) -> None:
        """Add derivatives by a symbol."""
        held = self.rows.get(symbol)
        self.rows[symbol] = rows if held is None else held + rows
