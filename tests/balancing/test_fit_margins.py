"""Proportional fitting meets its margins and keeps what it must."""

import numpy as np
import pytest

from calibration.balancing.ras import Margin, fit_margins


@pytest.fixture
def draw():
    return np.random.default_rng(0)


def test_two_dimensions(draw):
    seed = draw.uniform(0.1, 1.0, (5, 4))
    target = draw.uniform(0.1, 1.0, (5, 4))
    margins = [Margin((1,), target.sum(axis=1)), Margin((0,), target.sum(axis=0))]
    fitted, miss = fit_margins(seed, margins)
    assert miss < 1e-10
    # Scaling rows and columns keeps every cross-product ratio.
    ratio = fitted / seed
    assert np.allclose(ratio * ratio[0, 0], np.outer(ratio[:, 0], ratio[0]))


def test_three_dimensions_with_zeros_and_free_sums(draw):
    target = draw.uniform(0.1, 1.0, (3, 4, 5)) * (draw.random((3, 4, 5)) > 0.2)
    seed = np.where(target > 0, draw.uniform(0.1, 1.0, target.shape), 0.0)
    rows = target.sum(axis=2)
    rows[0, 0] = np.nan
    margins = [Margin((0,), target.sum(axis=0)), Margin((2,), rows)]
    fitted, miss = fit_margins(seed, margins)
    assert miss < 1e-9
    assert ((fitted == 0) == (target == 0)).all()
    assert np.allclose(fitted.sum(axis=0), target.sum(axis=0))
    assert np.allclose(fitted.sum(axis=2)[1:], rows[1:])


def test_a_fitted_seed_is_left_alone(draw):
    seed = draw.uniform(0.1, 1.0, (3, 4))
    fitted, _ = fit_margins(seed, [Margin((0,), seed.sum(axis=0)), Margin((1,), seed.sum(axis=1))])
    assert np.allclose(fitted, seed, rtol=1e-12)


def test_contradicting_margins_report_their_miss():
    seed = np.ones((2, 2))
    margins = [Margin((0,), np.array([1.0, 1.0])), Margin((1,), np.array([1.0, 1.1]))]
    _, miss = fit_margins(seed, margins, iterations=50)
    assert miss == pytest.approx(0.025, rel=0.2)


def test_impossible_totals_are_refused():
    seed = np.array([[0.0, 1.0], [0.0, 1.0]])
    with pytest.raises(ValueError, match="positive where the seed is zero"):
        fit_margins(seed, [Margin((0,), np.array([1.0, 1.0]))])
    with pytest.raises(ValueError, match="negative"):
        fit_margins(seed, [Margin((0,), np.array([0.0, -1.0]))])
