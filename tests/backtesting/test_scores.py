"""Scores beside closed forms, and weights beside repetition."""

import numpy as np
import pytest

from cge.backtesting.scores import SCORES, scores

WEIGHTS = np.array([1, 4, 2, 3, 5])
OBSERVED = np.array([10.0, -4.0, 30.0, 2.0, 7.0])
PREDICTED = np.array([3.0, -1.0, 5.0, 4.0, -2.0])


def test_a_perfect_prediction():
    said = scores(OBSERVED, OBSERVED, WEIGHTS)
    expected = {"correlation": 1, "slope": 1, "intercept": 0, "explained": 1, "decomposition": 1,
                "right_sign": 1, "error": 0}  # fmt: skip
    assert said == pytest.approx(expected, abs=1e-12)
    assert list(said) == list(SCORES)


def test_a_prediction_that_is_too_small_has_the_right_pattern_and_a_steep_slope():
    said = scores(OBSERVED / 3, OBSERVED, WEIGHTS)
    assert said["correlation"] == pytest.approx(1)
    assert said["slope"] == pytest.approx(3)
    # A third of the change is foreseen and two thirds are error: 1/9 over 1/9 + 4/9.
    assert said["decomposition"] == pytest.approx(1 / 5)
    assert said["error"] == pytest.approx(2 / 3 * WEIGHTS @ abs(OBSERVED) / WEIGHTS.sum())


def test_weights_count_as_repetitions_do():
    m, d = np.repeat(PREDICTED, WEIGHTS), np.repeat(OBSERVED, WEIGHTS)
    slope, intercept = np.polyfit(m, d, 1)
    correlation = np.corrcoef(m, d)[0, 1]
    said = scores(PREDICTED, OBSERVED, WEIGHTS)
    assert said == pytest.approx(
        {
            "correlation": correlation,
            "slope": slope,
            "intercept": intercept,
            "explained": np.var(intercept + slope * m) / np.var(d),
            "decomposition": np.var(m) / (np.var(m) + np.var(d - m)),
            "right_sign": np.mean(np.sign(m) == np.sign(d)),
            "error": np.abs(m - d).mean(),
        }
    )
    assert said["explained"] == pytest.approx(correlation**2)


def test_a_rule_that_says_the_same_of_all_has_no_correlation_but_an_error():
    said = scores(np.zeros(5), OBSERVED, WEIGHTS)
    assert np.isnan([said[k] for k in ("correlation", "slope", "explained", "right_sign")]).all()
    assert said["decomposition"] == 0
    assert said["error"] == pytest.approx(WEIGHTS @ abs(OBSERVED) / WEIGHTS.sum())


def test_cells_without_trade_or_number_are_left_out():
    there = scores(PREDICTED, OBSERVED, WEIGHTS)
    again = scores(
        np.append(PREDICTED, [np.nan, 9e9]), np.append(OBSERVED, [1.0, 5.0]), [*WEIGHTS, 1, 0]
    )
    assert again == pytest.approx(there)
