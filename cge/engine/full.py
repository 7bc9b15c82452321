"""The full space: every variable is an unknown of IPOPT, every equation one of its constraints.

Slower than the reduced space by far, but with nothing between the equations and IPOPT: a check.
"""

from __future__ import annotations

import numpy as np

from cge.engine.elimination import Point
from cge.engine.system import CompiledEquation, System, Values, worst_row
from cge.engine.tape import Array

SIDES = (("left", 1.0), ("right", -1.0))


class FullProblem:
    """All equations of a system in all its unknowns, as a square system for IPOPT.

    Unknowns are logs of ratios to the start for positive variables, else ratios; a residual is
    divided by the size of its equation at the start.

    Parameters
    ----------
    system
        The compiled equations.
    values
        The start; elements of variables that no equation determines keep these values.
    """

    sweeps = 0  # there are no inner blocks
    part = 1.0

    def __init__(self, system: System, values: Values) -> None:
        self.system = system
        self.start = values
        self.at = {v: system.unknown(v) for v in system.variables}
        self.bounds = np.cumsum([0, *(len(a) for a in self.at.values())])
        self.number = {v: self._numbers(v, k) for k, v in enumerate(self.at)}
        self.scale = {v: self._scales(v) for v in self.at}
        self.sizes = np.concatenate([self._size(e) for e in system.equations])
        self._entries = self._structure()
        self._residual = np.zeros(len(self.sizes))

    def _numbers(self, variable: str, k: int) -> Array:
        numbers = np.full(self.system.symbols[variable].size, -1)
        numbers[self.at[variable]] = np.arange(self.bounds[k], self.bounds[k + 1])
        return numbers

    def _scales(self, variable: str) -> Array:
        """Size of each unknown element, from the benchmark where the start is zero."""
        at = self.at[variable]
        size = np.abs(self.start[variable][at])
        floor = np.abs(self.system.initial[variable]).max(initial=0.0) or self._money()
        return np.where(size > 0, size, floor)

    def _money(self) -> float:
        """Typical size of what starts at zero, such as a receipt: that of the largest variable."""
        return max(float(np.abs(self.system.initial[v]).max()) for v in self.system.variables)

    def _size(self, equation: CompiledEquation) -> Array:
        left = np.abs(equation.left.value(self.start))
        right = np.abs(equation.right.value(self.start))
        size = np.maximum(left, right)
        return np.where(size > 0, size, size.max() or self._money())

    def _positive(self, variable: str) -> bool:
        return self.system.symbols[variable].positive

    # ------------------------------------------------------------------ unknowns
    def unknowns(self, values: Values) -> Array:
        """Unknowns that stand for values."""
        parts = []
        for variable, at in self.at.items():
            ratio = values[variable][at] / self.scale[variable]
            parts.append(np.log(ratio) if self._positive(variable) else ratio)
        return np.concatenate(parts)

    def values_at(self, x: Array) -> Values:
        """Values that unknowns stand for."""
        values = dict(self.start)
        for k, (variable, at) in enumerate(self.at.items()):
            part = x[self.bounds[k] : self.bounds[k + 1]]
            level = values[variable].copy()
            ratio = np.exp(part) if self._positive(variable) else part
            level[at] = self.scale[variable] * ratio
            values[variable] = level
        return values

    # ------------------------------------------------------------------ for IPOPT
    def residual(self, x: Array) -> Array:
        """Left less right side of every row, relative to its size at the start."""
        values = self.values_at(x)
        parts = [e.difference(values) for e in self.system.equations]
        self._residual = np.concatenate(parts) / self.sizes
        return self._residual

    def worst(self) -> str:
        """The equation with the largest residual at the point last asked for."""
        return worst_row(self.system.equations, self._residual)

    def structure(self) -> tuple[Array, Array]:
        """Rows and columns of the entries; repeated ones are added up by IPOPT."""
        return (
            np.concatenate([r for r, _, _ in self._entries]),
            np.concatenate([c for _, c, _ in self._entries]),
        )

    def jacobian(self, x: Array) -> Array:
        """Entries in the order of :meth:`structure`."""
        values = self.values_at(x)
        point = Point(values)
        slope = np.concatenate(
            [values[v][at] if self._positive(v) else self.scale[v] for v, at in self.at.items()]
        )
        numbers = iter(self._entries)
        parts = []
        for equation in self.system.equations:
            for side, sign in SIDES:
                for symbol in getattr(equation, side).entries:
                    rows, columns, chosen = next(numbers)
                    partial = point.partials(equation, side)[symbol][chosen]
                    parts.append(sign * partial * slope[columns] / self.sizes[rows])
        return np.concatenate(parts)

    def _structure(self) -> list[tuple[Array, Array, Array]]:
        """Rows, columns and positions of the entries of each side of each equation."""
        found, first = [], 0
        for equation in self.system.equations:
            for side, _ in SIDES:
                for symbol, (rows, flat) in getattr(equation, side).entries.items():
                    column = self.number[symbol][flat]
                    chosen = np.flatnonzero(column >= 0)
                    found.append((first + rows[chosen], column[chosen], chosen))
            first += equation.rows
        return found
