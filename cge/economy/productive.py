r"""Proof that no prices cover costs: the Hawkins-Simon condition for nested CES technologies.

Let :math:`f(p, w)` be the prices that just cover costs where goods cost :math:`p` and factors
:math:`w`. It rises in both and is homogeneous of degree one. If for some semipositive :math:`v`

.. math:: f(v, 0)_i \ge \lambda v_i \quad\text{wherever } v_i > 0, \qquad \lambda > 1,

then there is no equilibrium. For prices :math:`p = f(p, w)` let :math:`\alpha` be the smallest
:math:`p_i / v_i`; then :math:`p \ge \alpha v`, so :math:`p \ge f(\alpha v, 0) \ge \alpha\lambda v`,
which contradicts :math:`\alpha`. With Leontief inputs :math:`\lambda` is the spectral radius of the
input coefficients (Hawkins and Simon 1949), in general their nonlinear Perron root (Collatz-Wielandt
bound; Gaubert and Gunawardena 2004). Power iteration finds :math:`v`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cge.engine.solver import Model
from cge.engine.system import Values

PRICE, FACTORS = "price_basic", ("price_factor", "rent")
FREE = 1e-200  # factor prices that are zero but for their sign
MARGIN = 1e-6
ROUNDS = 200
SUPPORT = 1e-9  # goods whose share in v is smaller are left out of the proof


@dataclass(frozen=True)
class Growth:
    """How much a round of production raises prices where factors are free.

    Attributes
    ----------
    rate
        The proven lower bound of :math:`\\lambda`; the economy is impossible above 1.
    where
        What grows most slowly among what grows, the good that decides.
    """

    rate: float
    where: str

    def __str__(self) -> str:
        if self.rate <= 1 + MARGIN:
            return ""
        return (
            f"no prices cover costs: even with free factors every round of production makes goods "
            f"at least {self.rate:.4g} times as dear, {self.where} among them (Hawkins-Simon: not "
            f"productive). Try smaller losses of productivity or lower trade costs, or elasticities "
            f"that let factors replace intermediate inputs"
        )


def cost_growth(model: Model, values: Values) -> Growth:
    """The largest growth of prices that a proof is found for.

    Parameters
    ----------
    model
        The compiled economy.
    values
        Its parameters, those of the shock among them.
    """
    block = model.reduced.block_of(PRICE)
    if block is None:
        return Growth(0.0, "")
    loop = model.reduced.loops[block]
    point = dict(values)
    for factor in FACTORS:
        point[factor] = np.full_like(point[factor], FREE if factor == FACTORS[0] else 1.0)
    model.reduced.solve_before(block, point)
    known = np.concatenate([_determined(model, v) for v in loop.block.loop])
    prices = known.astype(float)
    best = Growth(0.0, "")
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            prices = np.where(prices > SUPPORT * prices.max(), prices, 0.0)
            after = np.where(known, loop.right_side(point, prices), 0.0)
            held = prices > 0
            ratio = after[held] / prices[held]
            if not np.isfinite(ratio).all() or ratio.max() <= 0:
                break
            slowest = int(np.argmin(ratio))
            if ratio[slowest] > best.rate:
                best = Growth(float(ratio[slowest]), loop.label(int(np.flatnonzero(held)[slowest])))
            if best.rate > 1 + MARGIN or ratio.max() < 1:
                break
            prices = after / after.max()
    return best


def _determined(model: Model, variable: str) -> np.ndarray:
    known = np.zeros(model.system.symbols[variable].size, dtype=bool)
    known[model.system.unknown(variable)] = True
    return known
