"""Tables of indicators: several benchmarks, their changes, what is left out, the command."""

from __future__ import annotations

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from calibration.inter_industry import (
    emission_accounts,
    inter_industry,
    theil,
    value_added_in_exports,
)
from calibration.margins import margin_services
from cge.analysis.trade_statistics import KINDS, indicators, shipped_population, with_changes
from cge.cli.app import app
from cge.inputs.groups import shipped_groups
from cge.report import table
from tests.economy.conftest import scenario_of

TARIFF = {"parameter": "tariff_power", "destination": "USA", "add_points": 20}
WAVE = {"parameter": "productivity", "activity": "HIT", "region": "USA", "percent": 10}


@pytest.fixture(scope="module")
def groups():
    return shipped_groups()


def test_levels_and_changes(economy, groups):
    before = economy.benchmark
    after = before.assign(co2=2 * before.co2)
    found = with_changes(indicators({"benchmark": before, "dirtier": after}, "emissions", groups))
    assert list(found.experiment.to_numpy()) == ["benchmark", "dirtier", "dirtier, change"]
    bought = emission_accounts(before).consumption_based
    np.testing.assert_allclose(found.consumption_based.sel(experiment="dirtier"), 2 * bought)
    changed = found.consumption_based.sel(experiment="dirtier, change")
    np.testing.assert_allclose(changed, bought, rtol=1e-10)
    assert found.consumption_based.attrs["units"] == "Mt CO2"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_prints_and_is_finite(economy, groups, kind):
    found = indicators({"benchmark": economy.benchmark}, kind, groups)
    assert all(np.isfinite(found[name]).all() for name in found.data_vars)
    for form in ("text", "csv", "latex", "markdown"):
        assert "benchmark" in table(found, form)


def test_a_group_that_cuts_a_label_is_left_out_and_said(teaching, groups):
    found = indicators({"benchmark": teaching.benchmark}, "trade", groups)
    assert "high_technology_percent" not in found
    assert "sector 'HVY' is only partly in group 'goods'" in found.attrs["left_out"]


def test_wrong_arguments(economy, groups):
    with pytest.raises(InputError, match="unknown kind 'trad'; did you mean 'trade'"):
        indicators({"benchmark": economy.benchmark}, "trad", groups)
    with pytest.raises(InputError, match="no benchmark"):
        indicators({}, "trade", groups)


def test_the_command():
    run = CliRunner().invoke
    printed = run(app, ["indicators", "--aggregation", "5x6", "--of", "emissions", "--csv"])
    assert printed.exit_code == 0
    assert printed.stdout.splitlines()[1].startswith("benchmark,CHN,")
    refused = run(app, ["indicators", "--csv", "--latex"])
    assert refused.exit_code == 2
    assert "choose one" in refused.output
    assert "add --of" in refused.output


@pytest.fixture(scope="module")
def solved():
    """A tariff and a gain of productivity in the high-technology sector of the United States."""
    return cge.solve(cge.load(aggregation="5x6"), scenario_of(TARIFF, WAVE))


@pytest.fixture(scope="module")
def stored(solved, tmp_path_factory):
    return solved.to_netcdf(tmp_path_factory.mktemp("stored") / "result.nc")


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_that_was_read_has_the_indicators_of_the_one_that_was_solved(solved, stored, kind):
    read = cge.open_result(stored).indicators(kind)
    before = solved.indicators(kind)
    assert list(read) == list(before)
    for name in before:
        np.testing.assert_allclose(read[name], before[name], rtol=1e-9, err_msg=name)


def test_a_result_that_was_read_has_its_data(solved, stored):
    again = cge.open_result(stored)
    assert again.benchmark.identical(solved.benchmark)
    assert again.data.identical(solved.data)
    assert again.as_benchmark("shock").equals(solved.as_benchmark("shock"))


def test_an_older_file_has_no_indicators_and_says_so(solved, tmp_path):
    path = tmp_path / "old.nc"
    solved.data.to_netcdf(path, engine="scipy")
    with pytest.raises(InputError, match="no benchmark data; solve it again"):
        cge.open_result(path).indicators("trade")
    again = cge.Result(solved.data.drop_vars("iceberg"), benchmark=solved.benchmark)
    with pytest.raises(InputError, match="another version of cge: it has no iceberg"):
        again.indicators("trade")


