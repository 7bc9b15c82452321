"""Many numbers of one shock: a table says what many shocks say, and an array what a table says."""

import pickle
import random
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import random_benchmark
from calibration.errors import InputError
from cge.design.problem import Problem
from cge.inputs import selector
from cge.scenarios import OPERATIONS, Scenario, Shock, apply, counterfactuals, numbers, shocks
from cge.scenarios.cautions import cautions_of_shocks, experiments_with

DATA = random_benchmark(3, 4, seed=2)  # S4 of R3 produces nothing
GROUPS = {("sector", "cbam"): ["STL", "CHM"], ("region", "west"): ["EU27", "USA"]}
HEADER = "sector,origin,destination,value"


def groups(dim, name):
    return GROUPS.get((dim, name))


def table(text, operation="set", **keys):
    return Shock(**{"parameter": "tariff_power", operation: {"table": text}} | keys)


def problems(call, *given):
    with pytest.raises(InputError) as caught:
        call(*given)
    return caught.value.problems


def refused(parameters, text, operation="set", **keys):
    """Problems of a table when it is applied, without the name of the shock."""
    shock = table(text, operation, **keys)
    found = problems(apply, [shock], parameters, groups)
    assert all(problem.startswith(shock.place) for problem in found)
    return [problem.removeprefix(shock.place) for problem in found]


def unread(text, operation="set"):
    """Problems of a table when it is read, without its name."""
    found = problems(lambda: table(text, operation))
    return [problem.removeprefix(f"Shock: {operation}: table:") for problem in found]


# ---------------------------------------------------------------- the same as many shocks
@pytest.mark.parametrize(
    ("parameter", "operation"),
    [
        ("productivity", "catch_up"),
        *product(["tariff_power", "iceberg", "productivity"], OPERATIONS[:-1]),
    ],
)
def test_a_file_is_the_same_as_a_shock_for_each_row(parameters, write, parameter, operation):
    array = parameters[parameter]
    draw = random.Random(parameter + operation)
    spread = np.random.default_rng(1).uniform(1.01, 1.5, array.shape)
    parameters = parameters.assign({parameter: array.copy(data=spread)})
    rows = [
        dict(zip(array.dims, labels, strict=True))
        for labels in array.stack(cell=array.dims)["cell"].values
        if draw.random() < 0.6
    ]
    rows = [row for row in rows if "origin" not in row or row["origin"] != row["destination"]]
    drawn = [{**row, operation: draw.uniform(0.1, 0.9)} for row in rows]
    lines = [",".join(map(str, row.values())) for row in drawn]
    write("\n".join([",".join([*array.dims, operation]), *lines]), "numbers.csv")
    write(
        "title: t\npackages:\n  p:\n    shocks:\n"
        f"      - {{parameter: {parameter}, {operation}: {{csv: numbers.csv}}}}\n"
    )
    many = [Shock(parameter=parameter, **row) for row in drawn]
    found = counterfactuals(Scenario.from_file("policy.yaml"), parameters)["p"]
    xr.testing.assert_identical(found, apply(many, parameters))
    assert not found[parameter].equals(parameters[parameter])


def test_rows_may_name_groups_patterns_and_all(parameters):
    text = f'# tariffs\n{HEADER}\ncbam,CHN,EU27,5\n\n"E*",all,USA,7\nDIG,CHN,all,9\n'
    several = [
        {"sector": "cbam", "origin": "CHN", "destination": "EU27", "set": 5},
        {"sector": "ELE", "destination": "USA", "set": 7},
        {"sector": "DIG", "origin": "CHN", "set": 9},
    ]
    expected = apply([Shock(parameter="tariff_power", **s) for s in several], parameters, groups)
    xr.testing.assert_identical(apply([table(text)], parameters, groups), expected)


def test_a_dimension_without_a_column_is_what_the_shock_says_or_all(parameters):
    found = apply([table("sector,value\nSTL,5\nCHM,7\n", origin="CHN")], parameters)
    several = [{"sector": "STL", "set": 5}, {"sector": "CHM", "set": 7}]
    expected = [Shock(parameter="tariff_power", origin="CHN", **s) for s in several]
    xr.testing.assert_identical(found, apply(expected, parameters))
    assert found.tariff_power.sel(sector="DIG").equals(parameters.tariff_power.sel(sector="DIG"))


def test_domestic_sales_when_asked_for(parameters):
    found = apply([table(f"{HEADER}\nSTL,CHN,CHN,5\n", domestic=True)], parameters)
    assert float(found.tariff_power.sel(sector="STL", origin="CHN", destination="CHN")) == 1.05


