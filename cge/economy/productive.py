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

Power iteration finds :math:`v`; goods that fall out of proportion are left out of it.
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
FREE, BEYOND_MEANS = 1e-200, 1e200  # factor prices of zero and infinity but for powers of them
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
    for loop, prices, after in _rounds(model, values, FREE):
        ratio = np.where(prices > 0, after / np.where(prices > 0, prices, 1.0), np.inf)
        if ratio.min() > 1 + MARGIN and np.isfinite(ratio.min()):
            return Proof(float(ratio.min()), loop.label(int(ratio.argmin())))
        if np.nanmax(np.where(np.isfinite(ratio), ratio, 0.0)) < 1:
            return None
    return None


def too_much(model: Model, values: Values) -> Proof | None:
    """Proof that goods yield more of themselves without any factor."""
    for loop, prices, after in _rounds(model, values, BEYOND_MEANS):
        group = (prices > 0) & (prices < np.inf)
        ratio = np.where(group, after / np.where(group, prices, 1.0), 0.0)
        if 0 < ratio.max() < 1 - MARGIN:
            return Proof(float(ratio.max()), loop.label(int(ratio.argmax())))
        if ratio[group].min(initial=np.inf) > 1:
            return None
    return None


def _rounds(model: Model, values: Values, factors: float) -> Iterator[tuple[Loop, Array, Array]]:
    """The block of prices, prices, and what a round of production makes of them."""
    block = model.reduced.block_of(PRICE)
    if block is None:
        return
    loop = model.reduced.loops[block]
    point = dict(values)
    point[FACTOR] = np.full_like(point[FACTOR], factors)
    model.reduced.solve_before(block, point)
    known = np.concatenate([_determined(model, v) for v in loop.block.loop])
    prices = known.astype(float)
    for _ in range(ROUNDS):
        with np.errstate(all="ignore"):
            after = np.where(known, loop.right_side(point, prices), 0.0)
        if not (after > 0).any() or np.isnan(after).any():
            return
        yield loop, prices, after
        prices = _grouped(after, factors)


def _grouped(prices: Array, factors: float) -> Array:
    """Prices in proportion; those of another group are as out of reach as factors."""
    positive = prices > 0
    if factors == FREE:
        scaled = prices / prices.max()
        return np.where(scaled > 1 / APART, scaled, 0.0)
    scaled = prices / prices[positive].min()
    return np.where(scaled < APART, scaled, np.inf)


def _determined(model: Model, variable: str) -> Array:
    known = np.zeros(model.system.symbols[variable].size, dtype=bool)
    known[model.system.unknown(variable)] = True
    return known
