"""Normalisation and weights: worked by hand, computed another way, and left alone by units."""

import numpy as np
import pytest

from calibration.indicators.weighting import (
    entropy_weights,
    equal_weights,
    explained,
    normalised,
    pca_weights,
    principal_loadings,
)


def test_normalisation_by_hand():
    np.testing.assert_allclose(normalised(np.array([2.0, 6.0, 4.0]), 1), [0, 1, 0.5])
    np.testing.assert_allclose(normalised(np.array([2.0, 6.0, 4.0]), -1), [1, 0, 0.5])
    np.testing.assert_allclose(normalised(np.array([1.0, 100.0, 10.0]), 1, log=True), [0, 1, 0.5])


def test_a_zero_counts_as_the_smallest_positive_value_where_logs_are_taken():
    np.testing.assert_allclose(normalised(np.array([0.0, 1.0, 100.0]), 1, log=True), [0, 0, 1])
    assert (normalised(np.zeros(3), 1, log=True) == 0).all()


@pytest.mark.parametrize("log", [False, True])
def test_units_do_not_matter(draw, log):
    values = draw.lognormal(size=20)
    np.testing.assert_allclose(normalised(1e6 * values, 1, log), normalised(values, 1, log))
    mirrored = normalised(values, -1, log)
    np.testing.assert_allclose(mirrored, 1 - normalised(values, 1, log))


def test_a_shift_does_not_matter_without_logs(draw):
    values = draw.normal(size=20)
    np.testing.assert_allclose(normalised(values + 7, 1), normalised(values, 1))


def test_entropy_weights_by_hand():
    """Entropies 0 (all in one), ln 2 / ln 4 (two equal halves), 1 (the same everywhere)."""
    scores = np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    np.testing.assert_allclose(entropy_weights(scores), [2 / 3, 1 / 3, 0.0], atol=1e-15)


@pytest.mark.parametrize("weights", [entropy_weights, pca_weights])
def test_a_constant_indicator_has_no_weight(weights, draw):
    scores = np.column_stack([draw.random(9), np.zeros(9), draw.random(9)])
    found = weights(scores)
    assert found[1] == 0
    np.testing.assert_allclose(found[[0, 2]], weights(scores[:, [0, 2]]))
    assert found.sum() == pytest.approx(1)


@pytest.mark.parametrize("weights", [entropy_weights, pca_weights])
def test_the_order_of_economies_and_indicators_does_not_matter(weights, draw):
    scores = draw.random((12, 4))
    found = weights(scores)
    np.testing.assert_allclose(weights(scores[::-1]), found)
    np.testing.assert_allclose(weights(scores[:, ::-1]), found[::-1])


def test_equal_weights_are_shared_inside_a_dimension():
    scores = np.array([[0.0, 1.0, 0.2, 0.0], [1.0, 0.0, 0.7, 0.0]])
    dimensions = ["one", "one", "two", "two"]  # the fourth indicator is a constant
    np.testing.assert_allclose(equal_weights(scores, dimensions), [0.25, 0.25, 0.5, 0.0])


def test_first_component_of_two_indicators_in_closed_form(draw):
    """Loadings are equal, so weights are inverse to spreads; (1 + r) / 2 is explained."""
    first = draw.random(30)
    scores = np.column_stack([first, 0.3 * (first + draw.random(30))])
    inverse = 1 / scores.std(axis=0)
    np.testing.assert_allclose(pca_weights(scores), inverse / inverse.sum())
    r = np.corrcoef(scores.T)[0, 1]
    assert explained(scores) == pytest.approx((1 + r) / 2)


def test_the_index_ranks_as_the_first_singular_vector(draw):
    common = draw.random(40)
    scores = np.column_stack([common + 0.3 * draw.random(40) for _ in range(5)])
    standard = (scores - scores.mean(axis=0)) / scores.std(axis=0)
    left = np.linalg.svd(standard, full_matrices=False)[0][:, 0]
    index = scores @ pca_weights(scores)
    assert abs(np.corrcoef(index, left)[0, 1]) == pytest.approx(1.0)


def test_an_indicator_against_the_common_direction_has_no_weight(draw):
    common = draw.random(40)
    scores = np.column_stack([common, common + 0.1 * draw.random(40), 1 - common])
    assert principal_loadings(scores)[2] < 0
    assert pca_weights(scores)[2] == 0