def test_a_shock_follows_on_a_table_and_a_table_on_a_shock(parameters):
    text = "sector,scale_power\nSTL,2\n"
    double, points = table(text, "scale_power"), Shock(parameter="tariff_power", add_points=10)
    cell = {"sector": "STL", "origin": "CHN", "destination": "EU27"}
    first = apply([double, points], parameters).tariff_power.sel(cell)
    then = apply([points, double], parameters).tariff_power.sel(cell)
    assert (float(first), float(then)) == (pytest.approx(2.3), pytest.approx(2.4))


def test_all_rows_catch_up_with_the_frontier_before_them():
    levels = xr.DataArray([1.0, 2.0, 4.0], {"region": ["A", "B", "C"]}, attrs={"kind": "level"})
    rows = {"table": "region,value\nA,1\nB,0.5\n"}
    shock = Shock(parameter="x", catch_up=rows, frontier={"percentile": 50})
    assert apply([shock], xr.Dataset({"x": levels})).x.values.tolist() == [2.0, 2.0, 4.0]


# ---------------------------------------------------------------- arrays in Python
def test_an_array_is_the_same_as_a_file_whatever_the_order_of_its_labels(parameters):
    labels = {"destination": ["USA", "EU27"], "sector": ["DIG", "STL"]}
    values = np.array([[1.5, np.nan], [0.1, 3]])
    array = xr.DataArray(values, labels, list(labels))
    text = "sector,destination,value\nSTL,EU27,3\nDIG,USA,1.5\nDIG,EU27,0.1\n"
    plan = {"title": "t", "packages": {"p": {"shocks": [{"parameter": "tariff_power"}]}}}
    found = []
    for numbers_of in (array, array.T, array.isel(sector=[1, 0]), {"table": text}):
        plan["packages"]["p"]["shocks"][0]["set"] = numbers_of
        found.append(counterfactuals(Scenario.from_dict(plan), parameters)["p"])
    for other in found[1:]:
        xr.testing.assert_identical(found[0], other)


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (
            xr.DataArray([1.0], {"sectr": ["STL"]}, ["sectr"]),
            ["'sectr' is not a dimension of shocks; did you mean 'sector'?"],
        ),
        (
            xr.DataArray([1.0, 2.0], dims=["sector"]),
            ["has no labels along 'sector'; numbers go by label, never by position"],
        ),
        (xr.DataArray([1.0, 2], {"sector": ["A", "A"]}, ["sector"]), ["sector: 'A' appears twice"]),
        (xr.DataArray([1.0], {"sector": [3]}, ["sector"]), ["sector: 3 is not a label"]),
        (xr.DataArray([1.0], {"sector": ["a\n"]}, ["sector"]), ["sector: 'a\\n' is not a label"]),
        (xr.DataArray([np.inf], {"sector": ["A"]}, ["sector"]), ["holds infinite numbers"]),
        (xr.DataArray([np.nan], {"sector": ["A"]}, ["sector"]), ["holds no number"]),
        (
            xr.DataArray([True], {"sector": ["A"]}, ["sector"]),
            ["holds values of type bool, not numbers"],
        ),
        (xr.DataArray(1.0), ["has no dimension; write the number itself"]),
    ],
)
def test_arrays_that_mean_nothing(array, said):
    found = problems(lambda: Shock(parameter="tariff_power", set=array))
    assert found == [f"Shock: set: array: {problem}" for problem in said]


def test_unknown_labels_of_an_array(parameters):
    array = xr.DataArray([1.0, 2.0], {"sector": ["STLL", "CHM"]}, ["sector"])
    (found,) = problems(apply, [Shock(parameter="tariff_power", set=array)], parameters)
    assert found.endswith("array: sector: 'STLL' is not a sector; did you mean 'STL'?")


# ---------------------------------------------------------------- what is refused
def test_what_is_wrong_with_the_header():
    known = "[,sector][,origin][,destination][,activity][,agent][,factor][,region]"
    known += "[,margin_sector][,fuel][,gas]'"
    (unknown,) = unread("sector,orgin,value\nSTL,CHN,1\n")
    assert unknown.startswith("1: the header is 'sector,orgin,value', must be 'value[,origin]")
    assert unknown.endswith("'orgin' is unknown; did you mean 'origin'?")
    assert unread("sector\nSTL\n")[0].startswith("1: the header is 'sector', must be 'value[,")
    assert f"must be 'value{known}; 'percent' is unknown" in unread("percent\n1\n")[0]
    assert unread("value,set\n1,2\n") == ["1: column 'value' appears twice"]
    assert unread("value,sector,sector\n1,A,B\n") == ["1: column 'sector' appears twice"]
    assert unread("sector;value\nSTL;1\n")[0].startswith("1: the columns are not parted by commas")
    assert problems(lambda: table("value,sector\n")) == ["Shock: set: table: holds no number"]


