"""Scenario files: what a good one means, and the exact words about a bad one."""

import pytest
import yaml
from pydantic import ValidationError

from calibration.errors import InputError
from calibration.variables import OPTIONAL, VARIABLES
from cge.inputs.fields import DIMENSIONS
from cge.scenarios import Scenario, Shock, shipped_scenarios

GOOD = """\
title: A tariff and a subsidy
author: A. Smith
reference: none
description: two policies
closure: standard
packages:
  tariff:
    title: A tariff
    reference: none
    shocks:
      - {parameter: tariff_power, sector: [STL, CHM], destination: EU27, add_points: 10}
  growth:
    shocks:
      - parameter: productivity
        region: {not: [CHN, U*]}
        percent: 1e-1
        source: assumed
"""


def problems(call):
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.problems


def read_problems(write, text):
    name = write(text)
    return problems(lambda: Scenario.from_file(name))


def test_a_good_file(write):
    scenario = Scenario.from_file(write(GOOD))
    assert scenario.name == "policy"
    assert scenario.title == "A tariff and a subsidy"
    assert scenario.closure == "standard"
    tariff, growth = (scenario.packages[name].shocks[0] for name in ("tariff", "growth"))
    assert (tariff.operation, tariff.number) == ("add_points", 10.0)
    assert (growth.operation, growth.number) == ("percent", 0.1)
    assert str(tariff) == "tariff_power[sector [STL, CHM], destination EU27] add_points 10"
    assert str(growth) == "productivity[region {not: [CHN, U*]}] percent 0.1"


def test_experiments_are_each_package_and_all_together(write):
    scenario = Scenario.from_file(write(GOOD))
    experiments = {name: [s.parameter for s in x] for name, x in scenario.experiments.items()}
    assert experiments == {
        "tariff": ["tariff_power"],
        "growth": ["productivity"],
        "all": ["tariff_power", "productivity"],
    }


def test_one_package_is_one_experiment():
    shock = {"parameter": "x", "set": 1}
    scenario = Scenario.from_dict({"title": "t", "packages": {"a": {"shocks": [shock]}}})
    assert list(scenario.experiments) == ["a"]


def test_named_experiments(write):
    text = GOOD + "experiments: {nothing: [], reverse: [growth, tariff]}\n"
    experiments = Scenario.from_file(write(text)).experiments
    assert experiments["nothing"] == []
    assert [shock.parameter for shock in experiments["reverse"]] == ["productivity", "tariff_power"]


def test_a_scenario_survives_its_dictionary(write):
    scenario = Scenario.from_file(write(GOOD))
    again = Scenario.from_dict(scenario.to_dict(), name="policy")
    assert again.to_dict() == scenario.to_dict()
    assert again.experiments.keys() == scenario.experiments.keys()


def test_a_scenario_is_frozen(write):
    scenario = Scenario.from_file(write(GOOD))
    with pytest.raises(ValidationError):
        scenario.title = "other"
    with pytest.raises(ValidationError):
        scenario.packages["tariff"].shocks[0].add_points = 20.0


def test_a_shock_may_name_every_dimension_of_the_data():
    known = VARIABLES | OPTIONAL
    used = {dim for variable in known.values() for dim in variable.dims}
    # Users have no parameter; `tariffs:` names the date of a schedule, `factors:` parts of factors.
    used -= {"user", "date", "factor_part"}
    assert set(DIMENSIONS) == used
    assert used <= set(Shock.model_fields)


def test_every_problem_is_listed_at_once_in_order(write):
    text = """\
titel: 3
closure: 4
packages:
  a:
    shocks:
      - parameter: tariff_power
        sector: 01
        origin: {nt: EU27}
        sett: 3
        percent: .inf
        set: "25"
      - parameter: productivity
        region: []
        domestic: perhaps
  b: {}
  c: {shocks: []}
experiments:
  benchmark: [a]
  mixed: [a, bb]
  text: a
"""
    assert read_problems(write, text) == [
        "policy.yaml:1: key 'title' is missing",
        "policy.yaml:1: titel: unknown key; did you mean 'title'?",
        "policy.yaml:2: closure: 4 is not text",
        "policy.yaml:6: packages > a > shock 1: gives 2 operations (set, percent); keep one",
        "policy.yaml:7: packages > a > shock 1 > sector: 1 is not a label;"
        " a label that looks like a number needs quotes",
        "policy.yaml:8: packages > a > shock 1 > origin: {'nt': 'EU27'} is not a selection;"
        " write labels or {not: labels}",
        "policy.yaml:9: packages > a > shock 1 > sett: unknown key; did you mean 'set'?",
        "policy.yaml:10: packages > a > shock 1 > percent: inf is not a finite number",
        "policy.yaml:11: packages > a > shock 1 > set: '25' is not a number",
        "policy.yaml:12: packages > a > shock 2: gives no operation;"
        " add one of set, add_points, scale_power, percent, catch_up",
        "policy.yaml:13: packages > a > shock 2 > region: names no label;"
        " leave the key out to select all",
        "policy.yaml:14: packages > a > shock 2 > domestic: 'perhaps' is neither true nor false",
        "policy.yaml:15: packages > b: key 'shocks' is missing (or 'carbon', 'cbam', "
        "'tariffs' or 'regimes')",
        "policy.yaml:16: packages > c > shocks: [] is empty",
        "policy.yaml:18: experiments > benchmark: this name means the benchmark; choose another",
        "policy.yaml:19: experiments > mixed: 'bb' is not a package of this scenario;"
        " did you mean 'b'?",
        "policy.yaml:20: experiments > text: 'a' is not a list",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "title: [1\nclosure: x",
            "2:8: not valid YAML: while parsing a flow sequence,"
            " expected ',' or ']', but got ':'",
        ),
        ("title: a: b", "1:9: not valid YAML: mapping values are not allowed here"),
        ("title: *other", "1:8: not valid YAML: found undefined alias 'other'"),
        (
            "a: b\n\tc: d",
            "2:1: not valid YAML: while scanning for the next token,"
            " found character '\\t' that cannot start any token",
        ),
        (
            "--- a\n--- b",
            "2:1: not valid YAML: expected a single document in the stream,"
            " but found another document",
        ),
        ("title: x\nauthor: y\ntitle: z", "3: key 'title' appears twice (first on line 1)"),
        ("title: &a [*a]", "1: an alias contains itself"),
        ("{[1]: 2}", "1: a key must be a name"),
        ("title: !!python/name:os.system", "1: the tag tag:yaml.org,2002:python/name:os.system is"
         " not allowed"),
        ("- title", "1: holds no scenario; begin with 'title: ...'"),
        ("", " holds no scenario; begin with 'title: ...'"),
        ("title: x", "1: has no packages, so no experiment"),
        ("title: x\nexperiments: {}", "2: experiments: names no experiment"),
        (
            "title: x\npackages: {all: {shocks: [{parameter: y, set: 1}]}}",
            "2: packages > all: this name is kept for an experiment;"
            " choose another, or name the experiments",
        ),
        (
            "title: x\npackages: {1: {shocks: [{parameter: y, set: 1, sector: 08}]}}",
            "2: packages > 1 > shock 1 > sector: 8 is not a label;"
            " a label that looks like a number needs quotes",
        ),
    ],
)  # fmt: skip
def test_bad_text(write, text, expected):
    assert read_problems(write, text) == [f"policy.yaml:{expected}"]


