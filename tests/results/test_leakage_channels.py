"""Leakage by competitiveness and fuel prices: sums, limits of supply, world prices, the page."""

from __future__ import annotations

import os

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark, with_factors
from cge.analysis.leakage import CHANNELS
from cge.cli.app import app
from cge.experiments.leakage_channels import world_prices
from tests.calibration.test_factor_parts import with_parts
from tests.economy.conftest import scenario_of
from tests.results import leakage_page

PRICE = {"parameter": "carbon_price", "region": "R1", "set": 60}


def channels(data, *shocks):
    found = cge.leakage_channels(cge.load(data), scenario_of(*(shocks or (PRICE,))), fuels="S2")
    assert found.attrs["verified"], found.attrs["verdict"]
    return found.sel(experiment="shock")


@pytest.fixture(scope="module")
def resources():
    """Resources in S2, in fixed supply."""
    return with_factors(with_parts(random_benchmark(3, 4, seed=5)), ["resources"])


def of_labour_alone(data):
    """R2 makes S2 from labour alone, and has no other factor; its households buy the goods."""
    cell = {"destination": "R2", "activity": "S2"}
    goods, taxes = data.intermediate_use.sel(cell), data.intermediate_tax.sel(cell)
    final_use, final_tax = data.final_use.copy(deep=True), data.final_tax.copy(deep=True)
    final_use.loc[{"destination": "R2", "agent": "household"}] += goods.drop_vars("activity")
    final_tax.loc[{"destination": "R2", "agent": "household"}] += taxes.drop_vars("activity")
    used, taxed = data.intermediate_use.copy(deep=True), data.intermediate_tax.copy(deep=True)
    used.loc[cell], taxed.loc[cell] = 0.0, 0.0
    added = data.value_added.copy(deep=True)
    added.loc[{"factor": "labour", "activity": "S2", "region": "R2"}] += float(
        goods.sum() + taxes.sum()
    )
    added.loc[{"factor": "labour", "region": "R2"}] = added.sel(region="R2").sum("factor")
    added.loc[{"factor": "capital", "region": "R2"}] = 0.0
    return data.assign(
        final_use=final_use,
        final_tax=final_tax,
        intermediate_use=used,
        intermediate_tax=taxed,
        value_added=added,
    )


def test_channels_sum_to_leakage(resources):
    found = channels(resources)
    economy = cge.load(resources)
    plain = cge.solve(economy, scenario_of(PRICE)).leakage("R1").sel(experiment="shock")
    parts = found.foreign_competitiveness + found.foreign_fuel_price
    abroad = plain.co2_change.sel(region=["R2", "R3"])
    np.testing.assert_allclose(parts, abroad, rtol=0, atol=1e-12 * float(plain.co2_before.sum()))
    rate = float(found.competitiveness_percent + found.fuel_price_percent)
    assert rate == pytest.approx(100 * float(plain.leakage_rate), rel=1e-10)


def test_fuel_at_a_fixed_price_has_no_channel():
    """Made from the only factor abroad, at constant returns: the supply is perfectly elastic."""
    found = channels(of_labour_alone(random_benchmark(2, 3, seed=3)))
    change = abs(float(found.foreign_change.sum()))
    assert change > 1e-6
    assert abs(float(found.foreign_fuel_price.sum())) < 1e-4 * change
    assert abs(float(found.foreign_fuel_price_alone.sum())) < 1e-4 * change


def test_the_channel_of_fuel_prices_falls_with_the_elasticity_of_supply():
    cases = ["supply of coal, oil and gas half as elastic", "**`energy`**", "twice as elastic"]
    sizes = [float(leakage_page.of_fifty(case).fuel_price_percent) for case in cases]
    assert sizes[0] > sizes[1] > sizes[2] > 0


def test_world_prices_are_means_over_exports(resources):
    result = cge.solve(cge.load(resources), scenario_of(PRICE))
    before = result.data.sel(experiment="benchmark")
    regions = ("R1", "R2", "R3")
    sold = {o: before.trade.sel(sector="S2", origin=o) for o in regions}
    weights = {o: float(q.drop_sel(destination=o).sum()) for o, q in sold.items()}
    price = result.data.price_basic.sel(experiment="shock", activity="S2")
    mean = sum(w * float(price.sel(region=o)) for o, w in weights.items()) / sum(weights.values())
    found = float(world_prices(result.data, ["S2"]).sel(experiment="shock", fuel="S2"))
    assert found == pytest.approx(100 * (mean - 1), rel=1e-9)


def test_unknown_fuels_are_refused(resources):
    with pytest.raises(InputError, match=r"fuels: .*S9"):
        cge.leakage_channels(cge.load(resources), scenario_of(PRICE), fuels="S9")


def test_a_policy_that_taxes_fuel_abroad_is_refused(resources):
    tax = {"parameter": "output_tax_power", "activity": "S2", "region": "R2", "set": 1.1}
    with pytest.raises(InputError, match="output_tax_power"):
        channels(resources, PRICE, tax)


def test_the_command(tmp_path):
    plan = tmp_path / "price.yaml"
    plan.write_text(
        "title: A price\npackages: {p: {shocks: [{parameter: carbon_price_economy, "
        "region: EU27, set: 50}]}}\n"
    )
    options = ["--aggregation", "16x24", "--structure", "energy", "--carbon-prices", "none"]
    said = CliRunner().invoke(app, ["leakage-channels", str(plan), *options])
    assert said.exit_code == 0, said.output
    assert "of this competitiveness" in said.output


def test_a_world_price_lowers_prices_of_coal_oil_and_gas():
    found = world_prices(leakage_page.world("energy").data, ["COA", "OAG"])
    assert (found < 0).all()
    assert (world_prices(leakage_page.world("gtap-e").data, ["COA", "OAG"]) > 0).all()


def test_resources_bring_the_channel_of_fuel_prices():
    without, with_them = (
        leakage_page.of_fifty(case) for case in ("`gtap-e`, no resources", "**`energy`**")
    )
    assert abs(float(without.fuel_price_percent)) < 1
    assert float(with_them.fuel_price_percent) > 10


def test_shapley_channels_sum_with_fuels_and_margins():
    """Activities abroad change their fuel, so CO2 per unit of output rises with cheaper fuel."""
    table = cge.solve(leakage_page.economy(), leakage_page.plan()).leakage("EU27")
    abroad = table.co2_change.where(table.region != "EU27", 0.0)
    parts = sum(table[name] for name in CHANNELS)
    np.testing.assert_allclose(parts, abroad, rtol=0, atol=1e-10 * float(table.co2_before.max()))
    assert (table.intensity.sum("region") > 10).all()


@pytest.mark.skipif(os.environ.get("CGE_PAGES") != "long", reason="a minute of solutions")
def test_the_page_is_current():
    """With ``CGE_PAGES=long``; ``python -m tests.results.leakage_page`` writes it anew."""
    assert leakage_page.page() == leakage_page.PAGE.read_text(encoding="utf-8")
