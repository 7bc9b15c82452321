"""Distributions of one number: quantiles, moments, truncation, and what is refused."""

import numpy as np
import pytest
from scipy import stats

from calibration import InputError
from cge.uncertainty.distributions import Distribution
from tests.uncertainty.exact import SKEWED, SYMMETRIC, central_moments, density

TRUNCATED = (
    Distribution("normal", (0.0, 1.0), 4.0),  # far out in one tail
    Distribution("normal", (0.0, 1.0), -np.inf, -4.0),
    Distribution("lognormal", (1.0, 2.0), 0.1),
    Distribution("lognormal", (1.0, 0.25), 1.9),
    Distribution("uniform", (0.0, 2.0), 0.5, 5.0),
    Distribution("triangular", (0.0, 0.5, 2.0), 0.2, 1.0),
    Distribution("triangular", (0.0, 0.5, 2.0), 0.8),
    Distribution("empirical", (1.0, 2.0, 2.0, 7.0, 9.0), 1.5, 8.0),
)
ALL = (*SYMMETRIC, *SKEWED, *TRUNCATED)


@pytest.mark.parametrize("one", ALL, ids=str)
def test_moments_are_those_of_another_integration(one):
    mean, central = central_moments(one, 4)
    sd = central[2] ** 0.5
    assert one.mean == pytest.approx(mean, rel=1e-11)
    for n, found in zip((2, 3, 4), one.moments[1:], strict=True):
        assert found / sd**n == pytest.approx(central[n] / sd**n, rel=1e-10, abs=1e-11), n
    assert one.skewness == pytest.approx(central[3] / sd**3, rel=1e-10, abs=1e-11)
    assert one.kurtosis == pytest.approx(central[4] / sd**4, rel=1e-10)


def test_closed_forms():
    assert Distribution("normal", (2.0, 0.5)).moments == (2.0, 0.25, 0.0, 3 * 0.25**2)
    one = Distribution("uniform", (1.0, 4.0))
    assert one.moments == pytest.approx((2.5, 9 / 12, 0.0, 81 / 80))
    one = Distribution("triangular", (0.0, 0.0, 1.0))
    assert one.moments == pytest.approx((1 / 3, 1 / 18, 1 / 135, 1 / 135))
    # A lognormal keeps its own mean and standard deviation, however small.
    assert Distribution("lognormal", (3.0, 1e-6)).moments[:2] == (3.0, 1e-12)
    # Half of a normal distribution.
    half = Distribution("normal", (0.0, 1.0), 0.0)
    assert half.mean == pytest.approx(np.sqrt(2 / np.pi), rel=1e-13)
    assert half.variance == pytest.approx(1 - 2 / np.pi, rel=1e-13)


@pytest.mark.parametrize("one", [d for d in ALL if d.kind != "empirical"], ids=str)
def test_quantiles_invert_the_distribution_function(one):
    u = np.array([1e-12, 1e-3, 0.2, 0.5, 0.9, 1 - 1e-6])
    law, _ = density(one)
    x = one.quantile(u)
    below, within = law.cdf(one.low), law.cdf(one.high) - law.cdf(one.low)
    far = law.cdf(one.low) > 0.5
    if far:  # probabilities near 1 have few digits: look from above
        within = law.sf(one.low) - law.sf(one.high)
        found = (law.sf(one.low) - law.sf(x)) / within
    else:
        found = (law.cdf(x) - below) / within
    np.testing.assert_allclose(found, u, rtol=1e-9, atol=1e-13)
    assert one.probability(float(x[3])) == pytest.approx(0.5, rel=1e-8)


@pytest.mark.parametrize("one", ALL, ids=str)
def test_what_is_drawn_lies_within_the_bounds_and_is_finite(one):
    last = 2.0**-53
    x = one.quantile(np.array([last, 0.5, 1 - last]))
    assert np.isfinite(x).all()
    low, high = one.support
    assert ((low <= x) & (x <= high)).all()
    assert one.low <= low < high <= one.high
    # As far out as scores go.
    assert np.isfinite(one.at_scores(np.array([-8.2, 8.2]))).all()
    np.testing.assert_allclose(one.at_scores(stats.norm.ppf([0.2, 0.7])), one.quantile([0.2, 0.7]))


def test_values_seen_are_all_as_likely():
    one = Distribution("empirical", (3.0, 1.0, 2.0, 2.0))
    u = (np.arange(1000) + 0.5) / 1000
    values, counts = np.unique(one.quantile(u), return_counts=True)
    assert dict(zip(values, counts, strict=True)) == {1.0: 250, 2.0: 500, 3.0: 250}


@pytest.mark.parametrize(("them", "said"), [(SYMMETRIC, True), (SKEWED, False)])
def test_symmetry_is_seen(them, said):
    assert [one.is_symmetric for one in them] == [said] * len(them)


def test_no_skewness_is_not_yet_symmetry():
    # 1 + 5 + 5 = 2 + 3 + 6, and so do their cubes.
    one = Distribution("empirical", (1.0, 5.0, 5.0, -2.0, -3.0, -6.0))
    assert (one.mean, one.skewness) == pytest.approx((0.0, 0.0), abs=1e-15)
    assert not one.is_symmetric


@pytest.mark.parametrize(
    ("kind", "numbers", "bounds", "said"),
    [
        ("normal", (1.0, 0.0), (), "standard deviation 0 is not above 0"),
        ("normal", (1.0, -1.0), (), "standard deviation -1"),
        ("normal", (1.0, np.nan), (), "must be finite"),
        ("normal", (1.0,), (), "it has 2 numbers, not 1"),
        ("lognormal", (-1.0, 1.0), (), "the mean -1 is not above 0"),
        ("uniform", (2.0, 1.0), (), "low 2 is not below high 1"),
        ("triangular", (0.0, 3.0, 2.0), (), "the mode 3 is not between low and high"),
        ("empirical", (), (), "at least two values that differ"),
        ("empirical", (1.0, 1.0), (), "at least two values that differ"),
        ("empirical", (1.0, 2.0, 3.0), (1.5, 2.5), "hardly anything of it lies between"),
        ("normal", (0.0, 1.0), (7.0, 8.0), "hardly anything of it lies between 7 and 8"),
        ("normal", (0.0, 1.0), (1.0, 1.0), "low 1 is not below high 1"),
        ("normal", (0.0, 1.0), (np.nan, 1.0), "low nan is not below high 1"),
        ("lognornal", (1.0, 1.0), (), "did you mean 'lognormal'?"),
    ],
)
def test_the_impossible_is_refused(kind, numbers, bounds, said):
    with pytest.raises(InputError) as error:
        Distribution(kind, numbers, *bounds)
    assert said in str(error.value)


def test_all_problems_are_told_at_once():
    with pytest.raises(InputError) as error:
        Distribution("lognormal", (-1.0, 0.0), 3.0, 2.0)
    assert len(error.value.problems) == 3
