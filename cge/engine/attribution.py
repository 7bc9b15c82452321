"""What each argument of an equation contributes to a change, adding up exactly.

Between two points, a function changes by the sum over its arguments of the change of the argument
times the mean of the partial derivative along the straight path from one point to the other
(Aumann and Shapley 1974, *Values of Non-Atomic Games*). The means are integrals by Gauss and
Legendre's rule, over as many panels as it takes; what rounding leaves over is spread in
proportion, so that contributions add up to the change whatever the shock.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Protocol

import numpy as np

from cge.engine.system import CompiledEquation, Forms, Program, Values
from cge.engine.tape import Array, Reference
from cge.engine.template import Template
from cge.engine.turns import in_turn

Element = tuple[str, int]  # a symbol and the flat position in its array
NODES = 16
PANELS = (1, 2, 4, 8, 16, 32)
_CLOSE = 1e-12


class Function(Protocol):
    """A number that depends on elements of arrays."""

    def value(self, values: Mapping[str, Array]) -> float:
        """The number."""

    def gradient(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """Symbol -> derivatives by each of its elements."""

    @property
    def reads(self) -> frozenset[str]:
        """Symbols that it depends on."""


class Row:
    """One row of an equation: its right side where that gives an element, else left less right.

    Parameters
    ----------
    template
        The equation.
    row
        Flat position of the row over the sets of the equation.
    element
        The element that it determines.
    moving
        Symbols by which derivatives are wanted.

    Attributes
    ----------
    explicit
        The left side is the element alone, and the right side does not read it.
    arguments
        Symbol -> flat positions of the elements that the function reads.
    """

    def __init__(
        self, template: Template, row: int, element: Element, moving: frozenset[str]
    ) -> None:
        self.template = template
        with in_turn():
            self._compiled = _one_row(template, row, moving)
        left, right = _loads(self._compiled.left), _loads(self._compiled.right)
        self.explicit = _is(left, element) and not _has(right, element)
        self.arguments = right if self.explicit else _joined(left, right)

    @property
    def reads(self) -> frozenset[str]:
        """Symbols that it reads."""
        return frozenset(self.arguments)

    def reads_element(self, element: Element) -> bool:
        """Whether it depends directly on an element."""
        return _has(self.arguments, element)

    def value(self, values: Mapping[str, Array]) -> float:
        """The right side, or left less right."""
        if self.explicit:
            return float(self._compiled.right.value(values)[0])
        return float(self._compiled.difference(values)[0])

    def gradient(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """Symbol -> derivatives by each of its elements."""
        sides = [(self._compiled.right, 1.0)]
        if not self.explicit:
            sides = [(self._compiled.left, 1.0), (self._compiled.right, -1.0)]
        total: dict[str, Array] = {}
        for side, sign in sides:
            for name, numbers in side.derivatives(values).items():
                held = total.setdefault(name, np.zeros(values[name].size))
                np.add.at(held, side.entries[name][1], sign * numbers)
        return total


class Substituted:
    """A row some of whose arguments are given by explicit rows, which may read each other.

    Parameters
    ----------
    row
        The row.
    given
        Elements that it or a row in it reads -> the rows that give them.
    """

    def __init__(self, row: Row, given: Mapping[Element, Row]) -> None:
        self._row = row
        after = {e: {k for k in given if r.reads_element(k)} for e, r in given.items()}
        self._given = {e: given[e] for e in TopologicalSorter(after).static_order()}

    @property
    def reads(self) -> frozenset[str]:
        """Symbols that it or a row in it reads."""
        return self._row.reads.union(*(inner.reads for inner in self._given.values()))

    def _replaced(self, values: Mapping[str, Array]) -> Values:
        replaced = dict(values)
        for name in {name for name, _ in self._given}:
            replaced[name] = values[name].copy()
        for (name, flat), inner in self._given.items():
            replaced[name][flat] = inner.value(replaced)
        return replaced

    def value(self, values: Mapping[str, Array]) -> float:
        """The row, after the rows that it reads."""
        return self._row.value(self._replaced(values))

    def gradient(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """Symbol -> derivatives by each of its elements, by the chain rule."""
        here = self._replaced(values)
        total = self._row.gradient(here)
        for (name, flat), inner in reversed(self._given.items()):
            if name not in total:
                continue
            slope, total[name][flat] = total[name][flat], 0.0
            for other, numbers in inner.gradient(here).items():
                total[other] = total.get(other, 0.0) + slope * numbers
        return total


def contributions(
    function: Function, before: Values, after: Values, total: float | None = None
) -> dict[Element, float]:
    """Contribution of every element that moves to the change of a function.

    Parameters
    ----------
    function
        A function of elements of arrays.
    before, after
        Raveled arrays of every symbol at the two points.
    total
        The change that contributions add up to, that of the function where left out. A solution
        meets its equations to a tolerance, by which the change of a variable may differ.

    Returns
    -------
    dict
        Element -> contribution, in units of the function.
    """
    change = {n: after[n] - before[n] for n in function.reads if (after[n] != before[n]).any()}
    own = function.value(after) - function.value(before)
    found, size, missed = dict[Element, float](), 0.0, np.inf
    for panels in PANELS:
        found = _integrated(function, before, change, panels)
        size = sum(map(abs, found.values()))
        last, missed = missed, abs(own - sum(found.values()))
        if missed <= _CLOSE * size or missed > last / 2:  # near enough, or rounding
            break
    left_over = (own if total is None else total) - sum(found.values())
    return {e: c + left_over * abs(c) / size for e, c in found.items()} if size else found


def _integrated(
    function: Function, before: Values, change: Values, panels: int
) -> dict[Element, float]:
    """Mean derivative along the path times change, of every element that moves."""
    means = {name: np.zeros(delta.size) for name, delta in change.items()}
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    for panel in range(panels):
        for node, weight in zip(nodes, weights, strict=True):
            along = (panel + (node + 1) / 2) / panels
            here = before | {n: before[n] + along * delta for n, delta in change.items()}
            with np.errstate(all="ignore"):  # of elements that do not move, and count nothing
                slopes = function.gradient(here)
            for name in means.keys() & slopes.keys():
                means[name] += weight / (2 * panels) * slopes[name]
    return {
        (name, int(flat)): float(mean[flat] * change[name][flat])
        for name, mean in sorted(means.items())
        for flat in np.flatnonzero((change[name] != 0) & (mean != 0))
    }


def _one_row(template: Template, row: int, moving: frozenset[str]) -> CompiledEquation:
    shape = tuple(len(s) for s in template.equation.index_set().subsets())
    only = np.zeros(shape, dtype=bool)
    only.flat[row] = True
    return CompiledEquation(template, moving, only)


def _loads(side: Program | Forms) -> dict[str, Array]:
    """Symbol -> positions of the elements that one side reads."""
    assert isinstance(side, Program)  # a row has one form
    found: dict[str, list[Array]] = {}
    for instruction in side.tape.instructions:
        if isinstance(instruction.source, Reference):
            source = instruction.source
            found.setdefault(source.symbol, []).append(source.flat.ravel())
    return {name: np.unique(np.concatenate(flats)) for name, flats in found.items()}


def _is(elements: Mapping[str, Array], element: Element) -> bool:
    return elements.keys() == {element[0]} and elements[element[0]].tolist() == [element[1]]


def _has(elements: Mapping[str, Array], element: Element) -> bool:
    name, flat = element
    return name in elements and bool((elements[name] == flat).any())


def _joined(one: Mapping[str, Array], other: Mapping[str, Array]) -> dict[str, Array]:
    none = np.empty(0, dtype=int)
    return {n: np.union1d(one.get(n, none), other.get(n, none)) for n in {**one, **other}}
