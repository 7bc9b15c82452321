"""Welfare where the closure adds capital, and where an experiment moves nothing."""

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.report.figures.content.welfare import COST, EV, NET_EV, OF_CAPITAL
from cge.report.figures.picture import without_rounding
from cge.report.html.charts import rounded
from cge.results.result import Result

PLAN = {
    "title": "A tariff, and none",
    "packages": {
        "still": {"shocks": [{"parameter": "tariff_power", "add_points": 0.0}]},
        "tariff": {
            "shocks": [{"parameter": "tariff_power", "destination": "R1", "add_points": 10.0}]
        },
    },
    "experiments": {"still": ["still"], "tariff": ["tariff"]},
}


@pytest.fixture(scope="module")
def result():
    economy = cge.load(random_benchmark(2, 3, seed=6), closure="long_run")
    return cge.solve(economy, cge.Scenario.from_dict(PLAN, "tariff"), decompose=True)


def test_effects_and_the_cost_of_capital_add_up_to_net_welfare(result):
    picture = result.figure("welfare", experiment="tariff").picture
    assert picture.what == "Equivalent variation net of the cost of added capital, million USD"
    wanted = result.summary()[NET_EV].sel(experiment="tariff", region=list(picture.regions))
    np.testing.assert_allclose(picture.net[0], wanted, rtol=1e-12)
    cost = result.data[COST].sel(experiment="tariff", region=list(picture.regions))
    np.testing.assert_allclose(picture.values[0, :, picture.parts.index(OF_CAPITAL)], -cost)
    (panel,) = result.figure("waterfall", experiment="tariff").picture.panels
    assert panel.whole == pytest.approx(float(wanted.sum()))
    assert OF_CAPITAL in panel.parts


def test_effects_alone_add_up_to_welfare_before_the_cost(result):
    for name in ("welfare", "waterfall"):
        picture = result.figure(name, experiment="tariff", statistic=EV).picture
        assert picture.what.startswith("Equivalent variation, gross, million USD")
    (panel,) = picture.panels
    assert OF_CAPITAL not in panel.parts
    assert panel.whole == pytest.approx(float(result.data[EV].sel(experiment="tariff").sum()))


def test_an_experiment_that_moves_nothing_has_effects_of_zero(result):
    found = result.decomposition
    still = found.effects.sel(experiment="still")
    assert all(not array.to_numpy().any() for array in still.data_vars.values())
    assert np.isnan(found.residual_share.sel(experiment="still"))
    said = found.table().attrs["statement"]
    assert "still moves nothing, tariff " in said
    assert np.all(np.abs(found.effects.sel(experiment="tariff").tariff.to_numpy()).max() > 1)


def test_it_is_read_again_and_stands_in_tables(result, tmp_path):
    result.to_netcdf(tmp_path / "result.nc")
    again = cge.open_result(tmp_path / "result.nc").table("welfare", experiment="still")
    assert EV in again.to_frame()
    assert again.written("csv") == result.table("welfare", experiment="still").written("csv")


@pytest.mark.parametrize("name", ["welfare", "waterfall", "map", "trade_flows", "sectors"])
def test_rounding_of_the_solver_is_not_drawn(result, name):
    plain = Result(result.data, None, None, result.benchmark)
    for each in (result, plain) if name == "welfare" else (result,):
        picture = each.figure(name, experiment="still").picture
        assert _numbers(picture.plain()) <= {0.0, 1.0}  # 1 is where colours end


def _numbers(value):
    """Every float of plain values."""
    if isinstance(value, dict):
        return set().union(*map(_numbers, value.values()))
    if isinstance(value, list):
        return set().union(*map(_numbers, value))
    return {value} if isinstance(value, float) else set()


def test_what_is_more_than_rounding_stays(result):
    picture = result.figure("welfare", experiment="tariff").picture
    assert without_rounding(picture).plain() == picture.plain()
    assert rounded(np.array([[4e-14, -2e-6, np.nan]])) == [[0.0, -2e-6, None]]
