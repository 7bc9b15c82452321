"""The equations of an economy, with their numbers in place, for GAMS and solvers of AMPL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.paths import as_path
from calibration.files.write import text_writer, write_whole
from cge.analysis.statistics import BENCHMARK
from cge.economy.economy import Economy
from cge.economy.size import SMALLER
from cge.engine.expansion import ordinary
from cge.engine.system import System, Values
from cge.experiments.solve import quiet
from cge.experiments.solving import Progress, Solving
from cge.experiments.suited import suited_to
from cge.exports.forms import FORMS, files_of
from cge.inputs.arguments import must_be
from cge.policy.schema import Cbam
from cge.scenarios import Scenario, open_scenario
from cge.scenarios.parameters import shocked_experiments

LARGEST = 100_000
"""Equations: beyond them, writing takes more minutes and memory than a reader of the file has."""


@dataclass(frozen=True)
class Exported:
    """Files of an economy that were written.

    Attributes
    ----------
    files : tuple of pathlib.Path
        The equations first, then the names of what is in them.
    equations : int
        How many there are, and as many unknowns.
    experiment : str
        Whose parameters stand in them.
    """

    files: tuple[Path, ...]
    equations: int
    experiment: str


@explained
def export(
    economy: Economy,
    path: str | Path,
    form: str = "gams",
    scenario: str | Path | Scenario | Cbam | None = None,
    experiment: str | None = None,
    solved: bool = False,
    progress: Progress = quiet,
) -> Exported:
    """Write the equations of an economy for another system.

    Every equation stands by itself, with its numbers: elasticities, shares and the parameters of
    the benchmark or of an experiment. The system is square: as many equations as unknowns, and a
    constant as objective.

    Parameters
    ----------
    economy
        A calibrated economy.
    path
        The file of the equations.
    form
        ``gams``, the language of GAMS, with a table of names beside it; or ``nl``, the format that
        the solvers of AMPL read, with the names of its rows and columns beside it.
    scenario
        As for :func:`cge.solve`; the economy gets what the scenario asks of it. The benchmark where
        left out.
    experiment
        One of the scenario; may be left out where there is only one.
    solved
        Put the solution in the place of the starting values, so that a solver has nothing left to
        do; else these are the benchmark's.
    progress
        As for :func:`cge.solve`.

    Returns
    -------
    Exported
        The files and the count of equations.

    Raises
    ------
    InputError
        For an unknown form or experiment, and an economy of more than 100,000 equations.
    cge.SolveError
        When there is no solution to put in its place.
    """
    must_be(economy, Economy, "economy", "an economy, as cge.load returns it")
    if form not in FORMS:
        raise InputError(f"form: no '{form}'{nearest(form, FORMS)}")
    target = as_path(path)
    plan = None if scenario is None else open_scenario(scenario)
    if plan is not None:
        economy = suited_to(economy, plan)
    label, shocks = _asked(economy, plan, experiment)
    system = System(economy.pyomo_model())
    equations = sum(len(system.unknown(name)) for name in system.variables)
    _must_be_small(equations)
    values = system.values()
    if solved:
        values = _solved(economy, label, shocks, progress)
    elif shocks is not None:
        values |= {str(n): a.to_numpy().ravel() for n, a in shocks.data_vars.items()}
    title = f"{economy.name}, {economy.aggregation}, closure {economy.closure.label}: {label}"
    written = FORMS[form](ordinary(system, values), title)
    for file, text in files_of(target, written).items():
        write_whole(file, text_writer(text))
    return Exported(tuple(files_of(target, written)), equations, label)


def _asked(
    economy: Economy, plan: Scenario | None, experiment: str | None
) -> tuple[str, xr.Dataset | None]:
    """The experiment that is meant, and its parameters; None for those of the benchmark."""
    if plan is None:
        if experiment not in (None, BENCHMARK):
            raise InputError(f"experiment: '{experiment}' is of no scenario, since none is given")
        return BENCHMARK, None
    shocked = shocked_experiments(economy, plan)
    if experiment is None and len(shocked) == 1:
        experiment = next(iter(shocked))
    if experiment not in shocked:
        said = "say which one" if experiment is None else f"no '{experiment}'"
        raise InputError(f"experiment: {said}{nearest(experiment or '', shocked)}")
    return experiment, shocked[experiment]


def _must_be_small(equations: int) -> None:
    if equations > LARGEST:
        raise InputError(
            f"{equations:,} equations, each of which would be written by itself, are more than the "
            f"{LARGEST:,} that are exported; {SMALLER}"
        )


def _solved(economy: Economy, label: str, shocks: xr.Dataset | None, progress: Progress) -> Values:
    """The solution of an experiment, or of the benchmark."""
    from cge.engine.settings import Settings

    solving = Solving(economy, progress, Settings())
    found = solving.benchmark(label) if shocks is None else solving.solve(label, shocks)
    return found.values
