"""Other greenhouse gases that count as CO2: what a price on them does, and what is said of it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import InputError, random_benchmark
from cge.report.notes import facts
from tests.economy.conftest import scenario_of
from tests.economy.test_fuels import REAL, same
from tests.economy.variants import with_fuels, with_nests, with_other_gases

PAGE = Path(__file__).parents[2] / "docs" / "other-gases.md"
PRICE = {"parameter": "carbon_price_economy", "region": "R1", "set": 40}
TARIFF = {"parameter": "tariff_power", "destination": "R1", "set": 20}
FREE = {"parameter": "free_allocation", "region": "R1", "set": 0.3}
PART = 0.6  # other gases relative to CO2, where they are the same everywhere


@pytest.fixture(scope="module")
def dataset():
    return with_other_gases(with_fuels(random_benchmark(3, 3, seed=4)))


@pytest.fixture(scope="module")
def economy(dataset):
    return cge.load(with_nests(dataset), gases="all")


@pytest.fixture(scope="module")
def alike():
    """Other gases in proportion to CO2, of activities and households, without fuels."""
    data = random_benchmark(3, 3, seed=4)
    share = xr.DataArray([0.4 * PART, 0.6 * PART], {"gas": ["CH4", "N2O"]}, ["gas"])
    home = data.final_use.sel(agent="household", drop=True).rename(destination="region")
    household = (1e-3 * home).transpose("sector", "region").drop_attrs()
    values = {
        "co2_household": household,
        "other_gases": (share * data.co2).transpose("gas", "activity", "region").drop_attrs(),
        "other_gases_household": (share * household).transpose("gas", "sector", "region"),
    }
    return data.assign(values)


def priced(shock, factor):
    return shock | {"set": factor * shock["set"]}


def test_beside_co2_they_change_nothing(dataset):
    """Bit for bit, in data that hold them and in data that do not."""
    without = dataset.drop_vars(["other_gases", "other_gases_household"]).drop_vars("gas")
    one, other = (
        cge.solve(cge.load(with_nests(data)), scenario_of(PRICE, TARIFF)).data
        for data in (dataset, without)
    )
    assert "emissions_by_gas" not in one
    xr.testing.assert_identical(one.drop_attrs(deep=False), other.drop_attrs(deep=False))


def test_without_a_price_only_emissions_differ(dataset, solved):
    counted, plain = (solved(cge.load(dataset, gases=which), TARIFF) for which in ("all", None))
    same(counted, plain, rtol=1e-12)
    more = counted.emissions - plain.emissions
    xr.testing.assert_allclose(more, counted.emissions_by_gas.sum("gas").transpose(*more.dims))
    assert float(more.max()) > 0


def test_they_follow_output(dataset, economy, solved):
    after = solved(economy, PRICE, TARIFF)
    made = dataset.sales.sum("destination").rename(sector="activity", origin="region")
    growth = after.output / made.where(made > 0, 1.0)
    wanted = (dataset.other_gases * growth).transpose("gas", "activity", "region")
    np.testing.assert_allclose(after.emissions_by_gas, wanted, rtol=1e-10)
    assert float(abs(growth - 1).max()) > 0.01


def test_a_price_is_paid_on_all_of_them(economy, solved):
    """Price times tonnes in CO2e less allowances, which are of the benchmark's intensity."""
    after = solved(economy, PRICE, FREE)
    world = float(after.price_world.item())
    here = {"region": "R1"}
    allotted = 0.3 * after.allowance_rate * after.output
    tonnes = (after.emissions - allotted).sel(here).sum("activity")
    assert float(after.revenue_carbon.sel(here)) == pytest.approx(40 * world * float(tonnes))
    part = after.emissions_by_gas.sel(here).sum() / after.emissions.sel(here).sum()
    assert 0.05 < float(part) < 0.9


