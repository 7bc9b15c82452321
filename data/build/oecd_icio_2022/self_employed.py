"""Move the labour of the self-employed from capital to labour.

The national tables book mixed income (what the self-employed earn) as operating surplus. National
labour shares of the Penn World Table include the self-employed. What they add to compensation of
employees is moved from capital to labour, in the industries where the self-employed work.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.groups import read_groups
from data.build.ledger import Ledger
from data.build.oecd_icio_2022.labels import REST_OF_WORLD
from data.build.oecd_icio_2022.national import Tables

Array = np.ndarray

HOLDS = Path(__file__).parent / "concordances" / "self_employment.csv"
GROUPS = Path(__file__).parents[2] / "groups.yaml"

# Least and most of an industry's net surplus that the pattern alone gives to the self-employed:
# an odd cell of another year and source shall neither shut an industry out nor fill it.
LEAST, MOST = 0.05, 0.9
# A compensation share of WIOD beyond these bounds is no observation (Germany's K66 is 1.38).
SENSIBLE = (0.0, 1.0)
# Extraction's share in value added that has grown by more than this since the labour share was
# measured is a windfall: its surplus is rent, and no labour share of an ordinary year includes it.
WINDFALL = 0.05


@dataclass(frozen=True)
class Pattern:
    """Labour compensation, self-employed included, over value added in WIOD 2016, year 2014.

    Attributes
    ----------
    share : (activity, region)
        For every economy and industry of the tables; the mean of the economies of the same income
        group where WIOD has no figure.
    extraction : (region,)
        Share of B05 to B09 in value added; not a number where WIOD has no table.
    """

    share: Array
    extraction: Array


@dataclass(frozen=True)
class Moved:
    """What the step moved.

    Attributes
    ----------
    income : (activity, region)
        Labour of the self-employed, million USD, now part of labour.
    target : (region,)
        The labour share in value added that was aimed at.
    imputed, windfall, short : tuple of str
        Economies whose share is imputed; whose share was lowered for a windfall of extraction;
        which do not reach it, because capital keeps its depreciation.
    """

    income: Array
    target: Array
    imputed: tuple[str, ...]
    windfall: tuple[str, ...]
    short: tuple[str, ...]


def move_mixed_income(tables: Tables, source: Path, ledger: Ledger) -> Moved:
    """Move mixed income to `tables.labour` and say so in the ledger.

    Parameters
    ----------
    tables : Tables
        With the rest of the world; labour and capital are changed, their sum is kept.
    source : Path
        The folder of source tables.
    """
    high = set(read_groups(GROUPS).region["high_income"].members)
    pattern = read_pattern(source / "wiod-2016-release-2014" / "wiot2014_partial.npz", tables, high)
    value_added = tables.labour + tables.capital + tables.output_tax
    total = value_added.sum(axis=0)
    paid = tables.labour.sum(axis=0) / total
    measured = read_labour_shares(source, tables.regions)
    share, imputed = complete_shares(measured, paid, tables.regions, high)
    share, windfall = without_windfall(share, pattern, tables, value_added)
    wanted = np.maximum(share - paid, 0.0) * total
    likely = np.maximum(pattern.share * value_added - tables.labour, 0.0)
    income, short = spread(wanted, likely, tables, holders(tables.sectors))
    tables.labour = tables.labour + income
    tables.capital = tables.capital - income
    named = tuple(str(region) for region in np.array(tables.regions)[short])
    moved = Moved(income, share, imputed, windfall, named)
    _record(moved, tables, wanted, ledger)
    return moved


def read_labour_shares(source: Path, regions: list[str]) -> pd.Series:
    """Labour shares of 2019 by economy; ROW is the mean of economies without a table.

    Weights of the mean are GDP of 2022 at constant USD. Missing shares are not numbers.
    """
    world = pd.read_csv(source / "human_capital" / "pwt1001_1995_2019.csv")
    share = world[world["year"] == 2019].set_index("iso3")["labsh"]
    found = share.reindex(regions)
    others = share.drop(index=[r for r in regions if r in share.index]).dropna()
    found[REST_OF_WORLD] = weighted_mean(others, other_gdp(source))
    return found


def other_gdp(source: Path) -> pd.Series:
    """GDP of 2022 by economy, USD at prices of 2015 (World Bank); sums of economies are in it."""
    table = pd.read_csv(source / "indicators" / "WDI_GDP_constant2015USD.csv")
    table = table[table["Year"] == 2022].dropna(subset=["CountryCode_ISO3", "GDP_constant2015USD"])
    return table.set_index("CountryCode_ISO3")["GDP_constant2015USD"]


def weighted_mean(values: pd.Series, weight: pd.Series) -> float:
    """Mean over the labels that both have."""
    both = values.index.intersection(weight.index)
    return float((values[both] * weight[both]).sum() / weight[both].sum())


def complete_shares(
    measured: pd.Series, paid: Array, regions: list[str], high: set[str]
) -> tuple[Array, tuple[str, ...]]:
    """Fill missing labour shares from economies of the same income group.

    The self-employed get the group's median part of what employees leave, (share - paid) /
    (1 - paid), but the labour share rises to the group's ninth decile at most: the tables of some
    economies (Viet Nam 0.63) count the self-employed as employees already.

    Returns
    -------
    share : (region,)
        Never less than compensation of employees over value added.
    imputed : tuple of str
        Economies filled.
    """
    share = measured.reindex(regions).to_numpy(dtype=float)
    rich = np.array([region in high for region in regions])
    known = ~np.isnan(share)
    part = (share - paid) / (1.0 - paid)
    for group in (rich, ~rich):
        used = group & known
        if not used.any():
            continue
        filled = paid + np.median(part[used]) * (1.0 - paid)
        filled = np.minimum(filled, np.quantile(share[used], 0.9))
        share = np.where(group & ~known, filled, share)
    imputed = tuple(r for r, there in zip(regions, known, strict=True) if not there)
    return np.maximum(share, paid), imputed


def without_windfall(
    share: Array, pattern: Pattern, tables: Tables, value_added: Array
) -> tuple[Array, tuple[str, ...]]:
    """Lower the share where extraction is much more of value added than when it was measured.

    The labour share is taken to hold outside the extra rent: it is scaled with the part of value
    added outside extraction. Only economies with a table in WIOD can be compared.
    """
    at = [tables.sectors.index(s) for s in tables.sectors if s.startswith("B")]
    now = value_added[at].sum(axis=0) / value_added.sum(axis=0)
    before = pattern.extraction
    grown = np.nan_to_num(now - before, nan=0.0) > WINDFALL
    scale = np.where(grown, (1.0 - now) / (1.0 - np.nan_to_num(before)), 1.0)
    named = tuple(r for r, yes in zip(tables.regions, grown, strict=True) if yes)
    return share * scale, named


def holders(sectors: list[str]) -> Array:
    """Whether the self-employed work in an industry (activity,)."""
    with HOLDS.open(newline="") as stream:
        holds = {row["industry"]: row["holds"] == "1" for row in csv.DictReader(stream)}
    return np.array([holds[sector] for sector in sectors])


def read_pattern(path: Path, tables: Tables, high: set[str]) -> Pattern:
    """Read labour over value added from WIOD and fill what it lacks by income group."""
    with np.load(path) as stored:
        economies = [str(e) for e in stored["economies"]]
        rows = [str(row) for row in stored["cost_rows"]]
        codes = [str(code) for code in stored["icio_industries"]]
        costs = stored["costs"].astype(float)
    labour = np.nan_to_num(costs[rows.index("Labour compensation at basic prices")].T)
    added = np.nan_to_num(costs[rows.index("Value added at basic prices")].T)
    share = np.full((len(tables.sectors), len(tables.regions)), np.nan)
    extraction = np.full(len(tables.regions), np.nan)
    mining = [n for n, code in enumerate(codes) if code.startswith("B")]
    for column, region in enumerate(tables.regions):
        if region == REST_OF_WORLD or region not in economies:
            continue
        at = economies.index(region)
        extraction[column] = added[mining, at].sum() / added[:, at].sum()
        share[:, column] = by_industry(labour[:, at], added[:, at], codes, tables.sectors)
    return Pattern(filled_pattern(share, tables.regions, high), extraction)


def by_industry(labour: Array, added: Array, codes: list[str], sectors: list[str]) -> Array:
    """Labour over value added of the industries of the tables; not a number where not sensible.

    A code of the source may stand for several industries, joined by ``+``, and several codes of
    the source may make up one.
    """
    share = np.full(len(sectors), np.nan)
    for row, sector in enumerate(sectors):
        at = [n for n, code in enumerate(codes) if sector in code.split("+")]
        if added[at].sum() <= 0:
            continue
        found = labour[at].sum() / added[at].sum()
        if SENSIBLE[0] < found <= SENSIBLE[1]:
            share[row] = found
    return share


def filled_pattern(share: Array, regions: list[str], high: set[str]) -> Array:
    """The mean of an income group where there is no figure, or of all where the group has none."""
    rich = np.array([region in high for region in regions])
    known = ~np.isnan(share)
    filled = share.copy()
    for group in (rich, ~rich):
        used = known & group[None, :]
        used = np.where(used.any(axis=1, keepdims=True), used, known)
        total = np.where(used, np.nan_to_num(share), 0.0).sum(axis=1)
        mean = total / np.maximum(used.sum(axis=1), 1)
        filled = np.where(group[None, :] & ~known, mean[:, None], filled)
    return filled


def spread(wanted: Array, likely: Array, tables: Tables, holds: Array) -> tuple[Array, Array]:
    """Spread what the self-employed of an economy earn over its industries.

    In industries where the self-employed work, the pattern gives a first guess of their part of
    the surplus net of depreciation. The odds of this part are scaled by one number, so that the
    parts stay between nothing and all and add up to what is wanted. Where that is more than
    `MOST` of the net surplus of these industries, `MOST` is given and the rest is not moved:
    capital keeps its depreciation.

    Parameters
    ----------
    wanted : (region,)
        Labour of the self-employed, million USD.
    likely : (activity, region)
        What the pattern gives them, million USD.
    tables : Tables
    holds : (activity,)
        Whether the self-employed work in the industry.

    Returns
    -------
    income : (activity, region)
        Million USD, never above capital income less depreciation.
    short : (region,)
        Whether the total is missed.
    """
    income = np.zeros_like(likely)
    short = np.zeros(len(wanted), dtype=bool)
    gross = np.where(holds[:, None], tables.capital, 0.0)
    net = np.clip(gross - np.maximum(tables.depreciation, 0.0), 0.0, None)
    for r, amount in enumerate(wanted):
        room = net[:, r]
        short[r] = amount > MOST * room.sum()
        income[:, r] = scaled_odds(min(amount, MOST * room.sum()), likely[:, r], room)
    return income, short


def scaled_odds(amount: float, likely: Array, room: Array) -> Array:
    """Parts of `room` that add up to `amount`, at odds proportional to those of `likely`."""
    if amount <= 0 or room.sum() <= 0:
        return np.zeros_like(room)
    part = np.divide(likely, room, out=np.zeros_like(room), where=room > 0)
    part = np.clip(part, LEAST, MOST)
    odds = part / (1.0 - part)

    def given(log_scale: float) -> Array:
        scaled = odds * np.exp(log_scale)
        return room * scaled / (1.0 + scaled)

    low, high = -40.0, 40.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if given(middle).sum() < amount else (low, middle)
    found = given(0.5 * (low + high))
    return found * (amount / found.sum())


def _record(moved: Moved, tables: Tables, wanted: Array, ledger: Ledger) -> None:
    cells = int((moved.income > 0).sum())
    ledger.add(
        "mixed income of the self-employed", "moved from capital to labour (Penn World Table)",
        cells, moved.income.sum(), f"{(moved.income.sum(axis=0) > 0).sum()} economies",
    )  # fmt: skip
    by_region = moved.income.sum(axis=0)
    missed = np.maximum(wanted - by_region, 0.0)
    for item, rule, named, value in (
        ("of which in economies without a labour share", "median of the income group",
         moved.imputed, by_region),
        ("of which where extraction has a windfall", "labour share scaled with the rest of value "
         "added", moved.windfall, by_region),
        ("mixed income that the share would ask for", "not moved: capital keeps depreciation",
         moved.short, missed),
    ):  # fmt: skip
        at = [tables.regions.index(region) for region in named]
        ledger.add(item, rule, len(at), value[at].sum(), ", ".join(named))
    kept = [r for r, more in zip(tables.regions, wanted, strict=True) if more <= 0]
    ledger.add("labour share of the table above the source's", "kept", len(kept), 0.0,
               ", ".join(kept))  # fmt: skip
