"""Samples: uniform, extended bit for bit, stratified; single numbers at their quantiles."""

import numpy as np
import pytest

from calibration import InputError
from cge.uncertainty.blocks import MORRIS, SOBOL_INDICES
from cge.uncertainty.chosen import DESIGN, QUADRATURE, SAMPLE
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.points import BATCH, METHODS, ONE_AT_A_TIME, REPLICATES, SAMPLERS, points

UNIFORM = Distribution("uniform", (0.0, 1.0))
MIXED = [
    Distribution("normal", (1.0, 0.5), 0.2),
    Distribution("lognormal", (1.0, 1.0)),
    Distribution("triangular", (0.0, 0.1, 1.0)),
    Distribution("empirical", (1.0, 2.0, 5.0)),
]
TOGETHER = np.full((4, 4), 0.4) + 0.6 * np.eye(4)
CHI2_19 = 43.8  # 99.9 % of chi squared with 19 degrees of freedom


@pytest.mark.parametrize("method", list(SAMPLERS))
def test_a_sample_is_uniform_along_each_number_and_each_pair(method):
    u = points(method, [UNIFORM] * 3, np.eye(3), 4000, seed=2).values
    for k in range(3):
        counts = np.histogram(u[:, k], 20, (0, 1))[0]
        assert ((counts - 200) ** 2 / 200).sum() < CHI2_19
    for i, j in ((0, 1), (0, 2), (1, 2)):
        counts = np.histogram2d(u[:, i], u[:, j], (5, 4), ((0, 1), (0, 1)))[0]
        assert ((counts - 200) ** 2 / 200).sum() < CHI2_19


@pytest.mark.parametrize("method", list(SAMPLERS))
@pytest.mark.parametrize("correlation", [np.eye(4), TOGETHER], ids=["independent", "together"])
def test_a_longer_sample_begins_with_the_shorter_one(method, correlation):
    longest = points(method, MIXED, correlation, 700, seed=3)
    for count in (2, 7, 20, 99, 128, 200, 513):
        shorter, first = points(method, MIXED, correlation, count, seed=3), longest.first(count)
        assert np.array_equal(shorter.values, first.values)
        assert shorter.weights.tolist() == first.weights.tolist()
        if shorter.group is not None:
            assert np.array_equal(shorter.group, first.group)


@pytest.mark.parametrize("method", list(SAMPLERS))
def test_draws_follow_from_the_seed(method):
    first, again, other = (points(method, MIXED, TOGETHER, 50, seed) for seed in (1, 1, 2))
    assert np.array_equal(first.values, again.values)
    assert not (first.values == other.values).all(axis=1).any()


def test_a_latin_hypercube_has_one_draw_in_each_stratum_of_a_batch():
    found = points("latin_hypercube", [UNIFORM] * 5, np.eye(5), 3 * BATCH + 7, seed=1)
    for batch in range(3):
        strata = np.sort((found.values[found.group == batch] * BATCH).astype(int), axis=0)
        assert (strata == np.arange(BATCH)[:, None]).all()
    assert np.bincount(found.group).tolist() == [BATCH, BATCH, BATCH, 7]


def test_batches_of_a_latin_hypercube_differ():
    found = points("latin_hypercube", [UNIFORM] * 2, np.eye(2), 2 * BATCH).values
    assert not (found[:BATCH] == found[BATCH:]).any()


def test_replicates_of_sobol_sequences_alternate_and_are_each_stratified():
    found = points("sobol", [UNIFORM] * 3, np.eye(3), 16 * REPLICATES, seed=4)
    assert found.group[:REPLICATES].tolist() == list(range(REPLICATES))
    for replicate in range(REPLICATES):
        strata = np.sort((found.values[found.group == replicate] * 16).astype(int), axis=0)
        assert (strata == np.arange(16)[:, None]).all()


@pytest.mark.parametrize("method", list(SAMPLERS))
def test_draws_lie_where_the_distributions_do(method):
    values = points(method, MIXED, TOGETHER, 2000, seed=6).values
    for k, one in enumerate(MIXED):
        low, high = one.support
        assert np.isfinite(values[:, k]).all()
        assert ((values[:, k] >= low) & (values[:, k] <= high)).all()
        error = one.standard_deviation / np.sqrt(2000)
        assert values[:, k].mean() == pytest.approx(one.mean, abs=4 * error)


@pytest.mark.parametrize("method", list(SAMPLERS))
def test_one_draw_is_no_sample(method):
    with pytest.raises(InputError, match="draws: a sample needs at least 2, not 1"):
        points(method, [UNIFORM], np.eye(1), 1)


def test_one_at_a_time_moves_one_number():
    found = points("one_at_a_time", MIXED, TOGETHER, 0).values
    mean = [one.mean for one in MIXED]
    assert found.shape == (9, 4)
    assert found[0].tolist() == mean
    for k, one in enumerate(MIXED):
        low, high = found[1 + 2 * k : 3 + 2 * k]
        assert (low[k], high[k]) == tuple(one.quantile(np.array([0.05, 0.95])))
        assert np.delete(low, k).tolist() == np.delete(mean, k).tolist()
        assert np.delete(high, k).tolist() == np.delete(mean, k).tolist()


def test_every_method_has_points():
    pytest.importorskip("SALib", reason="SALib is not installed")
    kinds = {ONE_AT_A_TIME: DESIGN, MORRIS: DESIGN, SOBOL_INDICES: SAMPLE}
    kinds |= dict.fromkeys(SAMPLERS, SAMPLE)
    for method in METHODS:
        found = points(method, [UNIFORM] * 2, np.eye(2), 70)
        assert (found.method, found.kind) == (method, kinds.get(method, QUADRATURE))
        assert found.weights.sum() == pytest.approx(1)
        assert len(found.values) == len(found.weights) <= 70
        assert ((found.values >= 0) & (found.values <= 1)).all()


def test_draws_that_make_too_few_blocks_are_refused():
    with pytest.raises(InputError, match="at least 16 blocks of 6 draws, 96, not 95"):
        points(SOBOL_INDICES, MIXED, np.eye(4), 95)
    with pytest.raises(InputError, match="at least 4 blocks of 5 draws, 20, not 19"):
        points(MORRIS, MIXED, np.eye(4), 19)
