"""Tables of border charges: also of charges that are plain shocks, in every format."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.analysis.border_adjustment import by_sector
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


def test_tables_and_the_figure(plain):
    charges = plain.border_adjustment()
    rates = by_sector(charges)
    assert list(rates.data_vars) == ["ad_valorem_S1"]
    rows = list(csv.DictReader(io.StringIO(table(charges, "csv"))))
    assert float(rows[1]["charge_per_tonne [USD per t CO2]"]) == pytest.approx(50)
    for found in (charges, rates):
        latex = table(found, "latex")
        assert latex.count(r"\begin{longtable}") == 1
        assert "n/a" in latex
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
