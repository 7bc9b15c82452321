"""From levels of the controls to the parameters of a model, and how these move with them."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.design.problem import Problem
from cge.economy.economy import Economy
from cge.scenarios import apply

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
        self._check()

    def levels(self, controls: Array) -> dict[str, float]:
        """Level of each control by name, kept within its bounds."""
        inside = np.clip(controls, self.lower, self.upper)
        return dict(zip(self.names, map(float, inside), strict=True))

    def dataset(self, controls: Array) -> xr.Dataset:
        """All exogenous parameters at given levels."""
        shocks = self.problem.shocks(self.levels(controls))
        return apply(shocks, self.economy.parameters, self.economy.named_groups)

    def parameters(self, controls: Array) -> dict[str, Array]:
        """Parameters that shocks change, at given levels."""
        found = self.dataset(controls)
        given = self.problem.given.shocks if self.problem.given is not None else ()
        names = dict.fromkeys([*self.moved, *(shock.parameter for shock in given)])
        return {name: found[name].to_numpy() for name in names}

    def slopes(self, controls: Array) -> dict[str, Array]:
        """Parameter -> derivatives of its elements by the controls, (elements, controls)."""
        columns = [self._slope(controls, k) for k in range(len(self.names))]
        return {name: np.stack([c[name] for c in columns], axis=1) for name in self.moved}

    @property
    def moved(self) -> list[str]:
        """Parameters that a control moves."""
        named = {s.parameter for c in self.problem.controls.values() for s in c.shocks}
        return [name for name in self.economy.parameter_arrays if name in named]

    def _slope(self, controls: Array, k: int) -> dict[str, Array]:
        ends = [self._with(controls, k, end[k]) for end in (self.lower, self.upper)]
        width = self.upper[k] - self.lower[k]
        return {n: ((ends[1][n] - ends[0][n]) / width).ravel() for n in self.moved}

    def _with(self, controls: Array, k: int, level: float) -> dict[str, Array]:
        moved = controls.copy()
        moved[k] = level
        return self.parameters(moved)

    def _check(self) -> None:
        self.economy.check_shocks(self.dataset(self.start))
        problems = []
        for k, name in enumerate(self.names):
            ends = [self._with(self.start, k, end[k]) for end in (self.lower, self.upper)]
            half = self._with(self.start, k, (self.lower[k] + self.upper[k]) / 2)
            shift = max(float(np.abs(ends[1][n] - ends[0][n]).max()) for n in self.moved)
            bend = max(
                float(np.abs((ends[0][n] + ends[1][n]) / 2 - half[n]).max()) for n in self.moved
            )
            place = self.problem.place("controls", name)
            if shift == 0:
                problems.append(f"{place}moves no parameter")
            elif bend > LINEAR_WITHIN * shift:
                problems.append(
                    f"{place}moves a parameter out of proportion; "
                    "let each of its shocks scale other elements"
                )
        if problems:
            raise InputError(problems)
