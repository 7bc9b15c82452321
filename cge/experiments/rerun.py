"""A result solved again from its file alone, beside what the file holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from calibration.arguments import explained
from cge.experiments.contributions import WHOLE
from cge.experiments.solve import quiet, solve_suited
from cge.experiments.solving import Progress
from cge.results.comparison import TOLERANCE, Compared, compare
from cge.results.inputs import economy_again, scenario_again, settings_again
from cge.results.result import Result, open_result
from cge.scenarios import Scenario


@dataclass(frozen=True)
class Rerun:
    """A result and the same one solved again.

    Attributes
    ----------
    stored
        The result as it was given.
    result : cge.Result
        What was found again.
    compared : cge.results.comparison.Compared
        The differences of both, the largest first.
    """

    stored: Result
    result: Result
    compared: Compared

    @property
    def reproduced(self) -> bool:
        """The inputs are the same, every number is, and the solution found again is verified."""
        return self.compared.same and self.result.verified

    def __bool__(self) -> bool:
        return self.reproduced

    def __repr__(self) -> str:
        said = "reproduced" if self else "NOT REPRODUCED"
        return f"<Rerun: {said}, largest relative difference {self.compared.largest:.1e}>"


@explained
def rerun(
    result: Result | str | Path, tolerance: float = TOLERANCE, progress: Progress = quiet
) -> Rerun:
    """Solve a result again from what its file holds, and compare.

    The file holds the benchmark data, the closure with its swaps, the scenario with the values of
    every file that it read, and the settings of the solver. No number of the stored solutions is
    used. Each experiment starts from the benchmark, also where the stored one started elsewhere.

    Parameters
    ----------
    result
        A result, or the path of its file.
    tolerance
        Relative difference up to which two numbers are the same; see :func:`cge.compare`.
    progress
        As for :func:`cge.solve`.

    Returns
    -------
    Rerun
        True where every number is found again.

    Raises
    ------
    InputError
        For a file that is no result, or that an older version wrote without its inputs.
    cge.SolveError
        Where no solution is found.
    """
    from cge.engine.settings import read_settings

    stored = result if isinstance(result, Result) else open_result(result)
    economy = economy_again(stored.data, stored.benchmark)
    plan = scenario_again(stored.data)
    settings = read_settings(settings_again(stored.data))
    split, decomposed = _split(stored, plan), _decomposed(stored, plan)
    again = solve_suited(economy, plan, settings, progress, split_by=split, decomposed=decomposed)
    return Rerun(stored, again, compare(stored, again, tolerance))


def _split(stored: Result, plan: Scenario) -> Scenario | None:
    """The scenario whose experiments were split into contributions; None where none was."""
    if stored.contributions is None:
        return None
    labels = {str(label) for label in stored.contributions["experiment"].to_numpy()}
    chosen = plan.chosen.items()
    return _of(plan, [k for k, some in chosen if len(some) == 1 or f"{k}: {WHOLE}" in labels])


def _decomposed(stored: Result, plan: Scenario) -> Scenario | None:
    """The scenario whose welfare effects were taken apart; None where none were."""
    if stored.decomposition is None:
        return None
    labels = {str(label) for label in stored.decomposition.effects["experiment"].to_numpy()}
    return _of(plan, [name for name in plan.chosen if name in labels])


def _of(plan: Scenario, experiments: list[str]) -> Scenario:
    """A scenario of these of its experiments alone."""
    chosen = {name: plan.chosen[name] for name in experiments}
    return plan.model_copy(update={"combinations": chosen})