@pytest.mark.parametrize("shocks", [(PRICE,), (PRICE, FREE, TARIFF)])
def test_gases_in_proportion_to_co2_are_a_higher_price_on_co2(alike, solved, shocks):
    """A closed form: a price on (1 + k) tonnes is 1 + k times the price on one."""
    counted = solved(cge.load(alike, gases="all"), *shocks)
    dearer = [priced(s, 1 + PART) if s is PRICE else s for s in shocks]
    plain = solved(cge.load(alike), *dearer)
    same(counted, plain, (*REAL, "price_basic", "revenue_carbon"))
    np.testing.assert_allclose(counted.emissions, (1 + PART) * plain.emissions, rtol=1e-10)
    by_gas = counted.emissions_by_gas.sum("gas").transpose("activity", "region")
    np.testing.assert_allclose(by_gas, PART * plain.emissions, rtol=1e-10)


def test_so_is_a_charge_at_the_border(alike):
    def charged(gases, price):
        cbam = {"destination": "R1", "sectors": "all", "price": price, "electricity": ["S2"]}
        cbam |= {"intensity": "direct+electricity"}
        plan = {"title": "t", "packages": {"cbam": {"cbam": cbam}}}
        return cge.solve(cge.load(alike, gases=gases), cge.Scenario.from_dict(plan))

    counted, plain = charged("all", 30.0), charged(None, 30.0 * (1 + PART))
    assert counted.verified, counted.verdict
    assert plain.verified, plain.verdict
    same(counted.data, plain.data, (*REAL, "revenue_border_charge"))
    tables = [result.border_adjustment() for result in (counted, plain)]
    np.testing.assert_allclose(
        tables[0].tonnes_charged, (1 + PART) * tables[1].tonnes_charged, rtol=1e-9
    )
    assert float(tables[0].charge_paid.sum()) > 0
    assert tables[0].tonnes_charged.attrs["units"] == "Mt CO2e"
    assert tables[0].charge_per_tonne.attrs["units"] == "USD per t CO2e"


def test_so_is_a_cap(alike, solved):
    """Emissions held in CO2e: the price that does it is lower by 1 + k."""
    swap = "carbon_price_economy=emissions_total,region=R1"
    found = {}
    for gases, per in (("all", 1 + PART), (None, 1.0)):
        economy = cge.load(alike, gases=gases, swap=[swap])
        held = 0.95 * per * float(alike.co2.sel(region="R1").sum())
        cap = {"parameter": "fixed_emissions_total", "region": "R1", "set": held}
        found[gases] = solved(economy, cap)
    same(found["all"], found[None])
    price = [float(f.carbon_price_economy.sel(region="R1")) for f in found.values()]
    assert price[0] * (1 + PART) == pytest.approx(price[1], rel=1e-8)
    assert price[0] > 0


def test_and_abatement(alike, solved):
    """A curve of 1 + k times the reference price, along which both gases go."""
    counted = solved(cge.load(alike, gases="all").with_abatement(0.5, 30.0), PRICE)
    fall = counted.emissions.sum("activity") / ((1 + PART) * alike.co2.sum("activity")) - 1
    assert float(fall.sel(region="R1")) < -0.05
    emitted = counted.emissions.where(counted.emissions > 0)
    part = (counted.emissions_by_gas.sel(gas="N2O") / emitted).fillna(0.6 * PART / (1 + PART))
    np.testing.assert_allclose(part, 0.6 * PART / (1 + PART), rtol=1e-10)


def test_households_pay_for_theirs(dataset, solved):
    household = {"parameter": "carbon_price_household", "region": "R2", "set": 30}
    counted = solved(cge.load(dataset, gases="all"), household)
    plain = solved(cge.load(dataset), household)
    here = {"region": "R2"}
    assert float(counted.household_emissions.sel(here).sum()) > float(
        plain.household_emissions.sel(here).sum()
    )
    assert float(counted.revenue_final_tax.sel(here)) > float(plain.revenue_final_tax.sel(here))


