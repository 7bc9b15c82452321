"""Sweeps as a whole: moments, intervals, tables, several cases, failures, precision."""

import copy

import numpy as np
import pytest

import cge
from calibration import InputError, random_benchmark
from cge.report import table
from cge.uncertainty.case import case_of
from cge.uncertainty.derivatives import derivatives
from cge.uncertainty.effects import ranking
from tests.uncertainty.conftest import SPEC


@pytest.fixture(scope="module")
def sampled(economy, scenario):
    return cge.sweep(economy, scenario, SPEC, draws=120, method="monte_carlo", workers=1)


def test_quadrature_and_monte_carlo_agree_within_their_errors(economy, scenario, sampled):
    exact = cge.sweep(economy, scenario, SPEC, method="skewed3", workers=1).moments()
    found = sampled.moments()
    for name in ("equivalent_variation_percent", "real_gdp_percent", "tariff_revenue"):
        by_moment = {m: found[name].sel(moment=m) for m in ("mean", "standard_error")}
        apart = abs(exact[name].sel(moment="mean") - by_moment["mean"])
        assert (apart <= 3.5 * by_moment["standard_error"] + 1e-12).all(), name
        ratio = exact[name].sel(moment="standard_deviation") / found[name].sel(
            moment="standard_deviation"
        )
        some = found[name].sel(moment="standard_deviation") > 1e-9
        assert (abs(ratio.where(some, 1.0) - 1) < 0.35).all(), name


def test_the_delta_method_is_near_the_sample(economy, scenario, sampled):
    case = case_of(economy, scenario, cge.Uncertainty.from_dict(SPEC))
    mean = np.array([number.distribution.mean for number in case.numbers])
    variance = np.array([number.distribution.variance for number in case.numbers])
    slope = derivatives(case, mean)
    error = case.layout.dataset(np.sqrt(slope**2 @ variance)[None], np.zeros(1, dtype=int))
    found, linear = sampled.moments(), sampled.linear()
    for name in ("equivalent_variation_percent", "real_gdp_percent"):
        delta = linear[name].sel(moment="delta_standard_deviation")
        np.testing.assert_allclose(delta, error[name].isel(draw=0), rtol=1e-10)
        ratio = delta / found[name].sel(moment="standard_deviation")
        assert (abs(ratio - 1) < 0.3).all(), name


def test_control_variates_save_variance(economy, scenario, sampled):
    """The controlled mean is nearer to that of many more draws, by about what it says it saves."""
    linear, found = sampled.linear(), sampled.moments()
    exact = cge.sweep(economy, scenario, SPEC, method="skewed3", workers=1).moments()
    for name in ("equivalent_variation_percent", "real_gdp_percent"):
        saved = linear[name].sel(moment="variance_saved")
        assert (saved > 0.8).all(), name
        mean, error = (linear[name].sel(moment=f"controlled_{k}") for k in ("mean", "error"))
        apart = abs(mean - exact[name].sel(moment="mean"))
        assert (apart < 5 * error + 0.02 * abs(mean)).all(), name
        expected = found[name].sel(moment="standard_error") * np.sqrt(1 - saved)
        np.testing.assert_allclose(error, expected, rtol=1e-9)


def test_intervals_and_table(sampled, economy, scenario):
    each = sampled.interval("equivalent_variation", 0.8)
    rows = sampled.data.equivalent_variation
    np.testing.assert_allclose(each.low, rows.quantile(0.1, "draw"))
    np.testing.assert_allclose(each.high, rows.quantile(0.9, "draw"))
    np.testing.assert_allclose(
        each.central, cge.solve(economy, scenario).summary().equivalent_variation, rtol=1e-12
    )
    whole = sampled.table(0.8)
    assert list(map(str, whole.region.to_numpy())) == ["R1", "R2", "All regions"]
    sums = rows.sum("region")
    total = whole.equivalent_variation_low.sel(region="All regions")
    np.testing.assert_allclose(total, sums.quantile(0.1, "draw"))
    text = table(
        whole[["equivalent_variation", *(f"equivalent_variation_{e}" for e in ("low", "high"))]]
    )
    line = next(line for line in text.splitlines() if line.startswith("All regions"))
    central, low, high = (
        float(whole[n].sel(region="All regions").item())
        for n in ("equivalent_variation", "equivalent_variation_low", "equivalent_variation_high")
    )
    assert f"{central:,.0f} [{low:,.0f}, {high:,.0f}]" in line
    assert "80 % intervals (quantiles of the draws; monte_carlo, 120 draws" in text
    assert "$-$" in table(whole, "latex")
    assert "equivalent_variation_low [million USD]" in table(whole, "csv")
    for form in ("text", "markdown", "latex", "csv"):
        assert "n/a" not in table(whole, form).split("Changes")[0]


