"""What a problem is: controls with bounds, an objective, constraints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Self

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from calibration.files.card import Card, Carded
from calibration.files.fields import Frozen, Number, Placed, Text, all_wrong, wrong
from cge.design.card import problem_card
from cge.inputs.fields import Labels
from cge.scenarios import Package, Scenario, Shock
from cge.scenarios.study import Study

GIVEN = "given"
OPTIMUM = "optimum"
DIRECTIONS = ("minimise", "maximise")
LIMITS = ("at_most", "at_least", "at_most_percent", "at_least_percent")


class Control(Package):
    """A policy whose level is chosen: shocks whose numbers are multiplied by the control.

    Attributes
    ----------
    lower, upper : float
        Bounds of the control.
    start : float, optional
        Where the search starts; the middle where omitted.
    unit : str, optional
        Unit of the control, for tables.
    """

    lower: Number
    upper: Number
    start: Number | None = None
    unit: str | None = None

    @property
    def first(self) -> float:
        """Where the search starts."""
        return (self.lower + self.upper) / 2 if self.start is None else self.start

    @model_validator(mode="after")
    def _room(self) -> Self:
        """Bounds must leave room, and the search must start between them."""
        problems = []
        if not self.lower < self.upper:
            problems.append(f"lower {self.lower:g} is not below upper {self.upper:g}")
        elif not self.lower <= self.first <= self.upper:
            problems.append(f"start {self.first:g} is not between lower and upper")
        if not self.shocks or self.carbon or self.cbam or self.tariffs:
            problems.append("needs shocks, and nothing but shocks")
        if problems:
            raise all_wrong("Control", [((), text) for text in problems])
        return self

    def at(self, level: float) -> list[Shock]:
        """The shocks at a level of the control."""
        return [s.model_copy(update={s.operation: s.number * level}) for s in self.shocks]


def _counts(weight: float) -> float:
    if weight == 0:
        raise wrong("a weight of 0 counts for nothing; leave the term out")
    return weight


class Term(Placed):
    """Part of a weighted sum: elements of a variable, each times a weight.

    Attributes
    ----------
    variable : str
        Name of the variable, or of a parameter that a control moves.
    weight : float
        Weight of each element.
    where : dict of Selector
        Labels by dimension; all where a dimension is not named.
    """

    variable: Text
    weight: Annotated[Number, AfterValidator(_counts)] = 1.0
    where: dict[str, Labels] = Field(default_factory=dict)


Terms = Annotated[tuple[Term, ...], Field(strict=False, min_length=1)]


class Objective(Frozen):
    """A weighted sum to minimise or to maximise; one of the two is given."""

    minimise: Terms | None = None
    maximise: Terms | None = None
    title: str | None = None

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if (self.minimise is None) == (self.maximise is None):
            raise wrong(f"needs one of {' and '.join(DIRECTIONS)}")
        return self

    @property
    def terms(self) -> tuple[Term, ...]:
        """The sum."""
        return self.minimise or self.maximise or ()

    @property
    def sign(self) -> float:
        """1 where the sum is minimised, -1 where it is maximised."""
        return 1.0 if self.minimise is not None else -1.0


class Constraint(Placed):
    """A weighted sum that is kept between limits.

    Attributes
    ----------
    sum : tuple of Term
        What is limited.
    at_most, at_least : float, optional
        Limits in the unit of the variables.
    at_most_percent, at_least_percent : float, optional
        Limits as a change in % of the benchmark's value.
    """

    sum: Terms
    title: str | None = None
    source: str | None = None
    at_most: Number | None = None
    at_least: Number | None = None
    at_most_percent: Number | None = None
    at_least_percent: Number | None = None

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if all(getattr(self, limit) is None for limit in LIMITS):
            raise wrong(f"has no limit; add one of {', '.join(LIMITS)}")
        return self

    def limits(self, benchmark: float) -> tuple[float, float]:
        """Lower and upper limit of the sum, infinite where there is none."""
        least = _given(self.at_least, self.at_least_percent, benchmark)
        most = _given(self.at_most, self.at_most_percent, benchmark)
        return max(least, default=-np.inf), min(most, default=np.inf)

    @property
    def relative(self) -> bool:
        """Whether a limit refers to the benchmark."""
        return self.at_most_percent is not None or self.at_least_percent is not None


def _given(absolute: float | None, percent: float | None, benchmark: float) -> list[float]:
    """The limits given on one side, in the unit of the sum."""
    found = [] if absolute is None else [absolute]
    return found if percent is None else [*found, benchmark + abs(benchmark) * percent / 100]


def _free(name: str) -> str:
    if name in (GIVEN, OPTIMUM):
        raise wrong("this name is kept; choose another")
    return name


FreeName = Annotated[str, AfterValidator(_free)]


class Problem(Carded, Study):
    """A documented problem of optimal design.

    Attributes
    ----------
    given : Package, optional
        Shocks that hold at all levels of the controls.
    controls : dict of Control
        Policy levels to choose.
    objective : Objective
        The sum to maximise or minimise.
    constraints : dict of Constraint
        Limits on other sums.
    """

    KIND: ClassVar[str] = "problems"

    name: Text = "problem"
    given: Package | None = None
    controls: Annotated[dict[FreeName, Control], Field(min_length=1)]
    objective: Objective
    constraints: dict[str, Constraint] = Field(default_factory=dict)

    def _card(self) -> Card:
        return problem_card(self, LIMITS)

    def packages(self, levels: Mapping[str, float]) -> dict[str, Package]:
        """All packages at given levels of the controls, in the order they are applied."""
        given = {} if self.given is None else {GIVEN: self.given}
        return given | {
            name: Package(title=c.title, shocks=tuple(c.at(levels[name])), source=c.source)
            for name, c in self.controls.items()
        }

    def scenario(self, levels: Mapping[str, float]) -> Scenario:
        """The controls at given levels as a scenario with the experiment ``optimum``.

        Where the problem has shocks that always hold, they alone are an experiment too, ``given``.
        """
        packages = self.packages(levels)
        experiments = {OPTIMUM: tuple(packages)}
        if self.given is not None:
            experiments = {GIVEN: (GIVEN,), **experiments}
        about = {key: getattr(self, key) for key in Study.model_fields}
        return Scenario(**about, packages=packages, experiments=experiments)

    @property
    def at_start(self) -> Scenario:
        """The scenario from which the search starts."""
        return self.scenario({name: control.first for name, control in self.controls.items()})


def open_problem(source: str | Path | Problem) -> Problem:
    """The problem that a user means: a shipped one by its name, a YAML file, or a problem.

    Raises
    ------
    calibration.errors.InputError
        When there is no such name and no such file, or the file is not a problem.
    """
    if isinstance(source, Problem):
        return source
    return Problem.from_name(source)
