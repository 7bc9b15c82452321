"""The equations of an economy for GAMS and solvers of AMPL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.outputs import must_be_output
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
from cge.exports.forms import ENDINGS, FORMS, Written, files_of
from cge.exports.mcp.text import readable_model
from cge.inputs.arguments import must_be
from cge.policy.schema import Cbam
from cge.scenarios import Scenario, open_scenario
from cge.scenarios.parameters import shocked_experiments

LARGEST = 100_000
"""Equations: beyond them, writing takes more minutes and memory than a reader of the file has."""
READABLE = "mcp"
"""The form that is a model to read, not a list of equations."""


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

    In the forms ``gams`` and ``nl`` every equation stands by itself, with its numbers:
    elasticities, shares and the parameters of the benchmark or of an experiment. The system is
    square: as many equations as unknowns, and a constant as objective. The form ``mcp`` is a model
    to read: sets, data, equations over sets in complementarity form, and the experiment.

    Parameters
    ----------
    economy
        A calibrated economy.
    path
        The file of the equations: its name ends in ``.nl`` for the form ``nl``, else in ``.gms``.
    form
        ``gams``, the language of GAMS, with a table of names beside it; or ``nl``, the format that
        the solvers of AMPL read, with the names of its rows and columns beside it; or ``mcp``, a
        model in the language of GAMS that replicates the benchmark first and then solves an
        experiment, for economies of the standard closure without carbon prices, abatement, NQP
        channels and nests of energy.
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
        For an unknown form or experiment, another ending, an economy of more than 100,000
        equations, and all that the form ``mcp`` does not have.
    cge.SolveError
        When there is no solution to put in its place.
    """
    must_be(economy, Economy, "economy", "an economy, as cge.load returns it")
    _must_be_offered(form, solved)
    must_be_output(path, [ENDINGS[form]], _paths(scenario), f"a file of the form {form}")
    target = as_path(path)
    plan = None if scenario is None else open_scenario(scenario)
    if plan is not None:
        economy = suited_to(economy, plan)
    label, shocks = _asked(economy, plan, experiment)
    title = f"{economy.name}, {economy.aggregation}, closure {economy.closure.label}: {label}"
    if form == READABLE:
        written, equations = readable_model(economy, label, shocks, title)
    else:
        starts = _solved(economy, label, shocks, progress) if solved else None
        written, equations = _each_equation(economy, form, shocks, starts, title)
    files = files_of(target, written)
    for file, text in files.items():
        write_whole(file, text_writer(text))
    return Exported(tuple(files), equations, label)


def _must_be_offered(form: str, solved: bool) -> None:
    forms = (*FORMS, READABLE)
    if form not in forms:
        raise InputError(f"form: no '{form}'{nearest(form, forms)}")
    if solved and form == READABLE:
        raise InputError(f"solved: the form '{form}' starts at the benchmark, which it replicates")


def _paths(scenario: object) -> Iterator[str | Path]:
    """The file of a scenario, where it is one."""
    if isinstance(scenario, str | Path):
        yield scenario


def _each_equation(
    economy: Economy, form: str, shocks: xr.Dataset | None, starts: Values | None, title: str
) -> tuple[Written, int]:
    """Every equation by itself, and how many; unknowns start at the benchmark if nowhere else."""
    system = System(economy.pyomo_model())
    equations = sum(len(system.unknown(name)) for name in system.variables)
    _must_be_small(equations)
    values = system.values() if starts is None else starts
    if starts is None and shocks is not None:
        values |= {str(n): a.to_numpy().ravel() for n, a in shocks.data_vars.items()}
    return FORMS[form](ordinary(system, values), title), equations


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
