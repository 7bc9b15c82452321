"""Optimal design of policies: closed forms, grid search, shadow prices, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from scipy.interpolate import CubicSpline
from typer.testing import CliRunner

import cge
from calibration import random_benchmark
from cge.cli.app import app
from cge.design.controls import Controls
from cge.design.problem import open_problem
from cge.engine.gradients import Gradients
from cge.inputs import find as locations
from cge.report.tables.optimum import scenario_text
from cge.scenarios import Scenario
from cge.settings.structures import Structure
from tests.economy import simple
from tests.pages import marks, optimal_design
from tests.pages.numbers import fixed

SIGMA = 4.0
FLOWS = np.array([[[70.0, 30.0], [30.0, 270.0]]])


def tariff_problem(**changes):
    shock = {"parameter": "tariff_power", "origin": "B", "destination": "A", "set": 1}
    welfare = {"variable": "equivalent_variation", "where": {"region": "A"}}
    plain = {
        "title": "Optimal tariff",
        "controls": {"tariff": {"lower": 0, "upper": 150, "unit": "%", "shocks": [shock]}},
        "objective": {"maximise": [welfare]},
    }
    return cge.Problem.from_dict(plain | changes)


@pytest.fixture(scope="module")
def two_regions():
    return cge.load(simple.benchmark(FLOWS, np.zeros(2), 0.0, SIGMA))


def test_the_optimal_tariff_is_the_textbook_one(two_regions):
    """One over the foreign export supply elasticity, (sigma - 1)(1 - s) with s the share that B
    spends on A's good (Gros 1987): B's offer curve with CES demand and no tariff of its own."""
    optimum = cge.optimise(two_regions, tariff_problem())
    assert optimum.verified, optimum.verdict
    rate = optimum.controls.loc["tariff", "value"] / 100
    data = optimum.result.data.sel(experiment="optimum")
    spent = (data.price_landed * data.trade).sel(destination="B").sum("sector")
    share = float(spent.sel(origin="A") / spent.sum())
    assert rate == pytest.approx(1 / ((SIGMA - 1) * (1 - share)), rel=1e-6)
    assert rate > 0.3  # far from where the search could end by chance
    assert optimum.objective["value"] > 0


def test_a_constraint_on_a_parameter(two_regions):
    """The tariff may not exceed 20 %: its power 1.2."""
    held = {"variable": "tariff_power", "where": {"origin": "B", "destination": "A"}}
    optimum = cge.optimise(
        two_regions, tariff_problem(constraints={"bound": {"sum": [held], "at_most": 1.2}})
    )
    assert optimum.verified, optimum.verdict
    assert optimum.controls.loc["tariff", "value"] == pytest.approx(20, abs=1e-4)
    assert optimum.constraints.loc["bound", "shadow_price"] > 0


# ---------------------------------------------------------------------- the shipped problem
@pytest.fixture(scope="module")
def world():
    return cge.load(aggregation="16x24")


@pytest.fixture(scope="module")
def shipped(world):
    return cge.optimise(world, "eu-carbon-and-border")


@pytest.fixture(scope="module")
def on_fuels(world):
    """The economy that the shipped problem asks for, and its controls."""
    problem = open_problem("eu-carbon-and-border")
    economy = world.without_carbon_prices().with_structure(Structure.from_name(problem.structure))
    return economy, Controls(problem, economy)


def emitted(values):
    """Emissions of activities and households."""
    return values["emissions"].sum() + values["household_emissions"].sum()


def test_the_shipped_example_is_an_optimum(shipped):
    assert shipped.verified, shipped.verdict
    assert not (shipped.controls["at"] != "").any()
    assert shipped.iterations < 20
    row = shipped.constraints.loc["world_emissions"]
    assert row["value"] == pytest.approx(0.99 * row["benchmark"], rel=1e-9)
    assert row["shadow_price_unit"] == "USD per t CO2"
    found = shipped.result.data.sel(experiment="optimum")
    assert float(emitted(found)) == pytest.approx(row["value"], rel=1e-7)
    assert float(found.emissions_by_fuel.sum()) > 0
    welfare = shipped.result.summary().equivalent_variation.sum()
    assert float(welfare) == pytest.approx(shipped.objective["value"], rel=1e-6)


def test_the_page_shows_the_example(shipped):
    """Its first column; ``CGE_PAGES=long`` holds the others."""
    table = marks.standing(optimal_design.PAGE)["example"].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    shown = {title: first for title, first, *_ in rows}
    limit = shipped.constraints.loc["world_emissions"]
    for title, value in (
        ("carbon price in the EU, USD per t", shipped.controls.loc["carbon_price", "value"]),
        ("price at the border, USD per t", shipped.controls.loc["border_price", "value"]),
        ("shadow price of world emissions, USD per t", limit["shadow_price"]),
        ("world equivalent variation, billion USD", shipped.objective["value"] / 1e3),
    ):
        assert shown[title] == fixed(value, 1), title


@pytest.mark.parametrize(("carbon", "border"), [(5, 5), (250, 10), (10, 290)])
def test_other_starts_end_at_the_same_prices(world, shipped, carbon, border):
    problem = open_problem("eu-carbon-and-border")
    starts = {"carbon_price": carbon, "border_price": border}
    controls = {
        name: control.model_copy(update={"start": float(starts[name])})
        for name, control in problem.controls.items()
    }
    again = cge.optimise(world, problem.model_copy(update={"controls": controls}))
    assert again.verified, again.verdict
    np.testing.assert_allclose(again.controls["value"], shipped.controls["value"], rtol=1e-4)
    assert again.objective["value"] == pytest.approx(shipped.objective["value"], rel=1e-7)


def test_the_shipped_example_against_a_grid(on_fuels, shipped):
    """No pair of prices on the grid does better; along the target the best is where it should be.

    For every border price, a spline in the carbon price finds where the target is met.
    """
    economy, controls = on_fuels
    target = shipped.constraints.loc["world_emissions", "at_most"]
    borders, carbons = np.arange(20.0, 101.0, 20.0), np.arange(35.0, 56.0, 5.0)
    along = []
    start = None
    for border in borders:
        line = []
        for carbon in carbons:
            arrays = controls.parameters(np.array([carbon, border]))
            start = economy.model.solve(arrays, start=start).values
            line.append((emitted(start), start["equivalent_variation"].sum()))
        tonnes, welfare = np.array(line).T
        assert (welfare[tonnes <= target] < shipped.objective["value"]).all()
        met = CubicSpline(-tonnes, carbons)(-target)
        along.append(float(CubicSpline(carbons, welfare)(met)))
    best = shipped.objective["value"]
    assert max(along) <= best + 0.5
    assert best - max(along) < 5e-3 * abs(best)
    peak = -np.polyder(np.polyfit(borders, along, 3))
    roots = np.roots(peak)
    nearest = roots[np.argmin(np.abs(roots - shipped.controls.loc["border_price", "value"]))]
    assert float(np.real(nearest)) == pytest.approx(
        shipped.controls.loc["border_price", "value"], abs=3.0
    )


def test_gradients_of_the_shipped_example(on_fuels):
    """Through fuels, nests and households: exact beside central differences."""
    economy, controls = on_fuels
    sizes = {n: economy.model.system.values()[n].size for n in ("emissions", "household_emissions")}
    weights = {
        "f": {"equivalent_variation": np.ones(16)},
        "g": {name: np.ones(size) for name, size in sizes.items()},
    }
    gradients = Gradients(economy.pyomo_model(), weights, controls.moved)
    at, options = np.array([40.0, 50.0]), {"tol": 1e-12}
    values = economy.model.solve(controls.parameters(at), options=options).values
    exact = gradients.at(values, controls.slopes(at))
    for k, step in enumerate(0.1 * np.eye(2)):
        up, down = (
            gradients.values(
                economy.model.solve(controls.parameters(at + s * step), values, options).values
            )
            for s in (1, -1)
        )
        np.testing.assert_allclose(exact[:, k], (up - down) / 0.2, rtol=1e-5)


def test_both_prices_buy_a_tonne_for_the_shadow_price(on_fuels, shipped):
    """At the optimum a dollar more on either costs the world as much per tonne."""
    economy, controls = on_fuels
    best = shipped.controls.loc[list(controls.problem.controls), "value"].to_numpy(dtype=float)
    price = shipped.constraints.loc["world_emissions", "shadow_price"]
    for step in np.eye(2):
        up, down = (
            economy.model.solve(controls.parameters(best + s * step)).values for s in (1, -1)
        )
        welfare = up["equivalent_variation"].sum() - down["equivalent_variation"].sum()
        assert welfare / (emitted(up) - emitted(down)) == pytest.approx(price, rel=2e-3)


@pytest.fixture(scope="module")
def abating():
    """A random economy in which activities abate."""
    return cge.load(random_benchmark(3, 4, seed=1)).with_abatement(0.5, 40)


def random_problem(percent):
    price = {"parameter": "carbon_price", "region": "R1", "set": 1}
    border = {"parameter": "border_carbon_price", "destination": "R1", "set": 0.5}
    return cge.Problem.from_dict(
        {
            "title": "A cap",
            "abatement": {"elasticity": 0.5, "reference": 40, "source": "none"},
            "controls": {
                "price": {"lower": 0, "upper": 400, "start": 50, "shocks": [price]},
                "border": {"lower": 0, "upper": 400, "start": 50, "shocks": [border]},
            },
            "objective": {"maximise": [{"variable": "equivalent_variation"}]},
            "constraints": {
                "cap": {"sum": [{"variable": "emissions"}], "at_most_percent": percent}
            },
        }
    )


def test_a_shadow_price_is_what_relaxing_the_target_is_worth(abating):
    """Welfare between a slightly tighter and a slightly looser target, by the envelope theorem."""
    tight, loose = (cge.optimise(abating, random_problem(p)) for p in (-3.02, -2.98))
    assert tight.verified, tight.verdict
    gain = loose.objective["value"] - tight.objective["value"]
    room = loose.constraints.loc["cap", "at_most"] - tight.constraints.loc["cap", "at_most"]
    prices = [o.constraints.loc["cap", "shadow_price"] for o in (tight, loose)]
    assert np.mean(prices) == pytest.approx(gain / room, rel=1e-3)
    assert f"shadow price {prices[0]:.4g}" in repr(tight)


def test_a_target_out_of_reach_is_said(abating):
    optimum = cge.optimise(abating, random_problem(-90))
    assert not optimum.verified
    assert "'cap' is" in optimum.verdict
    assert "no levels found within the bounds keep it" in optimum.verdict
    assert "NOT VERIFIED" in repr(optimum)
    assert "<strong>NOT VERIFIED: " in optimum._repr_html_()


def test_the_optimum_is_a_scenario(two_regions):
    """Written, read and solved again, it is the same solution."""
    optimum = cge.optimise(two_regions, tariff_problem())
    again = Scenario.from_dict(yaml.safe_load(yaml.safe_dump(optimum.scenario.to_dict())))
    result = cge.solve(two_regions, again)
    np.testing.assert_allclose(result.data.utility, optimum.result.data.utility, rtol=1e-9)


def test_a_control_of_many_numbers_is_written_as_a_scenario(two_regions):
    table = {"table": "origin,destination,value\nB,A,1\nA,B,0.5\n"}
    shocks = [{"parameter": "tariff_power", "add_points": table}]
    controls = {"tariff": {"lower": 0, "upper": 20, "shocks": shocks}}
    optimum = cge.optimise(two_regions, tariff_problem(controls=controls))
    again = Scenario.from_dict(yaml.safe_load(scenario_text(optimum)), optimum.scenario.name)
    assert again.packages == optimum.scenario.packages


def test_swaps_hold_in_search_and_result(two_regions):
    """B's employment holds its real wage, hence A's price there: A cannot improve its terms of
    trade, and the best tariff is none."""
    row = {"parameter": "endowment", "variable": "real_factor_price", "factor": "labour"}
    swap = {**row, "region": "B"}
    optimum = cge.optimise(two_regions, tariff_problem(swap=[swap]))
    assert optimum.verified, optimum.verdict
    assert optimum.controls.loc["tariff", "value"] == pytest.approx(0.0, abs=0.01)
    assert optimum.controls.loc["tariff", "at"] == "lower"
    held = optimum.result.data.real_factor_price.sel(factor="labour", region="B")
    np.testing.assert_allclose(held, 1.0, rtol=1e-8)
    again = cge.solve(two_regions, optimum.scenario)
    np.testing.assert_allclose(again.data.utility, optimum.result.data.utility, rtol=1e-8)


def test_a_border_adjustment_that_follows_the_price(abating):
    """Given with the destination's own price, it does nothing alone; it moves with the control."""
    cbam = {"destination": "R1", "sectors": "S2", "price": "home", "intensity": "direct"}
    price = {"parameter": "carbon_price", "region": "R1", "set": 1}
    problem = cge.Problem.from_dict(
        {
            "title": "A price at home and at the border",
            "given": {"cbam": {**cbam, "source": "none"}},
            "controls": {"price": {"lower": 0, "upper": 400, "start": 50, "shocks": [price]}},
            "objective": {"maximise": [{"variable": "equivalent_variation"}]},
            "constraints": {"cap": {"sum": [{"variable": "emissions"}], "at_most_percent": -2}},
        }
    )
    optimum = cge.optimise(abating, problem)
    assert optimum.verified, optimum.verdict
    assert optimum.result.experiments == ["given", "optimum"]
    charged = optimum.result.data.revenue_border_charge.sel(region="R1")
    assert abs(float(charged.sel(experiment="given"))) < 1e-6
    assert float(charged.sel(experiment="optimum")) > 1
    level = optimum.controls.loc["price", "value"]
    paid = optimum.result.data.adjustment_price.sel(experiment="optimum").max()
    assert float(paid) == pytest.approx(level, rel=1e-6)


