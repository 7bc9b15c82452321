"""What the model has for a target: statistics of solutions, put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.analysis.stats.evaluate import evaluate, statistic_of
from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.inputs.selector import Groups
from cge.moments.expression import evaluated
from cge.moments.schema import Target, Term
from cge.results import assemble

_AGAIN = "again"  # the benchmark once more, for what needs no experiment


@dataclass(frozen=True)
class Moments:
    """The targets of one scenario on one economy.

    Attributes
    ----------
    economy
        What is solved, with everything that the scenario brings.
    experiments
        Names of the scenario's experiments; none for figures of the benchmark.
    targets
        By name.
    """

    economy: Economy
    experiments: tuple[str, ...]
    targets: Mapping[str, Target]

    @property
    def needed(self) -> list[str]:
        """The experiments that the targets are of, or compared with, in their order."""
        named = {self._experiment(t, p) for t in self.targets.values() for p in t.parts.values()}
        named |= {p.compare or t.compare for t in self.targets.values() for p in t.parts.values()}
        return [label for label in self.experiments if label in named]

    def check(self) -> None:
        """Refuse targets that mean nothing here, before anything is solved.

        Raises
        ------
        InputError
            Every unknown statistic, experiment and label, with the name of its target.
        """
        problems = list(self._unknown_experiments())
        if not problems:
            values = self.economy.benchmark_values()
            problems = list(self._unfit(dict.fromkeys(self.needed, values)))
        if problems:
            raise InputError(problems)

    def _unknown_experiments(self) -> Iterator[str]:
        known = [BENCHMARK, *self.experiments]
        for name, target in self.targets.items():
            for term in target.parts.values():
                label = self._experiment(target, term)
                if not label:
                    yield f"target '{name}': give 'experiment', one of {', '.join(known[1:])}"
                for each in filter(None, (label, term.compare or target.compare)):
                    if each not in known:
                        yield f"target '{name}': no experiment '{each}'{nearest(each, known)}"

    def _unfit(self, solutions: Mapping[str, Values]) -> Iterator[str]:
        data = self._stacked(solutions)
        for name, target in self.targets.items():
            try:
                self._value(target, data)
            except InputError as error:
                yield from (f"target '{name}': {problem}" for problem in error.problems)

    def of(self, solutions: Mapping[str, Values]) -> np.ndarray:
        """The model's numbers (targets), in the units of the targets.

        Parameters
        ----------
        solutions
            By experiment, at least those `needed`; values may be complex.
        """
        data = self._stacked(solutions)
        return np.array([self._value(target, data) for target in self.targets.values()])

    def _stacked(self, solutions: Mapping[str, Values]) -> xr.Dataset:
        before = self.economy.benchmark_values()
        several = {BENCHMARK: before, **solutions}
        return assemble.stack(self.economy, several if solutions else {**several, _AGAIN: before})

    def _experiment(self, target: Target, term: Term) -> str:
        """The experiment of a term: as given, else the only one."""
        label = term.experiment or target.experiment
        if label is not None:
            return label
        if target.scenario is None:
            return BENCHMARK
        return self.experiments[0] if len(self.experiments) == 1 else ""

    def _value(self, target: Target, data: xr.Dataset) -> Any:
        terms = {
            name: self._measured(term, self._experiment(target, term), target.compare, data)
            for name, term in target.parts.items()
        }
        with np.errstate(divide="ignore", invalid="ignore"):
            return target.scale * evaluated(target.formula, terms)

    def _measured(self, term: Term, experiment: str, compare: str, data: xr.Dataset) -> Any:
        found = evaluate(
            statistic_of(term.statistic),
            data,
            (),
            term.where,
            term.compare or compare,
            self._groups,
        )
        array = found[term.measure]
        along = experiment if experiment != BENCHMARK else str(array[EXPERIMENT].to_numpy()[0])
        return array.sel({EXPERIMENT: along}).to_numpy()[()]

    @property
    def _groups(self) -> Groups:
        return self.economy.named_groups


def by_scenario(targets: Mapping[str, Target]) -> dict[str | None, dict[str, Target]]:
    """Targets by the scenario that produces them, in their order."""
    found: dict[str | None, dict[str, Target]] = {}
    for name, target in targets.items():
        found.setdefault(target.scenario, {})[name] = target
    return found
