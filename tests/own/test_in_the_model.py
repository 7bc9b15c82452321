"""An economy with values of a user's own: loaded, solved, stored, checked again."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import InputError, members
from calibration.margins import dutiable
from cge.cli.app import app
from cge.cli.choices import Choice
from cge.cli.folder import default_folder
from cge.results.result import open_result
from cge.scenarios import Scenario, open_scenario
from tests.own.conftest import HEADERS

SHOCK = {"parameter": "tariff_power", "origin": "R1", "destination": "R2", "add_points": 10}
PLAN = Scenario.from_dict({"title": "Tariff", "packages": {"tariff": {"shocks": [SHOCK]}}})


def gains(economy, plan=PLAN):
    result = cge.solve(economy, plan)
    assert result.verified, result.verdict
    return result.data.sel(experiment=result.data["experiment"][1])


def test_an_elasticity_by_file_is_the_elasticity_given_in_python(data, write):
    path = write("elasticities", "sigma_import_source,all,,2.5,s,2020,,",
                 "sigma_value_added,S2,,0.4,s,2020,,")  # fmt: skip
    by_file = gains(cge.load(data, elasticities=path))
    changes = {"sigma_import_source": 2.5, "sigma_value_added": {"S2": 0.4}}
    in_python = gains(cge.load(data).with_elasticities(**changes))
    plain = gains(cge.load(data))
    for name in ("utility", "price_basic", "output"):
        np.testing.assert_allclose(by_file[name], in_python[name], rtol=1e-10)
    assert float(abs(by_file["trade"] / plain["trade"] - 1).max()) > 1e-3


@pytest.mark.filterwarnings("ignore")
def test_a_tariff_by_file_is_a_benchmark_without_its_shock(data, write):
    """To set the same tariff again does nothing; to abolish it brings R1 sales and a gain."""
    path = write("tariffs", "all,R1,R2,30,percent,s,2020")
    economy = cge.load(data, own_tariffs=path)
    flow = {"parameter": "tariff_power", "origin": "R1", "destination": "R2"}
    packages = {"same": {"shocks": [flow | {"set": 30}]}, "none": {"shocks": [flow | {"set": 0}]}}
    result = cge.solve(economy, Scenario.from_dict({"title": "Tariffs", "packages": packages}))
    assert result.verified, result.verdict
    before, same, none = (result.data.sel(experiment=name) for name in ("benchmark", *packages))
    np.testing.assert_allclose(same["utility"] / before["utility"], 1, rtol=1e-9)
    gain = (none["utility"] / before["utility"]).sel(region="R1")
    assert float(gain) > 1 + 1e-4
    sold = (none["trade"] / same["trade"]).sel(origin="R1", destination="R2")
    assert float(sold.min()) > 1


def test_a_carbon_price_is_paid_on_the_emissions_of_the_file(data, write):
    economy = cge.load(data, own_emissions=write("emissions", "S2,R1,5,Mt,s,2020,"))
    price = {"parameter": "carbon_price", "activity": "S2", "region": "R1", "set": 50}
    plan = Scenario.from_dict({"title": "Price", "packages": {"price": {"shocks": [price]}}})
    found = cge.solve(economy, plan).data.sel(activity="S2", region="R1")
    before, after = (found.sel(experiment=name) for name in ("benchmark", "price"))
    assert float(before["emissions"]) == pytest.approx(5)
    # Without an abatement curve, emissions follow output.
    less = float(after["output"] / before["output"])
    assert less < 1
    assert float(after["emissions"]) == pytest.approx(5 * less)
    assert float(after["revenue_carbon"]) == pytest.approx(50 * 5 * less)


def test_a_result_says_and_keeps_what_it_was_solved_with(data, write, tmp_path):
    files = {
        "elasticities": write("elasticities", "sigma_top,all,,0.3,A study,2020,,"),
        "own_tariffs": write("tariffs", "all,R1,R2,30,percent,s,2020"),
        "own_emissions": write("emissions", "S2,R1,5,Mt,s,2020,"),
    }
    economy = cge.load(data, **files)
    result = cge.solve(economy, PLAN)
    result.to_netcdf(tmp_path / "result.nc")
    for path in files.values():
        path.unlink()  # the result needs them no more
    again = open_result(tmp_path / "result.nc")
    assert again.verify()
    said = again.data.attrs["own_values"]
    for name, file in (("sigma_top", "elasticities"), ("tariff_rate", "tariffs"), ("co2", "emis")):
        assert f"{name}: " in said
        assert f" cells of {file}" in said
    assert cge.solve(cge.load(data), PLAN).data.attrs["own_values"] == ""


def test_problems_of_all_files_are_told_together(data, write):
    files = {
        "elasticities": write("elasticities", "sigma_tpo,all,,0.3,s,2020,,"),
        "own_tariffs": write("tariffs", "all,R1,R9,30,percent,s,2020"),
        "own_emissions": write("emissions", "S2,R1,5,Mt,,2020,"),
    }
    with pytest.raises(InputError) as caught:
        cge.load(data, **files)
    named = [problem.split(":")[0].rpartition("/")[2] for problem in caught.value.problems]
    assert named == ["elasticities.csv", "tariffs.csv", "emissions.csv"]


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Files over the shipped data, in the working directory."""
    monkeypatch.chdir(tmp_path)
    rows = {
        "elasticities": "sigma_import_source,C24A,,12,A study,2020,,",
        "tariffs": "C24A,CHN,EU27,25,percent,An assumption,2026",
        "emissions": "C24A,DEU,40,Mt CO2,A registry,2022,",
    }
    for name, row in rows.items():
        Path(f"{name}.csv").write_text(f"{HEADERS[name]}\n{row}\n", encoding="utf-8")
    return tmp_path


