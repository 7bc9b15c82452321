"""Load an economy, solve a scenario on it, verify what was found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xarray as xr

import calibration
from calibration.groups import read_groups
from cge.analysis.statistics import BENCHMARK
from cge.economy.benchmark.structure import with_structure
from cge.economy.economy import Economy
from cge.experiments.balanced_trade import balanced_first
from cge.experiments.contributions import check_contributions
from cge.experiments.contributions import contributions as split
from cge.experiments.parameters import shocked_experiments
from cge.experiments.solving import Progress, Solving
from cge.experiments.start import Start, start_of
from cge.inputs.find import data_directory, find
from cge.policy.schema import Cbam
from cge.results import assemble
from cge.results.files import FORMAT
from cge.results.result import Result
from cge.results.sensitivity import Solved
from cge.scenarios import Scenario, open_scenario
from cge.scenarios.band import with_band
from cge.settings.abatements import open_abatement
from cge.settings.closures import Closure
from cge.settings.structures import Structure
from cge.settings.technologies import Technology

DEFAULT_DATA = "oecd-icio-2022"
DEFAULT_CLOSURE = "standard"


def quiet(_event: str, **_info: Any) -> None:
    """Report no progress."""


def load(
    data: str | Path | xr.Dataset = DEFAULT_DATA,
    aggregation: str | Path | None = None,
    closure: str | Path | None = None,
    structure: str | Path | None = None,
    swap: Sequence[str] = (),
    technology: str | Path | None = None,
    numeraire: str | None = None,
    abatement: str | Path | float | None = None,
) -> Economy:
    """Load and calibrate an economy.

    Parameters
    ----------
    data
        Name of a shipped dataset, path of a benchmark file, or a benchmark dataset, which is
        taken as it is.
    aggregation
        Name of a shipped aggregation or path of a CSV with columns ``dimension, member, label``.
        None is the default that a shipped dataset names, or the data as they are.
    closure
        Name of a shipped closure or path of a closure file. None is the standard closure, and a
        scenario may then bring its own.
    structure
        Name of a shipped structure or path of a structure file, which sets elasticities and nests;
        None keeps those of the data.
    swap
        Swaps added to the closure; see :meth:`cge.settings.closures.Closure.with_swaps`.
    technology
        Name of a shipped technology or path of a technology file, which brings the NQP channels.
        None is a model without them, and a scenario may then bring its own.
    numeraire
        The price index that is fixed, instead of the closure's; see
        :mod:`cge.settings.numeraires`.
    abatement
        Name of a shipped abatement curve, path of a file, or an elasticity. None is a model
        without, and a scenario may then bring its own.

    Raises
    ------
    calibration.InputError
        Listing every problem of the files.
    """
    chosen = closure is not None
    rules = Closure.from_name(DEFAULT_CLOSURE if closure is None else closure).with_swaps(swap)
    if numeraire is not None:
        rules = rules.with_numeraire(numeraire)
    groups = read_groups(data_directory() / "groups.yaml")
    benchmark, name = _benchmark(data, aggregation)
    if structure is not None:
        benchmark = with_structure(benchmark, Structure.from_name(structure), groups)
    economy = Economy(benchmark, rules, groups, name, chosen)
    _ = economy.rules  # refuses labels that the data lack, before anything is solved
    economy = balanced_first(economy)
    if technology is not None:
        economy = economy.with_technology(Technology.from_name(technology))
    if abatement is not None:
        curve = open_abatement(abatement)
        economy = economy.with_abatement(curve.elasticity, curve.reference)
    return economy


def _benchmark(
    data: str | Path | xr.Dataset, aggregation: str | Path | None
) -> tuple[xr.Dataset, str]:
    """The benchmark and the name of its aggregation."""
    if isinstance(data, xr.Dataset):
        calibration.check_benchmark(data)
        benchmark = data
    else:
        benchmark = calibration.open_benchmark(find("benchmarks", data))
        if aggregation is None:
            aggregation = benchmark.attrs.get("default_aggregation")
    if aggregation is None:
        return benchmark, "as given"
    path = find("aggregations", aggregation)
    mapping = calibration.read_mapping(path, benchmark)
    return calibration.aggregate(benchmark, mapping), path.stem


def suited_to(economy: Economy, plan: Scenario) -> Economy:
    """The economy under the closure, and with the technology and abatement, of a scenario.

    What the user chose, or the data bring, stays.
    """
    economy = _under_closure(economy, plan)
    if plan.technology is not None and not economy.technology:
        economy = economy.with_technology(Technology.from_name(plan.technology))
    if plan.abatement is not None and not economy.abatement:
        economy = economy.with_abatement(plan.abatement.elasticity, plan.abatement.reference)
    return economy.with_border_adjustment() if plan.has_border_adjustment else economy


def solve(
    economy: Economy,
    scenario: str | Path | Scenario | Cbam,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
    band: bool = False,
    contributions: bool | None = None,
    start: Start | None = None,
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
        ``staged`` (False: no steps where the direct solution fails), and IPOPT options.
    band
        Solve every experiment again with the elasticities of technology one standard error lower
        and higher; see :func:`cge.scenarios.band.with_band`.
    contributions
        Also find what each package contributes to the experiments that have several; see
        :func:`cge.experiments.contributions.contributions`. None is what the scenario says.
    start
        An earlier result to start from: experiments of the same name start from its solutions; or a
        result and the name of the experiment from which all start. The benchmark when omitted.

    Returns
    -------
    Result
        Also when a check fails; then ``result.verified`` is False and says why.

    Raises
    ------
    calibration.InputError
        When the scenario does not fit the economy, or a solver setting is unknown.
    cge.SolveError
        When no solution is found.
    """
    from cge.engine.settings import read_settings

    settings = read_settings(solver)
    asked = plan = open_scenario(scenario)
    economy = suited_to(economy, plan)
    if band:
        plan = with_band(plan, economy.benchmark)
    wants_parts = asked.contributions if contributions is None else contributions
    shocked = shocked_experiments(economy, plan)
    if wants_parts:
        check_contributions(economy, asked)
    progress("build")
    solving = Solving(economy, progress, settings)
    found = {BENCHMARK: solving.benchmark(BENCHMARK)}
    for label, parameters in shocked.items():
        found[label] = solving.solve(label, parameters, start_of(start, economy, label))
    checks = {label: each.checks for label, each in found.items()}
    data = assemble.stack({label: each.data for label, each in found.items()})
    about = {
        "format": FORMAT,
        "title": plan.title,
        "scenario": plan.name,
        "author": plan.author,
        "reference": plan.reference,
        **assemble.provenance(economy),
    }
    said = {k: v or "" for k, v in about.items()}
    data = assemble.with_verdict(data, checks).assign_attrs(said)
    parts = None
    if wants_parts:
        done = {packages: found[label] for label, packages in asked.chosen.items()}
        parts = split(solving, asked, done, found[BENCHMARK]).assign_attrs(said)
    solved = Solved(economy, {label: each.values for label, each in found.items()})
    return Result(data, solved, parts)


def _under_closure(economy: Economy, plan: Scenario) -> Economy:
    """The economy under the closure and the swaps of a scenario."""
    rules = economy.closure
    if not economy.closure_chosen and plan.closure != rules.name:
        rules = Closure.from_name(plan.closure).with_rows(rules.added)
        if economy.closure.numeraire_chosen:
            rules = rules.with_numeraire(economy.closure.numeraire)
    if plan.swap:
        rules = rules.with_rows(plan.swap)
    return economy if rules is economy.closure else balanced_first(economy.under(rules))