def test_every_shipped_problem_is_read():
    for path in locations.shipped("problems").values():
        assert cge.Problem.from_file(path).title


def test_everything_wrong_with_a_file_is_said(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        "title: x\n"
        "controls:\n"
        "  c: {lowr: 0, lower: 0, upper: 1, shocks: [{parameter: tariff_power, set: 1}]}\n"
        "objective: {maximise: [{variable: utility, weigt: 1}]}\n",
        encoding="utf-8",
    )
    with pytest.raises(cge.InputError) as error:
        cge.Problem.from_file(path)
    assert [p.removeprefix(f"{path}:") for p in error.value.problems] == [
        "3: controls > c > lowr: unknown key; did you mean 'lower'?",
        "4: objective > maximise 1 > weigt: unknown key; did you mean 'weight'?",
    ]
    with pytest.raises(cge.InputError) as error:
        cge.Problem.from_dict(
            {
                "title": "x",
                "controls": {
                    "optimum": {"lower": 2, "upper": 1, "shocks": [{"parameter": "x", "set": 1}]}
                },
                "objective": {},
                "constraints": {"k": {"sum": [{"variable": "utility"}]}},
            }
        )
    assert error.value.problems == [
        "problem: controls > optimum: this name is kept; choose another",
        "problem: controls > optimum: lower 2 is not below upper 1",
        "problem: objective: needs one of minimise and maximise",
        "problem: constraints > k: has no limit; add one of "
        "at_most, at_least, at_most_percent, at_least_percent",
    ]


