"""Welfare taken apart, and subtotals of shocks, by integration along the path of solutions.

The parameters of an experiment move on a straight line from the benchmark. At a few points of it
the economy is solved and the derivatives of the whole solution along the line are exact, so that
Gauss-Lobatto quadrature, which has the two ends among its points, integrates them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.polynomial.legendre import Legendre

from calibration.errors import InputError
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.analysis.welfare import effects
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.engine.system import Values
from cge.experiments.parameters import shocked, shocked_experiments
from cge.experiments.solve import quiet, solve
from cge.experiments.solving import Progress, Solving
from cge.experiments.suited import suited_to
from cge.policy.schema import Cbam
from cge.results import assemble
from cge.results.decomposition import PACKAGE, Decomposition
from cge.scenarios import Scenario, open_scenario
from cge.symbols.registry import entries, entry_of

Array = np.ndarray
STEPS = 3
MOST_STEPS = 30
# Shares of the benchmark that effects on welfare need beside a solution.
SHARES = ("utility_share", "technology_on_factors")


@within_memory("decomposing a scenario")
def decompose(
    economy: Economy,
    scenario: str | Path | Scenario | Cbam,
    steps: int = STEPS,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
) -> Decomposition:
    """Solve a scenario, and say what its welfare effects and other changes are made of.

    Parameters
    ----------
    economy, scenario, progress, solver
        As in :func:`cge.solve`.
    steps
        Solutions between the benchmark and each experiment, 1 to 30. More make the residual smaller.

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

    if not (isinstance(steps, int) and 1 <= steps <= MOST_STEPS):
        raise InputError(f"steps: {steps!r} must be a whole number from 1 to {MOST_STEPS}")
    plan = open_scenario(scenario)
    economy = suited_to(economy, plan)
    lines = _lines(economy, plan)
    result = solve(economy, plan, progress, solver, contributions=False)
    solving = Solving(economy, progress, read_settings(solver))
    path = _Path(solving, result.values(BENCHMARK), *lobatto(steps + 2))
    walked = {label: path.walk(line, result.values(label)) for label, line in lines.items()}
    failed = [result.verdict, *(text for each in walked.values() for text in each.failed)]
    verdict = "; ".join(filter(None, failed))
    return Decomposition(
        data=result.data.assign_attrs(
            verified=int(not verdict), verdict=verdict, steps=steps, decomposed=1
        ),
        effects=_joined({label: each.effects for label, each in walked.items()}),
        first_order=_joined({label: each.first_order for label, each in walked.items()}),
        moved=_joined({label: each.moved for label, each in walked.items()}),
    )


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
class _Line:
    """The straight line on which the parameters of an experiment move.

    Attributes
    ----------
    label
        The experiment.
    start
        Parameters of the benchmark.
    slopes
        Parameter -> how it moves with each package; what does not move is left out.
    packages
        Names of the packages.
    """

    label: str
    start: xr.Dataset
    slopes: Mapping[str, Array]
    packages: Sequence[str]

    def at(self, part: float) -> xr.Dataset:
        """Parameters at a part of the line."""
        moved = {
            name: self.start[name] + part * slope.sum(axis=1).reshape(self.start[name].shape)
            for name, slope in self.slopes.items()
        }
        return self.start.assign(moved)


def _lines(economy: Economy, plan: Scenario) -> dict[str, _Line]:
    """The line of every experiment; each package moves what it changes after those before it."""
    found = shocked_experiments(economy, plan)
    start = economy.parameters
    lines = {}
    problems: list[str] = []
    for label, parameters in found.items():
        names, packages = plan.chosen[label], plan.packages_of(label)
        try:
            between = [shocked(economy, packages[:k]) for k in range(1, len(packages))]
        except InputError as error:
            problems += [f"experiment '{label}', packages one by one: {p}" for p in error.problems]
            continue
        stages = [start, *between, parameters]
        slopes = {str(v): _slopes([stage[v].to_numpy() for stage in stages]) for v in start}
        moving = {v: slope for v, slope in slopes.items() if slope.any()}
        lines[label] = _Line(label, start, moving, _distinct(names))
    if problems:
        raise InputError(problems)
    return lines


def _slopes(stages: Sequence[Array]) -> Array:
    """Differences between stages, (elements, stages less one)."""
    return np.stack([(b - a).ravel() for a, b in zip(stages[:-1], stages[1:], strict=True)], axis=1)


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


@dataclass(frozen=True)
class _Path:
    """Integrates derivatives along lines from the benchmark."""

    solving: Solving
    benchmark: Values
    points: Array
    weights: Array

    def walk(self, line: _Line, end: Values) -> _Walked:
        """Integrate along a line whose two ends are solved."""
        if not line.slopes:
            raise InputError(f"experiment '{line.label}' moves no parameter: nothing to decompose")
        failed: list[str] = []
        values, found = self.benchmark, []
        for part in self.points:
            if part == 1.0:
                values = end
            elif part > 0.0:
                label = f"{line.label}, {100 * part:.0f} % of the shocks"
                solution = self.solving.solve(label, line.at(part), values)
                failed += [f"{label}: {c}" for c in solution.checks if not c.passed]
                values = solution.values
            moves = self._moves(line, values)
            found.append((effects(self._levels(values), moves), moves))
        return _Walked(
            effects=_integral(self.weights, [each for each, _ in found]),
            first_order=found[0][0],
            moved=_integral(self.weights, [moves for _, moves in found]),
            failed=failed,
        )

    def _levels(self, values: Values) -> xr.Dataset:
        economy = self.solving.economy
        shares = {
            name: _labelled(economy, name, values[name]) for name in SHARES if name in values
        }
        return assemble.dataset(economy, values).assign(shares)

    def _moves(self, line: _Line, values: Values) -> xr.Dataset:
        from cge.engine.directions import Directions

        economy = self.solving.economy
        variables = [e.name for e in entries(economy.arrays.features, "variable")]
        names = tuple(sorted(line.slopes))
        directions = economy.kept(
            ("directions", names), lambda: Directions(economy.pyomo_model(), variables, names)
        )
        moves = directions.at(values, line.slopes)
        return xr.Dataset(
            {name: _labelled(economy, name, moves[name], line.packages) for name in moves}
        )


def _labelled(
    economy: Economy, name: str, array: Array, packages: Sequence[str] | None = None
) -> xr.DataArray:
    """A raveled array of a symbol with its labels; along packages where these are named."""
    dims = entry_of(name).dims
    coords = {d: economy.labels[d] for d in dims}
    if packages is not None:
        dims, coords = (*dims, PACKAGE), coords | {PACKAGE: list(packages)}
    return xr.DataArray(array.reshape([len(coords[d]) for d in dims]), coords, dims)


def _integral(weights: Array, integrands: Sequence[xr.Dataset]) -> xr.Dataset:
    """Weighted sum of datasets."""
    total: xr.Dataset = reduce(add, (w * d for w, d in zip(weights, integrands, strict=True)))
    for name, array in integrands[0].data_vars.items():
        total[name].attrs = array.attrs
    return total


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
