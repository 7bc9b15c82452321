"""What the model has for a target: statistics of solutions, put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.analysis.accounts import Accounts
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.analysis.stats.evaluate import levels_of, statistic_of
from cge.analysis.stats.rules import Case
from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.moments.expression import evaluated
from cge.moments.schema import Measure, Target, Term
from cge.results import assemble

Array = np.ndarray


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
        solved = _Solved(self.economy, {label: [one] for label, one in solutions.items()})
        for name, target in self.targets.items():
            try:
                self._value(target, solved)
            except InputError as error:
                yield from (f"target '{name}': {problem}" for problem in error.problems)

    def of(self, solutions: Mapping[str, Sequence[Values]]) -> Array:
        """The model's numbers (targets, several), in the units of the targets.

        Parameters
        ----------
        solutions
            By experiment, at least those `needed`: several solutions each, as many of every
            experiment; values may be complex.
        """
        solved = _Solved(self.economy, solutions)
        several = max(map(len, solutions.values()), default=1)
        found = [self._value(target, solved) for target in self.targets.values()]
        return np.array([np.broadcast_to(one, several) for one in found])

    def _experiment(self, target: Target, term: Term) -> str:
        """The experiment of a term: as given, else the only one."""
        label = term.experiment or target.experiment
        if label is not None:
            return label
        if target.scenario is None:
            return BENCHMARK
        return self.experiments[0] if len(self.experiments) == 1 else ""

    def _value(self, target: Target, solved: _Solved) -> Array:
        terms = {
            name: self._measured(
                term, self._experiment(target, term), term.compare or target.compare, solved
            )
            for name, term in target.parts.items()
        }
        with np.errstate(all="ignore"):
            return np.asarray(target.scale * evaluated(target.formula, terms))

    def _measured(self, term: Term, experiment: str, compare: str, solved: _Solved) -> Array:
        case = Case(
            solved.accounts(BENCHMARK), solved.accounts(compare), solved.accounts(experiment)
        )
        statistic, groups = statistic_of(term.statistic), self.economy.named_groups
        levels = levels_of(statistic, case, solved.data(BENCHMARK), term.where, groups)
        before, after = (level.to_numpy() for level in levels)
        with np.errstate(all="ignore"):
            return _MEASURES[term.measure](before, after)


def _percent(before: Array, after: Array) -> Array:
    """The change in % of the size of the level before."""
    return np.asarray(100 * (after - before) / (before * np.sign(before.real)))


_MEASURES: dict[Measure, Callable[[Array, Array], Array]] = {
    "percent": _percent,
    "change": lambda before, after: after - before,
    "counterfactual": lambda _, after: after,
    "benchmark": lambda before, _: before,
}


class _Solved:
    """Accounts of solutions, made once.

    Parameters
    ----------
    economy
        What was solved.
    solutions
        Several of each experiment.
    """

    def __init__(self, economy: Economy, solutions: Mapping[str, Sequence[Values]]) -> None:
        self._economy, self._solutions = economy, solutions
        self._data: dict[str, xr.Dataset] = {}
        self._accounts: dict[str, Accounts[xr.DataArray]] = {}

    def data(self, label: str) -> xr.Dataset:
        """The benchmark, or the solutions of an experiment along ``experiment``."""
        if label not in self._data:
            self._data[label] = self._stacked(label)
        return self._data[label]

    def _stacked(self, label: str) -> xr.Dataset:
        if label == BENCHMARK:
            before = {label: self._economy.benchmark_values()}
            return assemble.stack(self._economy, before).isel({EXPERIMENT: 0}, drop=True)
        several = {str(k): values for k, values in enumerate(self._solutions[label])}
        return assemble.stack(self._economy, several)

    def accounts(self, label: str) -> Accounts[xr.DataArray]:
        """Their accounts."""
        if label not in self._accounts:
            self._accounts[label] = Accounts(self.data(label))
        return self._accounts[label]


def by_scenario(targets: Mapping[str, Target]) -> dict[str | None, dict[str, Target]]:
    """Targets by the scenario that produces them, in their order."""
    found: dict[str | None, dict[str, Target]] = {}
    for name, target in targets.items():
        found.setdefault(target.scenario, {})[name] = target
    return found
