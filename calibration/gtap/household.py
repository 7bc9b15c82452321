"""The household's CDE demand, by the nearest demand that this package knows.

Constant differences of elasticities (Hanoch 1975) give each good an expansion and a substitution
parameter. Here a household commits part of its purchases and spends the rest with one elasticity of
substitution. At the benchmark the income elasticities of all goods are those of the CDE, and so is
the mean of the compensated elasticities of substitution between pairs of goods, weighted by both
budget shares. As little is committed as the income elasticities allow: nothing where they are all
one, and nothing of the good that responds most.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Demand:
    """Demand of households at the benchmark.

    Attributes
    ----------
    committed
        Part of the purchases of each good that is committed (good, region).
    substitution
        Elasticity of substitution of what is not (region).
    income
        Income elasticities (good, region).
    """

    committed: Array
    substitution: Array
    income: Array


def demand(spending: Array, expansion: Array, substitution: Array) -> Demand:
    """The demand that stands for a CDE.

    Parameters
    ----------
    spending
        Purchases of households as they pay them, million USD (good, region).
    expansion, substitution
        INCPAR and SUBPAR of GTAP (good, region).
    """
    total = spending.sum(axis=0)
    share = np.divide(spending, total, out=np.zeros_like(spending), where=total > 0)
    income = income_elasticities(share, expansion, substitution)
    bought = share > 0
    most = np.where(bought, income, 0.0).max(axis=0)
    ratio = np.divide(income, most, out=np.ones_like(income), where=most > 0)
    # An inferior good would be committed beyond what is bought.
    committed = np.where(bought, np.clip(1.0 - ratio, 0.0, 1.0), 0.0)
    pairs = 1.0 - (share**2).sum(axis=0)
    of_cde = _between_pairs(share, 1.0 - substitution)
    weighted = (share * income).sum(axis=0) ** 2 - ((share * income) ** 2).sum(axis=0)
    mean = np.divide(of_cde, pairs, out=np.ones_like(pairs), where=pairs > 0)
    per_unit = np.divide(weighted, pairs, out=np.ones_like(pairs), where=pairs > 0)
    left = np.divide(per_unit, most, out=np.ones_like(most), where=most > 0)
    return Demand(committed, np.divide(mean, left, out=mean.copy(), where=left > 0), income)


def income_elasticities(share: Array, expansion: Array, substitution: Array) -> Array:
    """Income elasticities of a CDE (Hertel et al. 1991, as coefficient EY of the GTAP model).

    Parameters
    ----------
    share
        Budget shares (good, region).
    expansion, substitution
        INCPAR and SUBPAR (good, region).
    """
    alpha = 1.0 - substitution
    mean = (share * expansion).sum(axis=0)
    mixed = expansion * (1.0 - alpha) + (share * expansion * alpha).sum(axis=0)
    found: Array = mixed / np.where(mean > 0, mean, 1.0) + alpha - (share * alpha).sum(axis=0)
    return found


def _between_pairs(share: Array, alpha: Array) -> Array:
    """Sum of Allen elasticities of a CDE over pairs of two goods, weighted by both shares."""
    mean = (share * alpha).sum(axis=0)
    pairs = 1.0 - (share**2).sum(axis=0)
    total: Array = 2.0 * (mean - (share**2 * alpha).sum(axis=0)) - mean * pairs
    return total
