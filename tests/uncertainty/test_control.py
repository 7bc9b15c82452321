"""Control variates and the delta method."""

import numpy as np
import pytest

from cge.uncertainty import moments
from cge.uncertainty.control import controlled, delta_variance
from cge.uncertainty.correlation import covariance
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.points import SAMPLERS, points
from tests.uncertainty.exact import SKEWED

THEM = SKEWED[:3]
MEAN = np.array([one.mean for one in THEM])
TOGETHER = np.array([[1.0, 0.5, -0.2], [0.5, 1.0, 0.3], [-0.2, 0.3, 1.0]])
SLOPE = np.array([[2.0, -1.0, 0.5], [0.0, 1.0, 0.0]])


@pytest.mark.parametrize("correlation", [np.eye(3), TOGETHER], ids=["independent", "together"])
@pytest.mark.parametrize("method", SAMPLERS)
def test_the_mean_of_a_linear_model_is_exact(method, correlation):
    chosen = points(method, THEM, correlation, 200)
    found = controlled(chosen, chosen.values @ SLOPE.T, MEAN, SLOPE)
    np.testing.assert_allclose(found.mean, SLOPE @ MEAN, rtol=1e-12)
    np.testing.assert_allclose(found.standard_error, 0, atol=1e-14)
    np.testing.assert_allclose(found.variance_saved, 1, rtol=1e-12)


def test_what_is_saved_and_the_error_hold_over_many_samples():
    """A quadratic model of one normal number: 2 x + x^2, by its slope at the mean."""
    one = Distribution("normal", (1.0, 0.5))
    slope = np.array([[4.0]])
    means, plain, saved = [], [], []
    for seed in range(300):
        chosen = points("monte_carlo", [one], np.eye(1), 100, seed)
        y = 2 * chosen.values + chosen.values**2
        found = controlled(chosen, y, np.array([1.0]), slope)
        means.append(found.mean[0])
        plain.append(moments.mean(chosen, y)[0])
        saved.append(found.variance_saved[0])
    exact = 2 + 1 + 0.25
    # y - 4 (x - 1) = 3 + (x - 1)^2, of variance 2 * 0.5^4; the linear part has 4^2 * 0.5^2.
    left, linear = 2 * 0.5**4, 16 * 0.25
    assert np.mean(means) == pytest.approx(exact, abs=4 * np.sqrt(left / 100 / 300))
    assert np.std(means) == pytest.approx(np.sqrt(left / 100), rel=0.15)
    assert np.std(plain) == pytest.approx(np.sqrt((left + linear) / 100), rel=0.15)
    assert np.mean(saved) == pytest.approx(linear / (left + linear), abs=0.01)


@pytest.mark.parametrize("method", SAMPLERS)
def test_errors_hold_with_groups_of_draws(method):
    """A product of two independent numbers, whose mean is the product of theirs."""
    slope = np.array([[MEAN[1], MEAN[0], 0.0]])
    means, errors = [], []
    for seed in range(200):
        chosen = points(method, THEM, np.eye(3), 160, seed)
        y = chosen.values[:, :1] * chosen.values[:, 1:2]
        found = controlled(chosen, y, MEAN, slope)
        means.append(found.mean[0])
        errors.append(found.standard_error[0])
    spread = np.std(means, ddof=1)
    assert np.mean(errors) == pytest.approx(spread, rel=0.15)
    assert np.mean(means) == pytest.approx(MEAN[0] * MEAN[1], abs=3.5 * spread / np.sqrt(200))


def test_derivatives_that_mislead_save_less_than_nothing():
    chosen = points("monte_carlo", THEM, np.eye(3), 400)
    y = chosen.values @ SLOPE.T
    found = controlled(chosen, y, MEAN, -SLOPE)
    np.testing.assert_allclose(found.variance_saved, 1 - 2.0**2, rtol=1e-9)
    np.testing.assert_allclose(found.plain_standard_error, moments.standard_error(chosen, y))


def test_holes_constants_and_quadratures():
    chosen = points("monte_carlo", THEM, np.eye(3), 50)
    y = chosen.values @ SLOPE.T
    y[3, 0] = np.nan
    y[:, 1] = 5.0
    found = controlled(chosen, y, MEAN, np.array([SLOPE[0], [0.0, 0.0, 0.0]]))
    assert found.mean[0] == pytest.approx(SLOPE[0] @ MEAN, rel=1e-12)
    assert (found.mean[1], found.standard_error[1]) == pytest.approx((5.0, 0.0), abs=1e-13)
    assert np.isnan(found.variance_saved[1])
    rule = points("skewed3", THEM, np.eye(3), 0)
    found = controlled(rule, rule.values @ SLOPE.T, MEAN, SLOPE)
    np.testing.assert_allclose(found.mean, SLOPE @ MEAN, rtol=1e-12)
    assert np.isnan(found.standard_error).all()
    assert np.isnan(found.variance_saved).all()


def test_outcomes_keep_their_dimensions():
    chosen = points("sobol", THEM, TOGETHER, 100)
    wide = np.stack([SLOPE, 2 * SLOPE, -SLOPE])  # (3, 2, numbers)
    y = np.einsum("nk,abk->nab", chosen.values, wide)
    found = controlled(chosen, y, MEAN, wide)
    assert found.mean.shape == found.variance_saved.shape == (3, 2)
    np.testing.assert_allclose(found.mean, wide @ MEAN, rtol=1e-12)
    assert delta_variance(wide, np.eye(3)).shape == (3, 2)


def test_the_delta_method_is_exact_where_the_model_is_linear():
    for correlation in (np.eye(3), TOGETHER):
        variance = delta_variance(SLOPE, covariance(THEM, correlation))
        rule = points("skewed3", THEM, correlation, 0)
        spread = moments.standard_deviation(rule, rule.values @ SLOPE.T)
        np.testing.assert_allclose(variance, spread**2, rtol=1e-10)
        chosen = points("monte_carlo", THEM, correlation, 40_000)
        spread = moments.standard_deviation(chosen, chosen.values @ SLOPE.T)
        np.testing.assert_allclose(variance, spread**2, rtol=0.05)


def test_what_the_delta_method_misses():
    """The variance of a product of independent numbers is a² v + b² u + u v; the last is missed."""
    (a, u), (b, v) = ((one.mean, one.variance) for one in THEM[:2])
    found = delta_variance(np.array([b, a, 0.0]), covariance(THEM, np.eye(3)))
    assert found == pytest.approx(a**2 * v + b**2 * u, rel=1e-12)
    chosen = points("sobol", THEM, np.eye(3), 2**15)
    seen = (chosen.values[:, 0] * chosen.values[:, 1]).var()
    assert seen - found == pytest.approx(u * v, rel=0.1)