def test_all_bad_rows_are_told_with_their_lines():
    text = "sector,value\nA,1\n,2\nB,x\nC\nD,nan\nE,inf\nF,1_000\nG,1e999\nH,1,2\n"
    assert unread(text) == [
        "3: sector is left blank; write 'all' for all of them",
        "4: 'x' is not a finite number",
        "5: '' is not a finite number",
        "6: 'nan' is not a finite number",
        "7: 'inf' is not a finite number",
        "8: '1_000' is not a finite number",
        "9: '1e999' is not a finite number",
        "10: 3 cells, must be 2",
    ]


def test_of_many_bad_rows_the_first_are_told():
    found = unread("sector,value\n" + "A,x\n" * 500)
    assert len(found) == numbers.MANY
    assert found[-1] == "21: 'x' is not a finite number; the same or the like in 480 more places"


def test_unknown_labels_are_told_once_with_the_nearest(parameters):
    text = f"{HEADER}\nSTL,CHN,USA,1\nSTLL,CHN,USA,1\nSTLL,CHM,USA,1\n"
    assert refused(parameters, text) == [
        "table:3: sector: 'STLL' is not a sector; did you mean 'STL'?",
        "table:4: origin: 'CHM' is not an origin; did you mean 'CHN'?",
    ]
    assert refused(parameters, "region,value\nCHN,1\n") == [
        "region: 'tariff_power' has no region, only sector, origin, destination"
    ]
    many = "".join(f"X{k},1\n" for k in range(5000))
    found = refused(parameters, f"sector,value\n{many}")
    assert len(found) == numbers.MANY
    assert found[-1].endswith("; what comes after is not looked up by sector")


def test_two_rows_for_one_cell_are_refused_with_both_lines(parameters):
    text = f"{HEADER}\nSTL,CHN,USA,1\nCHM,CHN,USA,1\nSTL,CHN,USA,1\ncbam,all,EU27,2\nCHM,CHN,all,3"
    assert refused(parameters, text) == [
        "table:4: sector STL, origin CHN, destination USA has a number already, from table:2",
        "table:6: sector CHM, origin CHN, destination EU27 has a number already, from table:5",
    ]


def test_a_table_that_means_everything_many_times_takes_no_time(parameters):
    found = refused(parameters, "sector,value\n" + "all,1\n" * 100_000)
    assert found == [
        "table:3: sector STL, origin CHN, destination CHN has a number already, from table:2"
    ]
    doubled = f"{HEADER}\n" + "STL,CHN,USA,1\n" * 30
    *_, last = refused(parameters, doubled)
    assert last == "table: 9 more rows mean cells twice"


def test_rows_for_sales_of_a_region_to_itself_are_refused(parameters):
    assert refused(parameters, f"{HEADER}\nSTL,CHN,CHN,1\nSTL,CHN,all,1\n", domestic=None)[0] == (
        "table:3: sector STL, origin CHN, destination CHN has a number already, from table:2"
    )
    assert refused(parameters, f"{HEADER}\nSTL,CHN,CHN,1\nSTL,CHN,USA,1\n") == [
        "table:2: touches only sales of a region to itself; for these, 'domestic: true'"
    ]


def test_impossible_numbers_are_told_row_by_row(parameters):
    text = f"{HEADER}\nSTL,CHN,USA,-100\nCHM,CHN,USA,-99\nDIG,all,USA,-200\n"
    assert refused(parameters, text) == [
        "table:2: set: -100 is not possible: 'tariff_power' would be 0 at sector STL, origin CHN,"
        " destination USA; a power (1 + rate) must be positive",
        "table:4: set: -200 is not possible: 'tariff_power' would be -1 at sector DIG, origin CHN,"
        " destination USA and 1 more; a power (1 + rate) must be positive",
    ]
    shock = Shock(parameter="productivity", catch_up={"table": "region,value\nCHN,0.5\nUSA,2\n"})
    assert problems(apply, [shock], parameters) == [
        f"{shock.place}table:3: catch_up: 2 is not a share of the distance, from 0 to 1"
    ]


