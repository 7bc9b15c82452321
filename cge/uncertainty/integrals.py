"""Integrals over one number, by the rule of Gauss-Legendre."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

Array = np.ndarray
_NODES = 400


def gauss(ends: Sequence[float]) -> tuple[Array, Array]:
    """Nodes and weights on each piece between some ends.

    Parameters
    ----------
    ends
        Of the pieces, ascending; the function that is integrated is smooth in each.

    Returns
    -------
    tuple of numpy.ndarray
        Nodes and weights, both (nodes of all pieces).
    """
    nodes, weights = _legendre()
    low, half = np.array(ends[:-1]), np.diff(ends) / 2
    x = (low + half)[:, None] + half[:, None] * nodes
    return np.ravel(x), np.ravel(half[:, None] * weights)


@cache
def _legendre() -> tuple[Array, Array]:
    return np.polynomial.legendre.leggauss(_NODES)


def central(x: Array, weights: Array) -> tuple[float, float, float, float]:
    """Mean, variance, and third and fourth central moments.

    Parameters
    ----------
    x
        Values (nodes).
    weights
        Their probabilities, which sum to 1 (nodes).
    """
    mean = float(weights @ x)
    second, third, fourth = (float(weights @ (x - mean) ** k) for k in (2, 3, 4))
    return mean, second, third, fourth