def test_domestic_and_foreign_value_added_and_taxes_are_exports_after_a_shock(solved):
    after = solved.as_benchmark("shock")
    found = value_added_in_exports(inter_industry(after))
    sold = after.sales + margin_services(after)
    abroad = sold.where(sold.origin != sold.destination, 0.0)
    np.testing.assert_allclose(found.exports.sum("component"), abroad, rtol=1e-9, atol=1e-3)
    columns = solved.indicators("value-chains").sel(experiment="shock")
    parts = [n for n in columns if n.startswith(("domestic_", "foreign_", "taxes"))]
    assert len(parts) == 5
    np.testing.assert_allclose(sum(columns[n] for n in parts), 100.0, rtol=1e-9)


def test_labour_moves_to_where_its_share_rises(solved):
    """Half of the absolute changes of labour's shares, from the quantities of the solution."""
    used = solved.data.factor_demand.sel(factor="labour")
    share = used / used.sum("activity")
    change = share.sel(experiment="shock") - share.sel(experiment="benchmark")
    expected = 50 * abs(change).sum("activity")
    found = solved.indicators("trade").labour_reallocation.sel(experiment="shock")
    np.testing.assert_allclose(found, expected, rtol=1e-7)
    assert float(found.sel(region="USA")) > 0.01


def test_more_productive_high_technology_shows_in_comparative_advantage(solved):
    found = with_changes(solved.indicators("advantage")).sel(experiment="shock, change")
    assert float(found.balassa_HIT.sel(region="USA")) > 0
    assert float(found.normalised_HIT.sum()) == pytest.approx(0.0, abs=1e-9)


def test_parts_per_head_add_up_to_the_whole(solved):
    found = solved.indicators("inequality")
    whole = found.theil_between + found.theil_within
    np.testing.assert_allclose(whole, found.theil)
    heads = shipped_population(solved.benchmark)
    alone = theil(cge.analysis.trade_statistics.gdp(solved.benchmark), heads)["total"]
    np.testing.assert_allclose(found.theil_per_head.sel(experiment="benchmark"), alone)


def test_without_population_nothing_is_said_per_head(groups):
    data = random_benchmark(2, 2, seed=1)
    assert shipped_population(data) is None
    found = indicators({"benchmark": data}, "inequality", groups)
    assert "theil_per_head" not in found


def test_the_command_compares_the_experiments_of_a_result(stored):
    run = CliRunner().invoke
    printed = run(app, ["indicators", str(stored), "--of", "trade", "--csv"])
    assert printed.exit_code == 0, printed.output
    first = [line.split(",")[0] for line in printed.stdout.splitlines()[1:]]
    assert list(dict.fromkeys(first)) == ["benchmark", "shock", '"shock']
    refused = run(app, ["indicators", str(stored), "--aggregation", "5x6"])
    assert refused.exit_code == 2
    assert "the regions and sectors it was solved at" in refused.output


def test_emissions_beside_their_sources(economy, groups):
    """Every difference is that of the two columns before it, and totals are those of the data."""
    benchmark = economy.benchmark
    found = indicators({"benchmark": benchmark}, "emission-sources", groups).isel(experiment=0)
    direct = found.combustion + found.process
    np.testing.assert_allclose(direct, benchmark.co2.sum("activity"), rtol=1e-12)
    np.testing.assert_allclose(found.difference, found.combustion - found.source_activities)
    here = found.combustion + found.household - found.transport
    np.testing.assert_allclose(found.national_difference, here - found.source_national)
    assert (found.estimated <= found.household * (1 + 1e-6)).all()


def test_data_without_sources_say_so(groups):
    data = random_benchmark(3, 3, seed=1)
    found = indicators({"benchmark": data}, "emission-sources", groups)
    assert "do not hold the totals of their sources" in found.attrs["left_out"]
    assert list(found.data_vars) == ["co2"]


def test_households_are_part_of_the_base_of_net_exports(economy, groups):
    found = indicators({"benchmark": economy.benchmark}, "emissions", groups).isel(experiment=0)
    burnt = economy.benchmark.co2_household.sum("sector")
    np.testing.assert_allclose(found.household, burnt)
    share = 100 * found.net_exported / (found.production_based + burnt)
    np.testing.assert_allclose(found.net_exported_percent, share, rtol=1e-12)
