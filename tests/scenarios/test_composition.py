"""Composition: a scenario takes the packages of others, and says what does not go together."""

import pytest

import cge
from calibration.errors import InputError
from cge.scenarios import Scenario, open_scenario
from tests.economy.conftest import scenario_of

PART = """\
title: {name}
{more}
packages:
  {name}: {{shocks: [{{parameter: productivity, percent: {number}}}]}}
"""
WHOLE = "title: whole\nbase: [a.yaml, b.yaml]\n"


@pytest.fixture
def part(write):
    def writer(name, number=1, more=""):
        return write(PART.format(name=name, number=number, more=more), f"{name}.yaml")

    return writer


def problems(name):
    with pytest.raises(InputError) as caught:
        Scenario.from_file(name)
    return caught.value.problems


def test_packages_of_all_parts_in_order(write, part):
    part("a", 1)
    part("b", 2)
    more = "packages: {c: {shocks: [{parameter: productivity, percent: 3}]}}\n"
    scenario = Scenario.from_file(write(WHOLE + more))
    assert list(scenario.packages) == ["a", "b", "c"]
    assert [s.percent for s in scenario.experiments["all"]] == [1, 2, 3]
    assert list(scenario.experiments) == ["a", "b", "c", "all"]
    again = Scenario.from_dict(scenario.to_dict())
    assert again.to_dict() == scenario.to_dict() | {"name": "policy"}


def test_packages_alone_are_the_scenarios_alone_and_the_whole_is_all_shocks(write, part):
    """Composing changes no number: the same shocks written in one file give the same economy."""
    part("a", 1)
    part("b", 2)
    economy = cge.load(aggregation="5x6")
    whole = cge.solve(economy, Scenario.from_file(write(WHOLE)))
    alone = cge.solve(economy, Scenario.from_file("a.yaml"))
    shocks = [{"parameter": "productivity", "percent": n} for n in (1, 2)]
    one_file = cge.solve(economy, scenario_of(*shocks))
    assert whole.verified
    for ours, theirs in (("a", alone), ("all", one_file)):
        expected = theirs.data.utility.isel(experiment=-1).to_numpy()
        found = whole.data.utility.sel(experiment=ours).to_numpy()
        assert found == pytest.approx(expected, rel=1e-9)


def test_a_shipped_name_and_a_single_base(write):
    scenario = Scenario.from_file(write("title: t\nbase: nqp-and-cbam\nexperiments: {x: [nqp]}\n"))
    assert scenario.packages == open_scenario("nqp-and-cbam").packages
    assert list(scenario.experiments) == ["x"]


def test_a_base_is_looked_for_beside_the_file_that_names_it(write, part, tmp_path, monkeypatch):
    part("a")
    part("b")
    write(WHOLE)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert list(Scenario.from_file("../policy.yaml").packages) == ["a", "b"]


def test_a_base_of_two_bases_is_taken_once(write, part):
    part("c")
    part("a", more="base: c.yaml")
    part("b", more="base: c.yaml")
    assert list(Scenario.from_file(write(WHOLE)).packages) == ["c", "a", "b"]


def test_settings_are_those_of_the_parts_unless_the_whole_decides(write, part):
    part("a", more="technology: standard\nclosure: short_run")
    part("b", more="technology: fixed-spillover")
    differs = "technology differs: 'standard' in 'a.yaml', 'fixed-spillover' in 'b.yaml'"
    assert problems(write(WHOLE)) == [f"policy.yaml:2: base: {differs}; say here which one holds"]
    whole = Scenario.from_file(write(WHOLE + "technology: standard\n"))
    assert (whole.technology, whole.closure, whole.data) == ("standard", "short_run", None)


def test_a_cycle_is_named(write, part):
    part("b")
    part("a", more="base: policy.yaml")
    (problem,) = problems(write(WHOLE))
    assert problem.startswith("policy.yaml:2: base: 'a.yaml': ")
    assert problem.endswith(
        "a.yaml:2: base: 'policy.yaml': is based on itself: policy.yaml > a.yaml > policy.yaml"
    )


def test_packages_of_one_name_must_be_the_same(write, part):
    part("a")
    write(PART.format(name="a", number=5, more=""), "b.yaml")
    assert problems(write(WHOLE)) == [
        "policy.yaml:2: base: package 'a' of 'a.yaml' and of 'b.yaml' differ; rename one"
    ]


def test_problems_of_the_bases_and_of_the_file_are_listed_together(write, part):
    part("a", "much")
    found = problems(write(WHOLE + "closur: x\n"))
    assert len(found) == 3
    assert "shock 1 > percent: 'much' is not a number" in found[0]
    assert "scenario '" in found[1]
    assert "b.yaml': no such name and no such file" in found[1]
    assert found[2] == "policy.yaml:3: closur: unknown key; did you mean 'closure'?"


def test_an_experiment_of_an_unknown_package_is_named(write, part):
    part("a")
    part("b")
    found = problems(write(WHOLE + "experiments: {x: [a, bb]}\n"))
    assert found == [
        "policy.yaml:3: experiments > x: 'bb' is not a package of this scenario; did you mean 'b'?"
    ]
