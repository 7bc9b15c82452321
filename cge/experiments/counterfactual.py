"""One counterfactual of an economy; where there is none, why, in economics."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cge.economy.economy import Economy
from cge.engine.errors import SolveError
from cge.engine.ipopt import Report
from cge.engine.path import TURNING, VANISHING
from cge.engine.settings import Settings
from cge.engine.system import Values
from cge.experiments.productive import no_prices

Array = np.ndarray
# What the end of a search means in economics.
MEANING = {
    VANISHING: (
        "A factor whose price goes to zero would be left over, since no price above zero clears "
        "its market: higher elasticities help. An income that goes to zero cannot bear a foreign "
        "saving that stays fixed: set 'foreign_saving' to 0 too"
    ),
    TURNING: (
        "Where solutions turn back, there is no equilibrium near them for a larger shock, as "
        "happens with trade elasticities below 1: higher ones help, and a foreign saving of 0"
    ),
}


def counterfactual(
    economy: Economy,
    parameters: Mapping[str, Array],
    settings: Settings,
    report: Report | None = None,
    start: Values | None = None,
) -> Values:
    """Solve an economy for other parameters.

    Parameters
    ----------
    economy
        A calibrated economy.
    parameters
        Arrays of the parameters that differ from the benchmark.
    settings
        Settings of the solution.
    report
        Called after each iteration.
    start
        An earlier solution to start from; the benchmark when omitted.

    Returns
    -------
    dict
        Symbol -> array, raveled; not verified yet.

    Raises
    ------
    cge.SolveError
        Where no solution is found. It says why there is none where that can be proven, else where
        the path of solutions ends and what that means.
    """
    model = economy.model
    try:
        solution = model.solve(
            economy.elasticities | dict(parameters),
            start=start if start is not None or economy.kin is None else economy.benchmark_values(),
            options=settings.options,
            space=settings.space,
            chords=settings.chords,
            staged=settings.staged,
            report=report,
            impossible=lambda values: no_prices(model, values),
        )
    except SolveError as error:
        if error.end not in MEANING:
            raise
        raise error.explained(MEANING[error.end]) from error
    return solution.values
