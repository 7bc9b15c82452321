"""Correlations: through normal scores, made possible, and the covariances that follow."""

import warnings

import numpy as np
import pytest
from scipy import stats

from calibration import InputError
from calibration.errors import InputWarning
from cge.uncertainty.correlation import (
    correlated,
    covariance,
    gaussian,
    numbers_at,
    possible,
)
from cge.uncertainty.distributions import Distribution
from tests.uncertainty.exact import SKEWED, SYMMETRIC

LABELS = ("A", "B", "C")


def pair(rho):
    return np.array([[1.0, rho], [rho, 1.0]])


@pytest.mark.parametrize("rank", [-0.9, -0.3, 0.5, 0.95])
def test_rank_correlation_is_recovered(rank):
    u = np.random.default_rng(1).random((40_000, 2))
    correlation = pair(float(gaussian(rank)))
    x = numbers_at(u, [Distribution("lognormal", (1.0, 1.0)), SKEWED[1]], correlation)
    assert stats.spearmanr(x).statistic == pytest.approx(rank, abs=0.015)
    # What each number is distributed by stays.
    assert stats.kstest(correlated(u, correlation)[:, 1], "uniform").pvalue > 1e-3


def test_independent_numbers_are_left_as_they_are():
    u = np.random.default_rng(2).random((50, 3))
    assert correlated(u, np.eye(3)) is u


def test_draws_do_not_depend_on_how_many_there_are():
    rng = np.random.default_rng(3)
    k = 23
    correlation = np.corrcoef(rng.normal(size=(k, 60)))
    u = rng.random((301, k))
    whole = correlated(u, correlation)
    for count in (1, 2, 3, 7, 64, 100, 255, 300):
        assert np.array_equal(correlated(u[:count], correlation), whole[:count])


def test_what_is_possible_stays():
    given = np.array([[1.0, 0.9, 0.7], [0.9, 1.0, 0.9], [0.7, 0.9, 1.0]])
    assert possible(given, LABELS) is given


def test_the_nearest_that_is_possible():
    """Higham (2002), section 4: the nearest correlation matrix to this one, to four digits."""
    given = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    with pytest.raises(InputError) as error:
        possible(given, LABELS)
    assert len(error.value.problems) == 3
    assert "that of A and B would have to be 0.76 instead of 1.00" in error.value.problems[0]
    assert "that of A and C would have to be 0.16 instead of 0.00" in error.value.problems[1]


def test_a_small_change_is_told():
    given = np.array([[1.0, 0.9, 0.57], [0.9, 1.0, 0.9], [0.57, 0.9, 1.0]])
    assert np.linalg.eigvalsh(given)[0] < 0
    with pytest.warns(InputWarning, match="(A and B|B and C) changes most, from 0.900 to 0.888"):
        found = possible(given, LABELS)
    np.linalg.cholesky(found)
    np.testing.assert_allclose(np.diag(found), 1.0, rtol=1e-15)
    # No other correlation matrix nearby is nearer.
    apart = np.linalg.norm(found - given)
    rng = np.random.default_rng(4)
    for _ in range(300):
        moved = found + np.triu(rng.normal(scale=0.01, size=(3, 3)), 1)
        moved = np.triu(moved, 1) + np.triu(moved, 1).T + np.eye(3)
        if np.linalg.eigvalsh(moved)[0] >= 0:
            assert np.linalg.norm(moved - given) > apart - 1e-6


@pytest.mark.parametrize("k", [3, 5, 8])
def test_equal_correlations_are_moved_to_what_is_possible(k):
    given = np.full((k, k), -1 / (k - 1) - 0.03) + (1 / (k - 1) + 1.03) * np.eye(k)
    with pytest.warns(InputWarning):
        found = possible(given, list(map(str, range(k))))
    np.testing.assert_allclose(found[np.triu_indices(k, 1)], -1 / (k - 1), atol=1e-8)


