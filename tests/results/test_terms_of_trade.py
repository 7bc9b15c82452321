"""First-order effects of trade on welfare, and real incomes, against what they approximate."""

from __future__ import annotations

import math

import numpy as np
import pytest

import cge
from cge.analysis.accounts import Accounts
from cge.analysis.terms_of_trade import effects_by_flow, trade_effects
from tests.economy.conftest import scenario_of
from tests.economy.simple import armington_world

EFFECTS = ["terms_of_trade_effect_percent", "volume_of_trade_effect_percent"]


@pytest.fixture(scope="module")
def taxed():
    """Tariffs of 20 % in A are the only taxes."""
    tariff = {"parameter": "tariff_power", "destination": "A", "set": 20}
    result = cge.solve(cge.load(armington_world(4.0)), scenario_of(tariff))
    return cge.load(result.as_benchmark())


def solved(economy, *shocks):
    result = cge.solve(economy, scenario_of(*shocks))
    assert result.verified, result.verdict
    return result


def test_they_are_welfare_to_first_order(taxed):
    """The error falls with the square of the shock."""
    errors = []
    for points in (1.0, 0.5):
        tariff = {"parameter": "tariff_power", "destination": "A", "add_points": points}
        summary = solved(taxed, tariff).summary().isel(experiment=0)
        found = sum(summary[name] for name in EFFECTS)
        errors.append(abs(found - summary.equivalent_variation_percent).max().item())
        assert errors[-1] < 0.05 * abs(summary.equivalent_variation_percent).max().item()
        assert abs(summary[EFFECTS[1]].sel(region="A")).item() > 0.01
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.1)


def test_by_hand(taxed):
    data = solved(taxed, {"parameter": "productivity", "region": "B", "percent": 3}).data
    old, new = data.isel(experiment=0), data.isel(experiment=1)
    world = float(new.price_world.item()) / float(old.price_world.item())

    def dearer(region):
        at = {"activity": "good", "region": region}
        return math.log(float(new.price_basic.sel(at) / old.price_basic.sel(at)) / world)

    def value(origin, destination, when=old):
        at = {"sector": "good", "origin": origin, "destination": destination}
        return float(when.trade.sel(at))

    sold, bought = value("A", "B"), value("B", "A")
    more = math.log(value("B", "A", new) / bought)
    found = effects_by_flow(old, new).sel(region="A", partner="B", sector="good")
    assert float(found.terms_of_trade) == pytest.approx(sold * dearer("A") - bought * dearer("B"))
    assert float(found.volume_of_trade) == pytest.approx(0.2 * bought * more)
    assert float(effects_by_flow(old, new).sel(region="A", partner="A").to_array().max()) == 0
    total = effects_by_flow(old, new).sum(["partner", "sector"]).sel(region="A")
    percent = trade_effects(Accounts(old), Accounts(new))
    for name in ("terms_of_trade", "volume_of_trade"):
        expected = 100 * float(total[name]) / float(old.income.sel(region="A"))
        assert float(percent[name].sel(region="A")) == pytest.approx(expected)


def test_terms_of_trade_of_the_world_sum_to_zero(random_economy):
    """What one region gets more for, another pays."""
    data = solved(random_economy, {"parameter": "tariff_power", "add_points": 5}).data
    effects = effects_by_flow(data.isel(experiment=0), data.isel(experiment=1))
    size = float(abs(effects.terms_of_trade).sum())
    assert float(effects.terms_of_trade.sum()) == pytest.approx(0, abs=1e-9 * size)


def test_real_incomes_of_factors(random_economy):
    """With endowments fixed and no income tax a real income moves with price over prices."""
    result = solved(random_economy, {"parameter": "tariff_power", "add_points": 5})
    new, summary = result.data.isel(experiment=1), result.summary().isel(experiment=0)
    index = new.price_final.sel(agent="household")
    for factor in ("labour", "capital"):
        expected = 100 * (new.price_factor.sel(factor=factor) / index - 1)
        np.testing.assert_allclose(summary[f"real_income_{factor}_percent"], expected, atol=1e-8)
    np.testing.assert_allclose(
        summary.real_wage_percent, summary.real_income_labour_percent, atol=1e-8
    )


def test_more_labour_earns_more_at_a_lower_wage(random_economy):
    shock = {"parameter": "endowment", "factor": "labour", "region": "R1", "percent": 10}
    summary = solved(random_economy, shock).summary().isel(experiment=0).sel(region="R1")
    earned = (1.1 * (1 + float(summary.real_wage_percent) / 100) - 1) * 100
    assert float(summary.real_wage_percent) < 0
    assert float(summary.real_income_labour_percent) == pytest.approx(earned, rel=1e-8)
