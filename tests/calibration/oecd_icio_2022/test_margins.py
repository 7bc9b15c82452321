"""Margins of the shipped world data: totals, and a duty of the United States on Chinese goods."""

from __future__ import annotations

import pytest

import cge
from cge.analysis.accounts import Accounts
from tests.economy.conftest import scenario_of

GOODS = "goods"
CHINA_TO_USA = {"origin": "CHN", "destination": "USA"}


@pytest.fixture(scope="module")
def economy():
    return cge.load("oecd-icio-2022", aggregation="16x22")


def test_margins_are_most_of_the_trade_in_trade_services(economy):
    data = economy.benchmark
    sold = data.sales.where(data.origin != data.destination, 0.0)
    carried = float(data.margin.sel(margin_sector="TRD").sum())
    assert float(sold.sel(sector="TRD").sum()) < 0.25 * carried  # with what travellers buy (I)
    transport = float(data.transport_margin.sum())
    assert 6e5 < transport < 9e5  # WIOD 2014: 653 billion USD on imported intermediates alone
    assert transport == pytest.approx(float(data.transport_supply.sum()), rel=1e-9)


def test_a_duty_on_chinese_goods_lowers_the_margins_that_china_sells(economy):
    """It raised them where they were services of their own."""
    shock = {
        "parameter": "tariff_power",
        "sector": GOODS,
        "origin": "CHN",
        "destination": "USA",
        "add_points": 20,
    }
    result = cge.solve(economy, scenario_of(shock))
    assert result.verified, result.verdict
    before, after = (
        Accounts(result.data.sel(experiment=label)).margin_services.sel(sector="TRD")
        for label in ("benchmark", "shock")
    )
    assert float(after.sel(CHINA_TO_USA)) < 0.6 * float(before.sel(CHINA_TO_USA))
    everywhere = (a.sel(origin="CHN").sum("destination") for a in (after, before))
    found, was = map(float, everywhere)
    assert found < was