# ---------------------------------------------------------------------- how it is asked for
def test_a_scenario_asks_for_them(dataset):
    plan = scenario_of(PRICE).model_copy(update={"gases": "all"})
    asked = cge.solve(cge.load(dataset), plan)
    loaded = cge.solve(cge.load(dataset, gases="all"), scenario_of(PRICE))
    assert asked.verified
    np.testing.assert_array_equal(asked.data.emissions, loaded.data.emissions)
    assert asked.data.attrs["gases"] == "CH4, N2O"
    again = cge.solve(cge.load(dataset, gases="all"), plan)
    np.testing.assert_array_equal(again.data.emissions, loaded.data.emissions)


def test_data_that_balance_trade_first_can_count_them(dataset):
    """In whatever order: emissions by flow follow what is shipped."""
    first = cge.load(dataset, closure="balanced_trade", gases="all")
    then = cge.load(dataset, closure="balanced_trade").with_gases()
    for name in ("co2", "gases_in_co2", "co2_household"):
        np.testing.assert_allclose(first.benchmark[name], then.benchmark[name], rtol=1e-9)


def test_a_border_adjustment_counts_generation_anew(dataset):
    from tests.economy.variants import with_technologies

    economy = cge.load(with_technologies(dataset)).with_border_adjustment()
    counted = economy.with_gases().benchmark.grid_reference
    assert float((counted / economy.benchmark.grid_reference).max()) > 1.05
    assert counted.attrs["units"] == "t CO2e per USD"


def test_words_that_mean_nothing_are_refused(dataset):
    with pytest.raises(InputError, match="gases: 'some' is not 'all'"):
        cge.load(dataset, gases="some")
    with pytest.raises(InputError, match=r"gases: needs other_gases, which .* do not have"):
        cge.load(random_benchmark(2, 2, seed=1), gases="all")
    with pytest.raises(InputError, match="gases"):
        cge.Scenario.from_dict({"title": "t", "gases": "some", "packages": {}})


def test_a_saved_economy_is_the_same(economy, tmp_path):
    path = tmp_path / "counted.nc"
    economy.benchmark.to_netcdf(path, engine="h5netcdf")
    again = cge.load(path)
    assert again.gases == "all"
    for name, array in economy.parameter_arrays.items():
        np.testing.assert_array_equal(again.parameter_arrays[name], array, err_msg=name)
    assert again.benchmark.co2.attrs["units"] == "Mt CO2e"


# ---------------------------------------------------------------------- what is said of results
@pytest.fixture(scope="module")
def result(dataset):
    plan = scenario_of(PRICE, TARIFF, name="test")
    return cge.solve(cge.load(dataset, gases="all").with_border_adjustment(), plan)


def said(table):
    """Everything that a table says of itself and of its columns."""
    keys = ("units", "long_name", "statement")
    found = [table.attrs.get(key, "") for key in keys]
    return [*found, *(a.attrs.get(key, "") for a in table.variables.values() for key in keys)]


def test_no_table_says_co2_for_co2_equivalents(result):
    tables = [
        result.data,
        result.summary(),
        result.leakage(),
        result.indicators("emissions"),
        *(
            getattr(result.stats, n)()
            for n in ("emissions", "emission_intensity", "household_emissions")
        ),
        cge.mac(cge.load(result.benchmark), "R2", [10.0, 20.0]),
    ]
    words = [text for table in tables for text in said(table) if "CO2" in text]
    assert len(words) > 30
    assert [text for text in words if re.search(r"CO2(?!e)", text)] == []
    assert "gases" in facts(result.summary())


def test_statistics_by_gas_are_those_of_all_emissions(result, dataset):
    plain = cge.solve(cge.load(dataset), scenario_of(TARIFF))
    by_gas = result.stats.emissions_by_gas(by="gas")
    whole = result.stats.emissions(by=())
    co2 = float(dataset.co2.sum())
    assert float(by_gas.benchmark.sum()) + co2 == pytest.approx(float(whole.benchmark.item()))
    methane = result.stats.emissions_by_gas(by="region", where={"gas": "CH4"})
    np.testing.assert_allclose(
        methane.benchmark.squeeze(), dataset.other_gases.sel(gas="CH4").sum("activity"), rtol=1e-12
    )
    with pytest.raises(InputError, match="emissions_by_gas: these data have no"):
        plain.stats.emissions_by_gas()


