"""The model's numbers for targets as a function of a few free ones, with exact derivatives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from calibration.errors import InputError
from cge.economy.economy import Economy
from cge.engine.errors import SolveError
from cge.experiments.suited import suited_to
from cge.moments.compare import moments_of
from cge.moments.moment import Moments
from cge.moments.schema import Target, Targets
from cge.scenarios import Scenario
from cge.scenarios.spelled import spelled_out
from cge.uncertainty.case import Case, case_of
from cge.uncertainty.correlation import covariance
from cge.uncertainty.derivatives import STEP, moving
from cge.uncertainty.numbers import Uncertain
from cge.uncertainty.schema import DATA, SIZE, Uncertainty
from cge.uncertainty.together import correlation_of

Array = np.ndarray


@dataclass(frozen=True)
class Part:
    """The targets of one scenario.

    Attributes
    ----------
    case
        The economy and the scenario with the free numbers that it has.
    moments
        The targets.
    at
        Positions of the case's numbers among all free ones.
    """

    case: Case
    moments: Moments
    at: Array

    def answers(self, x: Array) -> tuple[Array, Array]:
        """The model's numbers (targets), and their derivatives by all free ones (targets, numbers).

        Where the solution had to be taken a little beside the point, its numbers are moved back
        along the derivatives.
        """
        here = moving(self.case, x[self.at])
        along = {
            label: [here.solutions[label], *(here.along(label, k) for k in range(len(self.at)))]
            for label in self.moments.needed
        }
        found = self.moments.of(along)
        slopes = np.zeros((len(found), len(x)))
        slopes[:, self.at] = found[:, 1:].imag / STEP
        return found[:, 0].real + slopes[:, self.at] @ (x[self.at] - here.x), slopes


@dataclass
class _Point:
    x: Array
    values: Array
    slopes: Array


@dataclass
class Problem:
    """Targets, free numbers, and what the model has for the former at values of the latter.

    Attributes
    ----------
    targets
        Those that are fitted, by name.
    numbers
        The free numbers.
    mean, spread
        Means of the numbers, and their covariance (numbers, numbers): the prior.
    lower, upper
        Ends of what the numbers may be.
    parts
        One for each scenario.
    points
        How many points were solved so far.
    """

    targets: dict[str, Target]
    numbers: tuple[Uncertain, ...]
    mean: Array
    spread: Array
    lower: Array
    upper: Array
    parts: tuple[Part, ...]
    points: int = 0
    _last: list[_Point] = field(default_factory=list)

    @property
    def figures(self) -> Array:
        """The published figures (targets)."""
        return np.array([one.centre for one in self.targets.values()])

    @property
    def errors(self) -> Array:
        """Their standard errors (targets)."""
        return np.array([one.standard_error for one in self.targets.values()])

    @property
    def unit(self) -> Array:
        """Standard deviations of the prior (numbers)."""
        return np.sqrt(np.diag(self.spread))

    @property
    def correlation(self) -> Array:
        """Correlations of the prior (numbers, numbers)."""
        return self.spread / np.outer(self.unit, self.unit)

    @property
    def labels(self) -> list[str]:
        """What the numbers are called."""
        return [one.label for one in self.numbers]

    def values(self, x: Array) -> Array:
        """The model's numbers for the targets (targets).

        Raises
        ------
        ArithmeticError
            Where a scenario has no verified solution.
        """
        return self._at(x).values

    def slopes(self, x: Array) -> Array:
        """Their derivatives by the free numbers (targets, numbers)."""
        return self._at(x).slopes

    def _at(self, x: Array) -> _Point:
        for known in self._last:
            if np.array_equal(known.x, x):
                return known
        self.points += 1
        values, slopes = [], []
        try:
            for part in self.parts:
                numbers, moved = part.answers(x)
                values.append(numbers)
                slopes.append(moved)
        except (InputError, SolveError) as error:
            raise ArithmeticError(str(error)) from error
        found = _Point(x.copy(), np.concatenate(values), np.concatenate(slopes))
        self._last = [found, *self._last][:2]
        return found


def problem_of(file: Targets, free: Uncertainty, economy: Economy, solver: Any = None) -> Problem:
    """The problem of fitting free numbers to the targets of a file.

    Parameters
    ----------
    file
        The targets; those that are context, or of the benchmark alone, are left out.
    free
        The free numbers: their distributions are their priors, and what they can be their bounds.
    economy
        What is solved.
    solver
        As in :func:`cge.solve`.

    Raises
    ------
    InputError
        Everything that does not fit; numbers that no scenario has, or that are data.
    """
    _refuse_data(free)
    found: list[tuple[Scenario, Moments, Case]] = []
    problems: list[str] = []
    for plan, moments in moments_of(file, economy):
        if plan is not None:
            try:
                case = _case(economy, plan, _known_to(free, plan), solver)
                found.append((plan, moments, case))
            except InputError as error:
                problems += [f"{plan.name}: {problem}" for problem in error.problems]
    if not found and not problems:
        problems.append(f"{file.name}: no target has a scenario, so that no number can move it")
    if problems:
        raise InputError(dict.fromkeys(problems))
    numbers = _united([case for _, _, case in found])
    _refuse_idle(free, numbers)
    labels = [one.label for one in numbers]
    parts = tuple(
        Part(case, moments, np.array([labels.index(n.label) for n in case.numbers], dtype=int))
        for _, moments, case in found
    )
    distributions = [one.distribution for one in numbers]
    ends = np.array([one.support for one in distributions]).reshape(-1, 2)
    return Problem(
        targets={name: t for part in parts for name, t in part.moments.targets.items()},
        numbers=numbers,
        mean=np.array([one.mean for one in distributions]),
        spread=covariance(distributions, correlation_of(free, numbers)),
        lower=ends[:, 0],
        upper=ends[:, 1],
        parts=parts,
    )


def _refuse_data(free: Uncertainty) -> None:
    drawn = [f"'{name}' is data" for name, one in free.numbers.items() if one.kind == DATA]
    if drawn:
        raise InputError([f"{free.name}: {text}, which no fit moves" for text in drawn])


def _known_to(free: Uncertainty, plan: Scenario) -> Uncertainty:
    """The numbers that mean something in a scenario: sizes of its own packages alone."""
    numbers = {
        name: one
        for name, one in free.numbers.items()
        if one.kind != SIZE or one.size_of in plan.packages
    }
    return free.model_copy(update={"numbers": numbers, "correlations": ()})


def _case(economy: Economy, plan: Scenario, known: Uncertainty, solver: Any) -> Case:
    if known.numbers:
        return case_of(economy, plan, known, (), solver)
    dressed = suited_to(economy, plan)
    spelled = spelled_out(plan, dressed.benchmark)
    return Case(dressed, plan, spelled, (), np.zeros((0, 0)), (), solver)


def _united(cases: list[Case]) -> tuple[Uncertain, ...]:
    """The numbers of all cases, each once, in the order they come."""
    found: dict[str, Uncertain] = {}
    for case in cases:
        for one in case.numbers:
            found.setdefault(one.label, one)
    return tuple(found.values())


def _refuse_idle(free: Uncertainty, numbers: tuple[Uncertain, ...]) -> None:
    known = {one.entry for one in numbers}
    idle = [
        f"{free.name}: '{name}' moves nothing in any scenario of the targets"
        for name, one in free.numbers.items()
        if name not in known and not one.where_present
    ]
    if idle or not numbers:
        raise InputError(idle or [f"{free.name}: no number moves anything"])