def test_many_correlations_are_made_possible():
    rng = np.random.default_rng(1)
    root, noise = rng.standard_normal((40, 20)), np.triu(rng.uniform(-0.03, 0.03, (40, 40)), 1)
    given = np.corrcoef(root) + noise + noise.T
    assert np.linalg.eigvalsh(given)[0] < -0.01
    with pytest.warns(InputWarning):
        found = possible(given, list(map(str, range(40))))
    np.linalg.cholesky(found)
    np.testing.assert_allclose(np.diag(found), 1.0, rtol=1e-14)


def test_one_common_factor_with_full_weight_is_possible():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = possible(np.ones((6, 6)), list("abcdef"))
    assert np.abs(found - 1).max() < 1e-8
    spread = covariance([*SKEWED, SKEWED[0]], found)
    assert np.linalg.eigvalsh(spread)[0] > -1e-12


@pytest.mark.parametrize("rho", [-0.8, 0.3, 0.95])
def test_covariances_in_closed_form(rho):
    two = [Distribution("normal", (1.0, 2.0)), Distribution("normal", (0.0, 0.5))]
    assert covariance(two, pair(rho))[0, 1] == pytest.approx(rho, rel=1e-12)
    for sd in (0.25, 1.0, 3.0):
        one = Distribution("lognormal", (2.0, 2 * sd))
        expected = 4 * np.expm1(rho * np.log1p(sd**2))
        assert covariance([one] * 2, pair(rho))[0, 1] == pytest.approx(expected, rel=1e-11)
    one = Distribution("uniform", (0.0, 1.0))
    expected = np.arcsin(rho / 2) / (2 * np.pi)
    assert covariance([one] * 2, pair(rho))[0, 1] == pytest.approx(expected, rel=1e-11)
    coin = Distribution("empirical", (0.0, 1.0))
    expected = np.arcsin(rho) / (2 * np.pi)
    assert covariance([coin] * 2, pair(rho))[0, 1] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("rho", [-0.8, 0.3, 0.95])
def test_covariance_of_values_and_a_normal_number(rho):
    """By Stein's lemma: rho times the mean slope, that is jumps times densities where they are."""
    values = Distribution("empirical", (5.0, 1.0, 2.0, 2.0))
    slope = np.array([1.0, 3.0]) @ stats.norm.pdf(stats.norm.ppf([0.25, 0.75]))
    found = covariance([values, Distribution("normal", (0.0, 2.0))], pair(rho))[0, 1]
    assert found == pytest.approx(2 * rho * slope, rel=1e-11)


def test_covariances_are_those_of_draws():
    them = [*SKEWED, *SYMMETRIC]
    rng = np.random.default_rng(5)
    correlation = np.corrcoef(rng.normal(size=(len(them), 20)))
    x = numbers_at(rng.random((200_000, len(them))), them, correlation)
    scale = np.sqrt([one.variance for one in them])
    apart = (np.cov(x.T) - covariance(them, correlation)) / np.outer(scale, scale)
    assert np.abs(apart).max() < 0.015
    assert np.abs(x.mean(axis=0) - [one.mean for one in them]).max() < 0.01


def test_the_kink_of_a_triangular_distribution():
    """By Hoeffding's formula: the integral of the joint less the product of the single ones."""
    one, rho = SKEWED[1], 0.6
    grid = np.linspace(*one.support, 101)
    z = stats.norm.ppf(np.clip(one.probability(grid), 1e-16, 1 - 1e-16))
    both = stats.multivariate_normal(cov=pair(rho)).cdf(np.stack(np.meshgrid(z, z), axis=-1))
    single = stats.norm.cdf(z)
    step = grid[1] - grid[0]
    expected = np.trapezoid(np.trapezoid(both - np.outer(single, single), dx=step), dx=step)
    assert covariance([one] * 2, pair(rho))[0, 1] == pytest.approx(expected, rel=1e-3)
