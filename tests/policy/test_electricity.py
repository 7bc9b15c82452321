"""Electricity by technology under a carbon price: numbers of the page on electricity."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from cge.analysis.accounts import Accounts
from cge.economy.benchmark.resources import supply_elasticity

PLANTS = ["PCO", "PGA", "POI", "PNU", "PHY", "PWI", "PSO", "PBI"]


@pytest.fixture(scope="module")
def economy():
    return cge.load(aggregation="energy", structure="electricity", carbon_prices="none")


def solved(economy, *regions, **cbam):
    shocks = [
        {"parameter": "carbon_price_economy", "set": 50, "region": region} for region in regions
    ]
    package = ({"shocks": shocks} if shocks else {}) | ({"cbam": cbam} if cbam else {})
    plan = {"title": "t", "packages": {"price": package}}
    result = cge.solve(economy, cge.Scenario.from_dict(plan))
    assert result.verified, result.verdict
    return [result.data.sel(experiment=e) for e in ("benchmark", "price")]


def grid(data):
    """Tonnes of plants per dollar of supply, from quantities."""
    return data.emissions.sel(activity=PLANTS).sum("activity") / data.output.sel(activity="UTL")


def test_a_price_of_the_eu_moves_generation_from_coal_to_wind_and_sun(economy):
    before, after = solved(economy, "EU27")
    change = 100 * (after.output / before.output - 1).sel(region="EU27")
    expected = {
        "PCO": -24.77, "PGA": 2.33, "POI": 1.23, "PNU": 1.95, "PHY": 2.19, "PWI": 8.69, "PSO": 8.48,
        "PBI": 15.20, "UTL": -3.82,
    }  # fmt: skip
    for label, value in expected.items():
        assert float(change.sel(activity=label)) == pytest.approx(value, abs=0.01), label
    fall = 100 * (grid(after) / grid(before) - 1).sel(region="EU27")
    assert float(fall) == pytest.approx(-14.20, abs=0.01)
    whole = after.emissions_total / before.emissions_total
    assert 100 * float(whole.sel(region="EU27") - 1) == pytest.approx(-11.21, abs=0.01)


def test_coal_power_falls_as_its_price_and_elasticity_say(economy):
    """Relative to all generation by the elasticity of 1.4, and that by supply alone."""
    before, after = solved(economy, "EU27")
    at = {"activity": "UTL", "region": "EU27"}
    price = after.price_generation.sel(at)
    needed = (after.generation_bundle / before.generation_bundle).sel(at)
    assert float(needed) == pytest.approx(
        float((after.output / before.output).sel(at)), rel=2e-3
    )  # little stands in for generation
    for label in PLANTS:
        own = {"activity": label, "region": "EU27"}
        ratio = float((after.output / before.output).sel(own) / needed)
        dear = float((after.price_basic / before.price_basic).sel(own) / price)
        assert ratio == pytest.approx(dear**-1.4, rel=1e-9), label


def test_sites_are_in_fixed_supply_and_answer_as_told(economy):
    found = supply_elasticity(economy.benchmark, ["natural_resources"]).sel(region="EU27")
    told = {"PHY": 0.3, "PNU": 0.3, "PWI": 2.0, "PSO": 2.0}
    for label, value in told.items():
        assert float(found.sel(activity=label)) == pytest.approx(value, rel=1e-9)
    assert np.isinf(found.sel(activity=["PCO", "PGA", "PBI"])).all()


@pytest.mark.parametrize("basis", ["direct", "direct+electricity"])
def test_borders_charge_what_the_grid_of_the_origin_emits_now(economy, basis):
    border = {"destination": "EU27", "sectors": ["STL", "NFM", "UTL"], "price": 100, "credit": 0}
    before, after = solved(economy, "CHN", **border, intensity=basis)
    np.testing.assert_allclose(before.grid_intensity, grid(before), rtol=1e-10)
    np.testing.assert_allclose(after.grid_intensity, grid(after), rtol=1e-10)
    assert float((after.grid_intensity / before.grid_intensity - 1).sel(region="CHN")) < -0.1
    flow = {"origin": "CHN", "destination": "EU27"}
    trade = after.trade.sel(flow)
    now = Accounts(after).tonnes_charged.sel(flow) / trade
    at_start = after.border_carbon_intensity.sel(flow)
    # By hand: the purchase's own emissions, its electricity at what the grid emits.
    own = before.emissions / before.output - after.emissions / after.output
    own = own.sel(region="CHN").rename(activity="sector")
    cleaner = float((before.grid_intensity - after.grid_intensity).sel(region="CHN"))
    data = economy.benchmark
    bought = data.sales.sel(sector="UTL", origin="CHN", destination="CHN")
    home = float(bought / data.sales.sel(sector="UTL", destination="CHN").sum())
    for label in ("STL", "UTL"):
        use = float(data.intermediate_use.sel(sector="UTL", destination="CHN", activity=label))
        units = home * use / float(data.sales.sel(sector=label, origin="CHN").sum())
        counted = {"STL": units * (basis != "direct"), "UTL": 1.0}[label]
        saved = float(own.sel(sector=label)) + counted * cleaner
        gap = float((at_start - now).sel(sector=label))
        assert gap == pytest.approx(saved, rel=2e-2), label


def test_imports_of_electricity_are_charged_for_its_generation(economy):
    _, after = solved(economy, destination="EU27", sectors=["UTL"], price=50, intensity="direct")
    start = after.border_carbon_intensity.sel(sector="UTL", destination="EU27")
    data = economy.benchmark
    labels = [*PLANTS, "UTL"]
    emitted = data.co2.sel(activity=labels).sum("activity")
    supplied = data.sales.sel(sector="UTL").sum("destination").rename(origin="region")
    for region in ("CHN", "RUS", "TUR"):
        expected = float((emitted / supplied).sel(region=region))
        assert float(start.sel(origin=region)) == pytest.approx(expected, rel=0.05)
