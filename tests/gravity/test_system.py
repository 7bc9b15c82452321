"""The gravity system, against closed forms."""

import numpy as np
import pytest

from calibration.errors import InputError
from calibration.gravity import system


def some(count, seed=0):
    draw = np.random.default_rng(seed)
    output, spent = draw.uniform(1, 9, (2, count))
    return output, spent * output.sum() / spent.sum(), draw.uniform(0.01, 1, (count, count))


def test_without_trade_costs_trade_is_by_size():
    output, spent, _ = some(5)
    costs = np.ones((5, 5))
    outward, inward = system.resistances(output, spent, costs)
    np.testing.assert_allclose(outward, 1, rtol=1e-13)
    np.testing.assert_allclose(inward, 1, rtol=1e-13)
    found = system.flows(output, spent, costs)
    np.testing.assert_allclose(found, np.outer(output, spent) / output.sum(), rtol=1e-13)


def test_resistances_solve_their_equations():
    """Anderson and van Wincoop (2003), equations 9 to 11."""
    output, spent, costs = some(7)
    world = output.sum()
    outward, inward = system.resistances(output, spent, costs)
    np.testing.assert_allclose(outward, costs @ (spent / inward) / world, rtol=1e-11)
    np.testing.assert_allclose(inward, (output / outward) @ costs / world, rtol=1e-11)
    found = system.flows(output, spent, costs)
    np.testing.assert_allclose(found.sum(1), output, rtol=1e-11)
    np.testing.assert_allclose(found.sum(0), spent, rtol=1e-11)


def test_costs_of_an_economy_alone_change_no_flow():
    """Only relative resistance matters: a cost on all sales of an exporter is in its resistance."""
    output, spent, costs = some(6)
    more = costs * np.linspace(0.2, 1.7, 6)[:, None] * np.linspace(2, 0.3, 6)
    now, then = (system.flows(output, spent, each) for each in (costs, more))
    np.testing.assert_allclose(now, then, rtol=1e-11)


def test_flows_that_cannot_add_up_are_refused():
    with pytest.raises(InputError, match="add up"):
        system.resistances(np.array([1.0, 5.0]), np.array([3.0, 3.0]), np.eye(2))


@pytest.mark.parametrize("sigma", [0.5, 4.0, 9.0])
def test_alike_economies_by_hand(sigma):
    """Two mirror images: wages stay, and the price index follows from shares alone."""
    data = np.array([[8.0, 2.0], [2.0, 8.0]])
    cost = np.array([[1.0, 1.25], [1.25, 1.0]])
    one = np.ones_like(data)
    found = system.equilibrium(data, sigma, cost, one, one)
    index = (0.8 + 0.2 * 1.25 ** (1 - sigma)) ** (1 / (1 - sigma))
    np.testing.assert_allclose(found.price, 1, rtol=1e-12)
    np.testing.assert_allclose(found.price_index, index, rtol=1e-12)
    np.testing.assert_allclose(found.welfare, 1 / index, rtol=1e-12)
    share = 0.2 * 1.25 ** (1 - sigma) / index ** (1 - sigma)
    np.testing.assert_allclose(found.flows[0, 1], 10 * share, rtol=1e-12)


def test_gains_are_those_of_the_share_at_home():
    """Arkolakis, Costinot and Rodriguez-Clare (2012), with balanced trade and no tariffs."""
    rng = np.random.default_rng(4)
    half = rng.uniform(1, 5, (5, 5))
    data, sigma = half + half.T + 20 * np.eye(5), 6.0  # symmetric, so trade is balanced
    cost = np.where(np.eye(5, dtype=bool), 1.0, rng.uniform(0.8, 1.4, (5, 5)))
    found = system.equilibrium(data, sigma, cost, np.ones((5, 5)), np.ones((5, 5)))
    home = np.diag(found.flows) / found.flows.sum(0) / (np.diag(data) / data.sum(0))
    np.testing.assert_allclose(found.welfare, home ** (1 / (1 - sigma)), rtol=1e-10)


def test_an_economy_that_sells_nothing_is_the_limit_of_one_that_hardly_does():
    rng = np.random.default_rng(6)
    data, one = rng.uniform(1, 5, (4, 4)), np.ones((4, 4))
    cost = np.where(np.eye(4, dtype=bool), 1.0, 1.2)
    tariff = np.where(np.eye(4, dtype=bool), 1.0, 1.1)
    data[2] = 0
    found = system.equilibrium(data, 4.0, cost, tariff, one)
    data[2] = 1e-9
    limit = system.equilibrium(data, 4.0, cost, tariff, one)
    assert np.isnan(found.price[2])
    np.testing.assert_allclose(found.price[[0, 1, 3]], limit.price[[0, 1, 3]], rtol=1e-7)
    np.testing.assert_allclose(found.welfare, limit.welfare, rtol=1e-7)
    np.testing.assert_allclose(found.flows, limit.flows, rtol=1e-7, atol=1e-7)
    output = np.where(np.isnan(found.price), 1.0, found.price) * np.array(
        [*data[:2].sum(1), 0, data[3].sum()]
    )
    np.testing.assert_allclose(found.flows.sum(1), output, rtol=1e-9, atol=1e-9)
