r"""Proofs that no prices equal costs: too little comes of goods, or too much.

Let :math:`f(p, w)` be the costs of goods where goods cost :math:`p` and factors :math:`w`. It rises
in both and is homogeneous of degree one, and equilibrium prices solve :math:`p = f(p, w)`. There
are none if one of these holds, as the bounds of Collatz and Wielandt show:

**Goods need more of themselves than they yield** (Hawkins and Simon 1949): for some semipositive
:math:`v` and :math:`\lambda > 1`, :math:`f(v, 0)_i \ge \lambda v_i` wherever :math:`v_i > 0`. With
:math:`\alpha` the smallest :math:`p_i / v_i` there, :math:`p \ge f(\alpha v, 0)` and so
:math:`p \ge \alpha\lambda v` there, which contradicts :math:`\alpha`. With Leontief inputs the
largest such :math:`\lambda` is the spectral radius of the input coefficients.

**Goods yield more of themselves without any factor** (the land of Cockaigne), possible where inputs
replace factors with an elasticity above 1: :math:`f(v, \infty)_i \le \lambda v_i`,
:math:`\lambda < 1`, wherever :math:`v_i < \infty`. The same argument with the largest
:math:`p_i / v_i`.

Power iteration finds :math:`v`; goods that fall out of proportion are left out of it. Zero stands
for 1e-15 and infinity for 1e15, so what is proven is that there are no prices of which none is that
far from another; long before that, a solution does not count as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cge.engine.loops import Loop
from cge.engine.solver import Model
from cge.engine.system import Values

Array = np.ndarray
PRICE, FACTOR = "price_basic", "price_factor"
FREE, BEYOND_MEANS = 1e-15, 1e15  # prices of zero and infinity, which their powers survive
MARGIN = 1e-6
ROUNDS = 200
APART = 1e9  # goods whose prices differ by more belong to different groups


@dataclass(frozen=True)
class Proof:
    """A group of goods whose prices a round of production can only raise, or only lower.

    Attributes
    ----------
    rate
        By which factor at least, or at most.
    where
        The good of the group that decides.
    """

    rate: float
    where: str


def no_prices(model: Model, values: Values) -> str:
    """Why no prices equal costs, in words; empty where neither proof is found.

    Parameters
    ----------
    model
        The compiled economy.
    values
        Its parameters, those of the shock among them.
    """
    scarce = too_little(model, values)
    if scarce is not None:
        return (
            f"no prices cover costs: even with free factors every round of production makes goods "
            f"at least {scarce.rate:.4g} times as dear, {scarce.where} among them (Hawkins-Simon: "
            f"not productive). Try smaller losses of productivity, lower trade costs, or "
            f"elasticities that let factors replace intermediate inputs"
        )
    plenty = too_much(model, values)
    if plenty is not None:
        return (
            f"costs fall without end: even without factors every round of production makes goods "
            f"at most {plenty.rate:.4g} times as dear, {plenty.where} among them, because "
            f"intermediate inputs replace factors too easily. Try a smaller gain in productivity "
            f"or a smaller 'sigma_top'"
        )
    return ""


def too_little(model: Model, values: Values) -> Proof | None:
    """Proof that goods need more of themselves than they yield."""
    for loop, ratio in _rounds(model, values, FREE):
        if ratio.min() > 1 + MARGIN:
            return Proof(float(ratio.min()), loop.label(int(ratio.argmin())))
        if ratio[ratio < np.inf].max() < 1:
            return None
    return None


def too_much(model: Model, values: Values) -> Proof | None:
    """Proof that goods yield more of themselves without any factor."""
    for loop, ratio in _rounds(model, values, BEYOND_MEANS):
        if ratio.max() < 1 - MARGIN:
            return Proof(float(ratio.max()), loop.label(int(ratio.argmax())))
        if ratio[ratio > 0].min() > 1:
            return None
    return None


def _rounds(model: Model, values: Values, factors: float) -> Iterator[tuple[Loop, Array]]:
    """The block of prices, and by which factor each round of production changes them.

    Prices out of the group of goods are those of the factors; what becomes of them does not count.
    """
    block = model.reduced.block_of(PRICE)
    if block is None:
        return
    loop = model.reduced.loops[block]
    point = dict(values)
    point[FACTOR] = np.full_like(point[FACTOR], factors)
    model.reduced.solve_before(block, point)
    known = np.concatenate([_determined(model, v) for v in loop.block.loop])
    group, prices = known, np.ones(len(known))
    for _ in range(ROUNDS):
        with np.errstate(all="ignore"):
            after = loop.right_side(point, prices)
        if not (np.isfinite(after[known]) & (after[known] > 0)).all():
            return
        ignored = np.inf if factors == FREE else 0.0
        yield loop, np.where(group, after / prices, ignored)
        if factors == FREE:
            scaled = after / after[known].max()
            group = known & (scaled > 1 / APART)
        else:
            scaled = after / after[known].min()
            group = known & (scaled < APART)
        prices = np.where(group, scaled, factors)


def _determined(model: Model, variable: str) -> Array:
    known = np.zeros(model.system.symbols[variable].size, dtype=bool)
    known[model.system.unknown(variable)] = True
    return known
