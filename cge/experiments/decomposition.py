"""Welfare taken apart, and subtotals of shocks, by integration along the path of solutions.

The parameters of an experiment move on a straight line from the benchmark. At a few points of it
the economy is solved and the derivatives of the whole solution along the line are exact, so that
Gauss-Lobatto quadrature, which has the two ends among its points, integrates them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.polynomial.legendre import Legendre

from calibration.arguments import explained
from calibration.errors import InputError
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.analysis.welfare import EFFECTS, effects
from cge.economy.economy import Economy
from cge.economy.receipts import RENTS
from cge.economy.size import within_memory
from cge.engine.system import Values
from cge.experiments.solve import quiet, solve
from cge.experiments.solving import Progress, Solving
from cge.experiments.suited import suited_to
from cge.policy.schema import Cbam
from cge.results.decomposition import PACKAGE, Decomposition, missed_share
from cge.results.result import Result
from cge.scenarios import Scenario, open_scenario
from cge.scenarios.parameters import shocked, shocked_experiments
from cge.symbols.named import Labels, NamedArray
from cge.symbols.registry import entry_of

Array = np.ndarray
# Steps that are tried one after the other until no more than ENOUGH of the effects is missed.
STEPS = (3, 7)
ENOUGH = 1e-3
MOST_STEPS = 30
_SILENT = 1e-9  # residual of the benchmark up to which a parameter does not matter there
# How money is divided that the benchmark may not have. The key of a fund adds up to 1 or is absent.
_DIVIDING = [p for rent in RENTS for p in (rent.waste, rent.importer_share) if p] + ["fund_key"]
GENTLE, STEEPEST = 0.5, 60.0  # rates up to which a pace is steady, and the highest
# Arrays by name, as effects and derivatives are.
Named = dict[str, NamedArray]
_ABOUT = {e.name: {"long_name": e.title, "units": "million USD"} for e in EFFECTS}


@explained
@within_memory("decomposing a scenario")
def decompose(
    economy: Economy,
    scenario: str | Path | Scenario | Cbam,
    steps: int | None = None,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
) -> Decomposition:
    """Solve a scenario, and say what its welfare effects and other changes are made of.

    Parameters
    ----------
    economy, scenario, progress, solver
        As in :func:`cge.solve`.
    steps
        Solutions between the benchmark and each experiment, 1 to 30; more leave less residual.
        Where left out, 3, and again with 7 where 3 miss more than a thousandth of the largest
        effect on a region.

    Returns
    -------
    Decomposition
        Effects on welfare, exact and of first order, and subtotals by package of every variable.

    Raises
    ------
    calibration.InputError
        As :func:`cge.solve`, and where the packages of an experiment cannot be applied one after
        the other.
    cge.SolveError
        When a solution is not found, or does not move smoothly with the shocks.
    """
    from cge.engine.settings import read_settings

    if steps is not None and not (isinstance(steps, int) and 1 <= steps <= MOST_STEPS):
        raise InputError(f"steps: {steps!r} must be a whole number from 1 to {MOST_STEPS}")
    plan = open_scenario(scenario)
    economy = suited_to(economy, plan)
    lines = lines_of(economy, plan)
    result = solve(economy, plan, progress, solver, contributions=False, decompose=False)
    return integrated(Solving(economy, progress, read_settings(solver)), lines, result, steps)


def integrated(
    solving: Solving, lines: Mapping[str, Line], result: Result, steps: int | None = None
) -> Decomposition:
    """Effects along the lines to solutions that are known.

    Parameters
    ----------
    solving
        Solves what lies between.
    lines
        From `lines_of`.
    result
        The solutions at their ends.
    steps
        As in `decompose`.
    """
    path = _Path(solving, result.values(BENCHMARK))
    tries = STEPS if steps is None else (steps,)
    walked = {label: _walk(path, line, result, tries) for label, line in lines.items()}
    failed = [result.verdict, *(text for each in walked.values() for text in each.failed)]
    verdict = "; ".join(filter(None, failed))
    return Decomposition(
        data=result.data.assign_attrs(verified=int(not verdict), verdict=verdict, decomposed=1),
        effects=_joined({label: each.effects for label, each in walked.items()}),
        first_order=_joined({label: each.first_order for label, each in walked.items()}),
        moved=_joined({label: each.moved for label, each in walked.items()}),
        steps={label: each.steps for label, each in walked.items()},
    )


def _walk(path: _Path, line: Line, result: Result, tries: Sequence[int]) -> _Walked:
    """Integrate with more and more steps, until enough of the effects is found."""
    whole = result.data.equivalent_variation.sel({EXPERIMENT: line.label})
    for steps in tries:
        walked = path.walk(line, result.values(line.label), steps)
        if not missed_share(walked.effects, whole) > ENOUGH:  # not a number where there is none
            break
    return walked


def lobatto(count: int) -> tuple[Array, Array]:
    """Points and weights of Gauss-Lobatto quadrature on [0, 1].

    Parameters
    ----------
    count
        Number of points, the two ends included; polynomials up to degree 2 ``count`` - 3 are
        integrated exactly.
    """
    last = Legendre.basis(count - 1)
    points = np.concatenate([[-1.0], np.sort(last.deriv().roots().real), [1.0]])
    weights = 2 / (count * (count - 1) * last(points) ** 2)
    return (points + 1) / 2, weights / 2


@dataclass(frozen=True)
class Pace:
    """How far along a line each part of the effort goes.

    Where trade dies out exponentially, ``rate`` evens out how much happens in each part of it: the
    integral is the same at any pace, and a smooth integrand needs few points.

    Attributes
    ----------
    rate
        Log of how much more moves at the start of the line than at its end; 0 is a steady pace.
    """

    rate: float

    def parts(self, effort: Array) -> Array:
        """Parts of the line, 0 to 1, that are done with parts of the effort."""
        if self.rate == 0:
            return effort
        return -np.log1p(effort * np.expm1(-self.rate)) / self.rate

    def speeds(self, effort: Array) -> Array:
        """Derivative of :meth:`parts`."""
        if self.rate == 0:
            return np.ones_like(effort)
        spread = np.expm1(-self.rate)
        return -spread / self.rate / (1 + effort * spread)


def pace_of(first: Named, last: Named) -> Pace:
    """The pace that suits the derivatives of trade at the two ends of a line.

    It is steady unless trade nearly dies out. Goods that die out at rates of their own are served
    best by half the rate of all together.
    """
    at_ends = [float(abs(each["trade"].sum(PACKAGE)).sum()) for each in (first, last)]
    if min(at_ends) <= 0:
        return Pace(0.0)
    rate = float(np.log(at_ends[0] / at_ends[1])) / 2
    return Pace(min(rate, STEEPEST) if rate > GENTLE else 0.0)


@dataclass(frozen=True)
class Line:
    """The line on which the parameters of an experiment move.

    Powers move in logs and all others in levels, each package by what it adds to those before it.

    Attributes
    ----------
    label
        The experiment.
    start
        Parameters at the start of the line, where the benchmark is a solution.
    steps
        Parameter -> how far it, or its log, moves with each package, (elements, packages); what
        does not move is left out.
    packages
        Names of the packages.
    """

    label: str
    start: xr.Dataset
    steps: Mapping[str, Array]
    packages: Sequence[str]

    def at(self, part: float) -> xr.Dataset:
        """Parameters at a part of the line."""
        return self.start.assign({name: self._moved(name, part) for name in self.steps})

    def slopes(self, part: float) -> dict[str, Array]:
        """How parameters move with each package at a part of the line, (elements, packages)."""
        return {
            name: step * self._moved(name, part).to_numpy().ravel()[:, None]
            if _in_logs(name)
            else step
            for name, step in self.steps.items()
        }

    def _moved(self, name: str, part: float) -> xr.DataArray:
        start = self.start[name]
        step = part * self.steps[name].sum(axis=1).reshape(start.shape)
        return start * np.exp(step) if _in_logs(name) else start + step


def _in_logs(name: str) -> bool:
    return entry_of(name).kind == "power"


def lines_of(economy: Economy, plan: Scenario) -> dict[str, Line]:
    """The line of every experiment.

    Raises
    ------
    InputError
        The packages of an experiment cannot be applied one after the other.
    """
    lines = {}
    problems: list[str] = []
    for label, parameters in shocked_experiments(economy, plan).items():
        packages = plan.packages_of(label)
        try:
            between = [shocked(economy, packages[:k]) for k in range(1, len(packages))]
        except InputError as error:
            problems += [f"experiment '{label}', packages one by one: {p}" for p in error.problems]
            continue
        lines[label] = _line(economy, label, [*between, parameters], _distinct(plan.chosen[label]))
    if problems:
        raise InputError(problems)
    return lines


def _line(
    economy: Economy, label: str, stages: Sequence[xr.Dataset], packages: Sequence[str]
) -> Line:
    """The line through the parameters after each package."""
    before, after = economy.parameters, stages[-1]
    moving = [str(n) for n in before if not np.array_equal(before[n], after[n])]
    silent = _silent(economy, after, [name for name in _DIVIDING if name in moving])
    start = before.assign({name: after[name] for name in silent})
    steps = {
        name: _steps(name, [stage[name].to_numpy() for stage in (before, *stages)])
        for name in moving
        if name not in silent
    }
    return Line(label, start, steps or _still(before, packages), packages)


def _still(parameters: xr.Dataset, packages: Sequence[str]) -> dict[str, Array]:
    """The steps of an experiment that moves nothing: one parameter, by nothing."""
    name, array = next(iter(parameters.data_vars.items()))
    return {str(name): np.zeros((array.size, len(packages)))}


def _silent(economy: Economy, after: xr.Dataset, chosen: Sequence[str]) -> list[str]:
    """Parameters among those chosen of which the benchmark does not depend.

    How a barrier is wasted and earned does not matter as long as there is none, nor does the key of
    a fund that gets nothing. It is set before the line begins: halfway to an embargo that earns
    rents, none of it is a waste, and a fund shares out all that it gets.
    """
    system = economy.model.system
    values, silent = economy.benchmark_values(), []
    for name in chosen:
        trial = values | {name: after[name].to_numpy().astype(float).ravel()}
        residuals = system.residuals(trial).values()
        if all(np.abs(r).max(initial=0.0) < _SILENT for r in residuals):
            values = trial
            silent.append(name)
    return silent


def _steps(name: str, stages: Sequence[Array]) -> Array:
    """Differences between stages, of logs where a parameter moves in logs."""
    levels = [np.log(stage) if _in_logs(name) else stage for stage in stages]
    return np.stack([(b - a).ravel() for a, b in pairwise(levels)], axis=1)


def _distinct(names: Sequence[str]) -> list[str]:
    """Names, those that come again with their number."""
    return [n if n not in names[:k] else f"{n} ({k + 1})" for k, n in enumerate(names)]


@dataclass(frozen=True)
class _Walked:
    """What was integrated along a line, and the checks that failed on the way."""

    effects: xr.Dataset
    first_order: xr.Dataset
    moved: xr.Dataset
    failed: list[str]
    steps: int


@dataclass(frozen=True)
class _Path:
    """Integrates derivatives along lines from the benchmark."""

    solving: Solving
    benchmark: Values

    def walk(self, line: Line, end: Values, steps: int) -> _Walked:
        """Integrate along a line whose two ends are solved, with some steps between them."""
        points, weights = lobatto(steps + 2)
        start = self.benchmark | _raveled(line.start)
        first, last = self._moves(line, start, 0.0), self._moves(line, end, 1.0)
        pace = pace_of(first, last)
        failed: list[str] = []
        found = [first]
        named = self.solving.economy.named
        levels = [named(start)]
        values = start
        for part in pace.parts(points)[1:-1]:
            label = f"{line.label}, {100 * part:.3g} %"
            solution = self.solving.solve(label, line.at(part), values)
            failed += [f"{label}: {c}" for c in solution.checks if not c.passed]
            values = solution.values
            levels.append(named(values))
            found.append(self._moves(line, values, part))
        levels.append(named(end))
        found.append(last)
        weights = weights * pace.speeds(points)
        marginal = [effects(*each) for each in zip(levels, found, strict=True)]
        packages = tuple(line.packages)
        return _Walked(
            effects=_dataset(_integral(weights, marginal), packages, _ABOUT),
            first_order=_dataset(marginal[0], packages, _ABOUT),
            moved=_dataset(_integral(weights, found), packages),
            failed=failed,
            steps=steps,
        )

    def _moves(self, line: Line, values: Values, part: float) -> Named:
        from cge.engine.directions import Directions

        economy = self.solving.economy
        names = tuple(sorted(line.steps))
        directions = economy.kept(
            ("directions", names),
            lambda: Directions(economy.pyomo_model(), economy.variables, names),
        )
        moves = directions.at(values, line.slopes(part))
        start, packages = economy.named(values), tuple(line.packages)
        return {name: _by_package(start[name], move, packages) for name, move in moves.items()}


def _by_package(like: NamedArray, moves: Array, packages: Labels) -> NamedArray:
    """Derivatives of the elements of a symbol along packages (elements, packages)."""
    shape = (*like.shape, len(packages))
    return NamedArray((*like.dims, PACKAGE), moves.reshape(shape), (*like.labels, packages))


def _raveled(parameters: xr.Dataset) -> Values:
    """Parameters as arrays of the engine."""
    return {str(n): a.to_numpy().astype(float).ravel() for n, a in parameters.data_vars.items()}


def _integral(weights: Array, integrands: Sequence[Named]) -> Named:
    """Weighted sum of arrays by name."""
    return {
        name: reduce(add, (w * found[name] for w, found in zip(weights, integrands, strict=True)))
        for name in integrands[0]
    }


def _dataset(
    arrays: Named, packages: Labels, about: Mapping[str, dict[str, str]] | None = None
) -> xr.Dataset:
    """Arrays with their labels, all along packages, also those that no package has."""
    labels: dict[str, Labels] = {PACKAGE: packages}
    variables = {}
    for name, array in arrays.items():
        labels |= dict(zip(array.dims, array.labels, strict=True))
        dims, values = array.dims, array.to_numpy()
        if PACKAGE not in dims:
            dims, values = (PACKAGE, *dims), np.stack([values] * len(packages))
        variables[name] = (dims, values, (about or {}).get(name))
    return xr.Dataset(variables, {dim: list(own) for dim, own in labels.items()})


def _joined(by_experiment: Mapping[str, xr.Dataset]) -> xr.Dataset:
    """Datasets along ``experiment``; what one of them lacks does not move there."""
    return xr.concat(
        list(by_experiment.values()),
        xr.Variable(EXPERIMENT, list(by_experiment)),
        data_vars="all",
        join="outer",
        fill_value=0.0,
        combine_attrs="override",
    )
