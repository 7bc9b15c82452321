"""The key `tariffs` of a package: the rates of a date, by the one mechanism of shocks."""

import datetime

import numpy as np
import pytest

import cge
from calibration import rates_on
from cge.scenarios import Scenario, after_packages
from cge.scenarios.composition import _content
from cge.scenarios.parameters import shocked_experiments
from cge.scenarios.spelled import in_force
from tests.calibration.test_tariffs_by_date import dated

YAML = """
title: tariffs by date
packages:
  april: {tariffs: 2025-04-09}
  november: {tariffs: 2025-11-01}
  before: {tariffs: 2022}
  free: {tariffs: none}
  more:
    tariffs: 2025-04-09
    shocks: [{parameter: tariff_power, origin: R1, destination: R3, add_points: 5}]
experiments:
  april: [april]
  november: [november]
  november_after_april: [april, november]
  free: [free]
  more: [more]
"""


@pytest.fixture(scope="module")
def world():
    return cge.load(dated())


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenario") / "dated.yaml"
    path.write_text(YAML)
    return Scenario.from_file(path)


def powers(economy, date):
    """Tariff powers of a date where anything is traded."""
    return (1 + rates_on(economy.benchmark, date)).where(economy.benchmark["sales"] > 0)


def test_dates_and_years_of_a_file(plan):
    dates = {name: package.tariffs for name, package in plan.packages.items()}
    assert dates["april"] == "2025-04-09"
    assert dates["before"] == "2022"
    assert dates["free"] == "none"


@pytest.mark.parametrize(
    ("experiment", "date"),
    [
        ("april", "2025-04-09"),
        ("november", "2025-11-01"),
        ("november_after_april", "2025-11-01"),
        ("free", "none"),
    ],
)
def test_the_powers_are_those_of_the_schedule(world, plan, experiment, date):
    found = shocked_experiments(world, plan)[experiment]["tariff_power"]
    wanted = powers(world, date)
    np.testing.assert_allclose(found.where(wanted.notnull()), wanted, rtol=1e-14)


def test_shocks_of_the_package_come_after(world, plan):
    found = shocked_experiments(world, plan)
    more = found["more"]["tariff_power"] - found["april"]["tariff_power"]
    assert np.allclose(more.sel(origin="R1", destination="R3"), 0.05)
    assert float(more.drop_sel(origin="R1").max()) == 0


def test_a_date_of_python():
    day = datetime.date(2025, 11, 1)
    plan = Scenario.from_dict({"title": "t", "packages": {"a": {"tariffs": day}}})
    assert plan.packages["a"].tariffs == "2025-11-01"


def test_a_result_is_verified_again_from_its_file(world, plan, tmp_path):
    result = cge.solve(world, plan)
    assert result.verified
    again = cge.open_result(result.to_netcdf(tmp_path / "result.nc"))
    assert again.verify()
    free = result.summary().sel(experiment="free")["tariff_revenue"]
    assert (free < 0).all()


def test_the_plan_as_it_is_written_keeps_the_date(plan):
    again = Scenario.from_dict(plan.to_dict())
    assert again.packages == plan.packages
    assert again.to_dict()["packages"]["april"] == {"tariffs": "2025-04-09"}


def test_packages_of_other_dates_differ(plan):
    assert _content(plan.packages["april"]) != _content(plan.packages["november"])


def test_an_unknown_date_names_file_line_and_nearest(world, tmp_path):
    path = tmp_path / "odd.yaml"
    path.write_text("title: t\npackages:\n  a:\n    tariffs: 2025-05-01\n")
    with pytest.raises(cge.InputError, match=r"odd.yaml:3: packages > a: tariffs: no schedule of "):
        cge.solve(world, path)


def test_no_date_at_all(tmp_path):
    path = tmp_path / "odd.yaml"
    path.write_text("title: t\npackages:\n  a:\n    tariffs: May\n")
    with pytest.raises(cge.InputError, match=r"odd.yaml:4: packages > a > tariffs: 'May' is no"):
        Scenario.from_file(path)


def test_data_without_schedules(random_economy, plan):
    with pytest.raises(cge.InputError, match="no tariffs by date"):
        cge.solve(random_economy, plan)


def test_schedules_are_not_lost_on_the_way(world, plan):
    with pytest.raises(cge.InputError, match="2025-04-09 needs the benchmark"):
        after_packages(plan.packages_of("april"), world.parameters)
    spelled = in_force(plan.packages_of("april"), world.benchmark)
    assert after_packages(spelled, world.parameters)


def test_the_benchmark_under_another_date():
    free = cge.load(dated(), tariffs="none")
    assert (free.accounts["relative"] < 1e-13).all()
    assert float(free.residuals()["worst"].max()) < 1e-9
    plan = {"title": "t", "packages": {"special": {"tariffs": 2022}}}
    found = shocked_experiments(free, Scenario.from_dict(plan))["special"]["tariff_power"]
    wanted = powers(cge.load(dated()), "2022")
    np.testing.assert_allclose(found.where(wanted.notnull()), wanted, rtol=1e-14)


def test_contributions_split_dates(world):
    plan = Scenario.from_dict(
        {
            "title": "t",
            "packages": {"free": {"tariffs": "none"}, "later": {"tariffs": "2025-11-01"}},
        }
    )
    result = cge.solve(world, plan, contributions=True)
    assert result.contributions.attrs["verified"]


GROWTH = {"shocks": [{"parameter": "productivity", "percent": 1}]}


def test_tariffs_of_a_whole_scenario_come_first_in_every_experiment(world):
    plan = {"title": "t", "tariffs": "2025-11-01", "packages": {"growth": GROWTH, "same": GROWTH}}
    made = Scenario.from_dict(plan)
    first = "tariffs 2025-11-01"
    assert made.chosen == {
        "growth": (first, "growth"),
        "same": (first, "same"),
        "all": (first, "growth", "same"),
    }
    for found in shocked_experiments(world, made).values():
        wanted = powers(world, "2025-11-01")
        np.testing.assert_allclose(found["tariff_power"].where(wanted.notnull()), wanted)
    assert Scenario.from_dict(made.to_dict()).chosen == made.chosen


def test_a_scenario_of_tariffs_alone():
    made = Scenario.from_dict({"title": "t", "tariffs": 2022})
    assert made.chosen == {"tariffs 2022": ("tariffs 2022",)}


def test_named_experiments_get_the_tariffs_too():
    plan = {"title": "t", "tariffs": "none", "packages": {"growth": GROWTH}}
    made = Scenario.from_dict(plan | {"experiments": {"x": ["growth"], "alone": []}})
    assert made.chosen == {"x": ("tariffs none", "growth"), "alone": ("tariffs none",)}


def test_tariffs_of_a_whole_scenario_that_are_no_date(tmp_path):
    path = tmp_path / "odd.yaml"
    path.write_text("title: t\ntariffs: May\n")
    with pytest.raises(cge.InputError, match=r"odd.yaml:2: .*'May' is no date"):
        Scenario.from_file(path)


def test_packages_of_others_need_named_experiments(tmp_path):
    path = tmp_path / "odd.yaml"
    path.write_text("title: t\nbase: friend-shoring\ntariffs: none\n")
    with pytest.raises(cge.InputError, match=r"odd.yaml:3: tariffs: .*name the experiments"):
        Scenario.from_file(path)
