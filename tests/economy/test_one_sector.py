"""The structure `one-sector`, against the formula of Arkolakis, Costinot and Rodriguez-Clare."""

from __future__ import annotations

import numpy as np
import pytest

import cge

THETA = 5.0


@pytest.fixture(scope="module")
def world():
    """34 economies of 2008 without taxes, and their solution with balanced trade."""
    economy = cge.load("wiod-2008-crc", structure="one-sector")
    nobody_saves = np.zeros_like(economy.parameter_arrays["foreign_saving"])
    return economy, nobody_saves, economy.model.solve({"foreign_saving": nobody_saves}).values


def own_share(values, regions):
    """Share of domestic sellers in purchases (region)."""
    value = (values["price_landed"] * values["trade"]).reshape(regions, regions)
    return np.diag(value) / value.sum(axis=0)


def exponent(economy):
    """Trade elasticity times the share of value added in cost."""
    data = economy.benchmark
    made = data.value_added.sum("factor") / data.sales.sum("destination").to_numpy()
    return THETA * made.squeeze("activity").to_numpy()


def test_all_sources_have_one_elasticity():
    economy = cge.load(aggregation="5x6", structure="one-sector")
    assert economy.benchmark.sizes["sector"] == 1
    for name in ("sigma_import_source", "sigma_domestic_import"):
        assert (economy.parameter_arrays[name] == 1 + THETA).all()
    whole = cge.load(aggregation="5x6").benchmark
    for name in ("sales", "value_added", "final_use", "tariff_revenue", "co2"):
        assert float(economy.benchmark[name].sum()) == pytest.approx(float(whole[name].sum()))
    assert economy.residuals().worst.max() < 1e-9


def test_welfare_follows_the_own_share(world):
    """ACR (2012) with intermediates: real income to the power minus one over theta times the share
    of value added, whatever happens to trade costs and technology abroad."""
    economy, balanced, start = world
    draw = np.random.default_rng(2012)
    count = len(balanced)
    iceberg = np.exp(draw.normal(0.0, 0.1, (1, count, count)))
    iceberg[:, np.eye(count, dtype=bool)] = 1.0
    after = economy.model.solve({"foreign_saving": balanced, "iceberg": iceberg}, start=start)
    change = after.values["utility"] / start["utility"]
    shares = own_share(after.values, count) / own_share(start, count)
    np.testing.assert_allclose(change, shares ** (-1 / exponent(economy)), rtol=1e-8)
    assert np.abs(change - 1).max() > 0.01


def test_gains_from_trade_are_those_of_the_formula(world):
    """Autarky: trade costs so high that a billionth of each flow is left."""
    economy, balanced, start = world
    count, values = len(balanced), start
    for digits in (1, 3, 6, 9):
        iceberg = np.full((1, count, count), 10 ** (digits / THETA))
        iceberg[:, np.eye(count, dtype=bool)] = 1.0
        changed = {"foreign_saving": balanced, "iceberg": iceberg}
        values = economy.model.solve(changed, start=values).values
    assert own_share(values, count).min() > 1 - 1e-6
    lost = values["utility"] / start["utility"]
    formula = (own_share(start, count) / own_share(values, count)) ** (1 / exponent(economy))
    np.testing.assert_allclose(lost, formula, rtol=1e-8)
    own = own_share(start, count) ** (1 / exponent(economy))
    np.testing.assert_allclose(lost, own, rtol=0, atol=1e-6)
    assert (lost < 0.99).any()


def test_with_taxes_it_holds_for_the_return_to_factors(solved):
    """Taxes in proportion to value, and no margins, leave the price of value added over that of the
    good; income has the receipts as well."""
    economy = cge.load("oecd-icio-2022-v1", aggregation="5x6", structure="one-sector")
    after = solved(
        economy,
        {"parameter": "iceberg", "origin": "CHN", "percent": 15},
        {"parameter": "tariff_power", "destination": "USA", "add_points": 20},
    )
    before = own_share(economy.model.system.initial, 5)
    values = {n: after[n].to_numpy() for n in ("price_landed", "trade")}
    real = (after.price_value_added / after.price_composite.to_numpy()).to_numpy().ravel()
    share = economy.parameter_arrays["value_added_share"].ravel()
    expected = (own_share(values, 5) / before) ** (-1 / (THETA * share))
    np.testing.assert_allclose(real, expected, rtol=1e-8)
    assert np.abs(real - 1).max() > 1e-3