def test_a_table_of_which_nothing_changes_anything_is_refused(parameters):
    text = "sector,percent\nSTL,10\nDIG,20\n"
    (found,) = refused(parameters, text, "percent", parameter="border_carbon_price")
    assert found.startswith("percent: changes nothing, as 'border_carbon_price' is 0 wherever")
    (found,) = refused(parameters, "sector,percent\nSTL,1e-20\n", "percent")
    assert found.endswith("as every number is less than the rounding of 'tariff_power'")
    some = parameters.assign(tariff_power=parameters.tariff_power.copy())
    some.tariff_power.loc[{"sector": "STL"}] = 1.0
    assert apply([table(text, "percent")], some).tariff_power.max() > 1.11


def test_a_dimension_is_a_column_or_a_key():
    found = problems(lambda: table("sector,value\nSTL,1\n", sector="STL"))
    assert found == ["Shock: sector: the numbers go by this dimension already; keep one of the two"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"csv": "no.csv"}, "set: no.csv: no such file"),
        ({"csv": "."}, "set: .: is a folder, not a file"),
        ({"csv": "/dev/zero"}, "set: /dev/zero: is a pipe or a device; save it as a file"),
        ({"csv": "a\0b"}, "leads nowhere"),
        ({"csv": "a" * 5000}, "leads nowhere"),
        ({"csv": 5}, "set: {'csv': 5} is not a number; a file of them is {csv: its path}"),
        ({"cvs": "a"}, "set: {'cvs': 'a'} is not a number"),
        ({}, "set: {} is not a number"),
        ({"csv": "a", "table": "b"}, "is not a number"),
    ],
)
def test_what_is_no_file(value, said):
    (found,) = problems(lambda: Shock(parameter="tariff_power", set=value))
    assert said in found


def test_bounds_hold_before_a_file_is_read(write, monkeypatch):
    monkeypatch.setattr(numbers, "MOST_NUMBERS", 5)
    monkeypatch.setattr(numbers, "LARGEST", 100)
    read = lambda: Shock(parameter="x", set={"csv": "numbers.csv"})  # noqa: E731
    write("sector,value\n" + "STL,1\n" * 6, "numbers.csv")
    assert problems(read) == ["Shock: set: numbers.csv: has more than 5 rows"]
    write("sector,value\n" + "STL,1\n" * 60, "numbers.csv")
    assert "has 373 bytes, more than the 100" in problems(read)[0]
    array = xr.DataArray(np.ones(6), {"sector": list("abcdef")}, ["sector"])
    assert problems(lambda: Shock(parameter="x", set=array)) == [
        "Shock: set: array: holds more than 5 numbers"
    ]


# ---------------------------------------------------------------- files beside files
def test_a_file_lies_beside_the_scenario_that_names_it(parameters, write):
    folder = Path("below")
    folder.mkdir()
    (folder / "t.csv").write_text("sector,value\nSTL,x\n")
    text = (
        "title: t\npackages:\n  p:\n    shocks:\n"
        "      - {parameter: tariff_power, set: {csv: t.csv}}\n"
    )
    (folder / "inner.yaml").write_text(text)
    outer = write("title: t\nbase: below/inner.yaml\n")
    (found,) = problems(Scenario.from_file, folder / "inner.yaml")
    assert found == (
        "below/inner.yaml:5: packages > p > shock 1 > set: below/t.csv:2: "
        "'x' is not a finite number"
    )
    (folder / "t.csv").write_text("sector,value\nSTLL,1\n")
    (found,) = problems(counterfactuals, Scenario.from_file(outer), parameters)
    assert found.endswith(
        "inner.yaml:5: packages > p > shock 1: "
        f"{(folder / 't.csv').resolve()}:2: sector: 'STLL' is not a sector; did you mean 'STL'?"
    )


def test_a_problem_takes_tables_for_its_controls(write):
    write("sector,value\nS1,1\nS2,2\n", "t.csv")
    text = (
        "title: t\ncontrols:\n  c: {lower: 0, upper: 4, shocks: "
        "[{parameter: tariff_power, add_points: {csv: t.csv}}]}\n"
        "objective: {minimise: [{variable: utility}]}\n"
    )
    problem = Problem.from_file(write(text, "problem.yaml"))
    (shock,) = problem.at_start.experiments["optimum"]
    assert shock == Shock(
        parameter="tariff_power", add_points={"table": "sector,value\nS1,2\nS2,4\n"}
    )


