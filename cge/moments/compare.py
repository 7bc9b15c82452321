"""Published figures beside those of the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.files.card import Card, Carded, Grid
from cge.analysis.statistics import BENCHMARK
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.engine.system import Values
from cge.experiments.load import load
from cge.experiments.solve import quiet, solve
from cge.experiments.solving import Progress
from cge.experiments.suited import suited_to
from cge.inputs.arguments import must_be
from cge.inputs.find import shipped
from cge.inputs.kinds import DEFAULT_DATA
from cge.moments.moment import Moments, by_scenario
from cge.moments.schema import Target, Targets
from cge.scenarios import Scenario, open_scenario

PASS, MISS, CONTEXT = "pass", "miss", "context"
VERDICTS = (PASS, MISS, CONTEXT)
NEAR = 2.0
"""Standard errors within which a figure is met."""
COLUMNS = (
    *("file", "target", "title", "scenario", "experiment", "theirs", "low", "high", "error"),
    *("assumed", "ours", "unit", "distance", "verdict", "status", "source", "note"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Carded):
    """Published figures beside those of the model.

    Attributes
    ----------
    table
        A row for each target, columns `COLUMNS`: ``distance`` is ours less theirs in standard
        errors of theirs, ``verdict`` one of `VERDICTS`.
    verified
        Whether every solution passed its checks.
    verdict
        What failed, in words; empty where nothing did.
    """

    table: pd.DataFrame
    verified: bool
    verdict: str

    def _card(self) -> Card:
        counts = self.table.verdict.value_counts()
        facts = {verdict: counts.get(verdict, 0) for verdict in VERDICTS}
        shown = self.table[["target", "theirs", "ours", "distance", "unit", "verdict"]]
        rows = [
            [row.target, *map(_number, (row.theirs, row.ours, row.distance)), row.unit, row.verdict]
            for row in shown.itertuples()
        ]
        status = "verified" if self.verified else f"NOT VERIFIED: {self.verdict}"
        grid = Grid(tuple(shown.columns), rows)
        return Card("Comparison", f"with {len(rows)} figures", status, self.verified, facts, grid)


def _number(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:.4g}"


@explained
@within_memory("solving for targets")
def targets(
    files: str | Path | Targets | Sequence[str | Path | Targets] | None = None,
    economy: Economy | None = None,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
) -> Comparison:
    """Set published figures beside what the model has for each.

    Parameters
    ----------
    files
        Names of shipped files of targets, paths, or :class:`cge.Targets`; all shipped ones where
        left out.
    economy
        What is solved; that of each file where left out.
    progress
        As in :func:`cge.solve`.
    solver
        As in :func:`cge.solve`.

    Returns
    -------
    Comparison
        Also where a check fails; then ``verified`` is False.

    Raises
    ------
    calibration.InputError
        For files that cannot be read, and everything in them that does not fit the economy.
    cge.SolveError
        Where a scenario has no solution.
    """
    if economy is not None:
        must_be(economy, Economy, "economy", "an economy, as cge.load returns it")
    chosen = _opened(files)
    rows: list[tuple[Any, ...]] = []
    failed: list[str] = []
    for file in chosen:
        mine = economy_of(file) if economy is None else economy
        found = _answers(file, mine, progress, solver, failed)
        rows += [_row(file, name, one, found.get(name)) for name, one in file.targets.items()]
    return Comparison(pd.DataFrame(rows, columns=list(COLUMNS)), not failed, "; ".join(failed))


def _opened(files: Any) -> list[Targets]:
    given = list(shipped(Targets.KIND)) if files is None else files
    several = [given] if isinstance(given, (str, Path, Targets)) else list(given)
    problems: list[str] = []
    found = []
    for one in several:
        try:
            found.append(Targets.opened(one))
        except InputError as error:
            problems += error.problems
    if problems or not found:
        raise InputError(problems or ["targets: no file is named"])
    return found


def economy_of(file: Targets) -> Economy:
    """The economy that a file of targets is about."""
    return load(
        file.data or DEFAULT_DATA,
        aggregation=file.aggregation,
        structure=file.structure,
        closure=file.closure,
    )


def moments_of(file: Targets, economy: Economy) -> list[tuple[Scenario | None, Moments]]:
    """The targets of a file by scenario, each checked against its economy.

    Raises
    ------
    InputError
        Everything in the file that does not fit.
    """
    found, problems = [], []
    for name, each in by_scenario(file.compared).items():
        try:
            plan = None if name is None else open_scenario(name)
            dressed = economy if plan is None else suited_to(economy, plan)
            labels = () if plan is None else tuple(plan.chosen)
            moments = Moments(dressed, labels, each)
            moments.check()
            found.append((plan, moments))
        except InputError as error:
            problems += [f"{file.name}: {problem}" for problem in error.problems]
    if problems:
        raise InputError(problems)
    return found


def _answers(
    file: Targets,
    economy: Economy,
    progress: Progress,
    solver: dict[str, Any] | None,
    failed: list[str],
) -> dict[str, float]:
    """The model's number for each target; what does not verify joins ``failed``."""
    found: dict[str, float] = {}
    for plan, moments in moments_of(file, economy):
        solutions: dict[str, list[Values]] = {}
        if plan is not None:
            needed = plan.model_copy(
                update={"combinations": {k: plan.chosen[k] for k in moments.needed}}
            )
            result = solve(economy, needed, progress, solver)
            solutions = {label: [result.values(label)] for label in moments.needed}
            if not result.verified:
                failed.append(f"{plan.name}: {result.verdict}")
        numbers = moments.of(solutions)[:, 0]
        refuse_no_numbers(moments.targets, numbers)
        found |= dict(zip(moments.targets, map(float, numbers), strict=True))
    return found


def refuse_no_numbers(targets: Iterable[str], values: np.ndarray) -> None:
    """Refuse targets whose statistic has no value, such as a change in % of nothing.

    Raises
    ------
    InputError
        Naming each.
    """
    wrong = [
        f"target '{name}': its statistic is no finite number here ({value:g})"
        for name, value in zip(targets, values, strict=True)
        if not np.isfinite(value)
    ]
    if wrong:
        raise InputError(wrong)


def _row(file: Targets, name: str, target: Target, ours: float | None) -> tuple[Any, ...]:
    low, high = target.band or (np.nan, np.nan)
    error = target.standard_error
    number = np.nan if ours is None else ours
    distance = (number - target.centre) / error
    return (
        *(file.name, name, target.title, target.scenario or BENCHMARK, target.experiment or ""),
        *(target.centre, low, high, error, target.assumed, number, target.unit, distance),
        *(_verdict(target, number, distance), target.status, target.source, target.note or ""),
    )


def _verdict(target: Target, ours: float, distance: float) -> str:
    if target.is_context:
        return CONTEXT
    inside = target.band is not None and target.band[0] <= ours <= target.band[1]
    return PASS if inside or abs(distance) <= NEAR else MISS
