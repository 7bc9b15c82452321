"""The readable model, read and run by a reader of GAMS that knows nothing of the package."""

from __future__ import annotations

import csv
import re
from itertools import product

import numpy as np
import pytest
from scipy.optimize import root
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from cge.cli.app import app
from cge.exports.export import export
from cge.exports.mcp.covered import SHOCKED
from cge.exports.mcp.labels import names_of
from cge.symbols.registry import REGISTRY
from tests.exports.gams_model import GamsModel

TARIFF = {"parameter": "tariff_power", "destination": "R1", "add_points": 10}
COSTS = [
    {"parameter": "iceberg", "destination": "R1", "percent": 20},
    {"parameter": "productivity", "region": "R2", "percent": 5},
]
EVERYTHING = [{"parameter": name, "percent": 3} for name in SHOCKED]
# Symbol of the package for each variable of the text.
SYMBOLS = {
    "output": "output",
    "imports": "import_demand",
    "composite": "composite_demand",
    "carried": "transport_demand",
    "real_spending": "real_spending",
    "price": "price_basic",
    "price_imports": "price_import",
    "price_composite": "price_composite",
    "price_transport": "price_transport",
    "price_final": "price_final",
    "price_factor": "price_factor",
    "price_value_added": "price_value_added",
    "price_intermediates": "price_intermediate",
    "unit_cost": "unit_cost",
    "price_landed": "price_landed",
    "factor_demand": "factor_demand",
    "intermediate_demand": "intermediate_demand",
    "final_demand": "final_demand",
    "trade": "trade",
    "transport_sales": "transport_supply",
    "price_world": "price_world",
    "income": "income",
}
# Symbol of the package for results of the text, and its dims.
RESULTS = {
    "price_result": ("price_basic", ("activity", "region")),
    "price_factor_result": ("price_factor", ("factor", "region")),
    "utility": ("utility", ("region",)),
}


def plan(*shocks):
    return cge.Scenario.from_dict({"title": "t", "packages": {"up": {"shocks": list(shocks)}}})


def taxed(data):
    """A benchmark with a tax on factors, which comes out of what factors earned."""
    data = data.copy(deep=True)
    data["factor_tax"] = 0.1 * data.value_added
    data["value_added"] = 0.9 * data.value_added
    return data


class Case:
    """An economy, an experiment, its solution and its text."""

    def __init__(self, folder, economy, scenario):
        self.economy, self.scenario, self.path = economy, scenario, folder / "model.gms"
        self.told = export(economy, self.path, "mcp", scenario)
        self.text = self.path.read_text(encoding="ascii")
        self.result = cge.solve(economy, scenario)
        assert self.result.verified
        self.data = self.result.data.sel(experiment="up")

    def put(self, model):
        """Put the solution of the package in the place of the levels, except those that are fixed.

        The text has another numeraire, and money in another unit.
        """
        [at] = model.values["numeraire"]
        scale = self.data.price_factor.sel(factor=at[0], region=at[1]).item()
        for name, labels in unknowns(model):
            value = self.level(name, labels)
            money = not name.startswith("price") and name != "unit_cost"
            value /= model.values["unit"][()] if money else 1.0
            nominal = name.startswith("price") or name in {"income", "unit_cost"}
            model.values[name][labels] = value / scale if nominal else value

    def level(self, name, labels):
        array = self.data[SYMBOLS[name]]
        if name == "unit_cost":
            array = array * self.data.productivity
        dims = REGISTRY[SYMBOLS[name]].dims
        if labels:
            array = array.sel(dict(zip(dims, labels, strict=True)))
        return array.item()


def unknowns(model):
    """Variables of the pairs of all equations that are not fixed."""
    moving = ((model.pairs[equation], labels) for equation, labels in model.rows())
    return [place for place in moving if place not in model.fixed]


def worst(model):
    return max(map(abs, model.residuals().values()))


def nothing(model):
    """A solver that leaves all levels as they are."""


def newton(model):
    """Another solver: SciPy's, from the levels that there are."""
    places = unknowns(model)
    start = np.array([model.values[name][labels] for name, labels in places])
    size = np.maximum(np.abs(start), 1e-3)

    def residuals(scaled):
        for (name, labels), value in zip(places, scaled * size, strict=True):
            model.values[name][labels] = value
        return np.array(list(model.residuals().values()))

    found = root(residuals, start / size, tol=1e-13)
    assert np.abs(residuals(found.x)).max() < 1e-11, found.message


