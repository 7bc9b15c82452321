"""Targets of a small world beside its own statistics, and files that are wrong."""

import numpy as np
import pytest
import yaml

import cge
from calibration import random_benchmark
from cge.inputs.find import shipped
from cge.moments.compare import COLUMNS
from cge.report.tables.published import published

WORDS = {"title": "t", "description": "d", "reference": "r"}
SCENARIO = """\
title: A tariff, and more of it
packages:
  low:
    shocks: [{parameter: tariff_power, destination: R1, add_points: 10}]
  high:
    shocks: [{parameter: tariff_power, destination: R1, add_points: 10}]
experiments: {low: [low], high: [low, high]}
"""
GOOD = {
    "title": "Imports",
    "experiment": "high",
    "statistic": "import_volume",
    "where": {"region": "R1"},
    "value": -10,
    "unit": "%",
    "error": 1,
    "source": "s",
    "status": "quoted",
}


@pytest.fixture(scope="module")
def economy():
    return cge.load(random_benchmark(3, 4, seed=6))


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    path = tmp_path_factory.mktemp("targets") / "plan.yaml"
    path.write_text(SCENARIO)
    return path


@pytest.fixture(scope="module")
def solved(economy, plan):
    return cge.solve(economy, plan)


def targets_of(plan, **chosen):
    named = {name: {"scenario": str(plan), **one} for name, one in chosen.items()}
    return cge.Targets.from_dict({**WORDS, "targets": named})


def ours(economy, plan, **target):
    found = cge.targets(targets_of(plan, one={**GOOD, **target}), economy)
    assert found.verified
    return float(found.table.ours.iloc[0])


@pytest.mark.parametrize("measure", ["percent", "change", "counterfactual", "benchmark"])
@pytest.mark.parametrize("statistic", ["import_volume", "exports", "factor_price", "gdp"])
@pytest.mark.parametrize("compare", ["benchmark", "low"])
def test_each_measure_is_that_of_the_result(economy, plan, solved, statistic, measure, compare):
    table = getattr(solved.stats, statistic)(by=(), where={"region": "R1"}, compare=compare)
    expected = float(table[measure].sel(experiment="high"))
    given = {"statistic": statistic, "measure": measure, "compare": compare}
    assert ours(economy, plan, **given) == pytest.approx(expected, rel=1e-12)


def test_terms_are_put_together(economy, plan, solved):
    trade = solved.stats.import_volume(by=()).percent.sel(experiment="high")
    gdp = solved.stats.real_gdp(by=()).percent.sel(experiment="low")
    terms = {
        "trade": {"statistic": "import_volume"},
        "gdp": {"statistic": "real_gdp", "experiment": "low"},
    }
    target = {k: v for k, v in GOOD.items() if k not in ("statistic", "where")}
    file = targets_of(plan, one={**target, "terms": terms, "equals": "trade / gdp", "scale": 2})
    found = cge.targets(file, economy).table
    assert float(found.ours.iloc[0]) == pytest.approx(2 * float(trade / gdp), rel=1e-12)


def test_a_figure_of_the_benchmark_needs_no_solution(economy, monkeypatch):
    monkeypatch.setattr("cge.moments.compare.solve", None)
    fixed = {k: v for k, v in GOOD.items() if k != "experiment"}
    fixed |= {"statistic": "exports", "measure": "benchmark"}
    file = cge.Targets.from_dict({**WORDS, "targets": {"one": fixed}})
    sales = economy.benchmark.sales + economy.benchmark.export_tax
    abroad = sales.sel(origin="R1").sum() - sales.sel(origin="R1", destination="R1").sum()
    found = cge.targets(file, economy).table
    assert float(found.ours.iloc[0]) == pytest.approx(float(abroad), rel=1e-9)


def test_verdicts(economy, plan):
    value = ours(economy, plan)
    given = {
        "near": {**GOOD, "value": value + 1.9},
        "far": {**GOOD, "value": value - 2.1},
        "inside": {**GOOD, "value": None, "error": None, "band": (value - 5, value + 0.1)},
        "told": {**GOOD, "status": "context", "experiment": None, "statistic": None, "where": None},
    }
    given = {n: {k: v for k, v in one.items() if v is not None} for n, one in given.items()}
    table = cge.targets(targets_of(plan, **given), economy).table.set_index("target")
    assert list(table.verdict) == ["pass", "miss", "pass", "context"]
    assert table.distance["near"] == pytest.approx(-1.9)
    assert table.distance["far"] == pytest.approx(2.1)
    # A band that holds 90 % of a normal distribution is 2 x 1.645 standard errors wide.
    assert table.error["inside"] == pytest.approx(5.1 / 3.28971, rel=1e-4)
    assert np.isnan(table.ours["told"])


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "csv"])
def test_every_form_tells_each_figure(economy, plan, form):
    named = targets_of(plan, one={**GOOD, "title": "Imports & more_of them", "assumed": True})
    text = published(cge.targets(named, economy), form)
    assert "Imports" in text
    if form == "latex":
        assert r"Imports \& more\_of them" in text
    if form == "csv":
        assert text.split("\n")[0] == ",".join(COLUMNS)
    if form in ("text", "markdown"):
        assert {"text": "1.00*", "markdown": r"1.00\*"}[form] in text


