"""Choose the levels of a few policies: from a problem to a verified optimum."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.gases import counts_equivalents, equivalent
from cge.design.controls import Controls
from cge.design.optimum import OPTIMUM, Optimum
from cge.design.problem import Problem, open_problem
from cge.design.sums import unit_of, unit_ratio, weighted_sums
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.experiments.solve import quiet, solve
from cge.experiments.solving import Progress
from cge.experiments.suited import suited_to

if TYPE_CHECKING:
    from cge.engine.gradients import Gradients
    from cge.engine.minimise import Box
    from cge.engine.search import BestControls

Array = np.ndarray


@explained
@within_memory("searching for an optimum")
def optimise(
    economy: Economy,
    problem: str | Path | Problem,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
    search: dict[str, Any] | None = None,
) -> Optimum:
    """Find the levels of the controls that are best, and verify the solution there.

    The optimum may be a local one. Gradients are exact; every model solution starts from the last
    accepted one.

    Parameters
    ----------
    economy
        A calibrated economy.
    problem
        Name of a shipped problem, path of a problem file, or a :class:`cge.Problem`.
    progress
        Called with an event (``build``, ``optimise``, ``solve``, ``verify``) and its state.
    solver
        As in :func:`cge.solve`, for the solutions of the model.
    search
        IPOPT options of the search over the controls.

    Returns
    -------
    Optimum
        Also when a check fails; then ``optimum.verified`` is False and says why.

    Raises
    ------
    calibration.InputError
        When the problem does not fit the economy, a solver setting is unknown, or the economy
        does not fit into memory.
    cge.SolveError
        When the model has no solution at the start.
    """
    from cge.engine.turns import in_turn

    with in_turn():
        return _optimise(economy, open_problem(problem), progress, solver, search)


def _optimise(
    economy: Economy,
    plan: Problem,
    progress: Progress,
    solver: dict[str, Any] | None,
    search: dict[str, Any] | None,
) -> Optimum:
    from cge.engine.minimise import Box
    from cge.engine.search import Search, best_controls
    from cge.engine.settings import read_settings

    settings, options = read_settings(solver), read_settings(search).options
    economy = suited_to(economy, plan.at_start).alone()
    economy.check_memory()
    controls = Controls(plan, economy)
    progress("build")
    gradients = _gradients(plan, economy, controls)
    benchmark = gradients.values(economy.model.system.values())
    limits = _limits(plan, benchmark[1:])
    progress("optimise", iteration=0)
    found = best_controls(
        Search(economy.model, gradients, controls, vars(settings)),
        controls.start,
        Box(controls.lower, controls.upper),
        limits,
        options,
        lambda iteration, objective, violation, solutions: progress(
            "optimise",
            iteration=iteration,
            detail=f"objective {plan.objective.sign * objective:.6g}, "
            f"limits missed by {violation:.1e}, {solutions} solutions",
        ),
    )
    counted = counts_equivalents(economy.benchmark)

    def word(cell: Any) -> Any:
        return equivalent(cell) if counted and isinstance(cell, str) else cell

    scenario = plan.scenario(controls.levels(found.controls))
    suited = scenario.model_copy(update={"swap": ()})  # the economy has made the swaps already
    result = solve(economy, suited, progress, solver)
    again = gradients.values(result.values(OPTIMUM))
    # Where the best is to do nearly nothing, the sums themselves are hardly more than rounding.
    size = np.maximum.reduce([np.abs(found.sums), np.abs(found.sums - benchmark), found.reach])
    return Optimum(
        problem=plan,
        result=result,
        scenario=scenario,
        controls=_control_table(plan, found),
        constraints=_constraint_table(plan, found, benchmark[1:], limits).map(word),
        objective=_objective(plan, found.sums[0], benchmark[0]).map(word),
        kkt=found.kkt,
        difference=float((np.abs(again - found.sums) / np.where(size > 0, size, 1.0)).max()),
        iterations=found.iterations,
        solutions=found.solutions,
        gradients=found.gradients,
        message=found.message,
    )


def _gradients(plan: Problem, economy: Economy, controls: Controls) -> Gradients:
    """Of the objective and the constraints; compiled once for the same sums and parameters."""
    from cge.engine.gradients import Gradients

    sums = weighted_sums(plan, economy, controls.moved)
    weights = [(name, v, w.tobytes()) for name, terms in sums.items() for v, w in terms.items()]
    found = economy.kept(
        ("gradients", controls.moved, weights),
        lambda: Gradients(economy.pyomo_model(), sums, controls.moved),
    )
    found.begin()
    return found


def _limits(problem: Problem, benchmark: Array) -> Box:
    from cge.engine.minimise import Box

    pairs, problems = [], []
    for (name, constraint), level in zip(problem.constraints.items(), benchmark, strict=True):
        lower, upper = constraint.limits(float(level))
        pairs.append((lower, upper))
        place = constraint.place or f"constraints > {name}: "
        if constraint.relative and level == 0:
            problems.append(f"{place}is 0 in the benchmark; give its limit without percent")
        if lower > upper:
            problems.append(f"{place}must be at least {lower:g} and at most {upper:g}")
    if problems:
        raise InputError(problems)
    array = np.array(pairs).reshape(-1, 2)
    return Box(array[:, 0], array[:, 1])


def _control_table(problem: Problem, found: BestControls) -> pd.DataFrame:
    ends = {-1: "lower", 0: "", 1: "upper"}
    rows = {
        name: {
            "title": control.title or name,
            "value": float(level),
            "lower": control.lower,
            "upper": control.upper,
            "unit": control.unit or "",
            "at": ends[int(end)],
        }
        for (name, control), level, end in zip(
            problem.controls.items(), found.controls, found.at_bound, strict=True
        )
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _constraint_table(
    problem: Problem, found: BestControls, benchmark: Array, limits: Box
) -> pd.DataFrame:
    unit = unit_of(problem.objective.terms)
    rows = {}
    for k, (name, constraint) in enumerate(problem.constraints.items()):
        own = unit_of(constraint.sum)
        rows[name] = {
            "title": constraint.title or name,
            "benchmark": float(benchmark[k]),
            "value": float(found.sums[k + 1]),
            "at_least": float(limits.lower[k]),
            "at_most": float(limits.upper[k]),
            "unit": own,
            "shadow_price": float(abs(found.multipliers[k])),
            "shadow_price_unit": unit_ratio(unit, own),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _objective(problem: Problem, value: float, benchmark: float) -> pd.Series:
    objective = problem.objective
    return pd.Series(
        {
            "title": objective.title or "objective",
            "direction": "minimise" if objective.sign > 0 else "maximise",
            "value": objective.sign * float(value),
            "benchmark": objective.sign * float(benchmark),
            "unit": unit_of(objective.terms),
        }
    )
