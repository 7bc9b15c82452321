"""Capital stock and rate of depreciation by region, from the Penn World Table."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.build.ledger import Ledger
from data.build.oecd_icio_2022.labels import REST_OF_WORLD
from data.build.oecd_icio_2022.national import Tables
from data.build.oecd_icio_2022.self_employed import other_gdp, weighted_mean

Array = np.ndarray

# Capital income over the stock outside these bounds is doubtful: depreciation alone is 3 to 7 %.
PLAUSIBLE = (0.06, 0.30)


@dataclass(frozen=True)
class Stock:
    """Capital by region.

    Attributes
    ----------
    stock : (region,)
        Million USD of 2022.
    rate : (region,)
        Depreciation in a year over the stock.
    imputed, doubtful : tuple of str
        Economies whose ratio to value added is imputed; whose gross return is not plausible.
    """

    stock: Array
    rate: Array
    imputed: tuple[str, ...]
    doubtful: tuple[str, ...]


def capital_stock(tables: Tables, source: Path, ledger: Ledger) -> Stock:
    """The stock: value added of the tables times the source's ratio of capital to it."""
    world = pd.read_csv(source / "human_capital" / "pwt1001_1995_2019.csv")
    world = world[world["year"] == 2019].set_index("iso3")
    ratio, rate, imputed = ratios(world, other_gdp(source), tables.regions)
    value_added = (tables.labour + tables.capital + tables.output_tax).sum(axis=0)
    stock = ratio * value_added
    gross = tables.capital.sum(axis=0) / stock
    odd = (gross < PLAUSIBLE[0]) | (gross > PLAUSIBLE[1])
    doubtful = tuple(r for r, yes in zip(tables.regions, odd, strict=True) if yes)
    ledger.add(
        "capital stock", "ratio to value added of the Penn World Table, national prices, 2019",
        len(stock), stock.sum(), f"ratio imputed: {', '.join(imputed)}",
    )  # fmt: skip
    ledger.add(
        "capital stock, gross return not plausible",
        f"kept: capital income below {PLAUSIBLE[0]:.0%} or above {PLAUSIBLE[1]:.0%} of the stock",
        len(doubtful), stock[odd].sum(),
        ", ".join(f"{r} {gross[tables.regions.index(r)]:.0%}" for r in doubtful),
    )  # fmt: skip
    return Stock(stock, rate, imputed, doubtful)


def ratios(
    world: pd.DataFrame, gdp: pd.Series, regions: list[str]
) -> tuple[Array, Array, tuple[str, ...]]:
    """Capital over value added at national prices, and the rate of depreciation.

    The source has stocks at purchasing power parities (`cn`) and none in USD. Machines and
    buildings are not as dear, relative to output, in one economy as in another, so that `cn` over
    `cgdpo` is not the ratio in national currency. That follows from how the source makes its
    internal rate of return: capital income is (irr + delta) times the stock at national prices.
    Hence the ratio is (1 - labsh) / (irr + delta).

    Where irr is missing, the ratio at parities is scaled with the median of the two ratios of
    all economies asked for. ROW is the mean of the economies without a table, by GDP.

    Parameters
    ----------
    world : pandas.DataFrame
        Indexed by economy: labsh, irr, delta, cn, cgdpo.
    gdp : pandas.Series
        Weights of economies without a table.
    regions : list of str

    Returns
    -------
    ratio, rate : (region,)
        Years; a fraction a year.
    imputed : tuple of str
    """
    national = (1.0 - world["labsh"]) / (world["irr"] + world["delta"])
    parity = world["cn"] / world["cgdpo"]
    others = world.index.difference(regions)
    found = national.reindex(regions)
    relative = float((national / parity).reindex(regions).median())
    lacking = found.isna() & (found.index != REST_OF_WORLD)
    found = found.where(~lacking, relative * parity.reindex(regions))
    rate = world["delta"].reindex(regions)
    if REST_OF_WORLD in regions:
        known = national[others].dropna()
        found[REST_OF_WORLD] = weighted_mean(known, gdp)
        by_stock = (known * gdp.reindex(known.index)).dropna()
        rate[REST_OF_WORLD] = weighted_mean(world["delta"][others].dropna(), by_stock)
    imputed = tuple(str(region) for region in found.index[lacking])
    return found.to_numpy(dtype=float), rate.to_numpy(dtype=float), imputed
