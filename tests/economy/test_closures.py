"""Closures: what each holds fixed stays fixed, and limits meet."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

import cge
from calibration import random_benchmark
from cge.inputs.find import shipped
from cge.settings.closures import Closure
from tests.economy.conftest import scenario_of

SHOCK = {"parameter": "tariff_power", "destination": "R1", "add_points": 20}


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(3, 4, seed=3)


def under(dataset, closure, tmp_path, **keys):
    """The economy under a closure that differs from a shipped one by some keys."""
    path = tmp_path / f"{closure}.yaml"
    words = dict.fromkeys(("title", "description", "reference"), "test")
    path.write_text(yaml.safe_dump({**words, "numeraire": "world factor-price index", **keys}))
    return cge.load(dataset, closure=path)


@pytest.mark.parametrize("closure", sorted(shipped("closures")))
def test_the_benchmark_solves_under_every_closure(dataset, closure):
    economy = cge.load(dataset, closure=closure)
    assert economy.residuals().worst.max() < 1e-9
    counts = economy.counts()
    assert counts.equations.sum() == counts.unknowns.sum()


def test_short_run_keeps_capital_in_its_activity(dataset, solved):
    economy = cge.load(dataset, closure="short_run")
    after = solved(economy, SHOCK)
    used = after.factor_demand.sel(factor="capital")
    before = dataset.value_added.sel(factor="capital")
    np.testing.assert_allclose(used, before.transpose(*used.dims), rtol=1e-8, atol=1e-10)
    assert float(abs(after.rent.sel(factor="capital") - 1).max()) > 1e-3
    assert float(abs(after.rent.sel(factor="labour") - 1).max()) == 0.0


def test_long_run_restores_the_return_to_capital(dataset, solved):
    economy = cge.load(dataset, closure="long_run")
    after = solved(economy, SHOCK)
    np.testing.assert_allclose(after.real_factor_price.sel(factor="capital"), 1.0, rtol=1e-9)
    stock = after.endowment.sel(factor="capital") / economy.parameters.endowment.sel(
        factor="capital"
    )
    assert float(abs(stock - 1).max()) > 1e-4


def test_unemployment_fixes_the_real_wage(dataset, solved):
    economy = cge.load(dataset, closure="unemployment")
    after = solved(economy, {"parameter": "productivity", "region": "R1", "percent": -3})
    np.testing.assert_allclose(after.real_factor_price.sel(factor="labour"), 1.0, rtol=1e-9)
    jobs = after.endowment.sel(factor="labour") / economy.parameters.endowment.sel(factor="labour")
    assert float(jobs.sel(region="R1")) < 0.99


def test_the_held_variable_can_be_shocked(dataset, solved):
    """Under fixed real wages a higher real wage costs jobs."""
    economy = cge.load(dataset, closure="unemployment")
    shock = {
        "parameter": "fixed_real_factor_price",
        "factor": "labour",
        "region": "R1",
        "percent": 2,
    }
    after = solved(economy, shock)
    assert float(after.real_factor_price.sel(factor="labour", region="R1")) == pytest.approx(1.02)
    jobs = after.endowment.sel(factor="labour") / economy.parameters.endowment.sel(factor="labour")
    assert float(jobs.sel(region="R1")) < 1


def test_shocking_what_adjusts_is_refused(dataset):
    economy = cge.load(dataset, closure="unemployment")
    with pytest.raises(cge.InputError) as error:
        cge.solve(
            economy, scenario_of({"parameter": "endowment", "factor": "labour", "percent": 1})
        )
    assert str(error.value) == (
        "'endowment' at labour, R1 is endogenous under closure 'unemployment'; "
        "shock 'fixed_real_factor_price' instead"
    )
    cge.solve(economy, scenario_of({"parameter": "endowment", "factor": "capital", "percent": 1}))


@pytest.mark.parametrize(("elasticity", "closure"), [(1e-9, "short_run"), (1e5, "standard")])
def test_sluggish_factors_have_the_right_limits(dataset, solved, tmp_path, elasticity, closure):
    rows = [{"factor": "capital", "elasticity": elasticity}]
    sluggish = solved(under(dataset, "sluggish", tmp_path, mobility=rows), SHOCK)
    limit = solved(cge.load(dataset, closure=closure), SHOCK)
    np.testing.assert_allclose(sluggish.utility, limit.utility, rtol=1e-6)


def test_a_sluggish_factor_follows_its_return(dataset, solved, tmp_path):
    """Relative supplies move by the elasticity of transformation times relative returns."""
    rows = [{"factor": "capital", "region": "R1", "elasticity": 1.7}]
    economy = under(dataset, "sluggish", tmp_path, mobility=rows)
    after = solved(economy, SHOCK).sel(factor="capital", region="R1")
    before = dataset.value_added.sel(factor="capital", region="R1")
    some = before.to_numpy() > 0
    moved = np.log(after.factor_demand.to_numpy()[some] / before.to_numpy()[some])
    returns = np.log(after.rent.to_numpy()[some])
    np.testing.assert_allclose(np.diff(moved), 1.7 * np.diff(returns), rtol=1e-6, atol=1e-10)


def test_all_mistakes_of_a_closure_file_are_listed(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        yaml.safe_dump(
            {
                "title": "t",
                "description": "d",
                "numeraire": "gold",
                "swaps": [],
                "mobility": [{"factor": "capital", "elasticity": -1}],
                "swap": [
                    {"parameter": "endowmnt", "variable": "real_factor_price"},
                    {"parameter": "productivity", "variable": "income"},
                ],
            }
        )
    )
    with pytest.raises(cge.InputError) as error:
        Closure.from_file(path)
    assert error.value.problems == [
        f"{path}:1: key 'reference' is missing",
        f"{path}:3: mobility 1 > elasticity: -1 is neither a number from 0 nor 'mobile'",
        f"{path}:5: numeraire: 'gold' is not offered; choose from world factor-price index, "
        "world consumer price index, consumer price index of REGION, price of FACTOR in REGION",
        f"{path}:7: swap 1 > parameter: 'endowmnt' is not a parameter; did you mean 'endowment'?",
        f"{path}:9: swap 2: 'productivity' (activity, region) cannot adjust to hold 'income' "
        "(region): their dimensions differ; give one label of activity",
        f"{path}:11: swaps: unknown key; did you mean 'swap'?",
    ]


def test_a_swap_that_cannot_work_names_what_clashes(dataset, tmp_path):
    """All factor prices fixed, and a price index of them as well."""
    rows = [{"parameter": "endowment", "variable": "price_factor"}]
    with pytest.raises(cge.InputError) as error:
        _ = under(dataset, "fixed_prices", tmp_path, swap=rows).model
    message = str(error.value)
    assert message.startswith("closure 'fixed_prices': E_fixed_price_factor (")
    assert "E_numeraire" in message
    assert "; nothing determines endowment (" in message


def test_a_label_that_the_data_lack_is_named(dataset, tmp_path):
    """With the line of its row, and before anything is solved."""
    with pytest.raises(cge.InputError) as error:
        under(dataset, "m", tmp_path, mobility=[{"factor": "kapital", "elasticity": 0}])
    assert error.value.problems == [
        f"{tmp_path / 'm.yaml'}:3: mobility 1: factor: 'kapital' is not a factor; "
        "did you mean 'capital'?"
    ]


def test_an_added_swap_is_the_one_of_the_file(dataset, solved):
    """The fixed real wage, written as a swap, is the shipped closure; and the result says so."""
    swap = "endowment=real_factor_price,factor=labour"
    added = solved(cge.load(dataset, swap=[swap]), SHOCK)
    shipped = solved(cge.load(dataset, closure="unemployment"), SHOCK)
    np.testing.assert_allclose(added.utility, shipped.utility, rtol=1e-9)
    assert cge.load(dataset, swap=[swap]).closure.label == f"standard with {swap}"


def test_all_mistakes_of_added_swaps_are_listed(dataset):
    with pytest.raises(cge.InputError) as error:
        cge.load(dataset, swap=["endowmnt=real_factor_price", "endowment"])
    assert error.value.problems == [
        "swap 'endowmnt=real_factor_price': parameter: 'endowmnt' is not a parameter; "
        "did you mean 'endowment'?",
        "swap 'endowment': must be 'parameter=variable', then ',dimension=label' for part of a "
        "dimension",
    ]


def test_an_element_is_swapped_once(dataset):
    """Also when the closure file swaps it already, and when a label is in two lists."""
    with pytest.raises(cge.InputError) as error:
        cge.load(
            dataset,
            closure="unemployment",
            swap=["endowment=real_factor_price,factor=labour+capital,region=R2"],
        )
    assert error.value.problems == [
        "closure 'unemployment': 'endowment' is in two swaps for factor labour; region R2",
        "closure 'unemployment': 'real_factor_price' is in two swaps for factor labour; region R2",
    ]


def test_a_symbol_may_be_in_two_swaps_for_different_labels(dataset, solved):
    """Capital adjusts to its real return in R1, to its price in R2, and stays in R3."""
    economy = cge.load(
        dataset,
        closure="unemployment",
        swap=[
            "endowment=real_factor_price,factor=capital,region=R1",
            "endowment=price_factor,factor=capital,region=R2",
        ],
    )
    counts = economy.counts()
    assert counts.equations.sum() == counts.unknowns.sum()
    after = solved(economy, SHOCK)
    np.testing.assert_allclose(after.real_factor_price.sel(factor="labour"), 1.0, rtol=1e-9)
    capital = after.sel(factor="capital")
    assert float(capital.real_factor_price.sel(region="R1")) == pytest.approx(1, rel=1e-9)
    assert float(capital.price_factor.sel(region="R2")) == pytest.approx(1, rel=1e-9)
    assert float(abs(capital.price_factor.sel(region="R3") - 1)) > 1e-5
    stock = capital.endowment / economy.parameters.endowment.sel(factor="capital")
    assert float(stock.sel(region="R3")) == 1.0
    assert (abs(stock.sel(region=["R1", "R2"]) - 1) > 1e-5).all()


def test_one_variable_may_be_held_by_two_parameters(dataset, solved):
    """Real investment is held by saving in R1, and by the productivity of one activity in R2."""
    economy = cge.load(
        dataset,
        swap=[
            "expenditure_share=real_spending,agent=investment,region=R1",
            "productivity=real_spending,agent=investment,activity=S2,region=R2",
        ],
    )
    after = solved(economy, SHOCK)
    before = cge.load(dataset).arrays.spending[2]
    held = after.real_spending.sel(agent="investment")
    np.testing.assert_allclose(held[:2], before[:2], rtol=1e-8)
    assert abs(float(held[2]) / before[2] - 1) > 1e-6
    other = after.productivity.sel(region="R2")
    assert float(abs(other.drop_sel(activity="S2") - 1).max()) == 0.0
    assert abs(float(other.sel(activity="S2")) - 1) > 1e-6


def test_a_swap_of_what_the_data_do_not_have_is_refused(dataset):
    economy = cge.load(dataset, swap=["allocation_benchmark=emissions"])
    with pytest.raises(cge.InputError) as error:
        economy.counts()
    assert error.value.problems[0] == (
        "closure 'standard': 'allocation_benchmark' comes with the feature 'abatement', "
        "which these data do not have"
    )


HELD = {
    "title": "A real wage 1 % higher",
    "swap": [{"parameter": "endowment", "variable": "real_factor_price", "factor": "labour"}],
    "packages": {
        "wage": {
            "shocks": [{"parameter": "fixed_real_factor_price", "factor": "labour", "percent": 1}]
        }
    },
}


def test_a_scenario_brings_its_swaps(dataset):
    """Also to an economy whose closure was chosen; the result names them."""
    scenario = cge.Scenario.from_dict(HELD)
    brought = cge.solve(cge.load(dataset), scenario)
    assert brought.verified, brought.verdict
    assert brought.data.attrs["closure"] == (
        "standard with endowment=real_factor_price,factor=labour"
    )
    wage = brought.data.real_factor_price.sel(experiment="wage", factor="labour")
    np.testing.assert_allclose(wage, 1.01, rtol=1e-8)
    short = cge.solve(cge.load(dataset, closure="short_run"), scenario)
    assert short.verified, short.verdict
    assert short.data.attrs["closure"].startswith("short_run with endowment=")


def test_a_scenario_and_a_closure_must_not_swap_the_same(dataset):
    economy = cge.load(dataset, closure="unemployment")
    with pytest.raises(cge.InputError, match="'endowment' is in two swaps for factor labour"):
        cge.solve(economy, cge.Scenario.from_dict(HELD))
