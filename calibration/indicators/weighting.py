"""Normalisation of indicators, and weights for adding them up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Array = np.ndarray
# Spread, relative to the size of the values, below which an indicator is a constant.
_CONSTANT = 1e-12


def normalised(values: Array, direction: int, log: bool = False) -> Array:
    """One indicator on a scale from 0 (worst economy) to 1 (best).

    z = (x - min x) / (max x - min x), and 1 - z where less is better; x is the log of the value
    where `log` says so. Units do not matter: a factor leaves z as it is, and without logs so does
    a shift.

    Parameters
    ----------
    values : array (economy)
        With `log`, a zero counts as the smallest positive value, since it has no logarithm.
    direction : {1, -1}
    log : bool

    Returns
    -------
    array (economy)
        All 0 for an indicator that is the same everywhere: it tells nothing apart.
    """
    x = np.log(_floored(values)) if log else np.asarray(values, float)
    low, high = x.min(), x.max()
    if high - low <= _CONSTANT * max(abs(low), abs(high), _CONSTANT):
        return np.zeros_like(x)
    scaled: Array = (x - low) / (high - low)
    return scaled if direction > 0 else 1.0 - scaled


def _floored(values: Array) -> Array:
    positive = values[values > 0]
    if positive.size == 0:
        return np.ones_like(values)
    floored: Array = np.maximum(values, positive.min())
    return floored


def entropy_weights(scores: Array) -> Array:
    """Weights by Shannon's entropy: an indicator counts by how far it tells economies apart.

    p_ij = z_ij / sum_i z_ij; e_j = -sum_i p_ij ln p_ij / ln n with 0 ln 0 = 0;
    w_j = (1 - e_j) / sum_k (1 - e_k).

    Parameters
    ----------
    scores : array (economy, indicator)
        From `normalised`.

    Returns
    -------
    array (indicator)
        Sums to 1; 0 for a constant indicator.

    Notes
    -----
    Shannon (1948), Bell System Technical Journal 27; Hwang and Yoon (1981), Multiple Attribute
    Decision Making, section on the entropy method.
    """
    total = scores.sum(axis=0)
    shares = np.divide(scores, total, out=np.zeros_like(scores), where=total > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    entropy = -(shares * logs).sum(axis=0) / np.log(len(scores))
    return _to_one(np.where(total > 0, 1.0 - entropy, 0.0))


def equal_weights(scores: Array, dimensions: Sequence[str]) -> Array:
    """The same weight for every dimension, shared equally by its indicators.

    Parameters
    ----------
    scores : array (economy, indicator)
        A constant indicator has no weight; the others of its dimension take it over.
    dimensions
        Dimension of each indicator.

    Returns
    -------
    array (indicator)
        Sums to 1.
    """
    varies = np.ptp(scores, axis=0) > 0
    named = np.asarray(dimensions)
    weights = np.zeros(scores.shape[1])
    for name in dict.fromkeys(dimensions):
        inside = varies & (named == name)
        if inside.any():
            weights[inside] = 1.0 / inside.sum()
    return _to_one(weights)


def pca_weights(scores: Array) -> Array:
    """Weights by which the index is the first principal component of standardised scores.

    The component is sum_j a_j (z_j - mean) / s_j, a being the first eigenvector of the correlation
    matrix, with the sign that makes its sum positive, and s the standard deviations; so
    w_j = (a_j / s_j) / sum_k (a_k / s_k). An indicator that loads negatively runs against the
    common direction and gets the weight 0.

    Parameters
    ----------
    scores : array (economy, indicator)

    Returns
    -------
    array (indicator)
        Sums to 1; 0 for a constant indicator.

    Notes
    -----
    Pearson (1901); OECD and JRC (2008), Handbook on Constructing Composite Indicators.
    """
    weights = np.zeros(scores.shape[1])
    varies = np.ptp(scores, axis=0) > 0
    if not varies.any():
        return weights
    inside = scores[:, varies]
    loadings = principal_loadings(inside)
    weights[varies] = np.maximum(loadings, 0.0) / inside.std(axis=0)
    return _to_one(weights)


def principal_loadings(scores: Array) -> Array:
    """First eigenvector of the correlation matrix (indicator), its sum positive."""
    vectors: Array = np.linalg.eigh(_correlation(scores))[1]
    first = vectors[:, -1]
    return first if first.sum() >= 0 else -first


def explained(scores: Array) -> float:
    """Share of the variance of standardised scores that the first component explains."""
    values = np.linalg.eigvalsh(_correlation(scores[:, np.ptp(scores, axis=0) > 0]))
    return float(values[-1] / values.sum())


def _correlation(scores: Array) -> Array:
    found: Array = np.atleast_2d(np.corrcoef(scores, rowvar=False))
    return found


def _to_one(weights: Array) -> Array:
    total = weights.sum()
    return weights / total if total > 0 else weights
