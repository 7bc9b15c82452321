"""Shares of variance by regression: exact for linear functions, adjusted for noise."""

import numpy as np
import pytest

from calibration import InputError
from cge.uncertainty.correlation import covariance
from cge.uncertainty.deciders import deciders
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.points import SAMPLERS, points

NUMBERS = [
    Distribution("normal", (1.0, 0.5)),
    Distribution("lognormal", (2.0, 1.0)),
    Distribution("uniform", (0.0, np.sqrt(12))),
]
SLOPES = np.array([4.0, -1.0, 0.0])
INDEPENDENT = np.eye(3)


def drawn(count=60, correlation=INDEPENDENT, method="latin_hypercube"):
    return points(method, NUMBERS, correlation, count, seed=2), covariance(NUMBERS, correlation)


@pytest.mark.parametrize("method", list(SAMPLERS))
def test_a_linear_function_is_exact(method):
    sample, spread = drawn(method=method)
    found = deciders(sample, 3.0 + sample.values @ SLOPES, spread)
    np.testing.assert_allclose(found.share, [0.8, 0.2, 0.0], atol=1e-12)
    assert found.explained == pytest.approx(1.0, abs=1e-12)
    assert found.sign[:2].tolist() == [1, -1]


def test_two_correlated_numbers_share_as_the_formula_says():
    """Of the square root of [[1, r], [r, 1]], the diagonal is (p + q) / 2, off it (p - q) / 2."""
    r = 0.6
    scores = np.eye(3)
    scores[0, 1] = scores[1, 0] = r
    numbers = [NUMBERS[0], Distribution("normal", (2.0, 1.0)), NUMBERS[2]]
    sample = points("sobol", numbers, scores, 80)
    found = deciders(sample, sample.values @ [4.0, 0.0, 2.0], covariance(numbers, scores))
    p, q = np.sqrt(1 + r), np.sqrt(1 - r)
    on, off = (p + q) / 2, (p - q) / 2
    parts = np.array([on**4 + off**4, 2 * on**2 * off**2]) * 2.0**2
    np.testing.assert_allclose(found.share, np.array([*parts, 4.0]) / 8, atol=1e-12)
    assert found.explained == pytest.approx(1.0, abs=1e-12)


def test_shares_of_correlated_numbers_add_up_to_what_is_explained():
    scores = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    sample, spread = drawn(400, scores)
    outcomes = sample.values @ SLOPES + 0.3 * sample.values[:, 2] ** 2
    found = deciders(sample, outcomes, spread)
    assert found.share.sum() == pytest.approx(float(found.explained), rel=1e-12)
    assert (found.share > 0).all()
    assert 0.9 < found.explained < 1


def test_interactions_are_not_explained():
    """Of z1 z2 + z1, whose variance is 2, a linear function has the half."""
    numbers = [Distribution("normal", (0.0, 1.0))] * 2
    sample = points("sobol", numbers, np.eye(2), 4096, seed=1)
    z = sample.values
    found = deciders(sample, z[:, 0] * z[:, 1] + z[:, 0], covariance(numbers, np.eye(2)))
    assert found.explained == pytest.approx(0.5, abs=0.03)
    np.testing.assert_allclose(found.share, [0.5, 0.0], atol=0.03)


def test_chance_explains_as_much_as_there_are_numbers_for_each_draw():
    numbers = [Distribution("normal", (0.0, 1.0))] * 20
    rng = np.random.default_rng(0)
    sample = points("monte_carlo", numbers, np.eye(20), 100, seed=3)
    found = deciders(sample, rng.standard_normal((100, 200)), np.eye(20))
    assert found.explained.mean() == pytest.approx(20 / 100, abs=0.02)
    one = deciders(sample, sample.values[:, :1] + rng.standard_normal((100, 200)), np.eye(20))
    assert one.share[0].mean() == pytest.approx(0.45, abs=0.05)


def test_outcomes_have_the_dims_that_trail():
    sample, spread = drawn()
    y = sample.values @ SLOPES
    outcomes = np.stack([y, -y, np.full_like(y, 0.1), y * np.nan], axis=1).reshape(-1, 2, 2)
    found = deciders(sample, outcomes, spread)
    assert (found.share.shape, found.explained.shape) == ((3, 2, 2), (2, 2))
    np.testing.assert_allclose(found.sign[:2, 0, 1], [-1, 1])
    assert np.isnan(found.explained[1]).all()


def test_failed_draws_are_left_out_where_they_are():
    sample, spread = drawn()
    outcomes = np.stack([sample.values @ SLOPES, sample.values[:, 2]], axis=1)
    outcomes[[1, 5, 30], 0] = np.nan
    outcomes[[1, 5], 1] = np.nan
    found = deciders(sample, outcomes, spread)
    np.testing.assert_allclose(found.share, [[0.8, 0], [0.2, 0], [0, 1]], atol=1e-12)


def test_a_number_that_no_draw_moves_has_no_share():
    sample, spread = drawn()
    sample.values[:, 2] = 1.7
    found = deciders(sample, sample.values @ SLOPES, spread)
    np.testing.assert_allclose(found.share, [0.8, 0.2, 0.0], atol=1e-12)


def test_too_few_draws_are_refused():
    sample, spread = drawn(8)
    outcomes = sample.values @ SLOPES
    assert deciders(sample, outcomes, spread).explained == pytest.approx(1)
    outcomes[3] = np.nan
    with pytest.raises(InputError, match="7 draws with a result are too few for 3 numbers"):
        deciders(sample, outcomes, spread)


@pytest.mark.parametrize("method", ["skewed3", "one_at_a_time"])
def test_other_points_are_refused(method):
    found, spread = drawn(method=method)
    with pytest.raises(InputError, match=f"'{method}' is not a sample"):
        deciders(found, found.values @ SLOPES, spread)
