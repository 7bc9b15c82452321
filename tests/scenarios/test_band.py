"""A band of results: what is solved is what a user would write with shifted elasticities."""

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.scenarios import Scenario
from tests.economy.conftest import scenario_of

WAVE = {"parameter": "nqp", "region": "R1", "add_points": 0.1}

TARIFF = {"parameter": "tariff_power", "add_points": 1}


@pytest.fixture(scope="module")
def economy():
    return cge.load(random_benchmark(3, ["C26", "K", "A01"], seed=7), technology="uniform")


def test_low_and_high_are_one_standard_error_away(economy):
    """0.1 of productivity, 0.025 of trade costs, 0.6 of spillovers: the numbers of the file."""
    result = cge.solve(economy, scenario_of(WAVE), band=True)
    assert result.verified, result.verdict
    assert result.experiments == ["shock", "shock, low", "shock, high"]
    shifts = {"elasticity_tfp": 0.1, "elasticity_trade_cost": 0.025, "spillover_strength": 0.6}
    moved = [{"parameter": name, "add_points": -by} for name, by in shifts.items()]
    by_hand = cge.solve(economy, scenario_of(WAVE, *moved))
    ours = result.data.utility.sel(experiment="shock, low")
    np.testing.assert_allclose(ours, by_hand.data.utility.sel(experiment="shock"), rtol=1e-9)
    gain = result.data.utility.sum("region")
    assert gain[2] < gain[1] < gain[3]


def test_sectors_without_the_channel_stay_without_it(economy):
    data = cge.solve(economy, scenario_of(WAVE), band=True).data
    high = data.elasticity_data.sel(experiment="shock, high")
    np.testing.assert_allclose(high.sel(sector=["C26", "K"]), [0.0, 0.45])


def test_without_standard_errors_there_is_no_band(economy):
    with pytest.raises(cge.InputError, match="no elasticity has a standard error"):
        cge.solve(cge.load(random_benchmark(2, 2, seed=1)), scenario_of(TARIFF), band=True)
    names = {"a": {"shocks": [WAVE]}, "a, low": {"shocks": [WAVE]}}
    clash = Scenario.from_dict({"title": "t", "packages": names})
    with pytest.raises(cge.InputError, match="are kept; choose others"):
        cge.solve(economy, clash, band=True)
