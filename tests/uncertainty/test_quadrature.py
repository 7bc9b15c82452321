"""Quadrature: moments of all numbers together are exact up to the degree."""

import itertools

import numpy as np
import pytest

from calibration import InputError
from cge.uncertainty import moments
from cge.uncertainty.chosen import QUADRATURE
from cge.uncertainty.correlation import covariance
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.quadrature import skewed3, stroud3, stroud5
from tests.uncertainty.exact import SKEWED, SYMMETRIC, central_moments

RULES = [(stroud3, SYMMETRIC, 3), (skewed3, SKEWED, 3), (skewed3, SYMMETRIC, 3)]
RULES += [(stroud5, SYMMETRIC, 5)]


def monomials(k, degree):
    """Exponents of every monomial up to a degree."""
    for n in range(degree + 1):
        for chosen in itertools.combinations_with_replacement(range(k), n):
            yield np.bincount(chosen, minlength=k) if n else np.zeros(k, dtype=int)


def standardised(points, them):
    mean = np.array([one.mean for one in them])
    return (points.values - mean) / np.sqrt([one.variance for one in them])


@pytest.mark.parametrize("k", range(1, 6))
@pytest.mark.parametrize(("rule", "them", "degree"), RULES)
def test_every_monomial_is_exact(rule, them, degree, k):
    them = them[:k]
    points = rule(them, np.eye(k))
    assert (points.kind, points.degree) == (QUADRATURE, degree)
    assert points.weights.sum() == pytest.approx(1, abs=1e-14)
    x = standardised(points, them)
    exact = [central_moments(one, degree)[1] for one in them]
    exact = [[m / one[2] ** (n / 2) for n, m in enumerate(one)] for one in exact]
    for power in monomials(k, degree):
        expected = np.prod([exact[i][n] for i, n in enumerate(power)])
        found = points.weights @ np.prod(x**power, axis=1)
        assert found == pytest.approx(expected, abs=1e-11), power


@pytest.mark.parametrize("k", [2, 3, 6, 7, 30])
def test_numbers_of_points(k):
    them = [SYMMETRIC[0]] * k
    assert len(stroud3(them, np.eye(k)).values) == 2 * k
    assert len(skewed3(them, np.eye(k)).values) == 2 * k + 1
    assert len(stroud5(them, np.eye(k)).values) == 2 * k**2 + 1


def test_a_linear_model_is_exact_with_correlations():
    rng = np.random.default_rng(0)
    slope = rng.normal(size=3)
    correlation = np.array([[1.0, 0.5, -0.2], [0.5, 1.0, 0.3], [-0.2, 0.3, 1.0]])
    for rule, them in (
        (stroud3, SYMMETRIC[:3]),
        (skewed3, SKEWED[:3]),
        (stroud5, SYMMETRIC[:1] * 3),
    ):
        points = rule(them, correlation)
        y = (points.values @ slope)[:, None]
        mean = np.array([one.mean for one in them])
        assert moments.mean(points, y)[0] == pytest.approx(mean @ slope, rel=1e-12)
        variance = slope @ covariance(them, correlation) @ slope
        assert moments.standard_deviation(points, y)[0] ** 2 == pytest.approx(variance, rel=1e-10)


@pytest.mark.parametrize(("rule", "them", "degree"), RULES)
def test_monomials_of_correlated_numbers_are_exact(rule, them, degree):
    """Up to degree 3 of symmetric numbers, whose third moments are 0; up to 2 of skewed ones."""
    them, k = them[:3], 3
    correlation = 0.2 ** np.abs(np.subtract.outer(np.arange(k), np.arange(k)))
    points = rule(them, correlation)
    degree = 2 if rule is skewed3 else 3
    assert points.degree == degree
    x = standardised(points, them)
    sd = np.sqrt([one.variance for one in them])
    second = covariance(them, correlation) / np.outer(sd, sd)
    for power in monomials(k, degree):
        at = np.repeat(np.arange(k), power)
        expected = {0: 1.0, 2: second[tuple(at)] if len(at) == 2 else 0.0}.get(len(at), 0.0)
        found = points.weights @ np.prod(x**power, axis=1)
        assert found == pytest.approx(expected, abs=1e-12), power


