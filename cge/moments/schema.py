"""Files of targets: published figures, and the statistic of the model that answers to each."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self, get_args

import numpy as np
from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from calibration.errors import InputError
from calibration.files.fields import BESIDE, Frozen, Number, Placed, Problem, Text, all_wrong
from calibration.files.paths import as_path
from cge.analysis.statistics import BENCHMARK
from cge.moments.expression import problems_of
from cge.settings.file import SettingsFile

Measure = Literal["percent", "change", "counterfactual", "benchmark"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
Status = Literal["primary", "quoted", "unverified", "context"]
CONTEXT = "context"
ONLY = "value"
"""Name of the one term of a target that has no expression."""
# Half the width of a band that holds 90 % of a normal distribution, in standard deviations.
_HALF_BAND = 1.6448536269514722
_FINEST = 1e9  # solutions are not known better


def _beside(value: str, info: ValidationInfo) -> str:
    """A scenario's name, or its file: beside the file of targets where there is one."""
    folder = (info.context or {}).get(BESIDE)
    try:
        path = None if folder is None else (folder.parent / as_path(value)).resolve()
        return str(path) if path is not None and path.is_file() else value
    except (InputError, OSError, ValueError):
        return value


class Term(Frozen):
    """One statistic of the solutions.

    Attributes
    ----------
    statistic : str
        One of ``cge list statistics``.
    measure : str
        ``percent`` (change in %), ``change``, ``counterfactual`` (its level after) or ``benchmark``
        (its level before).
    where : dict
        What counts, by dim of the statistic: labels, patterns, groups or ``{not: ...}``.
    experiment, compare : str, optional
        The experiment, and what it is compared with; those of the target where left out.
    """

    statistic: Text
    measure: Measure = "percent"
    where: dict[Text, Any] = Field(default_factory=dict)
    experiment: Text | None = None
    compare: Text | None = None


