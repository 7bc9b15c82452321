"""A nest of constant elasticity of substitution, in changes from the benchmark and logarithms."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def price_index(values: Array, prices: Array, sigma: Array, axis: int) -> Array:
    r"""Change of the unit cost of a nest.

    With value shares :math:`\theta` and deviations :math:`x` of log prices from their mean,

    .. math:: \log P = \sum \theta \log p
              + \log\Big(1 + \sum \theta\, (e^{(1-\sigma) x} - 1)\Big) / (1 - \sigma),

    which loses no digits where the elasticity is close to 1; at 1 the last term is 0.

    Parameters
    ----------
    values
        Benchmark value of each item along ``axis``.
    prices
        Prices relative to the benchmark; what is worth nothing needs none.
    sigma
        Elasticity, without ``axis``.
    """
    total = values.sum(axis=axis, keepdims=True)
    share = values / np.where(total > 0, total, 1.0)
    logs = np.log(np.where(share > 0, prices, 1.0))
    mean = (share * logs).sum(axis=axis, keepdims=True)
    power = np.expand_dims(1 - sigma, axis)
    curved = (share * np.expm1(power * (logs - mean))).sum(axis=axis)
    power, mean = power.squeeze(axis), mean.squeeze(axis)
    bend = np.divide(np.log1p(curved), power, out=np.zeros_like(curved), where=power != 0)
    return np.asarray(np.exp(mean + bend))


def substituted(index: Array, price: Array, sigma: Array) -> Array:
    """Change of the quantity of an item per unit of its nest.

    Parameters
    ----------
    index
        Price of the nest.
    price
        Price of the item.
    sigma
        Elasticity of the nest.
    """
    return np.asarray(np.exp(sigma * (np.log(index) - np.log(price))))
