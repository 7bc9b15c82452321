"""Welfare: exact where prices move, and where spending moves between agents."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from tests.economy.simple import closed_region

SHARES = np.array([0.6, 0.25, 0.15])


def one_good():
    """One good that all agents buy, so that nothing but the division of income can change."""
    dataset = closed_region(0.4)
    bought = dataset.final_use.sum("agent")
    dataset["final_use"] = dataset.final_use.copy(data=bought.to_numpy()[..., None] * SHARES)
    return cge.load(dataset)


def test_moving_spending_between_agents_costs_what_cobb_douglas_says(solved):
    """Utility is income times the product of new over old shares to the power of old ones."""
    after = solved(
        one_good(), {"parameter": "expenditure_share", "agent": "government", "percent": 40}
    )
    moved = SHARES * [1, 1.4, 1]
    new = moved / moved.sum()
    expected = 60.0 * np.prod((new / SHARES) ** SHARES)
    assert float(after.utility.squeeze()) == pytest.approx(expected, rel=1e-10)
    assert float(after.equivalent_variation.squeeze()) == pytest.approx(expected - 60.0, rel=1e-8)
    assert float(after.equivalent_variation.squeeze()) < 0
    np.testing.assert_allclose(after.real_spending.squeeze(), 60 * new, rtol=1e-9)


def test_with_fixed_shares_utility_is_income_over_a_price_index(teaching, solved):
    """The index is the mean of the agents' log prices at their benchmark shares."""
    after = solved(teaching, {"parameter": "tariff_power", "destination": "USA", "add_points": 20})
    share = teaching.parameters.expenditure_share
    index = np.exp((share * np.log(after.price_final)).sum("agent"))
    np.testing.assert_allclose(after.utility, after.income / index, rtol=1e-12)
    np.testing.assert_allclose(after.price_utility, index, rtol=1e-12)
