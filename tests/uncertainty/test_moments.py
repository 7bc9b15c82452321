"""Moments of outcomes: definitions, honest standard errors, and draws that failed."""

import numpy as np
import pytest

from cge.uncertainty import moments
from cge.uncertainty.chosen import SAMPLE, Points
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.points import points

NUMBERS = [
    Distribution("normal", (0.0, 1.0)),
    Distribution("uniform", (0.0, 2.0)),
    Distribution("triangular", (0.0, 1.0, 1.0)),
]
REPETITIONS = 200
DRAWS = {"monte_carlo": 100, "latin_hypercube": 200, "sobol": 128}


def known(x):
    """Curved, with an interaction (draws)."""
    return np.exp(0.5 * x[:, 0]) + x[:, 0] * x[:, 1] + x[:, 2] ** 2


# E exp(z/2) = exp(1/8); E z u = 0; E t² = 1/2 of a triangular number with its mode at the end.
KNOWN_MEAN = np.exp(0.125) + 0.5


def sample(outcomes, group=None):
    n = len(outcomes)
    return Points(np.zeros((n, 1)), np.full(n, 1 / n), "monte_carlo", SAMPLE, group=group)


@pytest.mark.parametrize("method", list(DRAWS))
def test_standard_errors_are_the_spread_of_means(method):
    means, errors = [], []
    for seed in range(REPETITIONS):
        drawn = points(method, NUMBERS, np.eye(3), DRAWS[method], seed)
        outcomes = known(drawn.values)
        means.append(float(moments.mean(drawn, outcomes)))
        errors.append(float(moments.standard_error(drawn, outcomes)))
    spread = np.std(means, ddof=1)
    assert np.mean(errors) == pytest.approx(spread, rel=0.15)
    assert np.mean(means) == pytest.approx(KNOWN_MEAN, abs=3.5 * spread / REPETITIONS**0.5)


def test_strata_and_sequences_need_fewer_draws_than_chance():
    """An outcome that is nearly a sum; from the errors that each method reports of 200 draws."""
    errors = {}
    for method in DRAWS:
        drawn = points(method, NUMBERS, np.eye(3), 200, 1)
        outcomes = drawn.values.sum(axis=1) + 0.1 * known(drawn.values)
        errors[method] = float(moments.standard_error(drawn, outcomes))
    assert errors["latin_hypercube"] < errors["monte_carlo"] / 3
    assert errors["sobol"] < errors["monte_carlo"] / 3


def test_all_moments_are_their_definitions():
    outcomes = np.random.default_rng(0).standard_normal((50, 2, 3))
    found = dict(zip(moments.NAMES, moments.all_of(sample(outcomes), outcomes), strict=True))
    np.testing.assert_allclose(found["mean"], outcomes.mean(axis=0))
    np.testing.assert_allclose(found["standard_deviation"], outcomes.std(axis=0, ddof=1))
    np.testing.assert_allclose(found["standard_error"], outcomes.std(axis=0, ddof=1) / 50**0.5)
    np.testing.assert_allclose(found["median"], np.median(outcomes, axis=0))
    np.testing.assert_allclose(found["q05"], np.quantile(outcomes, 0.05, axis=0))
    np.testing.assert_allclose(found["positive"], (outcomes > 0).mean(axis=0))


def test_the_error_of_groups_of_one_size_is_that_of_their_means():
    outcomes = np.random.default_rng(0).standard_normal((60, 2))
    group = np.repeat(np.arange(6), 10)
    found = moments.standard_error(sample(outcomes, group), outcomes)
    means = outcomes.reshape(6, 10, 2).mean(axis=1)
    np.testing.assert_allclose(found, means.std(axis=0, ddof=1) / 6**0.5)


# ------------------------------------------------------------------ draws that failed
def test_moments_of_a_sample_are_of_the_draws_with_a_result():
    full = np.random.default_rng(0).standard_normal((40, 3))
    holes = np.concatenate([full, np.full((10, 3), np.nan)])
    found = moments.all_of(sample(holes), holes)
    np.testing.assert_allclose(found, moments.all_of(sample(full), full), rtol=1e-13)


def test_failed_draws_count_for_the_outcomes_that_lack_them_alone():
    outcomes = np.random.default_rng(0).standard_normal((40, 2))
    holes = outcomes.copy()
    holes[3:9, 1] = np.nan
    found, full = (moments.all_of(sample(o), o) for o in (holes, outcomes))
    np.testing.assert_array_equal(found[:, 0], full[:, 0])
    assert found[0, 1] == pytest.approx(np.nanmean(holes[:, 1]))


def test_an_outcome_without_any_result_has_no_moments():
    outcomes = np.full((40, 1), np.nan)
    assert np.isnan(moments.all_of(sample(outcomes), outcomes)).all()
    group = np.repeat(np.arange(8), 5)
    assert np.isnan(moments.all_of(sample(outcomes, group), outcomes)).all()


