"""What differs between two results: every kind of input, and numbers at their right size."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from calibration.errors import InputWarning
from cge.cli.app import app
from cge.report.tables.compared import compared_csv, compared_text
from cge.results.comparison import TOLERANCE

PLAN = {
    "title": "Tariffs",
    "packages": {
        "up": {"shocks": [{"parameter": "tariff_power", "destination": "R1", "add_points": 10}]},
        "down": {"shocks": [{"parameter": "productivity", "region": "R1", "percent": -2}]},
    },
}


def plan(**more):
    return cge.Scenario.from_dict(PLAN | more)


@pytest.fixture(scope="module")
def data():
    return random_benchmark(3, 4, seed=1)


@pytest.fixture(scope="module")
def economy(data):
    return cge.load(data)


@pytest.fixture(scope="module")
def result(economy):
    return cge.solve(economy, plan())


def rows(table, name):
    return table[table.input == name]


def test_a_result_and_its_file_are_the_same(result, tmp_path):
    path = result.to_netcdf(tmp_path / "result.nc")
    found = cge.compare(path, result)
    assert found
    assert found.largest == 0
    assert repr(found) == "<Compared: the same>"
    assert len(found.statistics) == sum(a.size for a in result.summary().data_vars.values())


def test_two_ways_of_solving_differ_in_an_input_and_in_no_number(economy, result):
    other = cge.solve(economy, plan(), solver={"chords": False})
    found = cge.compare(result, other)
    assert found.same_numbers
    assert 0 < found.largest < TOLERANCE
    assert found.inputs.to_numpy().tolist() == [["solver", "chords", True, False]]
    assert not cge.compare(result, other, tolerance=0).same_numbers


def test_no_effect_is_compared_with_what_it_is_an_effect_on(economy):
    """Two solutions of no change differ by rounding, which is large beside an effect of nothing."""
    idle = {"title": "t", "packages": {"p": {"shocks": [{"parameter": "iceberg", "percent": 0}]}}}
    with pytest.warns(InputWarning, match="changes nothing"):
        ways = [
            cge.solve(economy, cge.Scenario.from_dict(idle), solver={"chords": chords})
            for chords in (True, False)
        ]
    again = ways[1].data.copy()
    again["equivalent_variation"] = again.equivalent_variation + 1e-10 * again.income
    found = cge.compare(ways[0], cge.Result(again, benchmark=ways[1].benchmark))
    assert found.same_numbers
    welfare = found.statistics[found.statistics.statistic == "equivalent_variation"]
    assert welfare.relative.max() == pytest.approx(1e-10, rel=1e-3)


def test_a_shock_of_another_size_is_named_with_both_values(economy, result):
    packages = PLAN["packages"] | {
        "up": {"shocks": [{"parameter": "tariff_power", "destination": "R1", "add_points": 12}]}
    }
    found = cge.compare(result, cge.solve(economy, plan(packages=packages)))
    asked = rows(found.inputs, "scenario")
    assert asked["where"].tolist() == ["packages.up.shocks.1.add_points"]
    assert asked[["first", "second"]].to_numpy().tolist() == [[10, 12]]
    moved = rows(found.inputs, "parameters of up")
    assert moved["where"].item().startswith("tariff_power: ")
    assert rows(found.inputs, "parameters of down").empty
    assert set(found.variables[found.variables.differs].experiment) == {"up", "all"}
    assert found.variables.relative.is_monotonic_decreasing


def test_other_data_are_counted_and_their_largest_difference_is_placed(economy, data, result):
    sigma = data.sigma_import_source.copy()
    sigma[{"sector": 2}] *= 1.25
    other = cge.solve(economy.with_elasticities(sigma_import_source=sigma), plan())
    told = rows(cge.compare(result, other).inputs, "benchmark")
    label = str(data.sector.to_numpy()[2])
    assert told["where"].item() == f"sigma_import_source: 1 of 4 cells differ, most at {label}"
    assert told.second.item() == pytest.approx(1.25 * told["first"].item())


def test_another_closure_is_told_by_its_entries(data, result):
    other = cge.solve(cge.load(data, numeraire="world consumer price index"), plan())
    closure = rows(cge.compare(result, other).inputs, "closure")
    assert closure["where"].tolist() == ["numeraire"]
    assert closure.second.tolist() == ["world consumer price index"]


def test_what_a_closure_lets_adjust_is_a_number_found_and_no_input(data):
    swap = ["foreign_saving=income,region=R1"]
    ways = [
        cge.solve(cge.load(data, swap=swap), plan(), solver={"chords": c}) for c in (True, False)
    ]
    found = cge.compare(*ways)
    assert set(found.inputs.input) == {"solver"}
    assert "foreign_saving" in set(found.variables.variable)


def test_statistics_stand_with_unit_difference_and_percent(result):
    data = result.data.assign(equivalent_variation=2 * result.data.equivalent_variation)
    found = cge.compare(result, cge.Result(data, benchmark=result.benchmark))
    row = found.statistics[found.statistics.statistic == "equivalent_variation"].iloc[0]
    assert row.second == pytest.approx(2 * row["first"])
    assert row.difference == pytest.approx(row["first"])
    assert row.percent == pytest.approx(100 * np.sign(row["first"]))
    assert row.units == "million USD"
    income = result.data.income.sel(experiment="benchmark", region=row.region).item()
    assert row.relative == pytest.approx(abs(row.difference) / income)


@pytest.fixture(scope="module")
def elsewhere():
    """Fewer regions and one experiment less."""
    one = {"up": PLAN["packages"]["up"]}
    return cge.solve(cge.load(random_benchmark(2, 4, seed=2)), plan(packages=one))


def test_common_labels_are_compared_and_the_others_named(result, elsewhere):
    found = cge.compare(result, elsewhere)
    assert "only the first result has region R3" in found.notes
    assert "only the first result has experiments down, all" in found.notes
    assert set(found.statistics.region) == {"R1", "R2"}
    assert set(found.statistics.experiment) == {"up"}
    back = cge.compare(elsewhere, result)
    assert "only the second result has region R3" in back.notes
    np.testing.assert_allclose(
        np.sort(back.statistics.difference), np.sort(-found.statistics.difference)
    )


def test_labels_of_other_members_are_named(result):
    told = result.benchmark.assign_attrs(members_of_region='{"R1": ["A", "B"]}')
    moved = result.benchmark.assign_attrs(members_of_region='{"R1": ["A"]}')
    found = cge.compare(*(cge.Result(result.data, benchmark=b) for b in (told, moved)))
    assert found.notes == ("region R1 holds B in the first result alone, so it is not compared",)
    assert set(found.statistics.region) == {"R2", "R3"}
    assert "R1" not in ", ".join(found.variables["where"]).split(", ")


def test_a_changed_result_is_told_apart_from_a_difference(result):
    changed = cge.Result(result.data.assign_attrs(verified=0, verdict="walras"))
    found = cge.compare(cge.Result(result.data), changed)
    assert found.same
    assert found.unverified == ("the second result is NOT VERIFIED: walras",)


@pytest.mark.parametrize("tolerance", [-1, np.nan, np.inf])
def test_tolerances_that_mean_nothing_are_refused(result, tolerance):
    with pytest.raises(InputError, match=r"tolerance: .* is not a number of 0 or more"):
        cge.compare(result, result, tolerance)


def test_the_text_says_how_many_rows_are_left_out(result, elsewhere):
    text = compared_text(cge.compare(result, elsewhere), 3)
    assert "Inputs that differ" in text
    assert "more; --rows shows more, --csv all of them" in text
    assert text.endswith("Inputs differ, and numbers differ.")


def test_the_csv_has_every_row_in_full(result, elsewhere):
    found = cge.compare(result, elsewhere)
    read = list(csv.DictReader(io.StringIO(compared_csv(found))))
    kinds = [row["kind"] for row in read]
    assert kinds.count("statistic") == len(found.statistics)
    assert kinds.count("variable") == len(found.variables)
    first = next(row for row in read if row["kind"] == "statistic")
    assert float(first["difference"]) == found.statistics.difference.iloc[0]


@pytest.fixture(scope="module")
def files(result, elsewhere, tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    (folder / "none.nc").write_text("no result")
    return {
        "one": result.to_netcdf(folder / "one.nc"),
        "other": elsewhere.to_netcdf(folder / "other.nc"),
        "none": folder / "none.nc",
    }


@pytest.mark.parametrize(
    ("pair", "code", "said"),
    [
        (("one", "one"), 0, "Inputs are the same, and numbers too"),
        (("one", "other"), 1, "Only the first result has region R3."),
        (("one", "none"), 2, "none.nc"),
    ],
)
def test_exit_codes(files, pair, code, said):
    done = CliRunner().invoke(app, ["compare", *(str(files[name]) for name in pair)])
    assert done.exit_code == code
    assert said in done.output


def test_what_only_one_result_has_is_no_number_that_differs(result):
    found = cge.compare(result, result)
    assert found.same_contents
    found = replace(found, notes=("only the first result has table decomposition of welfare",))
    assert found.same_numbers
    assert not found.same
    text = " ".join(compared_text(found, 5).split())
    assert "numbers that both have are the same within" in text
    assert "differ" not in text


def test_versions_are_told_and_do_not_count(result):
    other = cge.Result(result.data.assign_attrs(python="3.99"), benchmark=result.benchmark)
    found = cge.compare(result, other)
    assert found.same
    assert found.software.to_numpy().tolist()[0][1::2] == ["python", "3.99"]
