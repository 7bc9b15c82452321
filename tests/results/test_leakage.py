"""Leakage of results: channels that sum, rates, what is refused, accounts that add up."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

import cge
from calibration import random_benchmark
from calibration.inter_industry import leakage as leakage_of_benchmarks
from cge.analysis.leakage import CHANNELS, acting_regions, diverted
from cge.cli.app import app

PRICE = {"parameter": "carbon_price", "region": "R1", "set": 60}
BORDER = {"parameter": "border_carbon_price", "destination": "R1", "set": 60}
WASTE = {"parameter": "iceberg", "origin": "R2", "set": 1.1}


@pytest.fixture(scope="module")
def result():
    economy = cge.load(random_benchmark(4, 3, seed=11))
    scenario = cge.Scenario.from_dict(
        {
            "title": "A price, then at the border",
            "abatement": {"elasticity": 0.4, "reference": 40, "source": "none"},
            "packages": {
                "nothing": {"shocks": [PRICE | {"set": 0}]},
                "price": {"shocks": [PRICE]},
                "border": {"shocks": [BORDER, WASTE]},
            },
            "experiments": {
                "nothing": ["nothing"],
                "price": ["price"],
                "both": ["price", "border"],
            },
        }
    )
    found = cge.solve(economy, scenario)
    assert found.verified, found.verdict
    return found


def test_channels_sum_to_the_change_abroad(result):
    table = result.leakage()
    parts = sum(table[name] for name in CHANNELS if name in table)
    abroad = table.co2_change.where(table.region != "R1", 0.0)
    np.testing.assert_allclose(parts, abroad, atol=1e-7 * float(table.co2_before.max()))
    np.testing.assert_allclose(table.foreign_change, abroad.sum("region"), atol=1e-12)
    np.testing.assert_allclose(
        table.world_change, table.home_change + table.foreign_change, atol=1e-9
    )
    assert abs(parts.sel(region="R1")).max() == 0.0


def test_rates_are_minus_the_change_abroad_over_that_at_home(result):
    table = result.leakage(["R1"]).sel(experiment="price")
    emitted = result.data.emissions.sum("activity")
    change = emitted.sel(experiment="price") - emitted.sel(experiment="benchmark")
    home = float(change.sel(region="R1"))
    assert home < 0
    expected = -float(change.drop_sel(region="R1").sum()) / home
    assert float(table.leakage_rate) == pytest.approx(expected, rel=1e-12)
    assert float(table.leakage_percent.sum()) == pytest.approx(100 * expected, rel=1e-12)
    assert np.isnan(table.leakage_percent.sel(region="R1"))


def test_signs_of_the_channels(teaching):
    """EU goods cost more: others win shares at home and elsewhere. The charge at the border takes
    those at home back and lowers the rate. Nobody abroad pays for carbon, so nobody abates."""
    price = {"parameter": "carbon_price", "region": "EU27", "set": 88}
    border = {"parameter": "border_carbon_price", "destination": "EU27", "sector": "HVY", "set": 88}
    packages = {"price": {"shocks": [price]}, "border": {"shocks": [border]}}
    experiments = {"price": ["price"], "both": ["price", "border"]}
    scenario = {"title": "x", "packages": packages, "experiments": experiments}
    economy = teaching.with_emissions("output").without_carbon_prices().with_abatement(0.3, 50)
    table = cge.solve(economy, cge.Scenario.from_dict(scenario)).leakage()
    alone, both = table.sel(experiment="price"), table.sel(experiment="both")
    assert float(alone.competition_home.sum()) > 0
    assert float(alone.competition_abroad.sum()) > 0
    assert float(both.competition_home.sum()) < 0
    assert 0 < float(both.leakage_rate) < float(alone.leakage_rate) < 1
    assert abs(table.intensity).max() < 1e-6
    parts = sum(table[name] for name in CHANNELS)
    abroad = table.co2_change.where(table.region != "EU27", 0.0)
    np.testing.assert_allclose(parts, abroad, atol=1e-7 * float(table.co2_before.max()))
    assert abs(table.households).max() > 0


def test_no_policy_leaks_nothing_and_has_no_rate(result):
    table = result.leakage().sel(experiment="nothing")
    assert abs(table.co2_change).max() < 1e-6
    assert np.isnan(float(table.leakage_rate))
    assert np.isnan(table.leakage_percent).all()
    assert "nothing none, as nothing changes at home" in result.leakage().attrs["statement"]


@pytest.fixture(scope="module")
def charged():
    """R1 charges imports for their carbon: from everywhere, and from R2 alone."""
    border = BORDER | {"set": 200}
    packages = {"all": {"shocks": [border]}, "one": {"shocks": [border | {"origin": "R2"}]}}
    scenario = cge.Scenario.from_dict(
        {"title": "x", "packages": packages, "experiments": {"all": ["all"], "one": ["one"]}}
    )
    return cge.solve(cge.load(random_benchmark(4, 3, seed=5)), scenario).leakage()


def test_no_rate_where_emissions_at_home_rise(charged):
    table = charged.sel(experiment="all")
    rise = float(table.home_change)
    assert rise > 0 > float(table.foreign_change)
    assert np.isnan(float(table.leakage_rate))
    assert np.isnan(table.leakage_percent).all()
    assert f"all none, as emissions at home rise by {rise:.1f} Mt" in charged.attrs["statement"]


def test_diversion_is_what_some_abroad_emit_for_others(charged):
    table = charged.sel(experiment="one")
    by_share = (table.competition_home + table.competition_abroad).to_numpy()
    lesser = min(by_share[by_share > 0].sum(), -by_share[by_share < 0].sum())
    assert lesser > 0
    assert float(table.diversion) == pytest.approx(lesser, rel=1e-12)
    assert "Diversion among others: all " in charged.attrs["statement"]


@pytest.mark.parametrize(
    ("moved", "expected"), [([0, 5, -3, 1], 3), ([0, 2, 3, 0], 0), ([0, -2, 1.5, -1], 1.5)]
)
def test_diversion_by_hand(moved, expected):
    assert diverted(xr.DataArray(moved, dims="region")) == expected


def test_the_regions_that_act_are_found(result):
    assert acting_regions(result.data) == ["R1"]
    assert result.leakage().attrs["home"] == "R1"


def test_against_another_experiment(result):
    whole, step = result.leakage(), result.leakage(against="price")
    assert list(step.experiment.to_numpy()) == ["nothing", "both"]
    for name in ("home_change", "foreign_change"):
        first, last = (float(whole[name].sel(experiment=e)) for e in ("price", "both"))
        assert float(step[name].sel(experiment="both")) == pytest.approx(last - first, rel=1e-9)


def test_the_same_change_as_between_benchmarks(result):
    """`calibration.inter_industry.leakage` splits otherwise and must find the same totals."""
    found = leakage_of_benchmarks(
        result.as_benchmark("benchmark"), result.as_benchmark("both"), ["R1"]
    )
    table = result.leakage().sel(experiment="both")
    assert float(found.foreign_change) == pytest.approx(float(table.foreign_change), rel=1e-6)
    assert float(found.leakage_rate) == pytest.approx(float(table.leakage_rate), rel=1e-6)


def test_accounts_of_counterfactuals_add_up(result):
    found = result.indicators("emissions")
    direct = result.data.emissions.sum("activity")
    np.testing.assert_allclose(found.production_based, direct, rtol=1e-7)
    world = direct.sum("region")
    np.testing.assert_allclose(found.consumption_based.sum("region"), world, rtol=1e-7)
    net = found.production_based - found.consumption_based
    np.testing.assert_allclose(found.net_exported, net, atol=1e-7 * float(world.max()))
    np.testing.assert_allclose(net.sum("region"), 0.0, atol=1e-7 * float(world.max()))


def test_what_is_wrong_is_said_at_once(result):
    with pytest.raises(cge.InputError) as error:
        result.leakage(["R9"], against="prise")
    assert error.value.problems == [
        "home: 'R9' is not a region or group; did you mean 'R4'?",
        "against: no experiment 'prise'; did you mean 'price'?",
    ]
    with pytest.raises(cge.InputError, match="no region is abroad"):
        result.leakage(["R1", "R2", "R3", "R4"])


@pytest.mark.parametrize("home", ["R1", ["R1"], {"not": ["R2", "R3", "R4"]}, "?1"])
def test_home_is_named_as_in_a_shock(result, home):
    xr.testing.assert_identical(result.leakage(home), result.leakage(["R1"]))


def test_no_carbon_policy_needs_a_home(random_economy):
    tariff = {"parameter": "tariff_power", "destination": "R2", "add_points": 5}
    scenario = {"title": "A tariff", "packages": {"tariff": {"shocks": [tariff]}}}
    found = cge.solve(random_economy, cge.Scenario.from_dict(scenario))
    with pytest.raises(cge.InputError, match="name the regions at home"):
        found.leakage()
    assert float(found.leakage(["R2"]).home_change.item()) != 0


def test_the_command_line(result, tmp_path):
    path = result.to_netcdf(tmp_path / "result.nc")
    ran = CliRunner().invoke(app, ["leakage", str(path)])
    assert ran.exit_code == 0, ran.output
    assert "At home: R1. Leakage rate:" in " ".join(ran.stdout.split())
    ran = CliRunner().invoke(app, ["leakage", str(path), "--home", "R2", "--csv"])
    assert ran.stdout.startswith("experiment,region,")
    wrong = CliRunner().invoke(app, ["leakage", str(path), "--home", "R5"])
    assert (wrong.exit_code, "'R5' is not a region" in wrong.output) == (2, True)
    assert CliRunner().invoke(app, ["leakage", "none.nc"]).exit_code == 2
