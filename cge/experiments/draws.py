"""Many solutions of one economy: draws of elasticities, shocks and other parameters.

All draws share one compiled model, the factors of its benchmark, and the labels and cells of their
shocks. Each is verified as any solution is, and some are solved again by IPOPT from the benchmark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from cge.analysis.statistics import EXPERIMENT
from cge.economy.benchmark.labelled import attributes
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.engine.errors import SolveError
from cge.engine.path import TURNING, VANISHING
from cge.engine.settings import Settings, read_settings
from cge.engine.system import Values
from cge.experiments.solve import quiet
from cge.experiments.solving import Progress, Solving
from cge.experiments.suited import suited_to
from cge.inputs.arguments import must_be
from cge.policy.schema import Cbam
from cge.results import assemble
from cge.scenarios import Scenario, after_packages, open_scenario
from cge.scenarios.parameters import finder_of, shocked_experiments
from cge.symbols.registry import entry_of

Array = np.ndarray
DRAW = "draw"
KEPT = ("equivalent_variation",)
JUDGED = 0.01  # share of the draws, at least one, that IPOPT solves again without any help
EXACT = {"tol": 1e-11}
AGREES = 1e-8  # relative difference up to which two solutions are the same
SEED = 0
# Why a draw has no result, in words that draws share.
OUTSIDE = "outside what the model allows"
NOT_FOUND = "no equilibrium found"
UNVERIFIED = "a check failed"
DISPUTED = "IPOPT alone finds another"
CAUSES_BY_END = {
    VANISHING: "a price or an income goes to zero",
    TURNING: "solutions turn back before the shock is whole",
}
CAUSES = (OUTSIDE, NOT_FOUND, *CAUSES_BY_END.values(), UNVERIFIED, DISPUTED)


@explained
@within_memory("solving draws")
def solve_many(
    economy: Economy,
    draws: xr.Dataset,
    scenario: str | Path | Scenario | Cbam | None = None,
    keep: Iterable[str] = KEPT,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
) -> xr.Dataset:
    """Solve and verify an economy for many values of its elasticities and parameters.

    Parameters
    ----------
    economy
        A calibrated economy.
    draws
        Along ``draw``: elasticities (``sigma_...``) in levels, and exogenous parameters as the
        operation ``set`` of a shock takes them (a rate in %, or a level). Each may run along dims
        of its own, whose labels are looked up by name; what is not a number is left as it is.
    scenario
        The experiments that every draw solves, with the values drawn on top of their shocks. None:
        the values drawn are the only shock, and the one experiment is called ``draw``.
    keep
        Names of the variables to keep.
    progress
        Called with ``draw``, the number of draws ``done`` and how many there are, ``of``.
    solver
        As in :func:`cge.solve`.

    Returns
    -------
    xarray.Dataset
        The variables kept, by draw, experiment and their own dims; not a number where there is no
        solution. ``verified`` and ``failure`` (what failed, empty where nothing did) by draw and
        experiment; ``judged``: the largest relative difference of any variable from what IPOPT
        finds alone, for a sample of the draws.

    Raises
    ------
    calibration.InputError
        When the draws or the scenario do not fit the economy.
    """
    must_be(economy, Economy, "economy", "an economy, as cge.load returns it")
    settings = read_settings(solver)
    plan = None if scenario is None else open_scenario(scenario)
    if plan is not None:
        economy = suited_to(economy, plan)
    kept = _checked(economy, draws, keep)
    drawing = _drawing(economy, draws, plan, settings)
    drawing.trial()
    count = draws.sizes[DRAW]
    judged = np.random.default_rng(SEED).permutation(count)[: max(1, round(JUDGED * count))]
    found = _Found(economy, kept, draws, list(drawing.experiments))
    for n in range(count):
        for label, solved in drawing.solve(n, n in judged):
            found.add(n, label, solved)
        progress(DRAW, done=n + 1, of=count)
    return found.dataset().assign_attrs(assemble.origin(economy))


def _checked(economy: Economy, draws: xr.Dataset, keep: Iterable[str]) -> list[str]:
    """Names of the variables to keep; refuses draws and names that do not exist."""
    must_be(draws, xr.Dataset, "draws", "a dataset along 'draw'")
    present = economy.variables
    drawn = [*map(str, economy.parameters), *economy.elasticities]
    wanted = [keep] if isinstance(keep, str) else list(keep)
    problems = [f"keep: no variable '{k}'{nearest(k, present)}" for k in wanted if k not in present]
    for name, array in draws.data_vars.items():
        if name not in drawn:
            problems.append(f"draws: '{name}' is no elasticity or parameter{nearest(name, drawn)}")
        elif DRAW not in array.dims:
            problems.append(f"draws: '{name}' does not run along '{DRAW}'")
    if not draws.sizes.get(DRAW):
        problems.append(f"draws: there is none along '{DRAW}'")
    if problems:
        raise InputError(problems)
    return wanted


@dataclass(frozen=True)
class Attempt:
    """What became of one experiment of one draw.

    Attributes
    ----------
    values
        The solution; None where there is none.
    failure
        What failed, in words; empty where nothing did.
    cause
        The same in a few words that draws share: one of `CAUSES`; empty where nothing failed.
    apart
        Largest relative difference of any variable from what IPOPT finds alone; not a number where
        it was not asked.
    """

    values: Values | None
    failure: str = ""
    cause: str = ""
    apart: float = np.nan


def attempt(
    economy: Economy,
    label: str,
    parameters: Callable[[], xr.Dataset],
    settings: Settings,
    judged: bool = False,
) -> Attempt:
    """Solve and verify one experiment of a draw; what goes wrong is said and not raised.

    Parameters
    ----------
    economy
        The economy of the draw.
    label
        Name of the experiment.
    parameters
        Makes the parameters of the experiment.
    settings
        Settings of the solution.
    judged
        Whether IPOPT is to solve it again, alone and from the benchmark.
    """
    try:
        given = parameters()
        solution = Solving(economy, quiet, settings).solve(label, given)
    except InputError as error:
        return Attempt(None, str(error), OUTSIDE)
    except SolveError as error:
        return Attempt(None, str(error), CAUSES_BY_END.get(error.end, NOT_FOUND))
    failed = [str(check) for check in solution.checks if not check.passed]
    apart, cause = np.nan, UNVERIFIED if failed else ""
    if judged:
        apart = _apart(economy, label, given, solution.values, settings)
        if not apart <= AGREES:
            failed.append(f"IPOPT alone finds {apart:.1e} else")
            cause = cause or DISPUTED
    return Attempt(solution.values, "; ".join(failed), cause, apart)


def _apart(
    economy: Economy, label: str, parameters: xr.Dataset, values: Values, settings: Settings
) -> float:
    """Largest difference of any variable from IPOPT's own solution, relative to its size."""
    alone = replace(settings, chords=False, options=EXACT | settings.options)
    try:
        other = Solving(economy, quiet, alone).solve(label, parameters).values
    except SolveError:
        return np.inf
    names = economy.model.system.variables
    return max(_difference(values[name], other[name]) for name in names)


