"""What stands for the CDE, beside the CDE itself: derivatives of both by finite differences."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.gtap.household import demand, income_elasticities

STEP = 1e-5


def bisected(function, low, high):
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if function(middle) * function(low) > 0 else (low, middle)
    return 0.5 * (low + high)


class CDE:
    """Sum over goods of B U^(e b) (p / E)^b is 1; at prices, spending and utility of 1."""

    def __init__(self, share, expansion, substitution):
        scale = share / substitution
        self.weight, self.e, self.b = scale / scale.sum(), expansion, substitution

    def terms(self, log_utility, price, spending):
        return self.weight * np.exp(log_utility * self.e * self.b) * (price / spending) ** self.b

    def purchases(self, price, spending):
        """Quantities, by Roy's identity."""
        log_utility = bisected(lambda u: self.terms(u, price, spending).sum() - 1, -5.0, 5.0)
        value = self.b * self.terms(log_utility, price, spending)
        return spending / price * value / value.sum()

    def spending(self, price):
        """What the utility of the benchmark costs."""
        return bisected(lambda m: self.terms(0.0, price, m).sum() - 1, 0.2, 5.0)


class Committed:
    """Committed purchases at any price, the rest with one elasticity of substitution."""

    def __init__(self, share, made):
        self.fixed = made.committed[:, 0] * share
        self.sigma = made.substitution[0]
        left = share - self.fixed
        self.left, self.share = left.sum(), left / left.sum()

    def level(self, price):
        if abs(self.sigma - 1) < 1e-12:
            return float(np.exp((self.share * np.log(price)).sum()))
        return float((self.share * price ** (1 - self.sigma)).sum() ** (1 / (1 - self.sigma)))

    def purchases(self, price, spending):
        free = spending - (price * self.fixed).sum()
        index = self.level(price)
        return self.fixed + free * self.share * price**-self.sigma * index ** (self.sigma - 1)

    def spending(self, price):
        return (price * self.fixed).sum() + self.left * self.level(price)


def slopes(system, goods):
    """Income elasticities, and Allen elasticities of substitution between goods."""
    one = np.ones(goods)
    at = system.purchases(one, 1.0)
    income = (system.purchases(one, 1 + STEP) - system.purchases(one, 1 - STEP)) / (2 * STEP) / at
    allen = np.zeros((goods, goods))
    for k in range(goods):
        moved = []
        for sign in (1, -1):
            price = one.copy()
            price[k] += sign * STEP
            moved.append(system.purchases(price, system.spending(price)))
        allen[:, k] = (moved[0] - moved[1]) / (2 * STEP) / at / at[k]
    return at, income, allen


def mean_of_pairs(share, allen):
    weight = np.outer(share, share) * (1 - np.eye(len(share)))
    return (weight * allen).sum() / weight.sum()


@pytest.fixture(params=range(4))
def drawn(request):
    draw = np.random.default_rng(request.param)
    share = draw.dirichlet(np.ones(5))
    return share, draw.uniform(0.3, 1.4, 5), draw.uniform(0.1, 0.9, 5)


def test_income_elasticities_are_those_of_the_cde(drawn):
    share, expansion, substitution = drawn
    at, income, _ = slopes(CDE(share, expansion, substitution), 5)
    np.testing.assert_allclose(at, share, rtol=1e-9)
    found = income_elasticities(share[:, None], expansion[:, None], substitution[:, None])
    np.testing.assert_allclose(found[:, 0], income, rtol=1e-6)
    assert (share * income).sum() == pytest.approx(1.0, abs=1e-6)


def test_what_stands_for_it_has_its_income_elasticities_and_mean_substitution(drawn):
    share, expansion, substitution = drawn
    made = demand(80.0 * share[:, None], expansion[:, None], substitution[:, None])
    assert made.committed.min() == 0.0
    assert made.committed.max() < 1.0
    _, of_cde, allen_of_cde = slopes(CDE(share, expansion, substitution), 5)
    at, income, allen = slopes(Committed(share, made), 5)
    np.testing.assert_allclose(at, share, rtol=1e-9)
    np.testing.assert_allclose(income, of_cde, rtol=1e-5)
    assert mean_of_pairs(share, allen) == pytest.approx(
        mean_of_pairs(share, allen_of_cde), rel=1e-5
    )


def test_one_substitution_parameter_and_no_income_effects_is_a_ces():
    share = np.array([[0.2], [0.3], [0.5]])
    made = demand(10 * share, np.ones((3, 1)), np.full((3, 1), 0.35))
    np.testing.assert_allclose(made.committed, 0.0, atol=1e-12)
    np.testing.assert_allclose(made.substitution, 0.65, rtol=1e-12)


def test_goods_that_nobody_buys_commit_nothing():
    share = np.array([[0.5, 0.0], [0.5, 1.0], [0.0, 0.0]])
    made = demand(share, np.array([[0.5, 1], [1.5, 1], [9, 9]]), np.full((3, 2), 0.5))
    np.testing.assert_allclose(made.committed[2], 0.0)
    assert np.isfinite(made.substitution).all()
    assert made.committed[0, 0] > 0 == made.committed[1, 0]