class Target(Placed):
    """One published figure.

    Attributes
    ----------
    title : str
        What it is, in words.
    scenario, experiment : str, optional
        What produces it in the model: a shipped scenario, or a file by its path from this file or
        the working folder, and one of its experiments; left out for a figure of the benchmark.
    compare : str
        What the experiment is compared with: the benchmark or another experiment.
    statistic, measure, where
        The statistic that answers to it; see `Term`.
    terms : dict of Term
        Several statistics, by names of their own, in place of one.
    equals : str
        Arithmetic over the terms, such as ``trade / gdp``.
    scale : float
        What the model's number is multiplied by, from its unit to that of the figure.
    value : float
        The figure; the middle of the band where left out.
    unit : str
        Its unit.
    error : float, optional
        Its standard error.
    band : tuple of float, optional
        Where it lies with a probability of 90 %, or the range that is published.
    assumed : bool
        Whether the standard error or band is an assumption.
    source, address : str
        Where the figure stands.
    status : str
        ``primary`` (read at its publisher), ``quoted`` (read where another quotes it),
        ``unverified`` (no source was found), or ``context`` (told, and not compared).
    note : str
        How ours differs in concept.
    """

    title: Text
    scenario: Annotated[Text, AfterValidator(_beside)] | None = None
    experiment: Text | None = None
    compare: Text = BENCHMARK
    statistic: Text | None = None
    measure: Measure | None = None
    where: dict[Text, Any] | None = None
    terms: dict[Text, Term] | None = None
    equals: Text | None = None
    scale: Number = 1.0
    value: Number | None = None
    unit: Text
    error: Annotated[Number, Field(gt=0)] | None = None
    band: Annotated[tuple[Number, Number], Field(strict=False)] | None = None
    assumed: bool = False
    source: Text
    address: Text | None = None
    status: Status
    note: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        problems = [*self._odd_number(), *self._odd_statistic()]
        if problems:
            raise all_wrong("Target", problems)
        return self

    def _odd_number(self) -> list[Problem]:
        problems: list[Problem] = []
        if self.value is None and self.band is None:
            problems.append(((), "gives neither 'value' nor 'band'"))
        if self.band is not None and not self.band[0] < self.band[1]:
            problems.append((("band",), f"{self.band[0]:g} is not below {self.band[1]:g}"))
        if self.scale == 0:
            problems.append((("scale",), "0 makes every number of the model 0"))
        if not problems and not self.is_context and not self._is_sensible:
            problems.append(
                ((), f"its error is below 1 part in {_FINEST:g} of the figure, or beyond numbers")
            )
        if self.error is not None and self.band is not None:
            problems.append((("error",), "a band tells the standard error already; keep one"))
        if self.error is None and self.band is None and not self.is_context:
            problems.append(
                ((), "gives neither 'error' nor 'band', so that nothing tells how near is near")
            )
        return problems

    @property
    def _is_sensible(self) -> bool:
        """Whether distances can be computed."""
        error = self.standard_error
        return np.isnan(error) or (np.isfinite(error) and abs(self.centre) <= _FINEST * error)

    def _odd_statistic(self) -> list[Problem]:
        problems: list[Problem] = []
        if self.is_context:
            return problems
        if (self.statistic is None) == (self.terms is None):
            given = "both" if self.terms else "neither"
            problems.append(((), f"gives {given} of 'statistic' and 'terms'; give one of them"))
        if (self.terms is None) != (self.equals is None):
            problems.append(((), "'terms' and 'equals' go together"))
        if self.terms is not None and self.equals is not None:
            problems += [(("equals",), text) for text in problems_of(self.equals, list(self.terms))]
            problems += [
                ((key,), "belongs into each of 'terms'")
                for key in ("measure", "where")
                if getattr(self, key) is not None
            ]
        if self.scenario is None and self.experiment is not None:
            problems.append((("experiment",), "belongs to a 'scenario'"))
        problems += self._without_scenario() if self.scenario is None else []
        return problems

    def _without_scenario(self) -> list[Problem]:
        return [
            ((), f"'{term.statistic}' has measure '{term.measure}', which needs a 'scenario'")
            for term in self.parts.values()
            if term.measure != BENCHMARK
        ]

    @property
    def is_context(self) -> bool:
        """Whether it is told and not compared."""
        return self.status == CONTEXT

    @property
    def parts(self) -> dict[str, Term]:
        """Its terms by name."""
        if self.terms is not None:
            return self.terms
        if self.statistic is None:
            return {}
        measure = self.measure or "percent"
        return {ONLY: Term(statistic=self.statistic, measure=measure, where=self.where or {})}

    @property
    def formula(self) -> str:
        """Its arithmetic over the terms."""
        return self.equals or ONLY

    @property
    def centre(self) -> float:
        """The figure."""
        if self.value is not None:
            return self.value
        assert self.band is not None
        return (self.band[0] + self.band[1]) / 2

    @property
    def standard_error(self) -> float:
        """Its standard error; of a band, that of the normal distribution that has 90 % in it."""
        if self.error is not None:
            return self.error
        if self.band is None:
            return np.nan
        return (self.band[1] - self.band[0]) / (2 * _HALF_BAND)


class Targets(SettingsFile):
    """A file of targets.

    Attributes
    ----------
    name, title, description, reference : str
        What it is and where it comes from.
    data, aggregation, structure, closure : str, optional
        The economy that answers, as in :func:`cge.load`; those of the scenario, or the default
        ones, where left out.
    targets : dict of Target
        The figures, by a name of their own.
    """

    KIND: ClassVar[str] = "targets"

    data: Text | None = None
    aggregation: Text | None = None
    structure: Text | None = None
    closure: Text | None = None
    targets: Annotated[dict[Text, Target], Field(min_length=1)]

    @property
    def compared(self) -> dict[str, Target]:
        """Those that the model answers."""
        return {name: one for name, one in self.targets.items() if not one.is_context}
