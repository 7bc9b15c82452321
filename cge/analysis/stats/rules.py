"""How statistics aggregate over regions, sectors and groups.

Every rule sums payments over cells first and forms indices and ratios of the sums last, so that no
statistic is a mean of means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import xarray as xr

from cge.analysis.accounts import Accounts
from cge.analysis.indices import ideal, within_comparison

Measure = Callable[[Accounts], xr.DataArray]
Total = Callable[[xr.DataArray], xr.DataArray]
Levels = tuple[xr.DataArray, xr.DataArray]

KINDS = {
    "value": "Million USD at the prices of each solution, in units of the numeraire. Adds up.",
    "quantity": "Million USD at benchmark prices. Adds up.",
    "emissions": "Mt CO2, or Mt CO2e where other gases count. Adds up.",
    "volume": "The value in the solution compared with, times Fisher's quantity index of all cells "
    "that are put together. Does not add up exactly.",
    "price index": "Fisher's price index of all cells that are put together: quantities of both "
    "solutions are the weights, and one cell has its own price. 1 in the solution compared with.",
    "rate": "The sum of what is measured over the sum of what it is measured by.",
    "effect": "Million USD at benchmark prices that a change is worth, to first order; 0 in the "
    "solution compared with. Adds up.",
}
"""Kind of a statistic -> how it aggregates."""


@dataclass(frozen=True)
class Case:
    """Solutions that a statistic is taken of.

    Attributes
    ----------
    benchmark
        Where the economy starts.
    before
        What is compared with: the benchmark or an experiment.
    after
        Experiments, along ``experiment``.
    """

    benchmark: Accounts
    before: Accounts
    after: Accounts


class Rule(Protocol):
    """A way to aggregate."""

    def levels(self, case: Case, total: Total) -> Levels:
        """Levels before and after, of cells that ``total`` puts together."""


@dataclass(frozen=True)
class Sum:
    """What adds up.

    Attributes
    ----------
    of
        The amount, over all dims of the statistic.
    """

    of: Measure

    def levels(self, case: Case, total: Total) -> Levels:
        """Sums of the amount."""
        return total(self.of(case.before)), total(self.of(case.after))


@dataclass(frozen=True)
class Ratio:
    """A sum over another sum.

    Attributes
    ----------
    of, by
        What is measured and by what, over all dims of the statistic.
    scale
        100 for a rate in %.
    benchmark_base
        Whether the denominator is always that of the benchmark.
    """

    of: Measure
    by: Measure
    scale: float = 1.0
    benchmark_base: bool = False

    def levels(self, case: Case, total: Total) -> Levels:
        """Ratios of the sums; not a number where the denominator is zero."""

        def ratio(solution: Accounts) -> xr.DataArray:
            base = total(self.by(case.benchmark if self.benchmark_base else solution))
            return self.scale * total(self.of(solution)) / base.where(base != 0)

        return ratio(case.before), ratio(case.after)


@dataclass(frozen=True)
class Effect:
    """What the change from one solution to another is worth.

    Attributes
    ----------
    of
        The worth, of the solutions before and after, over all dims of the statistic.
    """

    of: Callable[[Accounts, Accounts], xr.DataArray]

    def levels(self, case: Case, total: Total) -> Levels:
        """Nothing, and the sum of the worth."""
        found = total(self.of(case.before, case.after))
        return xr.zeros_like(found), found


@dataclass(frozen=True)
class Basket:
    """Goods or factors at prices.

    Attributes
    ----------
    price, quantity
        Of every cell.
    seen
        A payment over the dims of the statistic.
    sign
        -1 for what is taken off.
    real
        Whether the price is in units of goods, so that the price level does not move it.
    """

    price: Measure
    quantity: Measure
    seen: Callable[[xr.DataArray], xr.DataArray] = lambda paid: paid
    sign: float = 1.0
    real: bool = False

    def paid(self, solution: Accounts) -> xr.DataArray:
        """Prices times quantities of one solution."""
        return self.sign * self.seen(self.price(solution) * self.quantity(solution))

    def crossed(self, case: Case, total: Total) -> list[xr.DataArray]:
        """Totals at prices before and quantities before, then 0 and 1, 1 and 0, 1 and 1."""
        level = case.after.price_world / case.before.price_world
        level = xr.ones_like(level) if self.real else level
        old = self.price(case.before)
        prices = (old, within_comparison(old, self.price(case.after), level))
        quantities = (self.quantity(case.before), self.quantity(case.after))
        return [total(self.sign * self.seen(p * q)) for p in prices for q in quantities]


@dataclass(frozen=True)
class Index:
    """Fisher's indices of baskets.

    Attributes
    ----------
    of
        Baskets whose payments sum.
    """

    of: tuple[Basket, ...]

    def payments(self, solution: Accounts) -> xr.DataArray:
        """What is paid for all baskets, over the dims of the statistic."""
        first, *others = (basket.paid(solution) for basket in self.of)
        return sum(others, start=first)

    def formed(self, case: Case, total: Total) -> tuple[xr.DataArray, dict[str, xr.DataArray]]:
        """Value before, and the indices of ``quantity`` and ``price``."""
        crossed = [basket.crossed(case, total) for basket in self.of]
        v00, v01, v10, v11 = (sum(v[1:], start=v[0]) for v in zip(*crossed, strict=True))
        return v00, ideal(v00, v01, v10, v11)


@dataclass(frozen=True)
class Volume(Index):
    """A value without the changes of its prices."""

    def levels(self, case: Case, total: Total) -> Levels:
        """The value before, and this times the quantity index."""
        value, index = self.formed(case, total)
        return value, value * index["quantity"].where(value != 0, 1.0)  # nothing has no index


@dataclass(frozen=True)
class Price(Index):
    """A price index, or one over another.

    Attributes
    ----------
    over
        Baskets by whose price index the other one is divided; none for no division.
    """

    over: tuple[Basket, ...] = ()

    def levels(self, case: Case, total: Total) -> Levels:
        """1, and the index."""
        index = self.formed(case, total)[1]["price"]
        if self.over:
            index = index / Price(self.over).levels(case, total)[1]
        return index.copy(data=np.ones(index.shape)), index
