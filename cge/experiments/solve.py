"""Solve a scenario on an economy, and verify what was found."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.arguments import explained
from calibration.errors import InputError, InputWarning
from cge.analysis.added_capital import with_net_welfare
from cge.analysis.cautions import cautions_of_results
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.experiments.contributions import check_contributions
from cge.experiments.contributions import contributions as split
from cge.experiments.solving import Progress, Solving, Verified
from cge.experiments.start import Start, start_of
from cge.experiments.suited import suited_to
from cge.inputs.arguments import must_be
from cge.policy.schema import Cbam
from cge.results import assemble
from cge.results.files import FORMAT
from cge.results.result import Result
from cge.results.sensitivity import Solved
from cge.scenarios import Scenario, open_scenario
from cge.scenarios.band import with_band
from cge.scenarios.cautions import cautions_of_shocks, experiments_with
from cge.scenarios.parameters import finder_of, shocked_experiments

if TYPE_CHECKING:
    from cge.engine.settings import Settings
    from cge.experiments.decomposition import Line


def quiet(_event: str, **_info: Any) -> None:
    """Report no progress."""


@explained
@within_memory("solving a scenario")
def solve(
    economy: Economy,
    scenario: str | Path | Scenario | Cbam,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
    band: bool = False,
    contributions: bool | None = None,
    start: Start | None = None,
    decompose: bool = False,
) -> Result:
    """Solve every experiment of a scenario and verify the solutions.

    Parameters
    ----------
    economy
        A calibrated economy; its compiled model is kept for the next scenario. Unless
        :func:`load` was given a closure, the scenario's own is used; swaps of the scenario are
        added in either case.
    scenario
        Name of a shipped scenario, path of a scenario file, a :class:`cge.Scenario`, or a
        :class:`cge.Cbam` alone.
    progress
        Called with an event (``build``, ``solve``, ``verify``) and, while solving, the
        experiment, iteration and largest residual.
    solver
        ``space`` (``"reduced"``, the default, or ``"full"``: all variables at once, slow, a check),
        ``chords`` (False: IPOPT takes every step, where otherwise it confirms what steps with the
        derivatives of the benchmark find), ``staged`` (False: no steps where the direct solution
        fails), and IPOPT options.
    band
        Solve every experiment again with the elasticities of technology one standard error lower
        and higher; see :func:`cge.scenarios.band.with_band`.
    contributions
        Also split experiments with several packages into the contributions of each; see
        :func:`cge.experiments.contributions.contributions`. None is what the scenario says.
    start
        An earlier result to start from: experiments of the same name start from its solutions; or a
        result and the name of the experiment from which all start. The benchmark when omitted.
    decompose
        Also take the welfare effects apart, by a few more solutions on the way to each experiment;
        see :attr:`cge.Result.decomposition`. Without the experiments of a band.

    Returns
    -------
    Result
        Also when a check fails; then ``result.verified`` is False and says why.

    Raises
    ------
    calibration.InputError
        When the scenario does not fit the economy, a solver setting is unknown, or the economy
        does not fit into memory.
    cge.SolveError
        When no solution is found.

    Warns
    -----
    InputWarning
        Each caution on what the shocks reach and on the numbers found; the attribute
        ``cautions`` of the result keeps them.
    """
    from cge.engine.settings import read_settings

    must_be(economy, Economy, "economy", "an economy, as cge.load returns it")
    if not callable(progress):
        raise InputError(f"progress: {progress!r} cannot be called")
    settings = read_settings(solver)
    asked = plan = open_scenario(scenario)
    economy = suited_to(economy, plan)
    if band:
        plan = with_band(plan, economy.benchmark)
    wants_parts = asked.contributions if contributions is None else contributions
    return solve_suited(
        economy,
        plan,
        settings,
        progress,
        start,
        split_by=asked if wants_parts else None,
        decomposed=asked if decompose else None,
    )


def solve_suited(
    economy: Economy,
    plan: Scenario,
    settings: Settings,
    progress: Progress = quiet,
    start: Start | None = None,
    split_by: Scenario | None = None,
    decomposed: Scenario | None = None,
) -> Result:
    """Solve every experiment of a scenario on the economy that it is about.

    Parameters
    ----------
    economy
        An economy that has everything the scenario asks of it.
    plan
        The scenario, its bands among its experiments.
    settings
        Settings of the engine and of IPOPT.
    progress, start
        As in :func:`solve`.
    split_by
        The scenario whose experiments are split into the contributions of their packages, without
        bands; None for no contributions.
    decomposed
        The scenario whose welfare effects are taken apart, without bands; None for none.
    """
    economy.check_memory()
    shocked = shocked_experiments(economy, plan)
    if split_by is not None:
        check_contributions(economy, split_by)
    lines = None if decomposed is None else _lines(economy, decomposed)
    progress("build")
    solving = Solving(economy, progress, settings)
    found = {BENCHMARK: solving.benchmark(BENCHMARK)}
    for label, parameters in shocked.items():
        found[label] = solving.solve(label, parameters, start_of(start, economy, label))
        if plan.chosen[label] and _same(found[label], found[BENCHMARK]):
            warnings.warn(f"experiment '{label}' changes nothing", InputWarning, stacklevel=3)
    about = {
        "format": FORMAT,
        "title": plan.title,
        "scenario": plan.name,
        "author": plan.author,
        "reference": plan.reference,
        **assemble.provenance(economy, plan, vars(settings)),
    }
    said = {k: v or "" for k, v in about.items()}
    parts = None
    if split_by is not None:
        done = {packages: found[label] for label, packages in split_by.chosen.items()}
        parts = split(solving, split_by, done, found[BENCHMARK]).assign_attrs(said)
    said["cautions"] = _cautions(economy, plan, found)
    values = {label: each.values for label, each in found.items()}
    checks = {label: each.checks for label, each in found.items()}
    data = assemble.with_verdict(economy, values, checks, said)
    solved = Solved(economy, values)
    result = Result(with_net_welfare(data, BENCHMARK, EXPERIMENT), solved, parts)
    return result if lines is None else _decomposed(result, solving, lines)


def _lines(economy: Economy, plan: Scenario) -> dict[str, Line]:
    from cge.experiments.decomposition import lines_of

    return lines_of(economy, plan)


def _decomposed(result: Result, solving: Solving, lines: Mapping[str, Line]) -> Result:
    """The same result, with what its welfare effects are made of."""
    from cge.experiments.decomposition import integrated

    return result.with_decomposition(integrated(solving, lines, result))


def _cautions(economy: Economy, plan: Scenario, solutions: Mapping[str, Verified]) -> str:
    """Warn of what a reader should know; returns it, a line each."""
    found = cautions_of(economy, plan, solutions)
    for text in found:
        warnings.warn(text, InputWarning, stacklevel=5)
    return "\n".join(found)


def cautions_of(economy: Economy, plan: Scenario, solutions: Mapping[str, Verified]) -> list[str]:
    """What a reader of some solutions should know, each in a sentence.

    Parameters
    ----------
    economy
        The economy with everything that the scenario brings.
    plan
        The scenario.
    solutions
        The benchmark, then the experiments of the scenario.
    """
    before, *after = ((label, economy.named(each.values)) for label, each in solutions.items())
    return [
        *cautions_of_shocks(
            plan, economy.parameters, economy.arrays, economy.named_groups, finder_of(economy)
        ),
        *cautions_of_results(
            before[1],
            dict(after),
            with_tariffs=experiments_with(plan, "tariff_power", without="sector"),
            with_saving=experiments_with(plan, "foreign_saving"),
        ),
    ]


# What no experiment leaves as it is, unless it leaves everything.
_TELLING = ("price_basic", "output", "income")
_ROUNDING = 1e-10


def _same(one: Verified, other: Verified) -> bool:
    """Two solutions that differ by the rounding of the solver alone."""
    return all(
        np.allclose(one.values[name], other.values[name], rtol=_ROUNDING, atol=0.0)
        for name in _TELLING
    )
