"""An economy in which carbon is paid for in the benchmark."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import InputError, random_benchmark
from tests.economy.conftest import scenario_of

NOTHING = scenario_of({"parameter": "iceberg", "origin": "R1", "destination": "R2", "percent": 0})
SHARED = ("equivalent_variation", "real_gdp_percent")


@pytest.fixture(scope="module")
def unpriced():
    return cge.load(random_benchmark(3, 4, seed=11))


def priced(amount):
    return [
        {"parameter": "carbon_price", "region": "R1", "set": amount},
        {"parameter": "free_allocation", "region": "R1", "set": 0.3},
    ]


def test_a_rise_is_a_rise_from_there(unpriced):
    """From 0 to 50 and on to 80 is from 0 to 80: the second step starts from data with prices."""
    first = cge.solve(unpriced, scenario_of(*priced(50)))
    straight = cge.solve(unpriced, scenario_of(*priced(80)))
    reached = cge.load(first.as_benchmark())
    assert reached.carbon_prices
    onward = cge.solve(reached, scenario_of({**priced(80)[0]}))
    assert all(result.verified for result in (first, straight, onward))
    old, new = (r.data.isel(experiment=-1) for r in (straight, onward))
    for name in ("emissions", "revenue_carbon", "income"):
        expected = old[name] / old.price_world.item() * new.price_world.item()
        if name == "emissions":
            expected = old[name]
        np.testing.assert_allclose(new[name], expected, rtol=1e-7, err_msg=name)


def test_payments_in_force_are_carbon_receipts_and_no_output_tax(unpriced):
    first = cge.solve(unpriced, scenario_of(*priced(50)))
    economy = cge.load(first.as_benchmark())
    before = cge.solve(economy, NOTHING).data
    assert float(before.revenue_carbon.isel(experiment=0).sum()) > 0
    free = economy.without_carbon_prices()
    assert not free.carbon_prices
    data = cge.solve(free, NOTHING).data
    assert float(data.revenue_carbon.isel(experiment=0).sum()) == 0
    both = [(d.revenue_output_tax + d.revenue_carbon).isel(experiment=0) for d in (before, data)]
    np.testing.assert_allclose(*both, rtol=1e-9)


def test_setting_the_price_in_force_changes_nothing(unpriced):
    data = unpriced.benchmark
    economy = cge.load(
        data.assign(
            carbon_price=(data.co2.dims, np.full(data.co2.shape, 30.0)),
            free_allocation=(data.co2.dims, np.full(data.co2.shape, 0.5)),
        )
    )
    plain = cge.solve(economy, scenario_of({"parameter": "carbon_price", "set": 30}))
    curved = cge.solve(
        economy.with_abatement(0.4, 50), scenario_of({"parameter": "carbon_price", "set": 30})
    )
    for result in (plain, curved):
        assert result.verified
        summary = result.summary().isel(experiment=0)
        for name in SHARED:
            assert float(abs(summary[name]).max()) < 1e-7


def test_credit_at_the_border_is_for_what_is_paid_at_the_origin(unpriced):
    """Where the origin pays the reference price already, its goods are not charged."""
    data = unpriced.benchmark
    paid = data.co2.copy(data=np.zeros(data.co2.shape)).drop_attrs()
    paid.loc[{"region": "R2"}] = 60.0
    economy = cge.load(data.assign(carbon_price=paid))
    cbam = {"destination": "R1", "sectors": ["S1", "S2"], "price": 60, "credit": 100}
    plan = {"title": "x", "packages": {"border": {"cbam": cbam}}}
    result = cge.solve(economy, cge.Scenario.from_dict(plan))
    assert result.verified
    after = result.data.isel(experiment=-1).sel(destination="R1", sector=["S1", "S2"])
    traded = after.adjustment_price.where(after.trade > 0)
    assert float(abs(traded.sel(origin="R2")).max()) == pytest.approx(0.0, abs=1e-9)
    assert float(traded.sel(origin="R3").min()) == pytest.approx(60.0)


def test_prices_are_dropped_on_request_only():
    assert cge.load(aggregation="5x6").carbon_prices
    assert not cge.load(aggregation="5x6", carbon_prices="none").carbon_prices
    with pytest.raises(InputError, match="list of carbon prices 'nonee'"):
        cge.load(aggregation="5x6", carbon_prices="nonee")


def test_a_scenario_may_ask_for_none():
    economy = cge.load(aggregation="5x6")
    plan = {"title": "x", "carbon_prices": "none", "packages": {"p": {"shocks": []}}}
    with pytest.raises(InputError):
        cge.Scenario.from_dict(plan | {"carbon_prices": "some"})
    shock = {"parameter": "carbon_price", "region": "EU27", "set": 10}
    plan["packages"]["p"]["shocks"] = [shock]
    result = cge.solve(economy, cge.Scenario.from_dict(plan))
    assert float(result.data.revenue_carbon.isel(experiment=0).sum()) == 0
