"""Taxes on income and consumption, budgets of governments, foreign saving."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from tests.economy.conftest import scenario_of
from tests.economy.simple import armington_world

CUT = {"parameter": "tariff_power", "destination": "R1", "scale_power": 0.85}
REPLACED = ["lump_sum_replacement", "income_tax_replacement", "consumption_tax_replacement"]
REAL = ("utility", "output", "trade", "final_demand", "factor_demand")
GOVERNMENT = {"agent": "government"}


@pytest.fixture(scope="module")
def dataset():
    """Data that know income and consumption taxes."""
    plain = random_benchmark(3, 4, seed=8)
    household = (plain.final_use + plain.final_tax).sel(agent="household", drop=True).sum("sector")
    return plain.assign(
        income_tax=0.2 * plain.value_added.sum("activity"),
        consumption_tax=0.06 * household.rename(destination="region"),
    )


def same(first, second, rtol=1e-7):
    for name in REAL:
        size = float(abs(second[name]).max())
        np.testing.assert_allclose(first[name], second[name], rtol, 1e-7 * size, err_msg=name)


# ---------------------------------------------------------------------- taxes
def test_rates_are_carved_from_the_data(dataset):
    """Income taxes out of factor incomes, the consumption tax out of product taxes."""
    economy = cge.load(dataset)
    assert economy.residuals().worst.max() < 1e-9
    start = economy.model.system.initial
    np.testing.assert_allclose(economy.parameters.income_tax_power, 1.2, rtol=1e-12)
    np.testing.assert_allclose(start["revenue_income_tax"], dataset.income_tax.sum("factor"))
    np.testing.assert_allclose(start["revenue_consumption_tax"], dataset.consumption_tax)
    total = start["revenue_consumption_tax"] + start["revenue_final_tax"]
    np.testing.assert_allclose(total, dataset.final_tax.sum(["sector", "agent"]))
    np.testing.assert_allclose(economy.parameters.consumption_tax_power, 1 / 0.94, rtol=1e-12)


def test_carved_taxes_change_nothing_but_their_names(dataset, solved):
    """With one regional budget and these rates fixed, what a payment is called does not matter."""
    plain = dataset.drop_vars(["income_tax", "consumption_tax"])
    same(solved(cge.load(dataset), CUT), solved(cge.load(plain), CUT))


def test_an_income_tax_is_neutral_in_one_regional_budget(dataset, solved):
    economy = cge.load(dataset)
    taxed = solved(economy, CUT, {"parameter": "income_tax_power", "region": "R2", "add_points": 9})
    same(taxed, solved(economy, CUT))
    rate = taxed.revenue_income_tax / (taxed.price_factor * taxed.endowment).sum("factor")
    np.testing.assert_allclose(rate, [0.2, 0.29, 0.2], rtol=1e-12)


def test_an_income_tax_costs_jobs_where_the_real_wage_is_fixed(dataset, solved):
    """Workers keep their wage after tax, so the wage before tax rises."""
    economy = cge.load(dataset, closure="unemployment")
    labour = {"factor": "labour", "region": "R1"}
    after = solved(economy, {"parameter": "income_tax_power", **labour, "add_points": 5})
    assert float(after.real_factor_price.sel(labour)) == pytest.approx(1, rel=1e-9)
    assert float(after.endowment.sel(labour)) < 0.99 * float(
        economy.parameters.endowment.sel(labour)
    )


def test_a_consumption_tax_is_a_product_tax_on_what_households_buy(dataset, solved):
    economy = cge.load(dataset)
    consumption = solved(
        economy, {"parameter": "consumption_tax_power", "region": "R1", "scale_power": 1.1}
    )
    household = {"destination": "R1", "agent": "household"}
    product = solved(economy, {"parameter": "final_tax_power", **household, "scale_power": 1.1})
    same(consumption, product)
    both = ["revenue_consumption_tax", "revenue_final_tax"]
    np.testing.assert_allclose(
        sum(consumption[n] for n in both), sum(product[n] for n in both), rtol=1e-9
    )


def test_an_export_subsidy_costs_its_owner_and_helps_buyers(solved):
    """A negative export tax: dearer to the treasury, cheaper abroad."""
    world = cge.load(armington_world(4.0))
    after = solved(world, {"parameter": "export_power", "origin": "A", "set": -10})
    assert float(after.revenue_export_tax.sel(region="A")) < 0
    start = world.parameter_arrays["income_benchmark"]
    gain = after.utility.to_numpy() - start
    assert gain[0] < 0 < gain[1:].min()
    exports = after.trade.sel(origin="A", destination=["B", "C"])
    np.testing.assert_array_less(world.arrays.sales[:, 0, 1:], exports)
    paid = 0.1 * float((after.price_basic.sel(region="A").squeeze() * exports).sum())
    assert float(after.revenue_export_tax.sel(region="A")) == pytest.approx(-paid, rel=1e-9)


# ---------------------------------------------------------------------- governments
def test_a_government_spends_what_its_taxes_bring(dataset, solved):
    """Cutting tariffs cuts it, and adding the lost revenue as a transfer does not cut it."""
    economy = cge.load(dataset, closure="own_budget")
    before = economy.parameters.transfer + sum(
        economy.model.system.initial[n]
        for n in economy.model.system.initial
        if n.startswith("revenue_") and n != "revenue_barrier_rent"
    )
    spent = dataset.final_use.sel(GOVERNMENT).sum("sector") + dataset.final_tax.sel(GOVERNMENT).sum(
        "sector"
    )
    np.testing.assert_allclose(before, spent, rtol=1e-12)
    after = solved(economy, CUT)
    lost = after.real_spending.sel(GOVERNMENT) / spent.to_numpy() - 1
    assert float(lost.sel(region="R1")) < -1e-3
    assert abs(float(lost.sel(region="R2"))) < abs(float(lost.sel(region="R1")))


@pytest.fixture(scope="module")
def replaced(dataset):
    """A tariff cut, under each way to replace its revenue."""
    found = {}
    for closure in REPLACED:
        result = cge.solve(cge.load(dataset, closure=closure), scenario_of(CUT))
        assert result.verified, result.verdict
        found[closure] = result.data
    return found


@pytest.mark.parametrize("closure", REPLACED)
def test_replaced_revenue_keeps_real_government_spending(replaced, closure):
    data = replaced[closure]
    real = data.real_spending.sel(GOVERNMENT)
    np.testing.assert_allclose(
        real.sel(experiment="shock"), real.sel(experiment="benchmark"), rtol=1e-8
    )
    tariffs = data.revenue_tariff.sel(region="R1")
    assert float(tariffs[1]) < float(tariffs[0])


def test_the_tax_that_replaces_a_tariff_rises(replaced):
    def moved(closure, parameter):
        values = replaced[closure][parameter].sel(region="R1")
        return float(values[1] - values[0])

    assert moved("lump_sum_replacement", "transfer") > 0
    assert moved("income_tax_replacement", "income_surtax_power") > 1e-4
    assert moved("consumption_tax_replacement", "consumption_tax_power") > 1e-4


def test_with_factors_in_fixed_supply_an_income_tax_is_a_lump_sum(replaced):
    lump, income = (replaced[c].sel(experiment="shock") for c in REPLACED[:2])
    same(income, lump)


def test_a_share_of_one_budget_that_adjusts_is_a_lump_sum(dataset, replaced, solved):
    """Two ways to write the same economy: no government budget, but a share that gives way."""
    economy = cge.load(dataset, swap=["expenditure_share=real_spending,agent=government"])
    same(solved(economy, CUT), replaced["lump_sum_replacement"].sel(experiment="shock"))


def test_welfare_is_exact_where_a_consumption_tax_replaces_revenue(replaced):
    """Equivalent variation is what buys the new real spending of all agents at old prices."""
    data = replaced["consumption_tax_replacement"]
    before, after = (data.sel(experiment=e) for e in ("benchmark", "shock"))
    share = before.expenditure / before.income
    mean = np.exp((share * np.log(after.real_spending / before.real_spending)).sum("agent"))
    np.testing.assert_allclose(
        after.equivalent_variation, before.income * (mean - 1), rtol=1e-7, atol=1e-6
    )
    moved = after.expenditure / after.income - share
    assert float(abs(moved).max()) > 1e-4


def test_an_instrument_without_a_budget_cannot_hold_it(dataset):
    """In one regional budget no one's purse feels the transfer or the income tax.

    Equations are as many as unknowns, but the structural check names what cannot work, and not
    the swap beside it that can.
    """
    for parameter in ("transfer", "income_surtax_power"):
        held = f"{parameter}=real_spending,agent=government"
        beside = "productivity=output,activity=S2,region=R2"
        economy = cge.load(dataset, swap=[beside, held])
        with pytest.raises(cge.InputError) as error:
            economy.counts()
        message = str(error.value)
        assert "E_fixed_real_spending (government, R" in message
        assert f"; nothing determines {parameter} (R1)" in message
        assert message.endswith(
            f"; it could be solved without the swap of '{parameter}' for 'real_spending'"
        )
    with pytest.raises(cge.InputError, match="'transfer' does nothing where the government has no"):
        cge.solve(cge.load(dataset), scenario_of({"parameter": "transfer", "set": 1}))


def test_a_government_that_spends_nothing_has_no_budget():
    economy = cge.load(armington_world(4.0), closure="own_budget")
    with pytest.raises(cge.InputError, match="the government spends nothing in A, B, C"):
        economy.counts()


def test_fixed_real_investment_is_paid_by_the_others(dataset, solved):
    economy = cge.load(dataset, closure="fixed_investment")
    after = solved(economy, {"parameter": "productivity", "region": "R1", "percent": -4})
    start = economy.arrays.spending
    np.testing.assert_allclose(after.real_spending.sel(agent="investment"), start[2], rtol=1e-8)
    assert (after.real_spending.to_numpy()[:2, 0] < 0.97 * start[:2, 0]).all()


# ---------------------------------------------------------------------- foreign saving
def test_what_one_region_no_longer_lends_all_others_lend(dataset, solved):
    economy = cge.load(dataset)
    after = solved(economy, {"parameter": "foreign_saving", "region": "R1", "add_points": 900})
    extra = after.capital_inflow - economy.arrays.foreign_saving * float(
        after.price_world.squeeze()
    )
    assert float(extra.sel(region="R1")) > 0
    assert float(after.capital_inflow.sum()) == pytest.approx(0, abs=1e-6)
    others = extra.sel(region=["R2", "R3"])
    income = after.income.sel(region=["R2", "R3"])
    np.testing.assert_allclose(others / income, (others / income).mean(), rtol=1e-6)


def test_foreign_saving_as_a_share_follows_income(dataset, solved):
    economy = cge.load(dataset, closure="foreign_saving_share")
    after = solved(economy, {"parameter": "productivity", "region": "R1", "percent": 10})
    share = after.capital_inflow / after.income
    moved = share - economy.arrays.foreign_saving / economy.parameter_arrays["income_benchmark"]
    np.testing.assert_allclose(moved, float(moved[0]), rtol=1e-6)
    assert float(after.capital_inflow.sum()) == pytest.approx(0, abs=1e-6)
    assert abs(float(moved[0])) > 1e-6


def test_balanced_first_starts_from_balanced_trade(dataset):
    """And then does what the shock does to an economy in which nobody lends from the start."""
    balanced = cge.solve(cge.load(dataset, closure="balanced_trade"), scenario_of(CUT))
    assert balanced.verified, balanced.verdict
    benchmark = balanced.data.sel(experiment="benchmark")
    size = float(benchmark.income.max())
    np.testing.assert_allclose(benchmark.capital_inflow / size, 0, atol=1e-10)
    nobody = {"parameter": "foreign_saving", "set": 0}
    first = cge.solve(cge.load(dataset), scenario_of(nobody), solver={"tol": 1e-11})
    both = cge.solve(cge.load(dataset), scenario_of(nobody, CUT), solver={"tol": 1e-11})
    after = [r.data.sel(experiment="shock") for r in (balanced, first, both)]
    gain = after[0].utility / benchmark.utility
    np.testing.assert_allclose(gain, after[2].utility / after[1].utility, rtol=1e-8)
    assert float(abs(gain - 1).max()) > 1e-4


def test_a_scenario_may_ask_for_balanced_trade(dataset):
    asked = scenario_of(CUT).model_copy(update={"closure": "balanced_trade"})
    result = cge.solve(cge.load(dataset), asked)
    assert result.verified, result.verdict
    size = float(result.data.income.max())
    np.testing.assert_allclose(result.data.capital_inflow / size, 0, atol=1e-10)
    assert result.data.attrs["closure"] == "balanced_trade"


def test_mistakes_in_the_rules_of_a_closure_are_listed(tmp_path):
    words = "title: t\ndescription: d\nreference: r\nnumeraire: world factor-price index\n"
    path = tmp_path / "mine.yaml"
    path.write_text(words + "government: own bugdet\nexternal: fixd\n")
    with pytest.raises(cge.InputError) as error:
        cge.load(closure=path)
    assert error.value.problems == [
        f"{path}:5: government: 'own bugdet' is not one of regional household, own budget; "
        "did you mean 'own budget'?",
        f"{path}:6: external: 'fixd' is not one of fixed, share of income, balanced first; "
        "did you mean 'fixed'?",
    ]
