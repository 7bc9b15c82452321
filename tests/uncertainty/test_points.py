"""Methods by name: samples that can be extended, and designs."""

import numpy as np
import pytest
from scipy import stats

from calibration import InputError
from cge.uncertainty import moments
from cge.uncertainty.blocks import MORRIS, SOBOL_INDICES
from cge.uncertainty.chosen import DESIGN, QUADRATURE, SAMPLE
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.points import BATCH, METHODS, REPLICATES, SAMPLERS, points
from tests.uncertainty.exact import SKEWED, SYMMETRIC

THEM = [*SKEWED, *SYMMETRIC]
K = len(THEM)
TOGETHER = np.full((K, K), 0.3) + 0.7 * np.eye(K)


@pytest.mark.parametrize("correlation", [np.eye(K), TOGETHER], ids=["independent", "together"])
@pytest.mark.parametrize("method", SAMPLERS)
def test_a_longer_sample_begins_with_a_shorter_one(method, correlation):
    longest = points(method, THEM, correlation, 530, seed=7)
    for count in (2, 7, 20, 64, 101, 257, 512):
        shorter = points(method, THEM, correlation, count, seed=7)
        assert np.array_equal(shorter.values, longest.values[:count])
        again = longest.first(count)
        assert np.array_equal(again.values, shorter.values)
        assert np.array_equal(again.weights, shorter.weights)
        if shorter.group is not None:
            assert np.array_equal(again.group, shorter.group)
    other = points(method, THEM, correlation, 2, seed=8)
    assert not np.isclose(other.values, longest.values[:2]).any(axis=0).all()


@pytest.mark.parametrize("method", SAMPLERS)
def test_every_number_has_its_distribution(method):
    chosen = points(method, THEM, TOGETHER, 4000, seed=1)
    assert (chosen.kind, chosen.degree) == (SAMPLE, 0)
    for k, one in enumerate(THEM):
        x = chosen.values[:, k]
        error = one.standard_deviation / np.sqrt(len(x))
        assert abs(x.mean() - one.mean) < 4.5 * error
        assert x.std() == pytest.approx(one.standard_deviation, rel=0.1)
        if one.kind != "empirical":
            assert stats.kstest(x, one.probability).pvalue > 1e-4


def test_a_batch_is_a_latin_hypercube():
    them = [Distribution("uniform", (0.0, 1.0))] * 4
    chosen = points("latin_hypercube", them, np.eye(4), 3 * BATCH)
    for batch in range(3):
        here = chosen.values[chosen.group == batch]
        strata = np.sort(np.floor(here * BATCH), axis=0)
        assert np.array_equal(strata, np.repeat(np.arange(BATCH)[:, None], 4, axis=1))
    first, second = (chosen.values[chosen.group == b] for b in (0, 1))
    assert not np.isclose(first, second).any()


def test_each_replicate_of_sobol_is_balanced():
    them = [Distribution("uniform", (0.0, 1.0))] * 3
    chosen = points("sobol", them, np.eye(3), 16 * REPLICATES)
    for replicate in range(REPLICATES):
        here = chosen.values[chosen.group == replicate]
        strata = np.sort(np.floor(here * 16), axis=0)
        assert np.array_equal(strata, np.repeat(np.arange(16)[:, None], 3, axis=1))


@pytest.mark.parametrize("method", SAMPLERS)
def test_standard_errors_are_what_means_vary_by(method):
    """Over many seeds: the spread of means, and the standard error that each sample reports."""
    them = SKEWED[:3]
    means, errors = [], []
    for seed in range(120):
        chosen = points(method, them, np.eye(3), 8 * BATCH, seed)
        x = chosen.values
        y = (x[:, 0] * x[:, 1] + np.exp(x[:, 2]) + 20 * np.sin(30 * x[:, 0]))[:, None]
        means.append(moments.mean(chosen, y)[0])
        errors.append(moments.standard_error(chosen, y)[0])
    ratio = np.sqrt(np.mean(np.square(errors))) / np.std(means, ddof=1)
    assert 0.75 < ratio < 1.3


def test_samples_of_low_discrepancy_are_better_than_chance():
    """A smooth function of three numbers: standard errors at the same number of draws."""
    them = [Distribution("uniform", (0.0, 1.0))] * 3
    found = {}
    for method in SAMPLERS:
        chosen = points(method, them, np.eye(3), 1024)
        y = np.exp(chosen.values.sum(axis=1))[:, None]
        found[method] = moments.standard_error(chosen, y)[0]
    assert found["sobol"] < found["latin_hypercube"] < 0.6 * found["monte_carlo"]
    assert found["sobol"] < 0.1 * found["monte_carlo"]


def test_one_number_at_a_time():
    chosen = points("one_at_a_time", THEM, TOGETHER, 5)
    mean = np.array([one.mean for one in THEM])
    assert chosen.kind == DESIGN
    assert np.array_equal(chosen.values[0], mean)
    for k, one in enumerate(THEM):
        pair = chosen.values[1 + 2 * k : 3 + 2 * k]
        np.testing.assert_allclose(pair[:, k], one.quantile(np.array([0.05, 0.95])))
        others = np.arange(K) != k
        assert np.array_equal(pair[:, others], np.repeat(mean[None, others], 2, axis=0))


def test_every_method_has_points():
    pytest.importorskip("SALib", reason="SALib is not installed")
    them = SYMMETRIC[:2]
    kinds = {"one_at_a_time": DESIGN, MORRIS: DESIGN, SOBOL_INDICES: SAMPLE}
    kinds |= dict.fromkeys(SAMPLERS, SAMPLE)
    for method in METHODS:
        chosen = points(method, them, np.eye(2), 70)
        assert chosen.method == method
        assert chosen.kind == kinds.get(method, QUADRATURE)
        assert chosen.weights.sum() == pytest.approx(1)
        assert len(chosen.values) == len(chosen.weights) <= 70
        assert np.isfinite(chosen.values).all()


def test_too_few_draws_are_refused():
    for method in SAMPLERS:
        with pytest.raises(InputError, match="a sample needs at least 2, not 1"):
            points(method, THEM, np.eye(K), 1)
    with pytest.raises(InputError, match=r"at least 16 blocks of 12 draws, 192, not 100"):
        points(SOBOL_INDICES, THEM, np.eye(K), 100)
    with pytest.raises(InputError, match=r"at least 4 blocks of 11 draws, 44, not 43"):
        points(MORRIS, THEM, np.eye(K), 43)