def test_a_quadratic_model_is_exact_by_degree_5():
    """Mean and variance of a form of four correlated normal numbers (Magnus 1978)."""
    rng = np.random.default_rng(1)
    k = 4
    a = rng.normal(size=(k, k))
    a = a + a.T
    slope = rng.normal(size=k)
    them = [Distribution("normal", (float(m), float(s))) for m, s in rng.uniform(1, 2, (k, 2))]
    correlation = np.corrcoef(rng.normal(size=(k, 12)))
    sigma = covariance(them, correlation)
    mean = np.array([one.mean for one in them])
    points = stroud5(them, correlation)
    assert points.degree == 5
    x = points.values
    y = (np.einsum("ni,ij,nj->n", x, a, x) + x @ slope)[:, None]
    expected = np.trace(a @ sigma) + mean @ a @ mean + slope @ mean
    assert moments.mean(points, y)[0] == pytest.approx(expected, rel=1e-12)
    g = 2 * a @ mean + slope
    variance = 2 * np.trace(a @ sigma @ a @ sigma) + g @ sigma @ g
    assert moments.standard_deviation(points, y)[0] ** 2 == pytest.approx(variance, rel=1e-11)


@pytest.mark.parametrize("k", [1, 2, 5, 40])
@pytest.mark.parametrize("one", [SKEWED[0], SKEWED[1], SYMMETRIC[0]], ids=str)
def test_curved_outcomes_of_many_skewed_numbers_are_exact(one, k):
    """A sum of parabolas has the sum of their variances, though the centre has a weight below 0."""
    rng = np.random.default_rng(k)
    slope, curve = rng.normal(size=(2, k))
    rule = skewed3([one] * k, np.eye(k))
    apart = rule.values - one.mean
    y = (apart @ slope + apart**2 @ curve)[:, None]
    _, variance, third, fourth = one.moments
    assert moments.mean(rule, y)[0] == pytest.approx(variance * curve.sum(), rel=1e-10, abs=1e-10)
    each = slope**2 * variance + 2 * slope * curve * third + curve**2 * (fourth - variance**2)
    assert moments.standard_deviation(rule, y)[0] ** 2 == pytest.approx(each.sum(), rel=1e-10)
    if k == 40:
        assert rule.weights[0] < -1


def test_points_stay_where_they_are_however_many_numbers_there_are():
    one, many = (skewed3([SKEWED[0]] * k, np.eye(k)).values for k in (1, 40))
    assert many.min() == pytest.approx(one.min(), rel=1e-12)
    assert many.max() == pytest.approx(one.max(), rel=1e-12)


def test_points_of_very_skewed_numbers_stay_in_the_support():
    for sd in (0.5, 1.0, 3.0):
        for k in (1, 3, 10):
            points = skewed3([Distribution("lognormal", (1.0, sd))] * k, np.eye(k))
            assert points.values.min() > 0


def test_a_point_that_cannot_occur_is_refused():
    # Of two numbers that correlate, the second is moved by the first as well as by itself.
    them = [Distribution("uniform", (0.0, 1.0))] * 2
    stroud5(them, np.eye(2))
    with pytest.raises(InputError, match=r"a point at -?\d.*which uniform\(0, 1\) does not reach"):
        stroud5(them, np.array([[1.0, 0.9], [0.9, 1.0]]))


def test_skewed_numbers_are_refused_where_the_rule_is_symmetric():
    with pytest.raises(InputError, match=r"lognormal\(1, 0.25\) is not; take 'skewed3'") as error:
        stroud3(SKEWED, np.eye(5))
    assert len(error.value.problems) == 5
    with pytest.raises(InputError, match="'skewed3' or 'latin_hypercube'"):
        stroud5(SKEWED[:1], np.eye(1))
