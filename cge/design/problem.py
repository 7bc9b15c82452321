"""What a problem is: controls with bounds, an objective, constraints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, Field, PrivateAttr, ValidationError

from calibration.errors import InputError
from calibration.files.yaml import Document, Path_, read_document
from cge.inputs import find as locations
from cge.inputs.fields import Frozen, Labels, Number, Text
from cge.scenarios import Abatement, Package, Scenario, Shock
from cge.scenarios.schema import Problem as Said
from cge.scenarios.schema import SwapRow, sentences

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

    def at(self, level: float) -> list[Shock]:
        """The shocks at a level of the control."""
        return [s.model_copy(update={s.operation: s.number * level}) for s in self.shocks]


class Term(Frozen):
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
    weight: Number = 1.0
    where: dict[str, Labels] = Field(default_factory=dict)


Terms = Annotated[tuple[Term, ...], Field(strict=False, min_length=1)]


class Objective(Frozen):
    """A weighted sum to minimise or to maximise; one of the two is given."""

    minimise: Terms | None = None
    maximise: Terms | None = None
    title: str | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The sum."""
        return self.minimise or self.maximise or ()

    @property
    def sign(self) -> float:
        """1 where the sum is minimised, -1 where it is maximised."""
        return 1.0 if self.minimise is not None else -1.0


class Constraint(Frozen):
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


class Problem(Frozen):
    """A documented problem of optimal design.

    Attributes
    ----------
    name : str
        Short name; of a file, its name without the ending.
    title, author, reference, description : str
        What is asked, by whom, after which source.
    data, closure, technology, abatement, swap
        As in a scenario.
    given : Package, optional
        Shocks that hold whatever the controls are.
    controls : dict of Control
        What is chosen.
    objective : Objective
        What is best.
    constraints : dict of Constraint
        What must hold.
    """

    name: Text = "problem"
    title: Text
    author: str | None = None
    reference: str | None = None
    description: str | None = None
    data: Text | None = None
    closure: Text = "standard"
    technology: Text | None = None
    abatement: Abatement | None = None
    swap: Annotated[tuple[SwapRow, ...], Field(strict=False)] = ()
    given: Package | None = None
    controls: Annotated[dict[str, Control], Field(min_length=1)]
    objective: Objective
    constraints: dict[str, Constraint] = Field(default_factory=dict)
    _document: Document = PrivateAttr(default_factory=lambda: Document("problem", {}))

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
        about = {key: getattr(self, key) for key in _SHARED}
        return Scenario(**about, packages=packages, experiments=experiments)

    @property
    def at_start(self) -> Scenario:
        """The scenario from which the search starts."""
        return self.scenario({name: control.first for name, control in self.controls.items()})

    def place(self, *path: str | int) -> str:
        """Where a value stands in its file, as the beginning of an error message."""
        return self._document.place(path)

    @classmethod
    def from_file(cls, path: str | Path) -> Problem:
        """Read a problem from a YAML file.

        Raises
        ------
        calibration.errors.InputError
            Everything wrong with the file, each problem with its line.
        """
        return cls.from_document(read_document(path), name=Path(path).stem)

    @classmethod
    def from_dict(cls, data: dict[str, Any], name: str = "problem") -> Problem:
        """Make a problem from nested dictionaries laid out as in a file.

        Raises
        ------
        calibration.errors.InputError
            Everything wrong with it.
        """
        return cls.from_document(Document(name, data), name=name)

    @classmethod
    def from_document(cls, document: Document, name: str) -> Problem:
        """Make a problem from the content of a file; see `from_file`."""
        if not isinstance(document.data, dict):
            raise InputError(f"{document.place()}holds no problem; begin with 'title: ...'")
        try:
            problem = cls.model_validate({"name": name} | document.data)
        except ValidationError as error:
            raise _input_error(document, sentences(error, _keys_at)) from None
        found = [*_bound_problems(problem), *_limit_problems(problem)]
        if found:
            raise _input_error(document, found)
        problem._document = document
        packages: dict[Path_, Package] = {
            ("controls", name): control for name, control in problem.controls.items()
        }
        if problem.given is not None:
            packages[(GIVEN,)] = problem.given
        for path, package in packages.items():
            for n, shock in enumerate(package.shocks):
                shock._place = document.place((*path, "shocks", n))
        return problem


# What a scenario has too.
_SHARED = (
    *("name", "title", "author", "reference", "description"),
    *("data", "closure", "technology", "abatement", "swap"),
)


def open_problem(source: str | Path | Problem) -> Problem:
    """The problem that a user means: a shipped one by its name, a YAML file, or a problem.

    Raises
    ------
    calibration.errors.InputError
        When there is no such name and no such file, or the file is not a problem.
    """
    if isinstance(source, Problem):
        return source
    return Problem.from_file(locations.find("problems", source))


def _input_error(document: Document, found: list[Said]) -> InputError:
    found = sorted(found, key=lambda said: document.line(said[0]))
    return InputError(document.place(path) + text for path, text in found)


def _bound_problems(problem: Problem) -> list[Said]:
    """Bounds must leave room, and the search must start between them."""
    found: list[Said] = []
    for name, control in problem.controls.items():
        path = ("controls", name)
        if not control.lower < control.upper:
            found.append((path, f"lower {control.lower:g} is not below upper {control.upper:g}"))
        elif not control.lower <= control.first <= control.upper:
            found.append((path, f"start {control.first:g} is not between lower and upper"))
    found += [
        (("controls", name), "needs shocks, and nothing but shocks")
        for name, control in problem.controls.items()
        if not control.shocks or control.carbon or control.cbam
    ]
    reserved = [name for name in problem.controls if name in (GIVEN, OPTIMUM)]
    found += [(("controls", n), "this name is kept; choose another") for n in reserved]
    return found


def _limit_problems(problem: Problem) -> list[Said]:
    given = [d for d in DIRECTIONS if getattr(problem.objective, d) is not None]
    found: list[Said] = []
    if len(given) != 1:
        found.append((("objective",), f"needs one of {' and '.join(DIRECTIONS)}"))
    for name, constraint in problem.constraints.items():
        if all(getattr(constraint, limit) is None for limit in LIMITS):
            found.append((("constraints", name), f"has no limit; add one of {', '.join(LIMITS)}"))
    return found


def _keys_at(path: Path_) -> list[str]:
    """Keys allowed where an unknown key stands."""
    model: type[BaseModel] = Problem
    if "shocks" in path:
        model = Shock
    elif path[:1] == ("controls",):
        model = Control
    elif path[:1] == ("abatement",):
        model = Abatement
    elif path[:1] == (GIVEN,):
        model = Package
    elif any(isinstance(step, int) for step in path):
        model = Term
    elif path[:1] == ("objective",):
        model = Objective
    elif path[:1] == ("constraints",):
        model = Constraint
    return [field.alias or name for name, field in model.model_fields.items()]
