"""A sweep: many solutions of scenarios for uncertain numbers, and what they say together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.fields import shown
from calibration.files.paths import place
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.experiments.solve import quiet
from cge.experiments.solving import Progress
from cge.inputs.arguments import must_be
from cge.policy.schema import Cbam
from cge.scenarios import Scenario, open_scenario
from cge.settings.closures import Closure
from cge.uncertainty.ensemble import Sweep, sweep_of
from cge.uncertainty.plan import Design, planned
from cge.uncertainty.points import METHODS
from cge.uncertainty.precision import Goal
from cge.uncertainty.run import run
from cge.uncertainty.schema import Uncertainty
from cge.uncertainty.workers import LOCAL, Workers

MOST_DRAWS, MOST_WORKERS = 10_000_000, 1_000
Made = TypeVar("Made")
_ADDRESS = re.compile(r"[a-z]+://[^\s/]+:\d+")
DEFAULT, DEFAULT_METHOD, DRAWS = "default", "latin_hypercube", 200


@explained
@within_memory("solving draws")
def sweep(
    economy: Economy | Sequence[Economy],
    scenario: str | Path | Scenario | Cbam | Sequence[str | Path | Scenario | Cbam],
    uncertainty: str | Path | Uncertainty | Mapping[str, Any] = DEFAULT,
    draws: int = DRAWS,
    method: str = DEFAULT_METHOD,
    seed: int = 0,
    closures: Sequence[str | Path | Closure] = (),
    keep: Sequence[str] = (),
    precision: float | None = None,
    workers: int = 1,
    scheduler: str = LOCAL,
    store: str | Path | None = None,
    progress: Progress = quiet,
    solver: Mapping[str, Any] | None = None,
) -> Sweep:
    """Solve scenarios for many values of uncertain numbers; each solution is verified.

    Parameters
    ----------
    economy
        A calibrated economy, or several, which differ in their aggregation.
    scenario
        A scenario as for :func:`cge.solve`, or several.
    uncertainty
        Name of a shipped file of uncertain numbers, path of a file, what a file holds, or an
        :class:`cge.Uncertainty`.
    draws
        Number of draws, where the method lets one choose; an upper bound with ``precision``.
    method
        How the numbers are chosen: ``latin_hypercube``, ``sobol``, ``monte_carlo``; quadrature
        ``stroud3``, ``stroud5``, ``skewed3``; ``one_at_a_time``; ``sobol_indices``, ``morris``.
        See docs/sweeps.md.
    seed
        Of the random numbers; the same seed gives the same draws, whoever solves them.
    closures
        Names or files of closures that every case is solved under; each economy's own, or the
        scenario's, where left out.
    keep
        Names of variables to keep of every draw, beside the columns of the summary.
    precision
        Largest standard error of the mean of welfare and real GDP in any region, in % of the mean
        or of the standard deviation, whichever is larger; reached, a case stops.
    workers
        Processes, more than one by dask; results do not depend on their number. A script that asks
        for more than one begins its work below ``if __name__ == "__main__":``.
    scheduler
        ``local``, or the address of a dask scheduler.
    store
        A folder that keeps the draws; a call that was stopped goes on in it.
    progress
        Called with ``draw``, the number of draws ``done``, how many there are, ``of``, how many
        were there ``before``, and the number that ``failed``.
    solver
        As in :func:`cge.solve`.

    Returns
    -------
    Sweep
        Outcomes by draw, and what they say together; draws without a verified solution are counted
        by cause in ``failed``.

    Raises
    ------
    calibration.InputError
        When files, names and numbers do not fit, each problem once; when ``store`` holds another
        sweep.
    """
    economies = _several(economy, Economy)
    for each in economies:
        must_be(each, Economy, "economy", "an economy, as cge.load returns it")
    problems = [*_problems(draws, method, seed, workers, scheduler)]
    plans = [
        _told(problems, open_scenario, one)
        for one in _several(scenario, (str, Path, Scenario, Cbam))
    ]
    rules: list[Closure | None] = [_told(problems, Closure.opened, one) for one in closures]
    file = _told(problems, Uncertainty.opened, uncertainty)
    if problems:
        raise InputError(dict.fromkeys(problems))
    design = Design(method, int(draws), int(seed))
    goal = None if precision is None else Goal(float(precision))
    cases = planned(economies, plans, rules or [None], file, design, list(keep), solver)
    folder = None if store is None else _folder(store)
    done = run(cases, folder, design, Workers(int(workers), scheduler), goal, progress)
    return sweep_of(file, design, cases, done)


def _several(given: Any, kinds: Any) -> list[Any]:
    return [given] if isinstance(given, kinds) else list(given)


def _folder(store: str | Path) -> Path:
    """The folder of a store.

    Raises
    ------
    InputError
        It is no path, or something that is no folder is there.
    """
    folder = place(store)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"store: '{store}' is not a folder")
    return folder


def _problems(draws: int, method: str, seed: int, workers: int, scheduler: str) -> Iterator[str]:
    if method not in METHODS:
        yield f"method: no '{method}'{nearest(method, METHODS)}"
    if not 1 <= draws <= MOST_DRAWS:
        yield f"draws: {shown(draws)} is not a number from 1 to {MOST_DRAWS:,}"
    if not seed >= 0:
        yield f"seed: {seed} is not a number from 0"
    if not 1 <= workers <= MOST_WORKERS:
        yield f"workers: {shown(workers)} is not a number from 1 to {MOST_WORKERS}"
    if scheduler != LOCAL and not _ADDRESS.fullmatch(scheduler):
        yield f"scheduler: {shown(scheduler)} is neither '{LOCAL}' nor an address, tcp://host:8786"


def _told(problems: list[str], make: Callable[[Any], Made], given: Any) -> Made:
    """What is made of an argument; what is wrong with it joins the problems.

    Parameters
    ----------
    problems
        Those found so far, to which others are added.
    make
        Makes it.
    given
        The argument.
    """
    try:
        return make(given)
    except InputError as error:
        problems += error.problems
    return None  # type: ignore[return-value]  # nothing reads it: there is a problem
