"""Poisson pseudo-maximum likelihood with an effect for each exporter and each importer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.errors import InputError

Array = np.ndarray
Mask = np.ndarray

PAIR, ECONOMIES, CELL = "pair", "economies", "cell"
CLUSTERS = {
    PAIR: "both directions of a pair hang together",
    ECONOMIES: "all flows of an exporter, and all of an importer, hang together",
    CELL: "every flow stands for itself",
}
"""What may hang together in the errors of a regression."""

_STEPS, _HALVINGS, _SMALL = 100, 30, 1e-13
_ADDS_UP = 1e-11
_ABSORBED = 1e-9
# Weight of positive flows, what counts as zero, and how often zeros are tried, in `separated`.
_HEAVY, _NOTHING, _TRIALS = 1e8, 1e-4, 500


@dataclass(frozen=True)
class Fit:
    """A regression of one sector.

    Attributes
    ----------
    coefficient
        By covariate.
    exporter, importer
        Effects in logs; the last importer's is 0.
    fitted
        Conditional means (exporter, importer), in the unit of the flows.
    within
        Covariates less what effects explain of them, weighted by ``fitted``
        (covariate, exporter, importer).
    used
        Which flows the regression is on.
    """

    coefficient: Array
    exporter: Array
    importer: Array
    fitted: Array
    within: Array
    used: Mask


def fit(flows: Array, covariates: Array, used: Mask) -> Fit:
    """Maximise the Poisson likelihood by Newton steps, halved where they lead downhill.

    With both effects the sums of fitted flows over partners equal those of the flows, for every
    exporter and every importer (Fally 2015).

    Parameters
    ----------
    flows
        Not negative (exporter, importer); every exporter and importer has a positive one in use.
    covariates
        (covariate, exporter, importer).
    used
        Which flows to use (exporter, importer).

    Raises
    ------
    InputError
        Where there is no maximum, because zeros can be fitted ever better.
    """
    y = np.where(used, flows, 0.0)
    # Halfway between the flows and what size alone leads to expect: no fitted flow is zero.
    fitted = np.where(used, (y + np.outer(y.sum(1), y.sum(0)) / y.sum()) / 2, 0.0)
    index = np.log(np.where(used, fitted, 1.0))
    best = _deviance(y, fitted)
    settled_before = False
    for step in range(_STEPS):
        target = index + np.where(used, (y - fitted) / np.where(used, fitted, 1.0), 0.0)
        coefficient, effects = _weighted(target, covariates, fitted)
        aim = np.tensordot(coefficient, covariates, 1) + effects[0][:, None] + effects[1]
        index, fitted, deviance, length = _towards(aim, index, y, used, best, first=step == 0)
        settled = best - deviance <= _SMALL * (best + y.sum() * _SMALL) and length == 1.0
        if step and settled and (_missed(y, fitted) < _ADDS_UP or settled_before):
            return Fit(coefficient, *effects, fitted, residual(covariates, fitted), used)
        best, settled_before = deviance, settled
    raise InputError(
        f"the likelihood has no maximum after {_STEPS} steps: zeros of the flows are told apart by "
        "covariates and effects alone; leave out a covariate, economies or the sector"
    )


def _missed(y: Array, fitted: Array) -> float:
    """Largest miss of a sum over partners, relative to it."""
    return max(float(np.abs(fitted.sum(n) / y.sum(n) - 1).max()) for n in (0, 1))


def _towards(
    aim: Array, index: Array, y: Array, used: Array, best: float, first: bool
) -> tuple[Array, Array, float, float]:
    """A step to ``aim``, or part of it, after which the deviance is not higher."""
    length = 1.0
    for _ in range(_HALVINGS):
        trial = index + length * (aim - index)
        fitted = np.where(used, np.exp(np.clip(trial, -700.0, 700.0)), 0.0)
        deviance = _deviance(y, fitted)
        if first or deviance <= best * (1 + _SMALL) + y.sum() * _SMALL:
            break
        length /= 2
    return trial, fitted, deviance, length


def _deviance(y: Array, fitted: Array) -> float:
    """Twice the log likelihood lost against a perfect fit."""
    positive = y > 0
    ratio = np.ones_like(y)
    np.divide(y, fitted, out=ratio, where=positive)
    return float(2 * np.sum(y * np.log(ratio) - (y - fitted)))


def pseudo_r2(y: Array, fitted: Array, used: Mask) -> float:
    """Squared correlation of flows and fitted flows, as Stata's ppml reports it."""
    return float(np.corrcoef(y[used], fitted[used])[0, 1] ** 2)


def _weighted(
    target: Array, covariates: Array, weights: Array
) -> tuple[Array, tuple[Array, Array]]:
    """Weighted least squares of ``target`` on covariates and both effects."""
    within = residual(covariates, weights)
    k = len(covariates)
    flat = within.reshape(k, target.size)
    # What effects explain of the target is orthogonal to `within`.
    moments = flat * weights.ravel()
    coefficient = np.linalg.solve(moments @ flat.T, moments @ target.ravel())
    rest = target - np.tensordot(coefficient, covariates, 1)
    return coefficient, _effects(rest, weights)