# ---------------------------------------------------------------------- what is wrong with a file
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": None}, "neither 'value' nor 'band'"),
        ({"error": None}, "nothing tells how near is near"),
        ({"band": [1, 2]}, "keep one"),
        ({"error": None, "band": [2, 1]}, "2 is not below 1"),
        ({"error": -1}, "error"),
        ({"statistic": None}, "neither of 'statistic' and 'terms'"),
        ({"terms": {"a": {"statistic": "gdp"}}, "equals": "a"}, "both of 'statistic'"),
        ({"equals": "a"}, "go together"),
        ({"status": "primry"}, "status"),
        ({"scale": 0}, "0 makes every number"),
        ({"error": float("inf")}, "error"),
        ({"value": 1e308}, "below 1 part in"),
        ({"error": 1e-300}, "below 1 part in"),
        ({"error": None, "band": [-1.7e308, 1.7e308]}, "beyond numbers"),
        ({"valu": 3}, "valu"),
        ({"measure": "procent"}, "measure"),
    ],
)
def test_wrong_targets_are_refused_in_words(plan, change, said):
    target = {k: v for k, v in {**GOOD, **change}.items() if v is not None}
    with pytest.raises(cge.InputError, match=said):
        targets_of(plan, one=target)


def test_without_a_scenario_there_is_no_change():
    target = {k: v for k, v in GOOD.items() if k != "experiment"}
    with pytest.raises(cge.InputError, match="needs a 'scenario'"):
        cge.Targets.from_dict({**WORDS, "targets": {"one": target}})


def test_everything_that_does_not_fit_is_said_before_anything_is_solved(economy, plan, monkeypatch):
    monkeypatch.setattr("cge.moments.compare.solve", None)
    file = targets_of(
        plan,
        a={**GOOD, "statistic": "import_volum"},
        b={**GOOD, "where": {"region": "R9"}},
        c={**GOOD, "where": {"regoin": "R1"}},
    )
    with pytest.raises(cge.InputError) as error:
        cge.targets(file, economy)
    text = str(error.value)
    assert "target 'a': no statistic 'import_volum'; did you mean 'import_volume'" in text
    assert "target 'b'" in text
    assert "R9" in text
    assert "target 'c'" in text
    with pytest.raises(cge.InputError, match="no experiment 'hihg'; did you mean 'high'"):
        cge.targets(targets_of(plan, a={**GOOD, "experiment": "hihg"}), economy)
    several = {k: v for k, v in GOOD.items() if k != "experiment"}
    with pytest.raises(cge.InputError, match="give 'experiment', one of low, high"):
        cge.targets(targets_of(plan, a=several), economy)


def test_a_statistic_without_a_value_is_refused(economy, plan):
    target = {k: v for k, v in GOOD.items() if k not in ("statistic", "where")}
    terms = {"a": {"statistic": "gdp"}, "b": {"statistic": "gdp"}}
    file = targets_of(plan, one={**target, "terms": terms, "equals": "a / (b - b)"})
    with pytest.raises(cge.InputError, match="target 'one': its statistic is no finite number"):
        cge.targets(file, economy)


def test_a_scenario_stands_beside_the_file_that_names_it(plan, tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "mine.yaml").write_text(plan.read_text())
    body = yaml.safe_dump({**WORDS, "targets": {"one": {**GOOD, "scenario": "mine.yaml"}}})
    (tmp_path / "sub" / "t.yaml").write_text(body)
    monkeypatch.chdir(tmp_path)
    found = cge.Targets.from_file("sub/t.yaml").targets["one"].scenario
    assert found == str((tmp_path / "sub" / "mine.yaml").resolve())


# ---------------------------------------------------------------------- shipped
@pytest.mark.parametrize("name", list(shipped("targets")))
def test_shipped_targets_say_where_they_come_from(name):
    file = cge.Targets.from_name(name)
    for one in file.targets.values():
        assert one.source
        if one.status == "primary":
            assert one.address
        if one.error is not None:
            assert one.assumed, "no study publishes standard errors"