def test_what_does_not_fit_the_economy_is_said(two_regions):
    wrong = [
        {"variable": "utilty"},
        {"variable": "utility", "where": {"regio": "A"}},
        {"variable": "utility", "where": {"region": "C"}},
    ]
    with pytest.raises(cge.InputError) as error:
        cge.optimise(two_regions, tariff_problem(objective={"minimise": wrong}))
    *names, label = error.value.problems
    assert names == [
        "problem: objective > minimise 1: no variable 'utilty'; did you mean 'utility'?",
        "problem: objective > minimise 2: regio: 'utility' has no regio, only region",
    ]
    assert label.startswith("problem: objective > minimise 3: region: 'C' is not a region")


@pytest.mark.parametrize(
    ("shocks", "said"),
    [
        ([{"parameter": "productivity", "scale_power": 1}] * 2, "out of proportion"),
        ([{"parameter": "foreign_saving", "region": "A", "scale_power": 1}], "changes nothing"),
    ],
)
def test_controls_that_do_not_move_in_proportion(two_regions, shocks, said):
    control = {"lower": 1, "upper": 2, "shocks": shocks}
    with pytest.raises(cge.InputError, match=said):
        cge.optimise(two_regions, tariff_problem(controls={"c": control}))


def test_limits_that_contradict_each_other(two_regions):
    held = {"sum": [{"variable": "utility"}], "at_least": 2, "at_most": 1}
    with pytest.raises(cge.InputError, match="at least 2 and at most 1"):
        cge.optimise(two_regions, tariff_problem(constraints={"k": held}))


