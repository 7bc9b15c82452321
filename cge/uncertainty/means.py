"""One ordinary run with every uncertain number at its mean, such as the estimates of a fit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from calibration.arguments import explained
from calibration.errors import InputError
from cge.economy.economy import Economy
from cge.inputs.arguments import must_be
from cge.policy.schema import Cbam
from cge.scenarios import Scenario, open_scenario
from cge.uncertainty.case import case_of
from cge.uncertainty.numbers import ELASTICITY
from cge.uncertainty.schema import SIZE, Uncertainty


@explained
def at_means(
    economy: Economy,
    scenario: str | Path | Scenario | Cbam,
    numbers: str | Path | Uncertainty | Mapping[str, Any],
) -> tuple[Economy, Scenario]:
    """The economy and the scenario with every number of a file at its mean.

    Parameters
    ----------
    economy
        A calibrated economy.
    scenario
        As for :func:`cge.solve`.
    numbers
        A file of uncertain numbers, such as :meth:`cge.Fit.fitted`: elasticities, and sizes of
        packages.

    Returns
    -------
    tuple
        What :func:`cge.solve` takes.

    Raises
    ------
    calibration.InputError
        Where they do not fit, and for numbers that are neither: a scenario sets parameters, and
        data are balanced again when they are drawn.
    """
    must_be(economy, Economy, "economy", "an economy, as cge.load returns it")
    plan, file = open_scenario(scenario), Uncertainty.opened(numbers)
    case = case_of(economy, plan, file)
    others = [one.label for one in case.numbers if one.kind not in (ELASTICITY, SIZE)]
    if others:
        raise InputError(
            [
                f"{file.name}: '{label}' is no elasticity and no size of a package"
                for label in others
            ]
        )
    moved, placed = case.placed(np.array([one.distribution.mean for one in case.numbers]))
    return moved, placed.model_copy(update={"title": f"{plan.title}; numbers: {file.title}"})
