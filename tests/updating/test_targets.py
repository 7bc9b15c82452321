"""Targets as a table: what is read, and what is refused with its line."""

import pytest

from calibration import InputError, Target, read_targets, update
from tests.updating.economies import economy, target

HEAD = "variable,region,sector,partner,value,unit,source,year"


@pytest.fixture
def table(tmp_path):
    def make(*rows, head=HEAD):
        path = tmp_path / "targets.csv"
        path.write_text("\n".join([head, *rows]), encoding="utf-8")
        return path

    return make


def problems_of(path):
    with pytest.raises(InputError) as caught:
        read_targets(path, economy())
    return [problem.removeprefix(f"{path}:").strip() for problem in caught.value.problems]


def test_a_table_is_read(table):
    path = table(
        "# estimates",
        "gdp,R1,,,150,billion USD,somebody,2024",
        "exports,R1,S2,R3,-5,%,somebody,2024",
        "emissions,R2,,,3500,kt CO2,somebody else,2024",
    )
    found = read_targets(path, economy())
    assert found == [
        Target("gdp", "R1", 150.0, "billion USD", 2024, "somebody"),
        Target("exports", "R1", -5.0, "%", 2024, "somebody", "S2", "R3"),
        Target("emissions", "R2", 3500.0, "kt CO2", 2024, "somebody else"),
    ]
    assert [each.total(200.0) for each in found] == [150_000.0, 190.0, 3.5]
    _, by_file = update(economy(), path)
    _, by_hand = update(economy(), found)
    assert by_file.targets.equals(by_hand.targets)


def test_columns_that_nothing_needs_may_be_absent(table):
    path = table("gdp,R1,5,%,x,2024", head="variable,region,value,unit,source,year")
    assert read_targets(path, economy()) == [Target("gdp", "R1", 5.0, "%", 2024, "x")]


def test_every_fault_with_its_line(table):
    path = table(
        "gpd,R1,,,5,%,x,2024",
        "gdp,R9,S9,,5,%,x,2024",
        "gdp,R1,,R2,5,%,x,2024",
        "exports,R1,,R1,5,EUR,x,2024",
        "imports,R1,,R3,-5,billion USD,,2024",
        "gdp,R2,,,0,USD,x,2024",
        "gdp,R3,,,-100,%,x,2024",
        "gdp,R3,S1,,many,%,x,soon",
        "emissions,R1,S1,,5,tons,x,2025",
        "gdp,R2,,,5,%,x,2024",
        "gdp,R2,,,5",
    )
    assert problems_of(path) == [
        "2: unknown variable 'gpd'; did you mean 'gdp'?",
        "3: unknown region 'R9'; did you mean 'R4'?",
        "3: unknown sector 'S9'; did you mean 'S5'?",
        "4: gdp is not told by partner; leave 'R2' out",
        "5: partner 'R1' is the region itself",
        "5: unit 'EUR' is not one of USD, as in billion USD, nor % for a change",
        "6: value -5 is below 0",
        "6: source is empty",
        "7: value is 0; GDP is above",
        "8: value -100 % leaves nothing",
        "9: value 'many' is not a number",
        "9: year 'soon' is not a year",
        "10: emissions is not told by sector; leave 'S1' out",
        "10: unit 'tons' is not one of tonnes, as in Mt CO2, nor % for a change",
        "10: is of 2025, not of 2024; update to one year at a time",
        "11: repeats line 7",
        "12: 5 cells, must be 8",
    ]


def test_an_empty_table(table):
    assert problems_of(table()) == ["there is no target"]


def test_targets_by_hand_are_named_by_position():
    with pytest.raises(InputError) as caught:
        update(economy(), [target("gdp", "R1", 2.0), target("gdp", "R11", 2.0)])
    assert caught.value.problems == ["targets: number 2: unknown region 'R11'; did you mean 'R1'?"]
    with pytest.raises(InputError, match="number 1: value nan is not a number"):
        update(economy(), [target("gdp", "R1", float("nan"))])
    with pytest.raises(InputError, match="targets: there is none"):
        update(economy(), [])
    with pytest.raises(InputError, match="targets: dict is no Target"):
        update(economy(), [{"variable": "gdp"}])
