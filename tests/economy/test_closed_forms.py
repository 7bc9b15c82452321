"""Against closed forms: one closed region, and the gains-from-trade formula."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from tests.economy.simple import armington_world, closed_region


def test_closed_region_with_cobb_douglas_matches_its_closed_form(solved):
    """Real income rises by the factor 1/(1 - g) of productivity, with g intermediates in cost.

    One good made of one factor and itself with Cobb-Douglas shares: p = (w^(1-g) p^g)/A, so
    w/p = A^(1/(1-g)).
    """
    intermediates = 0.4
    economy = cge.load(closed_region(intermediates))
    after = solved(economy, {"parameter": "productivity", "set": 1.25})
    expected = 1.25 ** (1 / (1 - intermediates))
    assert float(after.utility.sum()) == pytest.approx(
        float(economy.parameter_arrays["income_benchmark"].sum()) * expected, rel=1e-9
    )


def test_closed_region_with_leontief_matches_its_closed_form(solved):
    """With fixed coefficients: p = ((1-g) w + g p)/A, so w/p = (A - g)/(1 - g)."""
    intermediates = 0.4
    economy = cge.load(closed_region(intermediates, sigma=0.0))
    after = solved(economy, {"parameter": "productivity", "set": 1.25})
    expected = (1.25 - intermediates) / (1 - intermediates)
    assert float(after.utility.sum()) == pytest.approx(
        float(economy.parameter_arrays["income_benchmark"].sum()) * expected, rel=1e-9
    )


@pytest.mark.parametrize("sigma", [2.0, 5.0, 9.28])
def test_gains_from_trade_formula(sigma, solved):
    """Arkolakis, Costinot and Rodriguez-Clare (2012): with one sector, one factor and balanced
    trade, real income changes by (own trade share)^(1/(1 - sigma)), whatever the shock abroad."""
    economy = cge.load(armington_world(sigma))
    before = economy.model.system.initial
    after = solved(
        economy,
        {"parameter": "iceberg", "origin": "A", "destination": ["B", "C"], "set": 1.3},
        {"parameter": "iceberg", "origin": "C", "destination": "*", "set": 0.8},
        {"parameter": "productivity", "region": "B", "set": 1.4},
    )
    value = (after.price_landed * after.trade).to_numpy()[0]
    own_after = np.diag(value) / value.sum(axis=0)
    sales = before["trade"].reshape(value.shape)
    own_before = np.diag(sales) / sales.sum(axis=0)
    change = after.utility.to_numpy() / before["income"]
    productivity = np.array([1.0, 1.4, 1.0])
    expected = productivity * (own_after / own_before) ** (1 / (1 - sigma))
    np.testing.assert_allclose(change, expected, rtol=1e-8)
    assert np.abs(change - 1).max() > 1e-3  # the shock does something


def test_prohibitive_trade_costs_lead_to_autarky(solved):
    """The same formula with an own share of one."""
    sigma = 5.0
    economy = cge.load(armington_world(sigma))
    after = solved(economy, {"parameter": "iceberg", "set": 60.0})
    sales = economy.model.system.initial["trade"].reshape(3, 3)
    own = np.diag(sales) / sales.sum(axis=0)
    change = after.utility.to_numpy() / economy.model.system.initial["income"]
    np.testing.assert_allclose(change, own ** (1 / (sigma - 1)), rtol=1e-5)
