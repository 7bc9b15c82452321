"""Emissions by fuel: what they add up to, and what a carbon price on fuels is the same as."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import InputError, random_benchmark
from cge.economy.benchmark.emissions import with_emissions
from cge.economy.benchmark.subsistence import with_subsistence
from tests.economy.variants import with_fuels, with_nests

REAL = ("utility", "output", "trade", "final_demand", "intermediate_demand", "factor_demand")
PRICE = {"parameter": "carbon_price_economy", "region": "R1", "set": 40}
TARIFF = {"parameter": "tariff_power", "destination": "R1", "set": 20}
PRODUCTIVE = {"parameter": "productivity", "activity": "S1", "percent": 10}


@pytest.fixture(scope="module")
def dataset():
    return with_fuels(random_benchmark(3, 3, seed=4))


@pytest.fixture(scope="module")
def economy(dataset):
    return cge.load(with_nests(dataset))


def same(one, other, names=REAL, rtol=1e-9):
    for name in names:
        size = float(abs(other[name]).max())
        np.testing.assert_allclose(one[name], other[name], rtol, rtol * size, err_msg=name)


def test_without_a_price_all_else_is_as_where_emissions_follow_output(dataset, solved):
    by_fuel = solved(cge.load(dataset), TARIFF, PRODUCTIVE)
    by_output = solved(cge.load(dataset, emissions="output"), TARIFF, PRODUCTIVE)
    same(by_fuel, by_output, rtol=1e-12)
    assert float(abs(by_fuel.emissions - by_output.emissions).max()) > 1e-6


def test_where_inputs_are_in_fixed_proportion_the_two_forms_are_one(dataset, solved):
    """Fuel per unit of output cannot change, so it does not matter which of the two is priced."""
    fixed = dataset.assign({n: 0 * dataset[n] for n in ("sigma_top", "sigma_intermediate")})
    free = {"parameter": "free_allocation", "region": "R1", "set": 0.3}
    by_fuel = solved(cge.load(fixed), PRICE, free)
    by_output = solved(cge.load(fixed, emissions="output"), PRICE, free)
    same(by_fuel, by_output, (*REAL, "emissions", "price_basic", "revenue_carbon"))


def test_a_carbon_price_is_a_tax_on_fuels_by_content(dataset, economy, solved):
    """The same prices, written as ad valorem taxes on inputs, output and what households buy."""
    household = {"parameter": "carbon_price_household", "region": "R1", "set": 25}
    priced = solved(economy, PRICE, household)
    world = float(priced.price_world.item())
    here = {"destination": "R1"}
    bought = dataset.intermediate_use.sel(here)
    tonnes = dataset.co2_by_fuel.sum("fuel").sel(region="R1") / bought.where(bought > 0, 1.0)
    power = priced.intermediate_tax_power.sel(here)
    on_input = power + 40 * world * tonnes / priced.price_composite.sel(here)
    used = dataset.final_use.sel(here | {"agent": "household"})
    burnt = dataset.co2_household.sel(region="R1") / used.where(used > 0, 1.0)
    at_home = priced.final_tax_power.sel(here | {"agent": "household"})
    on_purchase = at_home + 25 * world * burnt / priced.price_composite.sel(here)
    made = dataset.sales.sel(origin="R1").sum("destination").to_numpy()
    process = dataset.co2_process.sel(region="R1") / made
    tax = priced.output_tax_power.sel(region="R1")
    price = priced.price_basic.sel(region="R1")
    cost = price / tax - 40 * world * process
    labels = [str(k) for k in dataset.sector.to_numpy()]
    shocks = [
        {
            "parameter": "intermediate_tax_power",
            "sector": i,
            "destination": "R1",
            "activity": j,
            "set": 100 * (float(on_input.sel(sector=i, activity=j)) - 1),
        }
        for i in labels
        for j in labels
        if float(bought.sel(sector=i, activity=j)) > 0
    ]
    shocks += [
        {
            "parameter": "final_tax_power",
            "sector": i,
            "destination": "R1",
            "agent": "household",
            "set": 100 * (float(on_purchase.sel(sector=i)) - 1),
        }
        for i in labels
        if float(used.sel(sector=i)) > 0
    ]
    shocks += [
        {
            "parameter": "output_tax_power",
            "activity": j,
            "region": "R1",
            "set": 100 * (float((price / cost).sel(activity=j)) - 1),
        }
        for j in labels
    ]
    taxed = solved(economy, *shocks)
    same(taxed, priced, (*REAL, "emissions", "household_emissions", "price_composite", "income"))
    fall = priced.emissions_total / dataset.co2.sum("activity") - 1
    assert float(fall.sel(region="R1")) < -0.01


def test_emissions_are_those_of_what_is_bought_and_made(economy, dataset, solved):
    after = solved(economy, PRICE, TARIFF)
    used = (after.intermediate_demand / dataset.intermediate_use).rename(destination="region")
    burnt = (dataset.co2_by_fuel * used.fillna(0.0)).sum("sector")
    np.testing.assert_allclose(
        after.emissions_by_fuel, burnt.transpose(*after.emissions_by_fuel.dims), rtol=1e-11
    )
    made = dataset.sales.sum("destination").rename(sector="activity", origin="region")
    growth = after.output / made.where(made > 0, 1.0)
    total = burnt.sum("fuel") + dataset.co2_process * growth
    np.testing.assert_allclose(after.emissions, total.transpose("activity", "region"), rtol=1e-11)


def test_borders_see_emissions_as_inputs_are(economy, solved):
    after = solved(economy.with_border_adjustment(), PRICE)
    rate = after.emissions / after.output.where(after.output > 0, 1.0)
    np.testing.assert_allclose(after.emission_rate, rate.transpose("activity", "region"), rtol=1e-9)
    before = economy.parameter_arrays["emission_intensity"]
    assert (after.emission_rate.to_numpy()[:, 0] < before[:, 0]).any()


def test_households_pay_for_what_they_burn(dataset, solved):
    economy = cge.load(with_subsistence(dataset, 1.0, -2.0))
    after = solved(economy, {"parameter": "carbon_price_household", "region": "R2", "set": 30})
    before = dataset.co2_household.sum("sector")
    fall = (after.household_emissions.sum("sector") / before - 1).sel(region="R2")
    assert float(fall) < -1e-4
    assert float(after.revenue_final_tax.sel(region="R2")) > 0


def test_an_abatement_curve_and_fuels_exclude_each_other(dataset):
    with pytest.raises(InputError, match=r"exclude each other.*--emissions output"):
        cge.load(dataset, abatement=0.4)
    assert cge.load(dataset, abatement=0.4, emissions="output").abatement


def test_what_emissions_may_follow(dataset):
    with pytest.raises(InputError, match="'fuels' is not fuel or output; did you mean 'fuel'"):
        with_emissions(dataset, "fuels")
    with pytest.raises(InputError, match="'fuel' needs co2_by_fuel"):
        cge.load(dataset.drop_vars("co2_by_fuel"), emissions="fuel")


def test_fuel_that_nobody_buys_is_refused(dataset):
    bought = dataset.intermediate_use.copy()
    burnt = dataset.co2_by_fuel.copy()
    bought.loc[{"sector": "S1", "destination": "R1", "activity": "S3"}] = 0.0
    burnt.loc[{"fuel": "coal", "sector": "S1", "activity": "S3", "region": "R1"}] = 1.0
    with pytest.raises(InputError, match=r"co2_by_fuel is 1 Mt CO2 at .*, where nothing is bought"):
        cge.load(dataset.drop_vars("co2").assign(intermediate_use=bought, co2_by_fuel=burnt))