@dataclass(frozen=True)
class _Drawing:
    """Makes and solves the economy of a draw.

    Attributes
    ----------
    economy
        The economy before any draw.
    experiments
        Experiment -> its parameters before any draw.
    elasticities, parameters
        What is drawn.
    settings
        Settings of the solution.
    """

    economy: Economy
    experiments: Mapping[str, xr.Dataset]
    elasticities: xr.Dataset
    parameters: xr.Dataset
    settings: Settings

    def trial(self) -> None:
        """Refuse draws that do not fit the economy, from the first of them."""
        economy = self._economy(0)
        for label in self.experiments:
            self._shocked(economy, 0, label)

    def solve(self, n: int, judged: bool) -> Iterator[tuple[str, Attempt]]:
        """Every experiment of one draw, solved and verified."""
        try:
            economy = self._economy(n)
        except InputError as error:
            failed = Attempt(None, str(error), OUTSIDE)
            yield from ((label, failed) for label in self.experiments)
            return
        for label in self.experiments:
            shocked = partial(self._shocked, economy, n, label)
            yield label, attempt(economy, label, shocked, self.settings, judged)

    def _economy(self, n: int) -> Economy:
        changes = _of_draw(self.elasticities, n)
        return self.economy.with_elasticities(**changes) if changes else self.economy

    def _shocked(self, economy: Economy, n: int, label: str) -> xr.Dataset:
        """Parameters of an experiment with those drawn set last."""
        shocks = [
            {"parameter": name, "set": array if array.dims else float(array)}
            for name, array in _of_draw(self.parameters, n).items()
        ]
        if not shocks:
            return self.experiments[label]
        content = {"title": DRAW, "packages": {DRAW: {"shocks": shocks}}}
        packages = Scenario.from_dict(content, f"draw {n}").packages_of(DRAW)
        groups = economy.named_groups
        finder = finder_of(self.economy)  # all draws have its labels
        parameters = after_packages(packages, self.experiments[label], groups, finder)
        economy.check_shocks(parameters)
        return parameters


