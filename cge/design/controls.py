"""From levels of the controls to the parameters of a model, and how these move with them."""

from __future__ import annotations

import numpy as np

from calibration.errors import InputError
from cge.design.problem import Problem
from cge.economy.economy import Economy
from cge.scenarios.parameters import shocked

Array = np.ndarray
# Of what a control moves a parameter by over its range.
LINEAR_WITHIN = 1e-9


class Controls:
    """The controls of a problem on an economy.

    Every operation of a shock is linear in its number, so parameters are linear in each control
    alone, and two values of it give its slope exactly.

    Parameters
    ----------
    problem, economy
        What is chosen, and where.

    Attributes
    ----------
    names, lower, upper, start
        Of the controls.
    moved
        Parameters that a control moves.

    Raises
    ------
    InputError
        For what does not fit the economy, and where a control does not move a parameter in
        proportion, or not at all.
    """

    def __init__(self, problem: Problem, economy: Economy) -> None:
        self.problem = problem
        self.economy = economy
        self.names = list(problem.controls)
        chosen = problem.controls.values()
        self.lower = np.array([c.lower for c in chosen])
        self.upper = np.array([c.upper for c in chosen])
        self.start = np.array([c.first for c in chosen])
        self.moved = self._find_moved()

    def levels(self, controls: Array) -> dict[str, float]:
        """Level of each control by name, kept within its bounds."""
        inside = np.clip(controls, self.lower, self.upper)
        return dict(zip(self.names, map(float, inside), strict=True))

    def parameters(self, controls: Array) -> dict[str, Array]:
        """Parameters that differ from the benchmark at given levels."""
        benchmark = self.economy.parameter_arrays
        packages = self.problem.packages(self.levels(controls))
        found = shocked(self.economy, list(packages.values()))
        arrays = {str(name): array.to_numpy() for name, array in found.data_vars.items()}
        return {n: a for n, a in arrays.items() if not np.array_equal(a, benchmark[n])}

    def slopes(self, controls: Array) -> dict[str, Array]:
        """Parameter -> derivatives of its elements by the controls, (elements, controls)."""
        columns = [self._slope(controls, k) for k in range(len(self.names))]
        return {name: np.stack([c[name] for c in columns], axis=1) for name in self.moved}

    def _slope(self, controls: Array, k: int) -> dict[str, Array]:
        ends = [self._with(controls, k, end[k]) for end in (self.lower, self.upper)]
        width = self.upper[k] - self.lower[k]
        return {n: ((ends[1][n] - ends[0][n]) / width).ravel() for n in self.moved}

    def _with(self, controls: Array, k: int, level: float) -> dict[str, Array]:
        """All parameters with one control at another level."""
        other = controls.copy()
        other[k] = level
        return self.economy.parameter_arrays | self.parameters(other)

    def _find_moved(self) -> list[str]:
        """Parameters that a control moves; refuses controls that do not move in proportion."""
        problems, moved = [], set()
        for k, name in enumerate(self.names):
            levels = (self.lower[k], (self.lower[k] + self.upper[k]) / 2, self.upper[k])
            low, half, high = (self._with(self.start, k, level) for level in levels)
            shift = {n: float(np.abs(high[n] - low[n]).max(initial=0.0)) for n in low}
            bend = max(
                float(np.abs((low[n] + high[n]) / 2 - half[n]).max(initial=0.0)) for n in low
            )
            place = self.problem.controls[name].place or f"controls > {name}: "
            if not any(shift.values()):
                problems.append(f"{place}moves no parameter")
            elif bend > LINEAR_WITHIN * max(shift.values()):
                problems.append(
                    f"{place}moves a parameter out of proportion; "
                    "let each of its shocks scale other elements"
                )
            moved |= {n for n, size in shift.items() if size > 0}
        if problems:
            raise InputError(problems)
        return [n for n in self.economy.parameter_arrays if n in moved]
