"""Tables of border charges: also of charges that are plain shocks, in every format."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.analysis.border_adjustment import INCIDENCE, by_sector
from cge.report import figure, table
from cge.results.rebase import as_benchmark
from tests.economy.conftest import scenario_of

CHARGE = {"parameter": "border_carbon_price", "sector": "S1", "destination": "R1", "set": 50}


@pytest.fixture(scope="module")
def data():
    return random_benchmark(3, 4, seed=5, zeros=0.0)


@pytest.fixture(scope="module")
def plain(data):
    return cge.solve(cge.load(data), scenario_of(CHARGE))


def test_a_charge_set_by_a_shock_has_a_table_too(plain):
    found = plain.border_adjustment().isel(experiment=0)
    revenue = plain.data.revenue_border_charge.isel(experiment=1)
    assert float(found.received.sum()) == pytest.approx(float(revenue.sum()), rel=1e-12)
    np.testing.assert_allclose(found.charge_per_tonne.sel(region=["R2", "R3"]), 50, rtol=1e-12)
    assert np.isnan(found.ad_valorem_percent.sel(region="R1"))
    after = plain.data.isel(experiment=1)
    rate = 50 * after.border_carbon_intensity
    at = {"sector": "S1", "origin": "R2", "destination": "R1"}
    power = float(after.export_power.sel(at))
    price = float(after.price_basic.sel(activity="S1", region="R2")) * power
    by_hand = 100 * float(rate.sel(at)) * float(after.price_world.item()) / price
    assert float(found.ad_valorem_by_sector.sel(sector="S1", origin="R2")) == pytest.approx(by_hand)


def test_price_cut_is_that_of_what_is_still_sold(plain):
    found = plain.border_adjustment().isel(experiment=0)
    old, new = plain.data.isel(experiment=0), plain.data.isel(experiment=1)
    at = {"sector": "S1", "origin": "R2", "destination": "R1"}
    cut = price_of_seller(old, at) - price_of_seller(new, at)
    price = float(new.price_world.item())
    paid = 50 * float(new.border_carbon_intensity.sel(at) * new.trade.sel(at)) * price
    by_hand = 100 * cut * price * float(new.trade.sel(at)) / paid
    assert float(found.price_cut_percent.sel(region="R2")) == pytest.approx(by_hand, rel=1e-9)
    ev = float(new.equivalent_variation.sel(region="R2"))
    share = float(found.welfare_percent_of_charge.sel(region="R2"))
    assert share == pytest.approx(100 * ev / paid, rel=1e-9)
    assert np.isnan(found.welfare_percent_of_charge.sel(region="R1"))


def test_the_charge_is_not_credited_with_other_shocks(data, plain):
    """A gain from productivity is no incidence; what is paid, and on which tonnes, stays."""
    plan = {
        "title": "t",
        "packages": {
            "charge": {"shocks": [CHARGE]},
            "growth": {"shocks": [{"parameter": "productivity", "region": "R2", "percent": 2}]},
        },
        "experiments": {"alone": ["charge"], "with": ["charge", "growth"]},
    }
    result = cge.solve(cge.load(data), cge.Scenario.from_dict(plan))
    found = result.border_adjustment()
    assert found.other_shocks.to_series().to_dict() == {"alone": False, "with": True}
    for name in INCIDENCE:
        assert np.isnan(found[name].sel(experiment="with")).all()
        expected = plain.border_adjustment()[name].isel(experiment=0)
        np.testing.assert_allclose(found[name].sel(experiment="alone"), expected, rtol=1e-6)
    assert float(found.charge_paid.sel(experiment="with", region="R2")) > 0
    assert "left out of 'with'" in result.table("border_adjustment").note
    assert "left out" not in result.table("border_adjustment", experiment="alone").note
    panels = result.figure("border_adjustment").picture.panels
    assert len(panels[0]) == len(panels[1]) + 1


def test_capital_that_the_closure_adds_is_no_shock(data):
    economy = cge.load(data, closure="long_run")
    result = cge.solve(economy, scenario_of(CHARGE))
    found = result.border_adjustment().isel(experiment=0)
    assert not np.array_equal(*(result.data.endowment.isel(experiment=k) for k in (0, 1)))
    assert not bool(found.other_shocks)
    ev = result.data.equivalent_variation_net.isel(experiment=1).sel(region="R2")
    share = 100 * float(ev) / float(found.charge_paid.sel(region="R2"))
    assert float(found.welfare_percent_of_charge.sel(region="R2")) == pytest.approx(share)


def price_of_seller(solution, at):
    """Price of a unit on arrival, in world factor prices (these data have no trade costs)."""
    basic = solution.price_basic.sel(activity=at["sector"], region=at["origin"])
    cost = solution.export_power.sel(at) * solution.iceberg.sel(at)
    return float(basic * cost) / float(solution.price_world.item())


def test_burdens_add_up_to_the_excess_burden(plain):
    """Trapezoids flow by flow; their sum is the mean wedge times what is no longer sold."""
    found = plain.border_adjustment().isel(experiment=0)
    old, new = plain.data.isel(experiment=0), plain.data.isel(experiment=1)
    by_hand = dict.fromkeys(("exporter", "importer", "government", "excess"), 0.0)
    for origin in ("R2", "R3"):
        at = {"sector": "S1", "origin": origin, "destination": "R1"}
        p0, p1 = price_of_seller(old, at), price_of_seller(new, at)
        charge = 50 * float(new.border_carbon_intensity.sel(at))
        w0 = p0 * float(old.tariff_power.sel(at) - 1)
        w1 = p1 * float(new.tariff_power.sel(at) - 1) + charge
        q0, q1 = float(old.trade.sel(at)), float(new.trade.sel(at))
        by_hand["exporter"] += (p0 - p1) * (q0 + q1) / 2
        by_hand["importer"] += (p1 + w1 - p0 - w0) * (q0 + q1) / 2
        by_hand["government"] += w0 * q0 - w1 * q1
        by_hand["excess"] += (w0 + w1) / 2 * (q0 - q1)
    price = float(new.price_world.item())
    for name in ("exporter", "importer", "government"):
        total = float(found[f"burden_{name}"].sum())
        assert total == pytest.approx(by_hand[name] * price, rel=1e-8, abs=1e-9)
    excess = float(found.excess_burden.sel(region="R1"))
    assert excess == pytest.approx(by_hand["excess"] * price, rel=1e-8)
    parts = (found[f"burden_{name}"] for name in ("exporter", "importer", "government"))
    assert float(sum(parts).sum()) == pytest.approx(excess, rel=1e-8)
    assert excess > 0
    assert float(found.burden_government.sel(region="R1")) < 0


def test_tables_and_the_figure(plain):
    charges = plain.border_adjustment()
    rates = by_sector(charges)
    assert list(rates.data_vars) == ["ad_valorem_S1"]
    rows = list(csv.DictReader(io.StringIO(table(charges, "csv"))))
    assert float(rows[1]["charge_per_tonne [USD per t CO2]"]) == pytest.approx(50)
    for found in (charges, rates):
        latex = table(found, "latex")
        assert "n/a" in latex
    assert latex.count(r"\begin{longtable}") == 1
    drawing = figure(charges, "ad_valorem_percent")
    texts = [text.get_text() for axes in drawing.axes for text in axes.texts]
    assert "n/a" in texts  # and no bar of zero for who is not charged


def test_receipts_passed_on_are_foreign_saving_of_the_solution_as_data(data):
    """And calibrated again it is an economy whose accounts hold."""
    economy = cge.load(data)
    cbam = cge.Cbam(destination="R1", sectors="S1", price=50, revenue="origin")
    result = cge.solve(economy, cbam)
    after = result.data.isel(experiment=1)
    made = as_benchmark(after, data)
    moved = made.foreign_saving - after.foreign_saving * float(after.price_world.item())
    np.testing.assert_allclose(moved, after.border_transfer, atol=1e-9)
    assert cge.load(made).accounts.relative.max() < 1e-8