# ---------------------------------------------------------------- what is kept
def test_tables_survive_dictionaries_pickles_and_names():
    labels = ["#1", "b, c", 'a "d"', "é"]
    values = [0.1, 1 / 3, 1e-300, -5]
    array = xr.DataArray(values, {"sector": labels}, ["sector"])
    shock = Shock(parameter="tariff_power", set=array, source="nowhere")
    again = Shock(**shock.to_dict())
    assert again == shock
    assert hash(again) == hash(shock)
    assert again.number.values == tuple(values)
    assert again.number.labels == (tuple(labels),)
    assert pickle.loads(pickle.dumps(shock)) == shock
    assert str(shock) == "tariff_power set 4 numbers of array"
    assert "set=<4 numbers of array by sector>" in repr(shock)
    assert Shock(**shock.to_dict() | {"set": array * 2}) != shock


def plan_of(**shock):
    shocks = {"shocks": [{"parameter": "tariff_power"} | shock]}
    return {"title": "t", "packages": {"p": shocks}}


def test_a_result_is_verified_without_the_file(tmp_path, write):
    write("origin,destination,value\nR1,R2,12.5\nR2,R1,0.1\n", "t.csv")
    plan = Scenario.from_dict(plan_of(set={"csv": "t.csv"}))
    result = cge.solve(cge.load(DATA), plan)
    Path("t.csv").write_text("origin,destination,value\nR1,R2,99\n")
    path = result.to_netcdf(tmp_path / "r.nc")
    assert cge.open_result(path).verify().verified
    again = cge.solve(cge.load(DATA), Scenario.from_dict(plan.to_dict()))
    other = cge.solve(cge.load(DATA), Scenario.from_dict(plan_of(set={"csv": "t.csv"})))
    digests = [r.data.attrs["inputs_digest"] for r in (result, again, other)]
    assert digests[0] == digests[1] != digests[2]


# ---------------------------------------------------------------- cautions
def cautions(**shock):
    economy = cge.load(DATA)
    plan = Scenario.from_dict(plan_of(**shock))
    return cautions_of_shocks(plan, economy.parameters, economy.arrays, economy.named_groups)


def test_rows_that_fall_on_nothing_are_counted():
    text = f"{HEADER}\nS1,R1,R2,5\nS4,R3,R1,5\nS4,R3,R2,5\n"
    (caution,) = cautions(set={"table": text})
    assert caution.endswith(
        "2 of 3 numbers of table reach no trade, first sector S4, origin R3, destination R1"
        " (table:3): there is none"
    )
    (caution,) = cautions(set={"table": f"{HEADER}\nS4,R3,R1,5\n"})
    assert caution.endswith("reaches no trade: there is none in the benchmark where it applies")
    assert cautions(set={"table": f"{HEADER}\nS1,R1,R2,5\n"}) == []


def test_points_below_one_in_all_of_a_table():
    (caution,) = cautions(add_points={"table": "sector,value\nS1,0.1\nS2,-0.2\n"})
    assert "add_points counts percentage points: -0.2 moves a rate" in caution
    assert cautions(add_points={"table": "sector,value\nS1,0.1\nS2,2\n"}) == []


def test_a_column_names_its_dimension():
    plan = Scenario.from_dict(plan_of(set={"table": "sector,value\nS1,1\n"}))
    assert experiments_with(plan, "tariff_power", without="sector") == []
    assert experiments_with(plan, "tariff_power", without="origin") == ["p"]


# ---------------------------------------------------------------- what it costs
def test_a_parameter_is_copied_once_and_a_selector_resolved_once(parameters, monkeypatch):
    counts = {"copied": 0, "resolve": 0}

    def counted(module, name):
        real = getattr(module, name)

        def count(*given):
            counts[name] += 1
            return real(*given)

        monkeypatch.setattr(module, name, count)

    counted(shocks, "copied")
    counted(selector, "resolve")
    keys = {"parameter": "tariff_power", "sector": "STL", "origin": "CHN", "add_points": 1}
    packages = {name: {"shocks": [keys] * 50 + [{**keys, "parameter": "iceberg"}]} for name in "ab"}
    plan = Scenario.from_dict(
        {"title": "t", "packages": packages, "experiments": {"x": ["a", "b"]}}
    )
    found = counterfactuals(plan, parameters)["x"]
    assert counts == {"copied": 2, "resolve": 2}
    assert float(found.tariff_power.max()) == pytest.approx(2.1)
    assert np.shares_memory(found.productivity.values, parameters.productivity.values)