def test_probability_of_a_gain(sampled):
    found = sampled.moments().equivalent_variation
    rows = sampled.data.equivalent_variation
    np.testing.assert_allclose(found.sel(moment="positive"), (rows > 0).mean("draw"))


def test_several_closures_and_aggregations_are_one_dataset(scenario):
    small, large = (cge.load(random_benchmark(2, n, seed=6)) for n in (4, 3))
    from dataclasses import replace

    economies = [replace(small, aggregation="two"), replace(large, aggregation="three")]
    found = cge.sweep(
        economies, scenario, SPEC, draws=3, closures=["standard", "short_run"], workers=1
    )
    assert found.data.equivalent_variation.dims[:2] == ("closure", "aggregation")
    assert found.data.sizes["draw"] == 3
    assert len(found.parts) == 4
    alone = cge.sweep(economies[0], scenario, SPEC, draws=3, workers=1)
    joined = found.data.equivalent_variation.sel(closure="standard", aggregation="two")
    np.testing.assert_array_equal(joined, alone.data.equivalent_variation)
    moments = found.moments().equivalent_variation
    assert set(moments.dims) == {"closure", "aggregation", "moment", "experiment", "region"}
    with pytest.raises(InputError, match="several cases"):
        found.table()


def test_draws_without_result_are_counted_by_cause(economy, scenario):
    spec = copy.deepcopy(SPEC)
    spec["numbers"] = {
        "trade": {
            "parameter": "sigma_import_source",
            "plus": {"uniform": {"low": -30.0, "high": 1.0}},
            "source": "made up",
        }
    }
    found = cge.sweep(economy, scenario, spec, draws=8, method="monte_carlo", workers=1)
    assert not found.verified
    row = found.failed.iloc[0]
    assert row.cause == "outside what the model allows"
    assert row.draws == np.isnan(found.data.equivalent_variation[:, 0, 0]).sum()
    assert 0 < row.draws < 8
    whole = found.table()
    assert whole.attrs["verified"] == 0
    assert f"{row.draws} draws have no verified solution" in table(whole)
    assert np.isfinite(found.moments().equivalent_variation.sel(moment="mean")).all()


def test_it_stops_when_it_is_precise_enough(economy, scenario):
    found = cge.sweep(economy, scenario, SPEC, draws=400, method="sobol", precision=20, workers=1)
    count = found.data.sizes["draw"]
    assert count == 100
    moments = found.moments().equivalent_variation_percent
    scale = np.maximum(abs(moments.sel(moment="mean")), moments.sel(moment="standard_deviation"))
    assert (moments.sel(moment="standard_error") <= 0.2 * scale).all()


def test_one_at_a_time_has_no_moments(economy, scenario):
    found = cge.sweep(economy, scenario, SPEC, method="one_at_a_time", workers=1)
    assert found.data.sizes["draw"] == 1 + 2 * 4
    with pytest.raises(InputError, match="no moments"):
        found.moments()
    with pytest.raises(InputError, match="no moments"):
        found.interval("equivalent_variation")


def test_effects_of_one_number_alone(economy, scenario):
    found = cge.sweep(economy, scenario, SPEC, method="one_at_a_time", workers=1)
    (part,) = found.parts
    case = part.planned.case
    mean = np.array([number.distribution.mean for number in case.numbers])
    slope = derivatives(case, mean)
    ends = case.numbers[3].distribution.quantile(np.array([0.05, 0.95])) - mean[3]
    linear = case.layout.dataset(ends[:, None] * slope[:, 3], np.arange(2))
    moved = found.effects().real_gdp_percent.sel(numbers="size")
    apart = abs(moved.to_numpy() - linear.real_gdp_percent.to_numpy())
    assert apart.max() < 0.1 * abs(moved.to_numpy()).max()
    text = table(ranking(part))
    assert "Where one number is at its 95 % quantile" in text
    assert "size" in text


