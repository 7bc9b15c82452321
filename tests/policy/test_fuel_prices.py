"""A carbon price that acts through fuels: numbers of the page on fuels."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from cge.analysis.leakage import leakage

DATA = {"aggregation": "16x24", "carbon_prices": "none"}


@pytest.fixture(scope="module")
def fuels():
    return cge.load(**DATA, structure="gtap-e")


def priced(economy, price, **where):
    shock = {"parameter": "carbon_price_economy", "set": price, **where}
    plan = {"title": "t", "packages": {"price": {"shocks": [shock]}}}
    result = cge.solve(economy, cge.Scenario.from_dict(plan))
    assert result.verified, result.verdict
    return result.data


def change(data, name, **labels):
    """In %, of the sum over what is not named."""
    here = data[name].sel(labels)
    total = here.sum([d for d in here.dims if d != "experiment"])
    before, after = (float(total.sel(experiment=e)) for e in ("benchmark", "price"))
    return 100 * (after / before - 1)


@pytest.mark.parametrize(("price", "fall", "rate"), [(50, -14.05, 0.133), (100, -22.04, 0.154)])
def test_leakage_of_the_european_union_is_where_the_literature_has_it(fuels, price, fall, rate):
    data = priced(fuels, price, region="EU27")
    assert change(data, "emissions", region="EU27") == pytest.approx(fall, abs=0.01)
    found = leakage(data)
    assert float(found.leakage_rate[0]) == pytest.approx(rate, abs=0.001)
    assert 0.05 < float(found.leakage_rate[0]) < 0.20


def test_electricity_changes_its_fuel_rather_than_its_output(fuels):
    data = priced(fuels, 50, region="EU27")
    at = {"region": "EU27", "activity": "UTL"}
    assert change(data, "emissions", **at) == pytest.approx(-22.85, abs=0.01)
    assert change(data, "output", **at) == pytest.approx(-2.59, abs=0.01)


def test_without_nests_the_two_forms_are_one():
    """All inputs of the data are in fixed proportion, so fuel follows output."""
    one, other = (
        priced(cge.load(**DATA, emissions=form), 50, region="EU27") for form in ("fuel", "output")
    )
    for name in ("utility", "emissions", "output", "price_basic"):
        size = float(abs(other[name]).max())
        np.testing.assert_allclose(one[name], other[name], rtol=1e-8, atol=1e-10 * size)


def test_a_world_price_burns_less_coal_than_gas_and_less_gas_than_oil(fuels):
    data = priced(fuels, 50)
    falls = [change(data, "emissions_by_fuel", fuel=fuel) for fuel in ("coal", "gas", "oil")]
    assert falls == pytest.approx([-34.4, -19.7, -11.2], abs=0.1)
    # No factor is specific to fuels, and what they emit themselves is priced: their prices rise.
    world = data.price_basic.sel(experiment="price")
    weight = data.output.sel(experiment="benchmark")
    for good in ("COA", "OAG"):
        price = (world * weight).sel(activity=good).sum() / weight.sel(activity=good).sum()
        assert 1.0 < float(price) < 1.03


def test_households_pay_the_price_that_a_package_says(fuels):
    price = {"region": "EU27", "price": 50, "households": True}
    plan = {"title": "t", "packages": {"price": {"carbon": price}}}
    result = cge.solve(fuels, cge.Scenario.from_dict(plan))
    assert result.verified, result.verdict
    fall = change(result.data, "household_emissions", region="EU27")
    assert fall == pytest.approx(-13.6, abs=0.1)
    assert float(leakage(result.data).leakage_rate[0]) == pytest.approx(0.110, abs=0.001)


def test_households_cannot_pay_where_emissions_follow_output():
    economy = cge.load(**DATA, emissions="output")
    price = {"region": "EU27", "price": 50, "households": True}
    plan = cge.Scenario.from_dict({"title": "t", "packages": {"price": {"carbon": price}}})
    with pytest.raises(cge.InputError, match="households: they pay for carbon where emissions"):
        cge.solve(economy, plan)