def test_one_result_has_a_mean_but_no_spread():
    outcomes = np.full((40, 1), np.nan)
    outcomes[7] = 3.0
    found = dict(zip(moments.NAMES, moments.all_of(sample(outcomes), outcomes), strict=True))
    assert (found["mean"], found["median"]) == (3.0, 3.0)
    assert np.isnan([found["standard_deviation"], found["standard_error"]]).all()


def test_too_few_groups_with_results_say_nothing_of_the_error():
    outcomes = np.random.default_rng(0).standard_normal((40, 2))
    group = np.repeat(np.arange(8), 5)
    outcomes[group > 2, 1] = np.nan  # three groups are left
    found = moments.standard_error(sample(outcomes, group), outcomes)
    assert np.isfinite(found).tolist() == [True, False]


def test_a_group_that_failed_is_as_one_that_was_not_drawn():
    outcomes = np.random.default_rng(0).standard_normal((40, 2))
    group = np.repeat(np.arange(8), 5)
    expected = moments.standard_error(sample(outcomes[:30], group[:30]), outcomes[:30])
    outcomes[30:] = np.nan
    found = moments.standard_error(sample(outcomes, group), outcomes)
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_errors_with_failed_draws_are_honest():
    """Failures by chance leave groups of different size."""
    means, errors = [], []
    for seed in range(REPETITIONS):
        drawn = points("latin_hypercube", NUMBERS, np.eye(3), 200, seed)
        outcomes = known(drawn.values)
        outcomes[np.random.default_rng(seed).random(200) < 0.2] = np.nan
        means.append(float(moments.mean(drawn, outcomes)))
        errors.append(float(moments.standard_error(drawn, outcomes)))
    assert np.mean(errors) == pytest.approx(np.std(means, ddof=1), rel=0.15)


def test_what_differs_by_rounding_alone_does_not_vary():
    rows = np.array([[1.0, 1.0, 0.0, np.nan, 2.0], [1.0, 1 + 1e-14, 0.0, np.nan, np.nan]])
    rows = np.concatenate([rows, [[1 + 1e-9, 1.0, 0.0, np.nan, 2.0]]])
    assert moments.varies(rows).tolist() == [True, False, False, False, False]


# ------------------------------------------------------------------ quadratures
def test_a_quadrature_has_mean_and_deviation_alone():
    found = points("stroud3", NUMBERS[:2], np.eye(2), 0)
    outcomes = found.values[:, :1]
    rows = dict(zip(moments.NAMES, moments.all_of(found, outcomes), strict=True))
    known_ones = {name for name, row in rows.items() if np.isfinite(row).all()}
    assert known_ones == {"mean", "standard_deviation"}


def test_an_outcome_that_lacks_a_point_of_a_quadrature_has_no_moments():
    found = points("stroud3", NUMBERS[:2], np.eye(2), 0)
    outcomes = found.values.copy()
    outcomes[1, 1] = np.nan
    rows = np.stack([moments.mean(found, outcomes), moments.standard_deviation(found, outcomes)])
    np.testing.assert_allclose(rows[:, 0], [0.0, 1.0], atol=1e-12)
    assert np.isnan(rows[:, 1]).all()


@pytest.mark.parametrize("hole", [0, 4])
def test_nor_has_one_that_lacks_the_centre_or_a_point_of_single_numbers(hole):
    found = points("skewed3", NUMBERS, np.eye(3), 0)
    outcomes = found.values[:, :2].copy()
    outcomes[hole, 1] = np.nan
    spread = moments.standard_deviation(found, outcomes)
    assert np.isfinite(spread).tolist() == [True, False]
    assert np.isfinite(moments.mean(found, outcomes)).tolist() == [True, False]


def test_intervals_are_quantiles_of_a_sample_and_normal_of_a_quadrature():
    drawn = points("sobol", NUMBERS[:1], np.eye(1), 4096)
    low, high, rule = moments.interval(drawn, drawn.values, 0.9)
    assert rule == moments.SEEN
    np.testing.assert_allclose([low[0], high[0]], [-1.645, 1.645], atol=0.01)
    found = points("stroud3", NUMBERS[:1], np.eye(1), 0)
    low, high, rule = moments.interval(found, found.values, 0.9)
    assert rule == moments.NORMAL
    np.testing.assert_allclose([low[0], high[0]], [-1.644854, 1.644854], atol=1e-6)


def test_a_design_has_no_moments():
    found = points("one_at_a_time", NUMBERS, np.eye(3), 0)
    assert np.isnan(moments.all_of(found, found.values)).all()


def test_draws_that_are_alike_within_a_group_count_as_one():
    rng = np.random.default_rng(1)
    group = np.repeat(np.arange(50), 20)
    outcomes = (rng.normal(size=50)[group] + 0.01 * rng.normal(size=1000))[:, None]
    honest = moments.standard_error(sample(outcomes, group), outcomes)[0]
    assert honest == pytest.approx(1 / np.sqrt(50), rel=0.3)
    assert honest > 4 * moments.standard_error(sample(outcomes), outcomes)[0]