CASES = {
    "tariff": (lambda: random_benchmark(2, 2, seed=5, zeros=0), None, [TARIFF]),
    "costs": (lambda: random_benchmark(3, 4, seed=5, margins=True), None, COSTS),
    "everything": (
        lambda: taxed(random_benchmark(2, 3, seed=3, margins=True)),
        "caliendo-parro",
        EVERYTHING,
    ),
}


@pytest.fixture(scope="module", params=CASES)
def case(request, tmp_path_factory):
    data, structure, shocks = CASES[request.param]
    economy = cge.load(data(), structure=structure)
    return Case(tmp_path_factory.mktemp("mcp"), economy, plan(*shocks))


def test_the_benchmark_is_a_solution_and_no_longer_one_after_the_shock(case):
    seen = []

    def after(model):
        seen.append(worst(model))
        case.put(model)

    GamsModel(case.text, [lambda model: seen.append(worst(model)), after])
    assert seen[0] < 1e-12
    assert seen[1] > 1e-3


def test_every_equation_holds_at_the_solution_of_the_package(case):
    model = GamsModel(case.text, [nothing, case.put])
    assert worst(model) < 1e-9
    for name, labels in unknowns(model):
        before = model.values[name][labels]
        model.values[name][labels] = before * (1 + 1e-4)
        assert worst(model) > 1e-9, f"no equation minds {name} {labels}"
        model.values[name][labels] = before


def test_the_text_computes_the_results_of_the_package(case):
    values = GamsModel(case.text, [nothing, case.put]).values
    for name in ("utility", "equivalent_variation"):
        expected = case.data[name].to_series()
        for region, value in expected.items():
            assert values[name][(region,)] == pytest.approx(value, abs=1e-9 * abs(expected).max())
    trade = case.result.data.trade.transpose("experiment", "sector", "origin", "destination")
    percent = 100 * (trade.sel(experiment="up") / trade.sel(experiment="benchmark") - 1)
    for labels, value in values["trade_percent"].items():
        flow = dict(zip(percent.dims, labels, strict=True))
        assert value == pytest.approx(percent.sel(flow).item(), abs=1e-7)


def test_another_solver_finds_the_same_from_the_benchmark(case):
    values = GamsModel(case.text, [nothing, newton]).values
    for name, (symbol, dims) in RESULTS.items():
        for labels, value in values[name].items():
            expected = case.data[symbol].sel(dict(zip(dims, labels, strict=True))).item()
            assert value == pytest.approx(expected, rel=1e-9)
    for name in ("output", "trade"):
        largest = max(values[name].values())
        for labels, value in values[name].items():
            expected = case.level(name, labels) / values["unit"][()]
            assert value == pytest.approx(expected, abs=1e-9 * largest)
    assert abs(values["equivalent_variation"]["R1",]) > 1


def test_every_parameter_that_may_change_is_assigned_where_it_does(tmp_path):
    data, structure, shocks = CASES["everything"]
    case = Case(tmp_path, cge.load(data(), structure=structure), plan(*shocks))
    _, experiment = case.text.split("* --- Experiment")
    for name in SHOCKED:
        moved = (case.data[name] != case.economy.parameters[name]).sum().item()
        assert len(re.findall(rf"^{name}\(", experiment, re.MULTILINE)) == moved > 0


def test_pairs_are_one_to_one_and_square(case):
    model = GamsModel(case.text, [nothing, case.put])
    rows = [(model.pairs[name], labels) for name, labels in model.rows()]
    assert len(set(rows)) == len(rows) == case.told.equations
    every = {
        (name, labels)
        for name, kind in model.kinds.items()
        if kind in {"positive", "free"}
        for labels in places(model, model.domains[name])
    }
    [numeraire] = model.values["numeraire"]
    assert set(rows) & model.fixed == {("price_factor", numeraire)}
    assert set(rows) | model.fixed == every
    assert set(model.pairs) == {n for n, kind in model.kinds.items() if kind == "equation"}


def places(model, domain):
    return product(*(model.sets[each] for each in domain))


def test_labels_that_gams_does_not_take_have_names_in_a_table(tmp_path):
    regions = ["中国", "Côte d'Ivoire", "region-1"]
    sectors = ["a", "A", "x'; abort 'y", "%system.date%", "s" * 70, "$include x"]
    data = random_benchmark(regions, sectors, seed=5, zeros=0)
    case = Case(tmp_path, cge.load(data), plan(TARIFF | {"destination": "中国"}))
    with (tmp_path / "model.labels.csv").open(encoding="utf-8") as file:
        table = {(row["set"], row["name"]): row["label"] for row in csv.DictReader(file)}
    assert [label for (each, _), label in table.items() if each == "r"] == regions
    assert [label for (each, _), label in table.items() if each == "i"] == sectors
    assert all(re.fullmatch(r"[A-Za-z0-9 _-]{1,63}", name) for _, name in table)
    model = GamsModel(case.text, [nothing, nothing])
    assert model.sets["r"] == ["region-1-0", "region-2", "region-1"]
    assert len({name.lower() for name in model.sets["i"]}) == len(sectors)


