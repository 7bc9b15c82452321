"""Derivatives of statistics by uncertain numbers, against differences of solutions."""

import numpy as np
import pytest

import cge
from calibration import InputError, random_benchmark
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


def test_at_an_elasticity_of_one_it_is_that_beside_it(scenario):
    """There the equations are those of Cobb and Douglas, in which the elasticity is not."""
    unit = cge.load(random_benchmark(2, 3, seed=6)).with_elasticities(sigma_value_added=1.0)
    entry = {
        "parameter": "sigma_value_added",
        "times": {"uniform": {"low": 0.5, "high": 1.5}},
        "source": "made up",
    }
    file = cge.Uncertainty.from_dict(SPEC | {"numbers": {"factors": entry}})
    found = case_of(unit, scenario, file)
    slope = derivatives(found, np.array([1.0]))[:, 0]
    step = 0.01
    up, down = (found.draw(np.array([1 + s])).outcome for s in (step, -step))
    scale = np.abs(slope).max()
    np.testing.assert_allclose(slope, (up - down) / (2 * step), rtol=2e-3, atol=1e-4 * scale)
    assert scale > 0