def test_files_that_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "latin.yaml").write_bytes("title: é".encode("latin-1"))
    (tmp_path / "folder.yaml").mkdir()
    reasons = {
        "latin.yaml": ":1: is not UTF-8; in Windows-1252 or Latin-1 the line would read"
        " 'title: é'; save the file as UTF-8",
        "folder.yaml": ": is a folder, not a file",
        "none.yaml": ": no such file",
    }
    for name, reason in reasons.items():
        assert problems(lambda name=name: Scenario.from_file(name)) == [name + reason]


def test_words_that_older_yaml_reads_as_something_else(write):
    text = "title: no\nauthor: 2020-01-01\npackages: {NO: {shocks: [{parameter: x, set: 1.5e1}]}}"
    scenario = Scenario.from_file(write(text))
    assert (scenario.title, scenario.author) == ("no", "2020-01-01")
    assert scenario.experiments["NO"][0].number == 15.0


def test_a_dictionary_has_no_lines():
    shock = {"parameter": "p", "st": 1}
    data = {"title": "x", "packages": {"a": {"shocks": [shock]}}}
    assert problems(lambda: Scenario.from_dict(data)) == [
        "scenario: packages > a > shock 1: gives no operation;"
        " add one of set, add_points, scale_power, percent, catch_up",
        "scenario: packages > a > shock 1 > st: unknown key; did you mean 'set'?",
    ]


def test_shipped_scenarios_are_valid_and_documented():
    scenarios = shipped_scenarios()
    assert "nqp-and-cbam" in scenarios
    for scenario in scenarios.values():
        assert scenario.author
        assert scenario.reference
        shocks = [shock for package in scenario.packages.values() for shock in package.shocks]
        policies = [
            p for package in scenario.packages.values() for p in (*package.carbon, *package.cbam)
        ]
        assert all(each.source for each in (*shocks, *policies))


SWAPPED = """\
title: A higher real wage
swap:
  - {parameter: endowment, variable: real_factor_price, factor: labour, region: [USA, CHN]}
packages:
  wage:
    shocks:
      - {parameter: fixed_real_factor_price, factor: labour, region: USA, percent: 1}
"""


def test_swaps_are_read_and_written(write):
    scenario = Scenario.from_file(write(SWAPPED))
    (row,) = scenario.swap
    assert str(row) == "endowment=real_factor_price,factor=labour,region=USA+CHN"
    assert row.place == "policy.yaml:3: swap 1: "
    again = Scenario.from_dict(scenario.to_dict())
    assert again.swap == scenario.swap
    assert "swap" not in Scenario.from_file(write(GOOD)).to_dict()


def test_every_mistake_in_swaps_is_found(write):
    text = SWAPPED.replace("endowment", "endowmnt").replace(
        "packages:", "  - {parameter: productivity, variable: income, sector: STL}\npackages:"
    )
    assert read_problems(write, text) == [
        "policy.yaml:3: swap 1 > parameter: 'endowmnt' is not a parameter;"
        " did you mean 'endowment'?",
        "policy.yaml:4: swap 2: 'productivity' (activity, region) cannot adjust to hold 'income' "
        "(region): their dimensions differ; give one label of activity",
        "policy.yaml:4: swap 2 > sector: neither symbol has this dimension;"
        " choose from activity, region",
    ]


def test_swaps_of_a_base_are_taken_once(write):
    write(SWAPPED, "wage.yaml")
    given = yaml.safe_load(SWAPPED)["swap"]
    own = {"parameter": "endowment", "variable": "real_factor_price", "factor": "capital"}
    text = yaml.safe_dump({"title": "Both", "base": "wage.yaml", "swap": [*given, own]})
    found = [swap.to_dict() for swap in Scenario.from_file(write(text)).swap]
    assert found == [*given, own]
