"""The rest of the world: pooled technology of developing economies, fitted to what it sells."""

import numpy as np

from calibration.balancing.ras import Margin, fit_margins
from data.build.oecd_icio_2022.labels import DEVELOPING, GOODS, REST_OF_WORLD
from data.build.oecd_icio_2022.national import Tables

Array = np.ndarray


def pooled(tables: Tables, values: Array, axis: int) -> Array:
    """Sum over the developing economies that stand in for the rest of the world."""
    at = [tables.regions.index(region) for region in DEVELOPING]
    return values.take(at, axis=axis).sum(axis=axis)


def add_rest_of_world(tables: Tables, output: Array, supply: Array) -> Tables:
    """Append a table for ROW whose output and supply are given.

    Every activity has the pooled cost shares (purchases, product taxes, wages, capital, production
    taxes over output) of the developing economies. What is left of supply is bought by agents in
    the pooled proportions, and purchases by good are fitted to supply.

    Parameters
    ----------
    tables : Tables
        The national tables.
    output, supply : (sector,)
        ROW's output and its domestic sales plus imports, million USD at basic prices.
    """
    base = pooled(tables, tables.output, 1)
    scale = np.divide(output, base, out=np.zeros_like(output), where=base > 0)
    use = pooled(tables, tables.use, 1) * scale[None, :]
    final = pooled(tables, tables.final, 1)
    left = supply.sum() - use.sum()
    if left <= 0:
        raise ValueError("the rest of the world's activities would buy more than is supplied")
    final = final * left / final.sum()
    seed = np.concatenate([use, final], axis=1)
    fitted, _ = fit_margins(seed, [Margin((0,), seed.sum(axis=0)), Margin((1,), supply)])
    paid = pooled(tables, tables.user_tax, 0)
    bought = np.concatenate(
        [pooled(tables, tables.use, 1).sum(axis=0), pooled(tables, tables.final, 1).sum(axis=0)]
    )
    rate = np.divide(paid, bought, out=np.zeros_like(paid), where=bought > 0)
    agents = tables.final.shape[2]
    tables = _append(tables, fitted, output, rate, scale, agents)
    tables.regions = [*tables.regions, REST_OF_WORLD]
    return tables


def account(flow: Array, sectors: list[str], made: float) -> str:
    """What the rest of the world is, and its trade, in words.

    Its trade is what the tables of all others leave: its exports are their imports from it. So its
    deficit is their joint surplus, and nothing done to its own table changes it.

    Parameters
    ----------
    flow : (sector, origin, destination)
        Sales at basic prices, million USD; ROW is the last region.
    sectors : list of str
    made : float
        Its GDP, million USD.
    """
    out, into = flow[:, -1, :-1].sum(axis=1), flow[:, :-1, -1].sum(axis=1)
    goods = np.array([sector[0] in GOODS for sector in sectors])
    finance = np.array([sector == "K" for sector in sectors])

    def billions(part: Array) -> str:
        return f"{out[part].sum() / 1e3:,.0f} out and {into[part].sum() / 1e3:,.0f} in"

    deficit = (into - out).sum() / made
    return (
        f"ROW is the world less {flow.shape[1] - 1} economies, estimated: its trade is what their "
        "tables leave, its technology that of developing economies. Trade in billion USD: goods "
        f"{billions(goods)}, services {billions(~goods)}, finance alone {billions(finance)}. The "
        f"deficit of {deficit:.0%} of GDP is the joint surplus of the others, and is kept"
    )


def _append(
    tables: Tables, bought: Array, output: Array, rate: Array, scale: Array, agents: int
) -> Tables:
    def beside(values: Array, new: Array) -> Array:
        return np.concatenate([values, new[:, None]], axis=1)

    labour = pooled(tables, tables.labour, 1) * scale
    taxes = pooled(tables, tables.output_tax, 1) * scale
    depreciation = pooled(tables, tables.depreciation, 1) * scale
    tax = rate * bought.sum(axis=0)
    capital = output - bought[:, :-agents].sum(axis=0) - tax[:-agents] - labour - taxes
    tables.use = np.concatenate([tables.use, bought[:, None, :-agents]], axis=1)
    tables.final = np.concatenate([tables.final, bought[:, None, -agents:]], axis=1)
    tables.output = beside(tables.output, output)
    tables.labour = beside(tables.labour, labour)
    tables.capital = beside(tables.capital, capital)
    tables.output_tax = beside(tables.output_tax, taxes)
    tables.depreciation = beside(tables.depreciation, depreciation)
    tables.user_tax = np.concatenate([tables.user_tax, tax[None, :]])
    return tables
