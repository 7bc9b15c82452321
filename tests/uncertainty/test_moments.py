"""Moments of outcomes over draws."""

import numpy as np
import pytest
from scipy import stats

from cge.uncertainty import moments
from cge.uncertainty.chosen import DESIGN, QUADRATURE, SAMPLE, Points
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.points import points


def sample(count, group=None):
    weights = np.full(count, 1 / count)
    return Points(np.zeros((count, 1)), weights, "test", SAMPLE, group=group)


@pytest.fixture(scope="module")
def drawn():
    """A known distribution, with a column that has holes and one that has nothing."""
    y = np.random.default_rng(0).normal(3.0, 2.0, size=(5000, 3))
    y[::7, 1] = np.nan
    y[:, 2] = np.nan
    return sample(len(y)), y


def test_a_known_variance_is_recovered(drawn):
    points_, y = drawn
    found = moments.standard_deviation(points_, y)
    assert found[0] == pytest.approx(2.0, rel=0.04)
    assert found[0] == pytest.approx(y[:, 0].std(ddof=1), rel=1e-12)
    assert found[1] == pytest.approx(np.nanstd(y[:, 1], ddof=1), rel=1e-12)
    error = moments.standard_error(points_, y)
    assert error[0] == pytest.approx(y[:, 0].std(ddof=1) / np.sqrt(5000), rel=1e-12)
    there = (~np.isnan(y[:, 1])).sum()
    assert error[1] == pytest.approx(np.nanstd(y[:, 1], ddof=1) / np.sqrt(there), rel=1e-12)


def test_moments_are_of_the_draws_that_there_are(drawn):
    points_, y = drawn
    found = moments.all_of(points_, y)
    assert found.shape == (len(moments.NAMES), 3)
    assert np.isnan(found[:, 2]).all()
    by_name = dict(zip(moments.NAMES, found[:, 1], strict=True))
    some = y[~np.isnan(y[:, 1]), 1]
    assert by_name["mean"] == pytest.approx(some.mean(), rel=1e-12)
    assert by_name["positive"] == pytest.approx((some > 0).mean(), rel=1e-12)
    for name, p in moments.QUANTILES.items():
        assert by_name[name] == pytest.approx(np.quantile(some, p), rel=1e-12)
    assert by_name["positive"] == pytest.approx(stats.norm.sf(0, 3, 2), abs=0.02)


def test_dimensions_are_kept(drawn):
    points_, y = drawn
    wide = np.stack([y, y + 1], axis=2)
    found = moments.all_of(points_, wide)
    assert found.shape == (len(moments.NAMES), 3, 2)
    np.testing.assert_array_equal(found[..., 0], moments.all_of(points_, y))


def test_errors_of_several_independent_samples():
    """Draws that are alike within a sample: the number of samples counts, not that of draws."""
    rng = np.random.default_rng(1)
    group = np.repeat(np.arange(50), 20)
    level = rng.normal(size=50)
    y = (level[group] + 0.01 * rng.normal(size=1000))[:, None]
    error = moments.standard_error(sample(1000, group), y)[0]
    means = y[:, 0].reshape(50, 20).mean(axis=1)
    assert error == pytest.approx(means.std(ddof=1) / np.sqrt(50), rel=1e-12)
    assert error > 4 * moments.standard_error(sample(1000), y)[0]
    # With draws that have no result, samples count by what is left of them.
    y[::3] = np.nan
    assert moments.standard_error(sample(1000, group), y)[0] == pytest.approx(error, rel=0.05)
    few = np.repeat(np.arange(3), 20)
    assert np.isnan(moments.standard_error(sample(60, few), y[:60]))


def test_a_quadrature_has_neither_error_nor_quantiles():
    them = [Distribution("normal", (1.0, 0.5))] * 2
    rule = points("stroud3", them, np.eye(2), 0)
    y = rule.values.sum(axis=1)[:, None]
    by_name = dict(zip(moments.NAMES, moments.all_of(rule, y)[:, 0], strict=True))
    assert by_name.pop("mean") == pytest.approx(2.0, rel=1e-12)
    assert by_name.pop("standard_deviation") == pytest.approx(np.sqrt(0.5), rel=1e-12)
    assert np.isnan(list(by_name.values())).all()
    low, high, how = moments.interval(rule, y, 0.9)
    assert how == moments.NORMAL
    expected = stats.norm.interval(0.9, 2.0, np.sqrt(0.5))
    assert (low[0], high[0]) == pytest.approx(expected, rel=1e-12)


def test_a_quadrature_with_a_hole_has_no_moments():
    rule = points("stroud3", [Distribution("normal", (1.0, 0.5))] * 2, np.eye(2), 0)
    assert rule.kind == QUADRATURE
    y = np.stack([rule.values[:, 0], rule.values[:, 1]], axis=1)
    y[0, 0] = np.nan
    found = moments.all_of(rule, y)
    assert np.isnan(found[:, 0]).all()
    assert found[0, 1] == pytest.approx(1.0, rel=1e-12)


def test_a_design_has_no_moments():
    chosen = points("one_at_a_time", [Distribution("normal", (1.0, 0.5))] * 2, np.eye(2), 0)
    assert chosen.kind == DESIGN
    assert np.isnan(moments.all_of(chosen, chosen.values)).all()


def test_intervals_of_a_sample_are_quantiles(drawn):
    points_, y = drawn
    low, high, how = moments.interval(points_, y, 0.8)
    assert how == moments.SEEN
    np.testing.assert_allclose([low[0], high[0]], np.quantile(y[:, 0], [0.1, 0.9]))
