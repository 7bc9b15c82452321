"""One case of a sweep: an economy and a scenario with uncertain numbers, and what a draw finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.updating import rebalanced
from cge.economy.economy import Economy
from cge.engine.settings import Settings, read_settings
from cge.engine.system import Values
from cge.experiments.draws import OUTSIDE, Attempt, attempt
from cge.experiments.suited import suited_to
from cge.scenarios import Scenario
from cge.scenarios.parameters import shocked_experiments
from cge.scenarios.spelled import spelled_out
from cge.uncertainty.numbers import ELASTICITY, Uncertain, numbers_of
from cge.uncertainty.outcomes import Layout, layout_of
from cge.uncertainty.scaled import scaled
from cge.uncertainty.schema import DATA, PARAMETER, SIZE, Uncertainty
from cge.uncertainty.together import correlation_of

Array = np.ndarray


@dataclass(frozen=True)
class Draw:
    """What a draw of the numbers found.

    Attributes
    ----------
    outcome
        Numbers in the order of the case's layout; not a number where an experiment has no result.
    failures
        Experiment -> (cause, in words); of those without a verified result.
    apart
        Largest difference from what IPOPT finds alone; not a number where it was not asked.
    """

    outcome: Array
    failures: Mapping[str, tuple[str, str]]
    apart: float


@dataclass(frozen=True)
class Case:
    """An economy and a scenario with uncertain numbers.

    Attributes
    ----------
    economy
        The economy with everything that the scenario brings.
    asked, plan
        The scenario as it was asked for, and with tariff schedules and data regimes spelled out.
    numbers
        The uncertain numbers.
    correlation
        Correlations of their normal scores (numbers, numbers).
    keep
        Names of variables kept in full.
    solver
        Settings of the solution, as in :func:`cge.solve`.
    """

    economy: Economy
    asked: Scenario
    plan: Scenario
    numbers: tuple[Uncertain, ...]
    correlation: Array
    keep: tuple[str, ...] = ()
    solver: Mapping[str, Any] | None = None

    def __getstate__(self) -> dict[str, Any]:
        """The case alone: what follows from it is made again faster than it is read."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def settings(self) -> Settings:
        """The settings, read."""
        return read_settings(None if self.solver is None else dict(self.solver))

    @cached_property
    def _experiments(self) -> dict[str, xr.Dataset]:
        return shocked_experiments(self.economy, self.plan)

    @cached_property
    def layout(self) -> Layout:
        """Where each statistic stands in an outcome."""
        return layout_of(self.economy, list(self.plan.chosen), self.keep)

    def check(self) -> None:
        """Refuse shocks that do not fit the economy, before anything is solved."""
        _ = self._experiments

    def at(self, x: Array) -> tuple[Economy, dict[str, xr.Dataset]]:
        """The economy of a draw, and the parameters of its experiments.

        Parameters
        ----------
        x
            A number for each of ``numbers``, in their order.

        Raises
        ------
        InputError
            When they are outside what the model allows.
        """
        drawn = _Drawn(self, dict(zip(self.numbers, map(float, x), strict=True)))
        economy = drawn.economy()
        if not drawn.of(PARAMETER) and not drawn.of(SIZE) and not drawn.of(DATA):
            return economy, self._experiments
        return economy, shocked_experiments(economy, drawn.plan(), drawn.parameters(economy))

    def placed(self, x: Array) -> tuple[Economy, Scenario]:
        """The economy and the scenario of a draw of elasticities and sizes of packages.

        Parameters
        ----------
        x
            A number for each of ``numbers``, in their order.
        """
        drawn = _Drawn(self, dict(zip(self.numbers, map(float, x), strict=True)))
        return drawn.economy(), drawn.plan()

    def solutions(self, x: Array, judged: bool = False) -> tuple[Economy, dict[str, Attempt]]:
        """What becomes of every experiment of a draw, and the economy of the draw.

        Parameters
        ----------
        x
            A number for each of ``numbers``, in their order.
        judged
            Whether IPOPT is to solve each again, alone.

        Raises
        ------
        InputError
            When the numbers are outside what the model allows.
        """
        economy, parameters = self.at(x)
        return economy, {
            label: attempt(
                economy, label, partial(parameters.__getitem__, label), self.settings, judged
            )
            for label in self.plan.chosen
        }

    def draw(self, x: Array, judged: bool = False) -> Draw:
        """Solve and verify every experiment of a draw; see `solutions`."""
        try:
            economy, found = self.solutions(x, judged)
        except InputError as error:
            nothing = np.full(self.layout.size, np.nan)
            failures = dict.fromkeys(self.plan.chosen, (OUTSIDE, str(error)))
            return Draw(nothing, failures, np.nan)
        failures = {k: (each.cause, each.failure) for k, each in found.items() if each.cause}
        apart = [each.apart for each in found.values() if not np.isnan(each.apart)]
        outcome = self.layout.outcome(economy, verified(found))
        return Draw(outcome, failures, max(apart, default=np.nan))

    def central(self) -> xr.Dataset:
        """The outcome where no number is moved, dims (experiment, ...).

        Raises
        ------
        InputError
            Where an experiment has no verified solution.
        """
        found = {
            label: attempt(
                self.economy, label, partial(self._experiments.__getitem__, label), self.settings
            )
            for label in self.plan.chosen
        }
        row = self.layout.outcome(self.economy, verified(found, must=True))
        return self.layout.dataset(row[None], np.zeros(1, dtype=int)).isel(draw=0, drop=True)


