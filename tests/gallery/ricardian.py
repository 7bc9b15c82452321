"""Ricardian models of trade, solved from the formulas of the papers with numpy and scipy alone.

Nothing here knows the model: :func:`eaton_kortum` solves for the levels of Eaton and Kortum (2002),
:func:`caliendo_parro` for the changes of Caliendo and Parro (2015). Arrays of flows are (sector,
origin, destination), where the papers write destination first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import root

Array = np.ndarray
TOLERANCE = 1e-13


# ---------------------------------------------------------------------- Eaton and Kortum (2002)
@dataclass(frozen=True)
class Primitives:
    """What an Eaton-Kortum economy is made of.

    Attributes
    ----------
    technology
        Scale of the Frechet distribution of efficiencies (region).
    distance
        Units shipped per unit that arrives (origin, destination).
    labour
        Workers (region).
    beta
        Share of labour in cost (region); the rest is intermediates.
    theta
        Shape of the distribution: the trade elasticity.
    """

    technology: Array
    distance: Array
    labour: Array
    beta: Array
    theta: float

    def changed(self, technology: Array, distance: Array) -> Primitives:
        """The same economy with technology and distances multiplied by these."""
        return replace(
            self,
            technology=self.technology * technology,
            distance=self.distance * distance,
        )


@dataclass(frozen=True)
class Equilibrium:
    """Wages (region, weighted mean 1), prices (region), trade shares (origin, destination)."""

    wage: Array
    price: Array
    share: Array


def eaton_kortum(p: Primitives) -> Equilibrium:
    """Solve for wages: labour earns its share of sales to all destinations (equations 6 to 9, 16
    to 21, with balanced trade and no other sector)."""

    def at(log_wage: Array) -> Equilibrium:
        wage = np.exp(log_wage)
        wage = wage / (wage @ p.labour / p.labour.sum())
        price = np.ones_like(wage)
        for _ in range(2000):
            cost = wage**p.beta * price ** (1 - p.beta)
            weight = p.technology[:, None] * (cost[:, None] * p.distance) ** -p.theta
            new = weight.sum(axis=0) ** (-1 / p.theta)
            if np.abs(new / price - 1).max() < 1e-15:
                break
            price = new
        return Equilibrium(wage, price, weight / weight.sum(axis=0))

    def excess(log_wage: Array) -> Array:
        found = at(log_wage)
        spending = found.wage * p.labour / p.beta
        earned = p.beta * (found.share @ spending)
        gap = earned / (found.wage * p.labour) - 1
        gap[-1] = log_wage[-1]  # one market clears by Walras' law; the level is free
        return gap

    found = root(excess, np.zeros_like(p.labour), tol=TOLERANCE)
    assert np.abs(excess(found.x)).max() < 1e-11
    return at(found.x)


# ---------------------------------------------------------------------- Caliendo and Parro (2015)
@dataclass(frozen=True)
class World:
    """Shares and incomes that the equations in changes need.

    Attributes
    ----------
    share
        Spending on an origin over spending on a good (sector, origin, destination).
    tariff
        1 + rate (sector, origin, destination).
    inputs
        Share of a good in the cost of an activity (sector, activity, region).
    labour
        Share of labour in the cost of an activity (activity, region).
    consumption
        Share of a good in final spending (sector, region).
    earned, income
        Wages, and all that is spent on final goods: wages, tariffs and the trade deficit (region).
    deficit
        Imports less exports (region).
    theta
        Trade elasticity (sector).
    """

    share: Array
    tariff: Array
    inputs: Array
    labour: Array
    consumption: Array
    earned: Array
    income: Array
    deficit: Array
    theta: Array


@dataclass(frozen=True)
class Changes:
    """Change of wages (region, weighted mean 1) and of real income, trade shares after it."""

    wage: Array
    share: Array
    real_income: Array


def caliendo_parro(w: World, tariff: Array, trade_cost: Array) -> Changes:
    """Solve in changes (equations 10 to 14): new tariffs, and changes of other trade costs.

    The trade deficit is kept in units of the mean wage of the world.
    """
    kappa = tariff / w.tariff * trade_cost

    def excess(log_wage: Array) -> Array:
        wage, _, share = _prices(w, kappa, log_wage)
        flows = share / tariff * _spending(w, tariff, wage, share)[:, None, :]
        gap = (flows.sum(axis=(0, 1)) - flows.sum(axis=(0, 2)) - w.deficit) / w.earned
        gap[-1] = log_wage[-1]
        return gap

    found = root(excess, np.zeros_like(w.earned), tol=TOLERANCE)
    assert np.abs(excess(found.x)).max() < 1e-11
    wage, price, share = _prices(w, kappa, found.x)
    duty = (share - share / tariff).sum(axis=1) * _spending(w, tariff, wage, share)
    income = wage * w.earned + w.deficit + duty.sum(axis=0)
    index = np.exp((w.consumption * np.log(price)).sum(axis=0))
    return Changes(wage, share, income / w.income / index)


def _prices(w: World, kappa: Array, log_wage: Array) -> tuple[Array, Array, Array]:
    """Changes of wages and prices, and trade shares (equations 10 to 12)."""
    wage = np.exp(log_wage)
    wage = wage / (wage @ w.earned / w.earned.sum())
    price = np.ones_like(w.labour)
    for _ in range(5000):
        goods = np.einsum("kjn,kn->jn", w.inputs, np.log(price))
        cost = np.exp(w.labour * np.log(wage) + goods)
        terms = w.share * (kappa * cost[:, :, None]) ** -w.theta[:, None, None]
        new = terms.sum(axis=1) ** (-1 / w.theta[:, None])
        settled = np.abs(new / price - 1).max() < 1e-15
        price = new
        if settled:
            break
    return wage, price, terms / terms.sum(axis=1, keepdims=True)


def _spending(w: World, tariff: Array, wage: Array, share: Array) -> Array:
    """Spending on goods (sector, region) by users and households (equation 13)."""
    regions = w.labour.shape[1]
    duty = (share - share / tariff).sum(axis=1)
    refunded = np.zeros((*w.labour.shape, *w.labour.shape))
    for n in range(regions):
        refunded[:, n, :, n] = np.outer(w.consumption[:, n], duty[:, n])
    own = w.consumption * (wage * w.earned + w.deficit)
    return spending(share, tariff, w.inputs, own, refunded)


def spending(
    share: Array, tariff: Array, inputs: Array, final: Array, refunded: Array | float = 0.0
) -> Array:
    """Spending on goods (sector, region): final spending, and what activities buy to meet all of
    it; ``refunded`` is final spending out of tariffs, per unit of spending on each good."""
    goods, regions = final.shape
    sold = np.zeros((goods, regions, goods, regions))
    bought = np.zeros_like(sold)
    for j in range(goods):
        sold[j, :, j, :] = (share / tariff)[j]
    for n in range(regions):
        bought[:, n, :, n] = inputs[:, :, n]
    size = goods * regions
    square = (size, size)
    needed = bought.reshape(square) @ sold.reshape(square)
    more = np.broadcast_to(refunded, sold.shape).reshape(square)
    return np.linalg.solve(np.eye(size) - needed - more, final.ravel()).reshape(goods, regions)