def _drawing(
    economy: Economy, draws: xr.Dataset, plan: Scenario | None, settings: Settings
) -> _Drawing:
    experiments = {DRAW: economy.parameters} if plan is None else shocked_experiments(economy, plan)
    elasticities = [str(n) for n in draws if n in economy.elasticities]
    parameters = [str(n) for n in draws if n not in elasticities]
    return _Drawing(economy, experiments, draws[elasticities], draws[parameters], settings)


def _of_draw(draws: xr.Dataset, n: int) -> dict[str, xr.DataArray]:
    return {str(name): array.isel({DRAW: n}, drop=True) for name, array in draws.items()}


def _difference(one: Array, other: Array) -> float:
    size = float(np.abs(other).max(initial=0.0))
    return float(np.abs(one - other).max(initial=0.0)) / size if size else 0.0


class _Found:
    """Collects what is kept of each draw, as it is found."""

    def __init__(
        self, economy: Economy, kept: list[str], draws: xr.Dataset, experiments: list[str]
    ) -> None:
        self.count = draws.sizes[DRAW]
        self.coords = {
            DRAW: draws[DRAW].to_numpy() if DRAW in draws.coords else np.arange(self.count),
            EXPERIMENT: experiments,
        }
        self.number = {label: k for k, label in enumerate(experiments)}
        shape = (self.count, len(experiments))
        self.failure = np.full(shape, "", dtype=object)
        self.apart = np.full(shape, np.nan)
        self.arrays = {
            name: np.full((*shape, *(len(economy.labels[d]) for d in entry_of(name).dims)), np.nan)
            for name in kept
        }
        self.labels = economy.labels

    def add(self, n: int, label: str, solved: Attempt) -> None:
        """Add an experiment of a draw."""
        at = n, self.number[label]
        self.failure[at], self.apart[at] = solved.failure, solved.apart
        if solved.values is not None:
            for name, array in self.arrays.items():
                array[at] = solved.values[name].reshape(array.shape[2:])

    def dataset(self) -> xr.Dataset:
        """All of it, with labels."""
        dims = (DRAW, EXPERIMENT)
        found = {
            name: ((*dims, *entry_of(name).dims), array, attributes(name))
            for name, array in self.arrays.items()
        }
        used = {d for name in self.arrays for d in entry_of(name).dims}
        told = {
            "verified": (dims, self.failure == "", {"long_name": "Verified"}),
            "failure": (dims, self.failure.astype(str), {"long_name": "What failed"}),
            "judged": (
                dims,
                self.apart,
                {"long_name": "Difference from IPOPT alone", "units": "1"},
            ),
        }
        return xr.Dataset(found | told, {**self.coords, **{d: self.labels[d] for d in used}})
