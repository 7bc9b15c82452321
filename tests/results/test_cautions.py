"""Cautions that a result carries: tariffs on services, indices that part, foreign saving."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import cge
from calibration import InputWarning, random_benchmark
from cge.analysis.accounts import Accounts
from cge.analysis.cautions import tariffs_on_new_sectors
from cge.analysis.indices import indices_apart
from tests.economy.conftest import scenario_of

TARIFF = {"parameter": "tariff_power", "destination": "USA", "add_points": 10}


def solved(economy, *shocks):
    result = cge.solve(economy, scenario_of(*shocks))
    assert result.verified, result.verdict
    return result.data, result.data.attrs["cautions"].splitlines()


@pytest.fixture(scope="module")
def universal(teaching):
    return solved(teaching, TARIFF)


def test_tariffs_on_sectors_without_tariffs(universal):
    """The share in what ten points bring, flow by flow."""
    data, cautions = universal
    new = data.isel(experiment=1).sel(destination="USA")
    brings = {"DIG": 0.0, "SRV": 0.0, "other": 0.0}
    for sector in map(str, data.sector.to_numpy()):
        for origin in ("CHN", "EU27", "OHI", "ROW"):
            at = {"sector": sector, "origin": origin}
            price = float(new.price_landed.sel(at) / new.tariff_power.sel(at))
            brings[sector if sector in brings else "other"] += price * float(new.trade.sel(at))
    total = sum(brings.values())
    share = tariffs_on_new_sectors(*(Accounts(data.isel(experiment=k)) for k in (0, 1)))
    assert list(share.sector.to_numpy()) == ["DIG", "SRV"]
    for sector in ("DIG", "SRV"):
        assert float(share.sel(sector=sector)) == pytest.approx(brings[sector] / total, rel=1e-9)
    percent = round(100 * (total - brings["other"]) / total)
    (caution,) = [line for line in cautions if "bear none" in line]
    assert f"reach DIG, SRV too, which bear none in the data and bring {percent} %" in caution
    assert caution.startswith("experiment 'shock': ")


def test_no_caution_where_sectors_are_named(teaching):
    _, cautions = solved(teaching, TARIFF | {"sector": ["PRI", "HIT"]})
    assert not any("bear none" in line for line in cautions)
    _, cautions = solved(teaching, TARIFF | {"sector": ["PRI", "SRV"]})
    assert not any("bear none" in line for line in cautions)


def test_tariffs_that_foreign_trade_does_not_pay_say_nothing(teaching):
    """Within an aggregate region they bring nothing from abroad: no share, and no division by 0."""
    within = {"origin": "EU27", "destination": "EU27", "add_points": 10, "domestic": True}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _, cautions = solved(teaching, {"parameter": "tariff_power", **within})
    assert cautions == []


def test_each_caution_is_a_warning_and_an_attribute(teaching):
    with pytest.warns(InputWarning) as warned:
        _, cautions = solved(teaching, TARIFF)
    assert [str(w.message) for w in warned if w.category is InputWarning] == cautions
    assert cautions


def total_spent(prices, quantities, at):
    """GDP of a region by expenditure, at prices of one solution and quantities of another."""
    s = quantities.s
    paid = prices.s.price_composite * prices.s.final_tax_power * s.final_demand
    trade = prices.export_price * quantities.exported
    final = float(paid.sel(destination=at).sum())
    return final + float(trade.sel(origin=at).sum()) - float(trade.sel(destination=at).sum())


def test_how_far_laspeyres_and_paasche_part():
    economy = cge.load(random_benchmark(3, 4, seed=5, zeros=0.0))
    data, cautions = solved(economy, {"parameter": "iceberg", "destination": "R1", "set": 4})
    old, new = (Accounts(data.isel(experiment=k)) for k in (0, 1))
    apart = indices_apart(old, new)
    p0, p1 = old.export_price, new.export_price
    q0, q1 = old.exported, new.exported
    for region in ("R1", "R2", "R3"):

        def total(p, q, at=region):
            return float((p * q).sel(origin=at).sum())

        laspeyres, paasche = total(p0, q1) / total(p0, q0), total(p1, q1) / total(p1, q0)
        by_hand = max(laspeyres / paasche, paasche / laspeyres) - 1
        assert float(apart["exports"].sel(region=region)) == pytest.approx(by_hand, rel=1e-9)
        bought = total_spent(old, old, at=region), total_spent(old, new, at=region)
        at_new = total_spent(new, old, at=region), total_spent(new, new, at=region)
        laspeyres, paasche = bought[1] / bought[0], at_new[1] / at_new[0]
        by_hand = max(laspeyres / paasche, paasche / laspeyres) - 1
        assert float(apart["GDP"].sel(region=region)) == pytest.approx(by_hand, rel=1e-8)
    largest = float(apart["imports"].max())
    assert largest > 0.05
    said = [line for line in cautions if "Laspeyres" in line]
    assert any(f"of imports part by {100 * largest:.0f} % (" in line for line in said)
    _, cautions = solved(economy, {"parameter": "iceberg", "destination": "R1", "set": 1.01})
    assert not any("Laspeyres" in line for line in cautions)


def test_what_becomes_of_a_foreign_saving(teaching):
    """Less its part, by income, of what the wishes of all leave over."""
    data, cautions = solved(teaching, {"parameter": "foreign_saving", "region": "CHN", "set": 0})
    new = data.isel(experiment=1)
    wished = new.foreign_saving * float(new.price_world.item())
    part = float(new.income.sel(region="CHN") / new.income.sum()) * float(wished.sum())
    assert float(new.capital_inflow.sel(region="CHN")) == pytest.approx(-part, rel=1e-8)
    (caution,) = [line for line in cautions if "capital_inflow" in line]
    old = float(data.isel(experiment=0).capital_inflow.sel(region="CHN"))
    assert f"CHN from {old:,.0f} to {-part:,.0f}" in caution
    assert "not what foreign_saving is set to" in caution


def test_a_foreign_saving_that_is_met_is_said_in_short(teaching):
    data, cautions = solved(teaching, {"parameter": "foreign_saving", "set": 0})
    assert np.allclose(data.isel(experiment=1).capital_inflow, 0, atol=1e-3)
    (said,) = [line for line in cautions if "capital_inflow" in line]
    assert all(f"{region} from " in said for region in data.region.to_numpy())
    assert said.endswith(" to 0")