def verified(found: Mapping[str, Attempt], must: bool = False) -> dict[str, Values]:
    """The verified solutions by experiment.

    Parameters
    ----------
    found
        What became of every experiment.
    must
        Whether each must have one.

    Raises
    ------
    InputError
        Where one must and has none, saying why.
    """
    wrong = [f"experiment '{k}': {each.failure}" for k, each in found.items() if each.cause]
    if wrong and must:
        raise InputError(wrong)
    return {
        label: each.values
        for label, each in found.items()
        if each.values is not None and not each.cause
    }


@dataclass(frozen=True)
class _Drawn:
    """The numbers of a draw, applied."""

    case: Case
    x: Mapping[Uncertain, float]

    def of(self, kind: str) -> dict[Uncertain, float]:
        """Those of one kind."""
        return {one: x for one, x in self.x.items() if one.kind == kind}

    def economy(self) -> Economy:
        """The economy with the data and elasticities of the draw."""
        economy = self.case.economy
        if data := self.of(DATA):
            benchmark = rebalanced(economy.benchmark, _changed(economy.benchmark, data))
            economy = replace(economy, benchmark=benchmark, kin=None)
        elasticities = _changed(economy.benchmark, self.of(ELASTICITY))
        return economy.with_elasticities(**elasticities) if elasticities else economy

    def parameters(self, economy: Economy) -> xr.Dataset:
        """Parameters before the shocks of an experiment."""
        given = economy.parameters
        return given.assign(_changed(given, self.of(PARAMETER)))

    def plan(self) -> Scenario:
        """The scenario with shocks of other sizes."""
        plan = self.case.plan
        packages = dict(plan.packages)
        for one, x in self.of(SIZE).items():
            (package,) = one.targets
            packages[package] = scaled(packages[package], x, one.only)
        return plan.model_copy(update={"packages": packages})


def _changed(given: xr.Dataset, numbers: Mapping[Uncertain, float]) -> dict[str, xr.DataArray]:
    """Arrays with the cells that numbers move."""
    values: dict[str, Array] = {}
    for one, x in numbers.items():
        for each in one.cells:
            if each.target not in values:
                values[each.target] = np.array(given[each.target].to_numpy(), dtype=float)
            values[each.target].ravel()[each.at] = one.moved(each.centre, x)
    return {name: given[name].copy(data=array) for name, array in values.items()}


def case_of(
    economy: Economy,
    plan: Scenario,
    file: Uncertainty,
    keep: Sequence[str] = (),
    solver: Mapping[str, Any] | None = None,
) -> Case:
    """The case of an economy and a scenario.

    Parameters
    ----------
    economy
        A calibrated economy.
    plan
        The scenario; what it asks of the economy is added.
    file
        The uncertain numbers.
    keep
        Names of variables kept in full.
    solver
        As in :func:`cge.solve`.

    Raises
    ------
    InputError
        Everything in the file, the scenario and ``keep`` that does not fit.
    """
    economy = suited_to(economy, plan)
    asked, plan = plan, spelled_out(plan, economy.benchmark)
    known = economy.variables
    problems = [f"keep: no variable '{k}'{nearest(k, known)}" for k in keep if k not in known]
    numbers: tuple[Uncertain, ...] = ()
    try:
        numbers = tuple(numbers_of(file, economy, plan))
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    correlation = correlation_of(file, numbers)
    case = Case(economy, asked, plan, numbers, correlation, tuple(keep), solver)
    case.check()
    return case