FILES = ["--elasticities", "elasticities.csv", "--own-tariffs", "tariffs.csv",
         "--own-emissions", "emissions.csv"]  # fmt: skip


def test_commands_check_and_name_the_values(world):
    ran = CliRunner().invoke(app, ["check", "--aggregation", "5x6", *FILES])
    assert ran.exit_code == 0, ran.stderr
    assert "All accounts and all equations hold at the benchmark." in ran.stdout
    assert "Values of your own" in ran.stdout
    rows = [line.split()[:2] for line in ran.stdout.splitlines()]
    for name, file in (("sigma_import_source", "elasticities"), ("tariff_rate", "tariffs"),
                       ("co2", "emissions")):  # fmt: skip
        assert [name, f"{file}.csv"] in rows


def test_values_go_over_the_finest_level_and_then_into_an_aggregate(world):
    """Emissions by hand; and the rate on steel, which at 16x22 is C24A of China and Hong Kong."""
    finest, plain = cge.load(aggregation="full").benchmark, cge.load().benchmark
    own = cge.load(own_tariffs="tariffs.csv", own_emissions="emissions.csv").benchmark
    change = 40 - float(finest["co2"].sel(activity="C24A", region="DEU"))
    steel = {"activity": "STL", "region": "EU27"}
    found = float(own["co2"].sel(steel) - plain["co2"].sel(steel))
    assert found == pytest.approx(change, rel=1e-9)
    assert float(own["co2"].sum() - plain["co2"].sum()) == pytest.approx(change, rel=1e-6)
    flow = {"sector": "STL", "origin": "CHN", "destination": "EU27"}
    inside = finest.sel(origin=["CHN", "HKG"], destination=list(members(own, "region")["EU27"]))
    goods = list(members(own, "sector")["STL"])
    base = dutiable(inside).sel(sector=goods)
    rate = inside["tariff_rate"].sel(sector=goods).copy()
    rate.loc[{"sector": "C24A", "origin": "CHN"}] = 0.25
    wanted = float((rate * base).sum() / base.sum())
    assert float(own["tariff_rate"].sel(flow)) == pytest.approx(wanted, rel=1e-12)
    moved = (own["tariff_rate"] != plain["tariff_rate"]).to_numpy()
    assert moved.sum() == 1


def test_two_runs_with_different_values_have_different_folders(world):
    plan = open_scenario("nqp-and-cbam")

    def folder(**given):
        return default_folder("nqp-and-cbam", plan, plan.to_dict(), Choice(**given)).name

    plain, one = folder(), folder(elasticities="elasticities.csv")
    assert plain == "nqp-and-cbam-16x22"
    assert one.startswith("nqp-and-cbam-16x22-elasticities-elasticities-")
    Path("elasticities.csv").write_text("another content", encoding="utf-8")
    assert folder(elasticities="elasticities.csv") != one


def test_a_wrong_file_ends_a_command_with_its_lines(world):
    Path("tariffs.csv").write_text(f"{HEADERS['tariffs']}\nC24A,CHN,EU28,25,fraction,,2026\n")
    ran = CliRunner().invoke(app, ["run", "nqp-and-cbam", "--own-tariffs", "tariffs.csv"])
    assert ran.exit_code == 2
    assert [line.partition(" ")[2].partition(": ")[0] for line in ran.stderr.splitlines()] == [
        "tariffs.csv:2"
    ] * 3
    assert not Path("results").exists()
