"""Markets and the numeraire: goods, factors, the world factor-price index.

A mobile factor earns one price in its region, at which demand meets the endowment. Any other is
supplied to each activity with the elasticity of transformation ``mobility`` (0 keeps it where it
is), and earns there its regional price times ``rent``; the regional price is such that all its uses
together cost price times endowment.

By Walras' law one market clears if all others do. The largest market of a mobile factor is left
out, to be checked afterwards, and the numeraire takes its place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cge.economy.equations.block import Block, has
from cge.economy.equations.income import income_tax_rate
from cge.economy.equations.margins import margins_made
from cge.economy.equations.rows import produced
from cge.economy.equations.trade import shipped_per_unit
from cge.engine.pyomo_private import ConcreteModel
from cge.symbols.registry import WORLD

block = Block("Markets and numeraire")


def cleared(m: ConcreteModel) -> np.ndarray:
    """Markets of mobile factors but the one left out (factor, region)."""
    found = _used(m) & m.mobile
    found[m.unsolved] = False
    return np.asarray(found)


def sluggish(m: ConcreteModel) -> np.ndarray:
    """Where a factor is used and not mobile (factor, region)."""
    return np.asarray(_used(m) & ~m.mobile)


def with_rent(m: ConcreteModel) -> np.ndarray:
    """Where a factor earns a return of its own (factor, activity, region)."""
    return np.asarray((m.factor_supply_share.values_array > 0) & ~m.mobile[:, None, :])


def _used(m: ConcreteModel) -> np.ndarray:
    return np.asarray(m.factor_supply_share.values_array.sum(axis=1) > 0)


@block.equation("output", over=("sector", "origin"), where=produced, title="Market of a good")
def output(m: ConcreteModel, i: Any, o: Any) -> Any:
    """Output meets all shipments, iceberg losses included, and all margins that it supplies."""
    shipped = sum(shipped_per_unit(m, i, o, d) * m.trade[i, o, d] for d in m.destination)
    return shipped + margins_made(m, i, o) if has(m, "margins") else shipped


@block.equation("price_factor", where=cleared, title="Market of a mobile factor")
def price_factor(m: ConcreteModel, f: Any, r: Any) -> Any:
    """Activities together use the endowment of a region."""
    return sum(m.factor_demand[f, j, r] for j in m.activity) == m.endowment[f, r]


@block.equation("rent", where=with_rent, title="Market of a factor in an activity")
def rent(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
    """What an activity uses is what is supplied to it, with the elasticity of transformation."""
    supplied = m.factor_supply_share[f, j, r] * m.endowment[f, r]
    return m.factor_demand[f, j, r] == supplied * m.rent[f, j, r] ** m.mobility[f, r]


@block.equation("price_factor", where=sluggish, title="Regional price of a factor not mobile")
def price_factor_sluggish(m: ConcreteModel, f: Any, r: Any) -> Any:
    """All uses of the factor together cost its regional price times the endowment."""
    uses = sum(
        m.factor_supply_share[f, j, r] * m.rent[f, j, r] ** (1 + m.mobility[f, r])
        for j in m.activity
    )
    return uses == 1


@block.equation("real_factor_price", title="Real wage and real return to capital")
def real_factor_price(m: ConcreteModel, f: Any, r: Any) -> Any:
    """After income tax, over the price index of what owners buy."""
    bought = sum(m.deflator[f, a] * m.price_final[a, r] for a in m.agent)
    kept = (1 - income_tax_rate(m, f, r)) / (2 - m.income_tax_benchmark[f, r])
    return m.price_factor[f, r] * kept / bought


@block.equation("price_world", title="World factor-price index")
def price_world(m: ConcreteModel, w: Any) -> Any:
    """The mean of all factor prices, benchmark endowments as weights."""
    return m.price_world[w] == sum(
        m.world_weight[f, r] * m.price_factor[f, r] for f in m.factor for r in m.region
    )


@block.equation("price_factor", over=(WORLD,), title="Numeraire")
def numeraire(m: ConcreteModel, w: Any) -> Any:
    """It takes the place of the factor market that is left out."""
    factors = sum(
        m.numeraire_factor_weight[f, r] * m.price_factor[f, r] for f in m.factor for r in m.region
    )
    purchases = sum(
        m.numeraire_final_weight[a, r] * m.price_final[a, r] for a in m.agent for r in m.region
    )
    return factors + purchases == m.numeraire_level[w]


def largest_market(endowment: np.ndarray, mobile: np.ndarray) -> tuple[int, int]:
    """Position (factor, region) of the largest market of a mobile factor."""
    at = np.unravel_index(int(np.argmax(np.where(mobile, endowment, -1.0))), endowment.shape)
    return int(at[0]), int(at[1])