def test_a_comparison_of_both_says_so(result, dataset):
    plain = cge.solve(cge.load(dataset), scenario_of(PRICE, TARIFF))
    table = result.compare({"with": "shock", "without": (plain, "shock")})
    assert table.co2_change.attrs["units"] == "Mt CO2e or Mt CO2"


def test_a_solution_is_a_benchmark_that_counts_them(result):
    again = cge.load(result.as_benchmark("shock"))
    emitted = result.data.sel(experiment="shock")
    assert again.gases == "all"
    np.testing.assert_allclose(again.arrays.co2, emitted.emissions, rtol=1e-9)
    np.testing.assert_allclose(again.benchmark.gases_in_co2, emitted.emissions_by_gas, rtol=1e-9)
    assert again.benchmark.co2.attrs["units"] == "Mt CO2e"


def test_a_solution_keeps_those_it_does_not_count(dataset):
    plain = cge.solve(cge.load(dataset), scenario_of(TARIFF))
    counted = cge.solve(cge.load(dataset, gases="all"), scenario_of(TARIFF))
    again = cge.load(plain.as_benchmark("shock"), gases="all")
    np.testing.assert_allclose(
        again.arrays.co2, counted.data.emissions.sel(experiment="shock"), rtol=1e-9
    )
    home = counted.data.household_emissions.sel(experiment="shock")
    np.testing.assert_allclose(again.arrays.co2_household, home, rtol=1e-9)


def test_why_speaks_of_equivalents(result):
    found = result.why("emissions_total", region="R1")
    assert found.unit == "Mt CO2e"


def test_the_best_price_is_per_tonne_of_them(dataset):
    """A problem asks for them too, and its constraint holds them."""
    shock = {"parameter": "carbon_price_economy", "region": "R1", "set": 1}
    here = {"region": "R1"}
    problem = cge.Problem.from_dict(
        {
            "title": "t",
            "gases": "all",
            "controls": {"price": {"lower": 0, "upper": 200, "start": 30, "shocks": [shock]}},
            "objective": {"maximise": [{"variable": "equivalent_variation", "where": here}]},
            "constraints": {
                "cap": {
                    "sum": [{"variable": "emissions_total", "where": here}],
                    "at_most_percent": -5,
                }
            },
        }
    )
    found = cge.optimise(cge.load(dataset), problem)
    assert found.verified, found.message
    cap = found.constraints.loc["cap"]
    held = float((dataset.co2 + dataset.other_gases.sum("gas")).sel(here).sum())
    assert cap["benchmark"] == pytest.approx(held)
    assert cap["value"] <= 0.95 * held * (1 + 1e-6)
    assert (cap["unit"], cap["shadow_price_unit"]) == ("Mt CO2e", "USD per t CO2e")


# ---------------------------------------------------------------------- the page
def test_the_page_ties_a_gas_to_an_input():
    """Nitrous oxide of fertiliser falls with what farms buy of it, beyond their output."""
    text = PAGE.read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    found = {}
    exec(compile(code, str(PAGE), "exec"), found)
    result, farms = found["result"], found["farms"]
    assert result.verified, result.verdict
    by_fuel = result.stats.emissions_by_fuel(by="fuel", where=farms).percent
    nitrous = float(by_fuel.sel(fuel="fertiliser").item())
    output = result.data.output.sel(activity="AGR", region="EU27")
    made = 100 * float(output.sel(experiment="price") / output.sel(experiment="benchmark") - 1)
    assert nitrous < made - 1 < 0
    others = result.stats.emissions_by_gas(by="gas", where=farms).percent
    np.testing.assert_allclose(others.sel(gas="CH4").item(), made, rtol=1e-6)
