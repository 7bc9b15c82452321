"""Poisson pseudo-maximum likelihood: known truths, explicit dummies, another package."""

import numpy as np
import pytest

from calibration.gravity import poisson
from calibration.gravity.regression import ENGINES
from tests.gravity.worlds import truth


def everything(flows):
    return np.ones(flows.shape, dtype=bool)


def drawn(mean, seed):
    return np.random.default_rng(seed).poisson(mean).astype(float)


@pytest.mark.parametrize("count", [6, 30])
def test_without_noise_the_truth_is_found(count):
    world = truth(count)
    found = poisson.fit(world.flows, world.covariates, everything(world.flows))
    np.testing.assert_allclose(found.coefficient, world.coefficient, rtol=1e-9)
    np.testing.assert_allclose(found.fitted, world.flows, rtol=1e-9)


def test_flows_that_are_not_used_do_not_matter():
    world = truth(12)
    used = ~np.eye(12, dtype=bool)
    covariates = world.covariates[[0, 2]]
    found = poisson.fit(np.where(used, world.flows, np.nan), covariates, used)
    np.testing.assert_allclose(found.coefficient, world.coefficient[[0, 2]], rtol=1e-9)


def test_standard_errors_are_the_spread_of_estimates():
    """Draws of a Poisson world: mean, spread and coverage of estimates of the tariff."""
    world = truth(20)
    used, estimates, errors = everything(world.flows), [], []
    for seed in range(300):
        flows = drawn(world.flows, seed)
        found = poisson.fit(flows, world.covariates, used)
        estimates.append(found.coefficient)
        errors.append(np.sqrt(np.diag(poisson.covariance(flows, found, poisson.CELL))))
    estimates, errors = np.array(estimates), np.array(errors)
    spread = estimates.std(axis=0)
    bias = np.abs(estimates.mean(axis=0) - world.coefficient)
    assert (bias < 4 * spread / np.sqrt(300)).all()
    # The sandwich is a little small with 20 economies, as is known of it.
    assert (np.abs(errors.mean(axis=0) / spread - 1) < 0.15).all()
    covered = np.abs(estimates - world.coefficient) < 1.96 * errors
    assert (covered.mean(axis=0) > 0.88).all()
    assert (covered.mean(axis=0) < 0.985).all()


def dummies(count):
    """Columns of all exporters, and of all importers but the last."""
    one, eye = np.ones(count), np.eye(count)
    return np.array([np.outer(e, one) for e in eye] + [np.outer(one, e) for e in eye[:-1]])


def by_sums(scores, label):
    """Outer products of sums of the rows of ``scores`` over labels, one label at a time."""
    sums = [scores[label == one].sum(axis=0) for one in np.unique(label)]
    return sum(np.outer(s, s) for s in sums), len(sums)


@pytest.mark.parametrize("cluster", poisson.CLUSTERS)
def test_explicit_dummies_give_the_same(cluster):
    count = 10
    world = truth(count)
    flows = drawn(world.flows / 50, 3)
    found = poisson.fit(flows, world.covariates, everything(flows))
    columns = np.concatenate([world.covariates, dummies(count)]).reshape(3 + 2 * count - 1, -1).T
    mean, y = found.fitted.ravel(), flows.ravel()
    np.testing.assert_allclose(columns.T @ (y - mean), 0, atol=1e-7 * y.sum())
    parameters = np.concatenate([found.coefficient, found.exporter, found.importer[:-1]])
    np.testing.assert_allclose(np.exp(columns @ parameters), mean, rtol=1e-8)
    bread = np.linalg.inv(columns.T @ (mean[:, None] * columns))
    scores = columns * (y - mean)[:, None]
    exporter, importer = (x.ravel() for x in np.indices((count, count)))
    pair = np.minimum(exporter, importer) * count + np.maximum(exporter, importer)
    cells = by_sums(scores, np.arange(count**2))
    if cluster == poisson.PAIR:
        meat, size = by_sums(scores, pair)
    elif cluster == poisson.ECONOMIES:
        meat, size = by_sums(scores, exporter)[0] + by_sums(scores, importer)[0] - cells[0], count
    else:
        meat, size = cells
    whole = (bread @ meat @ bread)[:3, :3] * size / (size - 1)
    ours = poisson.covariance(flows, found, cluster)
    if cluster == poisson.ECONOMIES:
        assert (np.linalg.eigvalsh(ours) >= -1e-12 * np.abs(ours).max()).all()
        if (np.linalg.eigvalsh(whole) < 0).any():
            return  # raised to 0 here, as the docstring says; the next test has other numbers
    np.testing.assert_allclose(ours, whole, rtol=1e-6)


@pytest.mark.parametrize("cluster", poisson.CLUSTERS)
@pytest.mark.parametrize("domestic", [True, False])
@pytest.mark.filterwarnings("ignore")
def test_pyfixest_gives_the_same(cluster, domestic):
    pytest.importorskip("pyfixest")
    count = 20
    world = truth(count)
    flows = drawn(world.flows / 20, 5)
    used = everything(flows) if domestic else ~np.eye(count, dtype=bool)
    covariates = world.covariates if domestic else world.covariates[[0, 2]]
    ours, theirs = (engine(flows, covariates, used, cluster) for engine in ENGINES.values())
    np.testing.assert_allclose(ours[0].coefficient, theirs[0].coefficient, rtol=1e-7)
    # pyfixest multiplies by N/(N - 1) in one place more where every flow stands for itself.
    np.testing.assert_allclose(ours[1], theirs[1], rtol=6e-3 if cluster == poisson.CELL else 1e-5)
    for name in ("fitted", "exporter", "importer"):
        np.testing.assert_allclose(
            getattr(ours[0], name), getattr(theirs[0], name), rtol=1e-6, atol=1e-8
        )


def test_fitted_flows_add_up():
    """Fally (2015): with both effects, to each exporter's sales and each importer's purchases."""
    world = truth(25)
    flows = drawn(world.flows / 10, 7)
    found = poisson.fit(flows, world.covariates[:1], everything(flows))  # not even the right model
    np.testing.assert_allclose(found.fitted.sum(0), flows.sum(0), rtol=1e-9)
    np.testing.assert_allclose(found.fitted.sum(1), flows.sum(1), rtol=1e-9)


def test_zeros_that_a_covariate_tells_apart_are_found():
    world = truth(12)
    ban = np.zeros_like(world.flows)
    ban[2, 5], ban[7, 1] = 1.0, 1.0
    flows = np.where(ban > 0, 0.0, world.flows)
    covariates = np.concatenate([world.covariates, ban[None]])
    found = poisson.separated(flows, covariates, everything(flows))
    np.testing.assert_array_equal(found, ban > 0)
    # Zeros that nothing tells apart stay.
    assert not poisson.separated(flows, world.covariates, everything(flows)).any()


def test_what_effects_explain_is_found():
    world = truth(12)
    of_exporter = np.repeat(np.arange(12.0)[:, None], 12, axis=1)
    twice = 2 * world.covariates[0] - of_exporter
    columns = np.concatenate([world.covariates, of_exporter[None], twice[None]])
    assert poisson.absorbed(columns, everything(world.flows)) == [3, 4]
    foreign = ~np.eye(12, dtype=bool)
    assert poisson.absorbed(world.covariates, foreign) == [1]
