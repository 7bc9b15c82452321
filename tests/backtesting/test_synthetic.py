"""What the model itself has made is foreseen without error, and elasticities are found again."""

import numpy as np
import pytest

import cge
from calibration.variables import VARIABLES
from cge.backtesting.changes import LEVELS, MEASURES
from tests.backtesting import worlds

pytestmark = pytest.mark.filterwarnings("ignore")
EVERYWHERE = [(measure, level) for measure in MEASURES for level in LEVELS]


@pytest.fixture(scope="module")
def world():
    test, start = cge.Backtest.from_dict(worlds.TRUTH), worlds.first()
    return test, start, worlds.later(test, start)


@pytest.fixture(scope="module")
def found(world):
    test, start, end = world
    return cge.backtest(test, start=start, end=end)


@pytest.mark.parametrize(("measure", "level"), EVERYWHERE)
def test_what_is_known_in_whole_is_foreseen(found, measure, level):
    assert found.verified
    said = found.scores.loc[(measure, level, "whole")]
    expected = {"correlation": 1, "slope": 1, "explained": 1, "decomposition": 1, "right_sign": 1}
    assert said[list(expected)].to_dict() == pytest.approx(expected, abs=1e-6)
    assert abs(said["error"]) < 1e-6
    assert abs(said["intercept"]) < 1e-6


@pytest.mark.parametrize(("measure", "level"), EVERYWHERE)
def test_naive_rules_and_half_the_knowledge_do_worse(found, measure, level):
    errors = found.scores.loc[(measure, level), "error"]
    assert (errors.drop("whole") > 0.1).all()


def test_neither_currency_nor_inflation_of_the_later_year_matters(world, found):
    test, start, end = world
    amounts = [n for n, v in VARIABLES.items() if n in end and v.units.startswith("million")]
    again = cge.backtest(test, start=start, end=end.assign({n: 7 * end[n] for n in amounts}))
    np.testing.assert_allclose(again.scores, found.scores, rtol=1e-6, atol=1e-6)


def test_tariffs_of_both_years_come_from_the_table(tmp_path):
    test, start = worlds.with_tariffs(tmp_path), worlds.first()
    found = cge.backtest(test, start=start, end=worlds.later(test, start))
    errors = found.scores.loc[("own_gdp", "flows"), "error"]
    assert errors["whole"] < 1e-6 < 0.1 < errors["tariffs"]


@pytest.mark.parametrize("truth", [0.6, 1.25])
def test_the_factor_of_the_later_world_is_found_again(truth):
    test, start = cge.Backtest.from_dict(worlds.TRUTH), worlds.first()
    end = worlds.later(test, start, truth)
    factors = [0.4, 0.6, 0.8, 1, 1.25, 1.6]
    found = cge.backtest(test, fit=True, factors=factors, draws=50, start=start, end=end)
    fit = found.fits["own_gdp", "whole"]
    assert fit.factor == pytest.approx(truth, rel=0.02)
    assert fit.low - 1e-9 <= truth * 1.02
    assert fit.high >= truth * 0.98
    assert not fit.at_edge
    assert fit.curve["error"].idxmin() == truth
    assert fit.curve["error"].min() < 1e-6
    sigma = start["sigma_import_source"].to_series()
    np.testing.assert_allclose(fit.elasticities["fitted"], fit.factor * sigma.to_numpy())


def test_a_truth_beyond_what_is_tried_is_said_to_lie_at_the_edge():
    test, start = cge.Backtest.from_dict(worlds.TRUTH), worlds.first()
    end = worlds.later(test, start, 2.0)
    found = cge.backtest(test, fit=True, factors=[0.4, 0.6, 0.9], draws=20, start=start, end=end)
    fit = found.fits["world_gdp", "whole"]
    assert fit.at_edge
    assert fit.factor == 0.9
    assert fit.share_at_edge > 0.5


def test_the_interval_is_drawn_anew_and_the_best_factor_is_not(world):
    test, start, end = world
    short = test.model_copy(update={"steps": {"part": test.steps["part"]}})
    one, other = (
        cge.backtest(
            short, fit=True, factors=[0.5, 1, 2], draws=40, seed=seed, start=start, end=end
        ).fits["own_gdp", "part"]
        for seed in (1, 2)
    )
    assert one.factor == other.factor
    assert (one.low, one.high) != (other.low, other.high)
