"""What an economist would write instead: Caliendo and Parro (2015) in changes, in NumPy alone.

Nothing here knows the package. In :func:`nested_fixed_point` wages move with excess demand for
labour, as in Alvarez and Lucas (2007). Its plain form is the procedure of the paper: prices start
anew for every vector of wages, by the formula as it is printed, and spending is a linear system.
Its tuned form takes powers of trade costs once, and goes on from the prices and the spending of the
last wages. :class:`ChordNewton` does so too, but moves wages by derivatives at the benchmark, which
it keeps. In all of them sums are products of matrices.

Arrays are (sector, destination, origin), and (region, sector, activity) for inputs, so that the
last two dimensions are those of a product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy import linalg

Array = np.ndarray
TOLERANCE = 1e-9  # of excess demand, as the package's of its equations
INNER = 1e-11  # of prices and spending, so that their errors do not show in excess demand
ITERATIONS = 10_000
DAMPING = 0.3  # part of excess demand by which wages move; with more they circle in some cases
NUDGE = 1e-5  # change of a log wage over which derivatives are differenced


class NotSettledError(Exception):
    """A fixed point was not reached."""


@dataclass(frozen=True)
class World:
    """Shares and incomes of the benchmark.

    Attributes
    ----------
    share
        Spending on an origin over spending on a good (sector, destination, origin).
    power
        1 + tariff rate (sector, destination, origin).
    inputs
        Share of a good in the cost of an activity (region, sector, activity).
    labour
        Share of labour in the cost of an activity (sector, region).
    consumption
        Share of a good in final spending (sector, region).
    earned, receipts, deficit
        Wages, tariff receipts, imports less exports (region).
    theta
        Trade elasticity (sector).
    spending
        On each good (sector, region).
    """

    share: Array
    power: Array
    inputs: Array
    labour: Array
    consumption: Array
    earned: Array
    receipts: Array
    deficit: Array
    theta: Array
    spending: Array


def world_of(data: xr.Dataset) -> World:
    """The world of a benchmark with one factor, in which tariffs are the only taxes."""
    order = ("sector", "destination", "origin")
    sales, rate = (data[n].transpose(*order).to_numpy() for n in ("sales", "tariff_rate"))
    use = data.intermediate_use.transpose("destination", "sector", "activity").to_numpy()
    final = data.final_use.sum("agent").transpose("sector", "destination").to_numpy()
    bought, output = sales * (1.0 + rate), sales.sum(axis=1)
    spending = bought.sum(axis=2)
    own = np.eye(sales.shape[1])  # where a good is not bought it has a price, but no weight
    nobody = (spending == 0)[:, :, None]
    return World(
        share=np.where(nobody, own, _ratio(bought, spending[:, :, None])),
        power=1.0 + rate,
        inputs=_ratio(use, output.T[:, None, :]),
        labour=_ratio(output - use.sum(axis=1).T, output),
        consumption=final / final.sum(axis=0),
        earned=data.value_added.sum(("factor", "activity")).to_numpy(),
        receipts=(bought - sales).sum(axis=(0, 2)),
        deficit=data.foreign_saving.to_numpy(),
        theta=data.sigma_import_source.to_numpy() - 1.0,
        spending=spending,
    )


def _ratio(part: Array, whole: Array) -> Array:
    """Their ratio, 0 where there is nothing."""
    none = np.zeros(np.broadcast_shapes(part.shape, whole.shape))
    return np.divide(part, whole, out=none, where=whole > 0)


class Changes:
    """The equations in changes for new tariffs.

    Parameters
    ----------
    world
        The benchmark.
    power
        New tariffs (sector, destination, origin).
    tuned
        Take powers of trade costs once.
    """

    def __init__(self, world: World, power: Array, tuned: bool = True) -> None:
        self.world = world
        self.tuned = tuned
        self.cost = power / world.power
        self.weight = world.share * (power / world.power) ** -world.theta[:, None, None]
        self.net = 1.0 / power

    def prices(self, wage: Array, price: Array) -> tuple[Array, Array]:
        """Prices of goods (sector, region), and costs to the power of minus theta.

        Parameters
        ----------
        wage
            Wages (region).
        price
            Where prices begin.
        """
        w, theta = self.world, self.world.theta[:, None]
        own = w.labour * np.log(wage)
        for _ in range(ITERATIONS):
            inputs = (np.log(price).T[:, None, :] @ w.inputs)[:, 0, :].T
            raised = np.exp(-theta * (own + inputs))
            last, price = price, self._weighed(own + inputs, raised) ** (-1.0 / theta)
            if np.abs(price / last - 1.0).max() <= INNER:
                return price, raised
        raise NotSettledError("prices")

    def _weighed(self, cost: Array, raised: Array) -> Array:
        """Sum over origins of shares times landed costs to the power of minus theta."""
        if self.tuned:
            return (self.weight @ raised[:, :, None])[:, :, 0]
        w = self.world
        landed = self.cost * np.exp(cost)[:, None, :]
        return (w.share * landed ** -w.theta[:, None, None]).sum(axis=2)

    def sold(self, price: Array, raised: Array) -> Array:
        """Sales net of tariffs over spending on a good (sector, destination, origin)."""
        theta = self.world.theta[:, None]
        return self.weight * raised[:, None, :] * (price**theta)[:, :, None] * self.net

    def output(self, sold: Array, spending: Array) -> Array:
        """What is sold (sector, region)."""
        return (spending[:, None, :] @ sold)[:, 0, :]

    def receipts(self, sold: Array, spending: Array) -> Array:
        """Tariffs (region)."""
        return ((1.0 - sold.sum(axis=2)) * spending).sum(axis=0)

    def spending(self, sold: Array, factors: Array, spending: Array) -> Array:
        """Spending on goods (sector, region) as a fixed point.

        Parameters
        ----------
        sold
            See :meth:`sold`.
        factors
            Income from factors and deficits (region).
        spending
            Where it begins.
        """
        w = self.world
        for _ in range(ITERATIONS):
            income = factors + self.receipts(sold, spending)
            inputs = (w.inputs @ self.output(sold, spending).T[:, :, None])[:, :, 0].T
            last, spending = spending, inputs + w.consumption * income
            if np.abs(spending - last).max() <= INNER * spending.max():
                return spending
        raise NotSettledError("spending")

    def spending_solved(self, sold: Array, factors: Array) -> Array:
        """The same from the linear system."""
        w = self.world
        sectors, regions = w.spending.shape
        matrix = -np.einsum("nij,jmn->injm", w.inputs, sold, optimize=True)
        each = np.arange(regions)
        duty = 1.0 - sold.sum(axis=2)
        matrix[:, each, :, each] -= np.einsum("in,jn->nij", w.consumption, duty)
        matrix = matrix.reshape((sectors * regions,) * 2)
        matrix[np.diag_indices(len(matrix))] += 1.0
        right = (w.consumption * factors).ravel()
        return np.linalg.solve(matrix, right).reshape(sectors, regions)

    def excess(self, wage: Array, sold: Array, spending: Array) -> Array:
        """Excess demand for labour, over its supply (region)."""
        w = self.world
        return (w.labour * self.output(sold, spending)).sum(axis=0) / (wage * w.earned) - 1.0

    def welfare(self, income: Array, price: Array) -> Array:
        """Equivalent variation in % of benchmark income (region)."""
        w = self.world
        index = np.exp((w.consumption * np.log(price)).sum(axis=0))
        return 100.0 * (income / (w.earned + w.deficit + w.receipts) / index - 1.0)


def nested_fixed_point(world: World, power: Array, tuned: bool) -> Array:
    """Welfare by region after new tariffs."""
    changes, ones = Changes(world, power, tuned), np.ones_like(world.spending)
    wage, price, spending = np.ones_like(world.earned), ones, world.spending
    for _ in range(ITERATIONS):
        price, raised = changes.prices(wage, price if tuned else ones)
        sold = changes.sold(price, raised)
        factors = wage * world.earned + world.deficit
        if tuned:
            spending = changes.spending(sold, factors, spending)
        else:
            spending = changes.spending_solved(sold, factors)
        excess = changes.excess(wage, sold, spending)
        if np.abs(excess).max() <= TOLERANCE:
            return changes.welfare(factors + changes.receipts(sold, spending), price)
        wage = wage * (1.0 + DAMPING * excess)
        wage *= world.earned.sum() / (wage @ world.earned)
    raise NotSettledError("wages")


class ChordNewton:
    """Newton's method for wages, with the derivatives at the benchmark at every step.

    Parameters
    ----------
    world
        The benchmark.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        size = len(world.earned)
        jacobian = np.empty((size, size))
        for k in range(size):
            moved = np.where(np.arange(size) == k, NUDGE, 0.0)
            up, down = (_Wages(world, world.power).residual(side) for side in (moved, -moved))
            jacobian[:, k] = (up - down) / (2 * NUDGE)
        self._factors = linalg.lu_factor(jacobian)

    def welfare(self, power: Array) -> Array:
        """Welfare by region after new tariffs."""
        at, wages = np.zeros_like(self.world.earned), _Wages(self.world, power)
        for _ in range(ITERATIONS):
            residual = wages.residual(at)
            if np.abs(residual).max() <= TOLERANCE:
                return wages.welfare(at)
            at = at - linalg.lu_solve(self._factors, residual, check_finite=False)
        raise NotSettledError("wages")


class _Wages:
    """Excess demand for labour as a function of log wages; prices and spending go on from the last.

    By Walras' law one market is left out. The mean wage of the world takes its place.
    """

    def __init__(self, world: World, power: Array) -> None:
        self.world = world
        self.changes = Changes(world, power)
        self.price, self.spending = np.ones_like(world.spending), world.spending

    def residual(self, at: Array) -> Array:
        w, wage = self.world, np.exp(at)
        self.price, raised = self.changes.prices(wage, self.price)
        self.sold = self.changes.sold(self.price, raised)
        factors = wage * w.earned + w.deficit
        self.spending = self.changes.spending(self.sold, factors, self.spending)
        excess = self.changes.excess(wage, self.sold, self.spending)
        excess[-1] = np.log(wage @ w.earned / w.earned.sum())
        return excess

    def welfare(self, at: Array) -> Array:
        """Welfare at the point last asked for."""
        receipts = self.changes.receipts(self.sold, self.spending)
        income = np.exp(at) * self.world.earned + self.world.deficit + receipts
        return self.changes.welfare(income, self.price)