def test_indices_share_the_variance_out(economy, scenario):
    pytest.importorskip("SALib", reason="the extra 'sensitivity' is not installed")
    found = cge.sweep(economy, scenario, SPEC, draws=200, method="sobol_indices", workers=1)
    (part,) = found.parts
    shares = found.indices("equivalent_variation_world").isel(experiment=0)
    assert shares.sizes["numbers"] == 4
    # Nearly linear: the shares are those of the delta method.
    case = part.planned.case
    mean = np.array([number.distribution.mean for number in case.numbers])
    variance = np.array([number.distribution.variance for number in case.numbers])
    each = case.layout.dataset((derivatives(case, mean) ** 2 * variance).T, np.arange(4))
    linear = each.equivalent_variation_world.isel(experiment=0)
    linear = linear / linear.sum()
    room = shares["total_confidence"].to_numpy() + 0.1
    assert (abs(shares["total"].to_numpy() - linear.to_numpy()) < room).all()
    assert found.has_moments
    assert "with 95 % intervals" in table(ranking(part))
    spec = SPEC | {"correlations": [{"among": "trade", "rank": 0.5, "source": "x"}]}
    with pytest.raises(InputError, match="numbers that correlate"):
        cge.sweep(economy, scenario, spec, draws=200, method="sobol_indices", workers=1)


def test_screening(economy, scenario):
    pytest.importorskip("SALib", reason="the extra 'sensitivity' is not installed")
    found = cge.sweep(economy, scenario, SPEC, draws=40, method="morris", workers=1)
    assert not found.has_moments
    measures = found.indices("equivalent_variation_world")
    assert (measures.mu_star >= abs(measures.mu) - 1e-9).all()
    assert "(Morris)" in table(ranking(found.parts[0]))
    with pytest.raises(InputError, match="did you mean 'equivalent_variation_world'"):
        found.indices("equivalent_variation_wrld")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"method": "sobool"}, "no 'sobool'; did you mean 'sobol'?"),
        ({"draws": 0}, "draws: 0 is not a number from 1"),
        ({"seed": -1}, "seed: -1"),
        ({"workers": 0}, "workers: 0"),
        ({"precision": 0}, "precision: 0"),
        ({"keep": ["outptu"]}, "did you mean 'output'?"),
        ({"uncertainty": "defualt"}, "did you mean 'default'?"),
        ({"method": "stroud3"}, "take 'skewed3'"),
    ],
)
def test_what_is_wrong_is_said(economy, scenario, given, said):
    asked = {"uncertainty": SPEC, "draws": 2} | given
    with pytest.raises(InputError) as error:
        cge.sweep(economy, scenario, **asked)
    assert said in str(error.value)


def test_variables_are_kept_in_full(economy, scenario):
    found = cge.sweep(economy, scenario, SPEC, draws=2, keep=["trade"], workers=1)
    assert found.data.trade.dims == ("draw", "experiment", "sector", "origin", "destination")
    assert np.isfinite(found.data.trade).all()


def test_numbers_say_where_they_come_from(sampled):
    row = sampled.numbers.loc["size"]
    assert (row.kind, row.target, row.source, row.assumed) == (
        "size_of",
        "shock",
        "made up",
        True,
    )
    assert row.mean_drawn == pytest.approx(1, abs=0.1)
    assert sampled.numbers.loc["trade[S1]", "cells"] == 2


def test_interval_of_a_result(economy, scenario, sampled):
    result = cge.solve(economy, scenario)
    found = result.interval("real_gdp_percent", sampled)
    summary = result.summary().real_gdp_percent
    np.testing.assert_allclose(found.central, summary, rtol=1e-12)
    assert (found.low < found.high).all()
    other = cge.solve(economy.with_elasticities(sigma_import_source=3.0), scenario)
    with pytest.raises(InputError, match="no case of it has the data"):
        other.interval("real_gdp_percent", sampled)
    with pytest.raises(InputError, match="sweep"):
        result.interval("real_gdp_percent", "sweep")


def test_all_that_is_wrong_is_said_at_once(economy):
    with pytest.raises(InputError) as error:
        cge.sweep(economy, "nqp-and-cba", "defalt", draws=0, method="lhs", closures=["standrd"])
    said = str(error.value)
    for text in ("nqp-and-cbam", "'default'", "draws: 0", "no 'lhs'", "'standard'"):
        assert text in said
