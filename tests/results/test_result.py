"""Results as users meet them: statistics, files, attributes."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import cge
from cge.analysis.indices import fisher


@pytest.fixture(scope="module")
def result(teaching):
    return cge.solve(teaching, "nqp-and-cbam")


def test_the_default_scenario_is_verified(result):
    assert result.verified, result.verdict
    assert result.experiments == ["nqp", "cbam", "both"]
    assert result.data.check_error.max() < 1e-8


def test_benchmark_and_experiments_lie_along_one_dimension(result):
    assert list(result.data.experiment.to_numpy()) == ["benchmark", "nqp", "cbam", "both"]
    for name in ("trade", "price_basic", "income", "factor_productivity"):
        assert "experiment" in result.data[name].dims
    assert "experiment" not in result.data["endowment"].dims  # no experiment changes it
    for name in result.data.data_vars:
        assert result.data[name].attrs["long_name"], name
        assert "units" in result.data[name].attrs, name


def test_provenance_travels_with_the_result(result, tmp_path):
    attrs = cge.open_result(result.to_netcdf(tmp_path / "r.nc")).data.attrs
    assert attrs["closure"] == "standard"
    assert attrs["numeraire"] == "world factor-price index"
    assert attrs["data"] == "oecd-icio-2022"
    assert attrs["aggregation"] == "5x6"
    assert len(attrs["data_hash"]) == 16
    assert "pyomo" in attrs["versions"]


def test_a_result_survives_its_file(result, tmp_path):
    again = cge.open_result(result.to_netcdf(tmp_path / "r.nc"))
    assert again.verified
    xr.testing.assert_allclose(again.summary(), result.summary(), rtol=1e-12)


def test_opening_what_is_not_a_result_says_so(tmp_path):
    with pytest.raises(cge.InputError, match="no such file"):
        cge.open_result(tmp_path / "none.nc")
    text = tmp_path / "text.nc"
    text.write_text("no table")
    with pytest.raises(cge.InputError, match="cannot be read as NetCDF"):
        cge.open_result(text)
    other = tmp_path / "other.nc"
    xr.Dataset({"x": ("k", [1.0])}).to_netcdf(other, engine="h5netcdf")
    with pytest.raises(cge.InputError, match="not a result"):
        cge.open_result(other)


def test_equivalent_variation_is_income_at_benchmark_prices(result):
    """EV = (real income - benchmark income), prices from the final demand of three agents."""
    data = result.data.sel(experiment="nqp")
    before = result.data.sel(experiment="benchmark")
    index = np.exp((before.expenditure_share * np.log(data.price_final)).sum("agent"))
    expected = data.income / index - before.income
    np.testing.assert_allclose(data.equivalent_variation, expected, rtol=1e-9)


def test_emissions_and_charge_add_up(result):
    summary = result.summary().sel(experiment="cbam")
    data = result.data.sel(experiment="cbam")
    tonnes = data.border_carbon_intensity * data.trade  # Mt
    charged = data.border_carbon_price.where(data.border_carbon_price > 0, 0.0)
    revenue = (charged * tonnes).sum(["sector", "origin"]) * float(data.price_world.squeeze())
    np.testing.assert_allclose(
        summary.border_charge_revenue, revenue.to_numpy(), rtol=1e-10, atol=1e-9
    )
    assert set(summary.region.to_numpy()[summary.border_charge_revenue.to_numpy() > 1]) == {"EU27"}


def test_default_scenario_has_the_expected_signs(result):
    """Who gains and who loses: technology leaders gain, the charge helps only the EU's terms."""
    summary = result.summary()
    ev, terms = summary.equivalent_variation_percent, summary.terms_of_trade_percent
    assert ev.sel(experiment="nqp", region="CHN") > 0.5
    assert ev.sel(experiment="nqp", region="EU27") > 0.5
    assert terms.sel(experiment="nqp", region="CHN") < 0  # it sells more of what got cheaper
    assert terms.sel(experiment="cbam", region="EU27") > 0
    assert (terms.sel(experiment="cbam").drop_sel(region="EU27") <= 0.05).all()
    assert ev.sel(experiment="cbam", region="ROW") < 0
    co2 = summary.co2_change.sel(experiment="cbam")
    assert float(co2.sum()) < 0 < float(co2.sel(region="EU27"))


def test_small_shocks_add_up(teaching, tmp_path):
    """To first order, two small policies together do what they do apart."""
    result = cge.solve(teaching, "nqp-and-cbam")
    ev = result.summary().equivalent_variation
    apart = ev.sel(experiment="nqp") + ev.sel(experiment="cbam")
    both = ev.sel(experiment="both")
    assert float(abs(both - apart).max()) < 0.02 * float(abs(both).max())


def test_fisher_indices_factor_the_change_of_value():
    draw = np.random.default_rng(0)
    p0, p1, q0, q1 = (xr.DataArray(draw.uniform(1, 2, (3, 4)), dims=["k", "r"]) for _ in range(4))
    index = fisher(p0, q0, p1, q1, ["k"])
    value = (p1 * q1).sum("k") / (p0 * q0).sum("k")
    np.testing.assert_allclose(index["price"] * index["quantity"], value)
    same = fisher(p0, q0, 3 * p0, q0, ["k"])
    np.testing.assert_allclose(same["price"], 3.0)
    np.testing.assert_allclose(same["quantity"], 1.0)


def test_derivatives_agree_with_solving_again():
    """A small tariff more: welfare moves by the derivative."""
    teaching = cge.load(aggregation="5x6", structure="gtap-e")  # as the scenario has it
    result = cge.solve(teaching, "nqp-and-cbam")
    where = {"sector": "HIT", "origin": "CHN", "destination": ["USA", "EU27"]}
    slope = result.jacobian("equivalent_variation", "tariff_power", "nqp", where)
    assert slope.dims == ("region", "wrt_sector", "wrt_origin", "wrt_destination")
    shocked = {
        str(n): a.to_numpy().copy()
        for n, a in result.data.sel(experiment="nqp").data_vars.items()
        if str(n) in teaching.parameters
    }
    at = [list(teaching.labels[d]) for d in ("sector", "origin", "destination")]
    found = []
    step = 1e-4
    for sign in (1, -1):
        power = shocked["tariff_power"].copy()
        power[at[0].index("HIT"), at[1].index("CHN"), at[2].index("USA")] += sign * step
        moved = teaching.model.solve({**shocked, "tariff_power": power}).values
        found.append(moved["equivalent_variation"])
    expected = (found[0] - found[1]) / (2 * step)
    ours = slope.sel(wrt_sector="HIT", wrt_origin="CHN", wrt_destination="USA")
    np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())
    assert float(ours.sel(region="CHN")) < 0


def test_derivatives_of_what_is_not_there_say_so(teaching, result, tmp_path):
    with pytest.raises(cge.InputError) as error:
        result.jacobian("utilty", "tariff_power", where={"sectr": "HIT", "origin": "CHINA"})
    assert error.value.problems == [
        "no variable 'utilty'; did you mean 'utility'?",
        "'tariff_power' has no dimension 'sectr'; did you mean 'sector'?",
        "origin: 'CHINA' is not an origin or group; did you mean 'china'?",
    ]
    again = cge.open_result(result.to_netcdf(tmp_path / "r.nc"))
    with pytest.raises(cge.InputError, match="solve it again"):
        again.jacobian("utility", "tariff_power")