def residual(covariates: Array, weights: Array) -> Array:
    """Each covariate less its weighted projection on both effects."""
    found = np.empty_like(covariates)
    for k, one in enumerate(covariates):
        exporter, importer = _effects(one, weights)
        found[k] = one - exporter[:, None] - importer
    return found


def _effects(values: Array, weights: Array) -> tuple[Array, Array]:
    """Effects that explain most of ``values``; the last importer's is 0."""
    rows, columns = weights.sum(1), weights.sum(0)
    shares = weights / rows[:, None]
    mean = (shares * values).sum(1)
    system = np.diag(columns) - weights.T @ shares
    right = (weights * (values - mean[:, None])).sum(0)
    importer = np.zeros(len(columns))
    importer[:-1] = np.linalg.solve(system[:-1, :-1], right[:-1])
    return mean - shares @ importer, importer


def absorbed(covariates: Array, used: Mask) -> list[int]:
    """Covariates that both effects and the covariates before them explain."""
    within = residual(covariates, used.astype(float))
    basis: list[Array] = []
    found = []
    for k, one in enumerate(within):
        column = np.where(used, one, 0.0).ravel()
        whole = np.linalg.norm(np.where(used, covariates[k], 0.0))
        for unit in basis * 2:  # twice, against rounding
            column = column - unit * (unit @ column)
        norm = np.linalg.norm(column)
        if norm <= _ABSORBED * max(float(whole), 1e-300):
            found.append(k)
        else:
            basis.append(column / norm)
    return found


def separated(flows: Array, covariates: Array, used: Mask) -> Mask:
    """Zeros of the flows that some coefficients fit ever better without end.

    A combination of covariates and effects is 0 wherever flows are positive and negative at these
    zeros, so the likelihood has no maximum with them and says nothing of them. Found by the
    iterative rectifier of Correia, Guimaraes and Zylkin (2020).
    """
    zero = used & (flows == 0)
    weights = np.where(zero, 1.0, np.where(used, _HEAVY, 0.0))
    target = zero.astype(float)
    keep = [k for k in range(len(covariates)) if k not in absorbed(covariates, used)]
    kept = covariates[keep]
    for _ in range(_TRIALS if zero.any() else 0):
        coefficient, (exporter, importer) = _weighted(target, kept, weights)
        found = np.tensordot(coefficient, kept, 1) + exporter[:, None] + importer
        found = np.where(zero & (np.abs(found) > _NOTHING), found, 0.0)
        if (found >= 0).all():
            return found > 0
        target = np.maximum(found, 0.0)
    return np.zeros_like(used)


def covariance(flows: Array, fit: Fit, cluster: str) -> Array:
    """Covariance of the coefficients, robust to what :data:`CLUSTERS` lets hang together.

    Exporters and importers together count as Cameron, Gelbach and Miller (2011) say: the
    variances by exporter and by importer less that by cell, negative eigenvalues raised to 0.
    The sum over G clusters is multiplied by G/(G - 1), with the smaller G of the two.
    """
    k, n, m = fit.within.shape
    flat = fit.within.reshape(k, -1)
    bread = np.linalg.inv((flat * fit.fitted.ravel()) @ flat.T)
    scores = fit.within * np.where(fit.used, flows - fit.fitted, 0.0)
    exporter = np.broadcast_to(np.arange(n)[:, None], (n, m))
    importer = np.broadcast_to(np.arange(m), (n, m))
    if cluster == PAIR:
        low, high = np.minimum(exporter, importer), np.maximum(exporter, importer)
        label = low * max(n, m) + high
        meat = _meat(scores, label) * _factor(len(np.unique(label[fit.used])))
    elif cluster == ECONOMIES:
        cell = np.arange(n * m).reshape(n, m)
        sums = _meat(scores, exporter) + _meat(scores, importer) - _meat(scores, cell)
        used = [np.unique(label[fit.used]).size for label in (exporter, importer)]
        values, vectors = np.linalg.eigh(sums)
        meat = (vectors * np.maximum(values, 0.0)) @ vectors.T * _factor(min(used))
    else:
        cell = np.arange(n * m).reshape(n, m)
        meat = _meat(scores, cell) * _factor(int(fit.used.sum()))
    return bread @ meat @ bread


def _meat(scores: Array, label: Array) -> Array:
    """Outer products of the sums of scores over clusters."""
    sums = [np.bincount(label.ravel(), weights=one.ravel()) for one in scores]
    stacked = np.array(sums)
    return stacked @ stacked.T


def _factor(clusters: int) -> float:
    return clusters / (clusters - 1)
