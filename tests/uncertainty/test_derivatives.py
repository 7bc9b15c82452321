"""Derivatives of statistics by uncertain numbers, against differences of solutions."""

import numpy as np
import pytest

import cge
from calibration import InputError
from cge.uncertainty.case import case_of
from cge.uncertainty.derivatives import derivatives
from tests.uncertainty.conftest import SPEC

STEP = 1e-4


def test_derivatives_are_the_differences_of_solutions(economy, scenario):
    case = case_of(economy, scenario, cge.Uncertainty.from_dict(SPEC))
    x = np.array([number.distribution.mean for number in case.numbers])
    exact = derivatives(case, x)
    for k in range(len(x)):
        step = np.zeros_like(x)
        step[k] = STEP
        apart = (case.draw(x + step).outcome - case.draw(x - step).outcome) / (2 * STEP)
        size = np.maximum(np.abs(exact).max(axis=1), 1e-6 * np.abs(exact).max())
        np.testing.assert_allclose(exact[:, k] / size, apart / size, atol=2e-7)


def test_there_are_none_by_data(economy, scenario):
    numbers = {"flow": {"data": "sales", "times": {"lognormal": {"sd": 0.1}}, "source": "x"}}
    case = case_of(economy, scenario, cge.Uncertainty.from_dict(SPEC | {"numbers": numbers}))
    with pytest.raises(InputError, match="none by data"):
        derivatives(case, np.ones(1))
