"""Exact derivatives of every statistic by every uncertain number, at one point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calibration.errors import InputError
from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.symbols.registry import entry_of
from cge.uncertainty.case import Case, verified
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.numbers import ELASTICITY
from cge.uncertainty.schema import DATA

Array = np.ndarray
STEP = 1e-30  # of the complex step, whose square is nothing
_APART = 1e-3  # part of a standard deviation; parameters are linear in most numbers
_OFF_ONE = 1e-4  # an elasticity this far from 1 still has the form that depends on it
SYMBOLS = ("level", "power", "elasticity")


@dataclass(frozen=True)
class Moving:
    """The solutions of a case at a point, and how they move with each number.

    Attributes
    ----------
    x
        The point; see `moving` for when it is a little beside the one asked for.
    economy
        The economy at the point.
    solutions
        The solution of each experiment.
    moves
        How variables and parameters move with each number (elements, numbers), by experiment.
    """

    x: Array
    economy: Economy
    solutions: Mapping[str, Values]
    moves: Mapping[str, Mapping[str, Array]]

    def along(self, label: str, k: int) -> Values:
        """A solution moved by a complex step along a number.

        The imaginary part of a smooth statistic of it, over `STEP`, is its derivative.
        """
        solution = self.solutions[label]
        moved = {
            name: solution[name] + 1j * STEP * by_number[:, k]
            for name, by_number in self.moves[label].items()
        }
        return {**solution, **moved}


def moving(case: Case, x: Array) -> Moving:
    """Solve a case, and differentiate every variable by every number.

    All equations hold before and after, so one linear solve for each experiment says how every
    variable moves. At an elasticity of 1, where the equations are those of Cobb and Douglas,
    derivatives are those beside it, at 1.0001.

    Parameters
    ----------
    case
        The case.
    x
        Where: a number for each of the case's (numbers).

    Raises
    ------
    InputError
        Where data are among the numbers, whose accounts are balanced again, or an experiment has no
        verified solution there.
    cge.SolveError
        Where solutions do not move smoothly.
    """
    drawn = [number.label for number in case.numbers if number.kind == DATA]
    if drawn:
        raise InputError(f"derivatives: there are none by data that are drawn ({drawn[0]})")
    x = _beside_one(case, x)
    economy, found = case.solutions(x)
    return moving_from(case, x, economy, verified(found, must=True))


def moving_from(case: Case, x: Array, economy: Economy, solutions: Mapping[str, Values]) -> Moving:
    """How solutions that were found before move with each number; see `moving`.

    Parameters
    ----------
    case, x
        As in `moving`; no elasticity among the numbers is 1 at the point.
    economy, solutions
        The economy at the point, and the verified solution of each experiment there.

    Raises
    ------
    cge.SolveError
        Where solutions do not move smoothly.
    """
    slopes = _slopes(case, x)
    moves = {
        label: _moves(case.economy, solution, slopes[label])
        for label, solution in solutions.items()
    }
    return Moving(x, economy, solutions, moves)


def derivatives(case: Case, x: Array) -> Array:
    """Derivatives of the outcome by the numbers, from the equations that were solved.

    Statistics follow by a complex step through their formulas. Variables kept in full have none.

    Parameters
    ----------
    case, x
        As in `moving`, which also says what is raised.

    Returns
    -------
    numpy.ndarray
        (size of the layout, numbers); not a number for kept variables.
    """
    here = moving(case, x)
    layout = case.layout
    outcome = np.full((len(layout.experiments), layout.width, len(case.numbers)), np.nan)
    width = sum(column.size for column in layout.statistics)
    for n, label in enumerate(layout.experiments):
        for k in range(len(case.numbers)):
            row = layout.statistics_of(here.economy, here.along(label, k))
            outcome[n, :width, k] = row.imag / STEP
    return outcome.reshape(layout.size, len(case.numbers))


def _beside_one(case: Case, x: Array) -> Array:
    """The point, with numbers that make an elasticity 1 a little larger."""
    beside = np.array(x, dtype=float)
    for k, number in enumerate(case.numbers):
        if number.kind == ELASTICITY:
            moved = [number.moved(cells.centre, beside[k]) for cells in number.cells]
            if np.any(np.abs(np.concatenate(moved) - 1) < _OFF_ONE / 2):
                beside[k] += _OFF_ONE
    return beside


def _moves(economy: Economy, values: Values, slopes: Mapping[str, Array]) -> dict[str, Array]:
    """How all variables and parameters move with each number (elements, numbers)."""
    from cge.engine.directions import Directions

    if not slopes:  # no number is of this experiment
        return {}
    names = tuple(sorted(slopes))
    directions = economy.kept(
        ("directions", names),
        lambda: Directions(economy.pyomo_model(), economy.variables, names),
    )
    return directions.at(values, slopes)


def _slopes(case: Case, x: Array) -> dict[str, dict[str, Array]]:
    """How parameters move with each number, by experiment; those alone that move."""
    each: dict[str, dict[str, list[Array]]] = {}
    for k, number in enumerate(case.numbers):
        ends = _about(number.distribution, x[k])
        up, down = (_parameters(case, _with(x, k, end)) for end in ends)
        for label in up:
            for name, high in up[label].items():
                slope = (high - down[label][name]) / (ends[0] - ends[1])
                each.setdefault(label, {}).setdefault(name, []).append(slope)
    return {
        label: {name: np.stack(s, axis=1) for name, s in found.items() if np.any(s)}
        for label, found in each.items()
    }


def _about(distribution: Distribution, at: float) -> tuple[float, float]:
    """Two numbers about one, the higher first; at an end of what is possible, not beyond it."""
    step = _APART * distribution.standard_deviation
    low, high = distribution.support
    if not low <= at <= high:  # asked for where the file has nothing
        return at + step, at - step
    return min(at + step, high), max(at - step, low)


def _with(x: Array, k: int, number: float) -> Array:
    moved = np.array(x, dtype=float)
    moved[k] = number
    return moved


def _parameters(case: Case, x: Array) -> dict[str, dict[str, Array]]:
    """Parameters and elasticities of every experiment at a point, raveled."""
    economy, experiments = case.at(x)
    elasticities = {name: np.ravel(array) for name, array in economy.elasticities.items()}
    return {
        label: elasticities
        | {
            str(name): array.to_numpy().astype(float).ravel()
            for name, array in parameters.data_vars.items()
            if entry_of(str(name)).kind in SYMBOLS
        }
        for label, parameters in experiments.items()
    }
