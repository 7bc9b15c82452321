"""Settings of the solver through the API."""

import numpy as np
import pytest

import cge
from calibration import InputError, random_benchmark
from cge.scenarios import Package, Scenario, Shock

TARIFF = Scenario(
    title="R1 raises its tariffs by 25 points",
    packages={
        "tariff": Package(
            shocks=[Shock(parameter="tariff_power", destination="R1", add_points=25)],
        )
    },
)


def test_full_space_agrees_with_the_reduced_one():
    small = cge.load(random_benchmark(3, 3, seed=4))
    reduced = cge.solve(small, TARIFF, solver={"tol": 1e-10})
    full = cge.solve(small, TARIFF, solver={"space": "full", "tol": 1e-10})
    assert full.verified
    for name, array in reduced.data.data_vars.items():
        if array.dtype.kind == "f" and "check" not in name:
            size = float(np.abs(array).max()) or 1.0  # nothing, to within rounding
            np.testing.assert_allclose(full.data[name], array, rtol=1e-8, atol=1e-8 * size)


def test_unknown_settings_are_named_together(random_economy):
    with pytest.raises(InputError) as error:
        cge.solve(random_economy, TARIFF, solver={"spce": 1, "space": "fulll", "tol": "x"})
    message = str(error.value)
    for said in ("'spce'", "'space'?", "'fulll'", "'full'", "'tol' = 'x'"):
        assert said in message