def test_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = random_benchmark(3, 4, seed=1)
    data.to_netcdf("data.nc", engine="h5netcdf")
    problem = random_problem(-3)
    plain = {
        "title": problem.title,
        "abatement": problem.abatement.model_dump(),
        "controls": {
            name: {"lower": c.lower, "upper": c.upper, "shocks": [s.to_dict() for s in c.shocks]}
            for name, c in problem.controls.items()
        },
        "objective": {"maximise": [{"variable": "equivalent_variation"}]},
        "constraints": {"cap": {"sum": [{"variable": "emissions"}], "at_most_percent": -3}},
    }
    (tmp_path / "cap.yaml").write_text(yaml.safe_dump(plain), encoding="utf-8")
    ran = CliRunner().invoke(app, ["optimise", "cap.yaml", "--data", "data.nc", "--out", "o"])
    assert ran.exit_code == 0, ran.output
    assert "Shadow price: cap" in ran.stdout
    assert "Result verified." in ran.stdout
    written = {path.name for path in (tmp_path / "o").iterdir()}
    assert {"optimum.csv", "optimum.tex", "scenario.yaml", "result.nc"} <= written
    assert Scenario.from_file(tmp_path / "o" / "scenario.yaml").abatement is not None
    wrong = CliRunner().invoke(app, ["optimise", "eu-carbon-and-bordr"])
    assert wrong.exit_code == 2
    assert "did you mean 'eu-carbon-and-border'" in wrong.output