def test_a_sign_that_only_looks_like_a_letter_is_none():
    labels = {"sector": ["k", "\u212a", "K\n"], "region": ["a "], "factor": ["sector-2"], "agent": ["a"]}  # fmt: skip  # noqa: E501
    names = names_of(labels)
    assert list(names["i"].values()) == ["k", "sector-2", "sector-3"]
    assert list(names["r"].values()) == ["region-1"]
    assert list(names["f"].values()) == ["sector-2"]


REFUSED = {
    "closure": ({"closure": "own_budget"}, [], "a government with a budget of its own is not in"),
    "short run": ({"closure": "short_run"}, [], "factors that are not mobile between activities"),
    "saving": ({"closure": "foreign_saving_share"}, [], "foreign saving 'share of income' is not"),
    "swap": ({"swap": ["foreign_saving=income,region=R1"]}, [], "swap foreign_saving=income"),
    "numeraire": ({"numeraire": "world consumer price index"}, [], "numeraire 'world consumer"),
    "abatement": ({"abatement": 0.5}, [], "part of the model: abatement is not in this form"),
    "structure": ({"structure": "stone-geary"}, [], "part of the model: subsistence is not"),
    "income tax": (
        {},
        [{"parameter": "income_tax_power", "region": "R1", "add_points": 10}],
        "income_tax_power: 1.1 at labour R1 and 1 more, which must be 1 in this form",
    ),
    "barrier": (
        {},
        [{"parameter": "barrier_power", "destination": "R1", "add_points": 10}],
        "barrier_power: 1.1 at S1 R2 R1 and 1 more, which must be 1 in this form",
    ),
    "carbon": (
        {},
        [{"parameter": "carbon_price", "region": "R1", "set": 50}],
        "carbon_price: 50 at S1 R1 and 1 more, which must be 0 in this form; the choice 'none'",
    ),
    "shares": (
        {},
        [{"parameter": "expenditure_share", "agent": "household", "region": "R1", "percent": 5}],
        "expenditure_share: 0.68",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_form_does_not_have_is_refused_by_name(what, tmp_path):
    choices, shocks, said = REFUSED[what]
    economy = cge.load(random_benchmark(2, 2, seed=5, zeros=0), **choices)
    with pytest.raises(InputError) as caught:
        export(economy, tmp_path / "m.gms", "mcp", plan(*shocks) if shocks else None)
    assert len(caught.value.problems) == 1
    assert said in str(caught.value)
    assert str(caught.value).startswith("form 'mcp': ")
    assert list(tmp_path.iterdir()) == []


def test_all_reasons_are_told_at_once(tmp_path):
    data = random_benchmark(2, 2, seed=5, zeros=0, by_user=True)
    economy = cge.load(data, closure="own_budget", abatement=0.5)
    with pytest.raises(InputError) as caught:
        export(economy, tmp_path / "m.gms", "mcp")
    for said in ("abatement", "sourcing by user", "budget of its own"):
        assert said in str(caught.value)


def test_the_solution_cannot_be_the_start(tmp_path):
    economy = cge.load(random_benchmark(2, 2, seed=5, zeros=0))
    with pytest.raises(InputError, match="solved: the form 'mcp' starts at the benchmark"):
        export(economy, tmp_path / "m.gms", "mcp", solved=True)


def test_the_command_writes_shipped_data_that_replicate(tmp_path):
    out = tmp_path / "model.gms"
    given = ["export", "--aggregation", "5x6", "--carbon-prices", "none", "--form", "mcp"]
    done = CliRunner().invoke(app, [*given, "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "model.gms, model.labels.csv" in done.output
    seen = []
    model = GamsModel(out.read_text(encoding="ascii"), [lambda m: seen.append(worst(m)), nothing])
    assert f"{len(list(model.rows())):,} equations" in done.output
    assert seen[0] < 1e-9


def test_the_command_names_the_carbon_prices_of_shipped_data(tmp_path):
    given = ["export", "--aggregation", "5x6", "--form", "mcp", "-o", str(tmp_path / "model.gms")]
    done = CliRunner().invoke(app, given)
    assert done.exit_code != 0
    assert re.search(r"carbon_price: [\d.]+ at PRI \S+ and \d+ more", done.output)
    assert list(tmp_path.iterdir()) == []
