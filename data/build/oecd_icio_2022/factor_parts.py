"""Shares of skills in labour, and of land and natural resources in capital, by industry.

Skills
    Skilled are those with a bachelor's degree or more. Their share in the labour income of an
    economy follows from their share in the population of 25 and over and from one wage premium.
    Between industries the odds of skilled to unskilled income stand in one proportion in all
    economies (`skill_pattern.csv`), scaled such that the share of the economy is met.
Natural resources
    Rents of the world over capital income of the industry in the world, the same share in all
    economies: an economy's rents are in proportion to what capital earns there.
Land
    One share of the capital income of agriculture.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.factors import MOBILITY, PARENTS
from data.build.ledger import Ledger
from data.build.oecd_icio_2022.labels import REST_OF_WORLD
from data.build.oecd_icio_2022.national import Tables

Array = np.ndarray

FOLDER = Path(__file__).parent / "concordances"
PARENT = {
    "skilled_labour": "labour",
    "unskilled_labour": "labour",
    "land": "capital",
    "natural_resources": "capital",
}
# Elasticity of transformation of factors with owners: GTAP's value for land (RECALLED); none.
MOVES = {"land": 1.0, "natural_resources": 0.0}
# ASSUMPTION: wage of the skilled over that of all others.
WAGE_PREMIUM = 1.7
# Rents vary with prices: the median of the years of the source. ASSUMPTION: at most this share of
# capital income is rent, since equipment earns something.
LARGEST = 0.8
# ASSUMPTION: no source tells rents of quarrying and fishing; those of forests include wood that no
# account counts, and exceed all capital income.
ASSUMED = {"B08": 0.5, "A02": 0.5, "A03": 0.5}
# ASSUMPTION: about a fifth of value added, as in GTAP (RECALLED).
LAND = {"A01": 0.5}


@dataclass(frozen=True)
class Parts:
    """Shares of the parts (part, activity, region), their labels, and attributes."""

    labels: tuple[str, ...]
    share: Array
    attributes: dict[str, str]


def factor_parts(tables: Tables, source: Path, ledger: Ledger) -> Parts:
    """The shares of all parts.

    Parameters
    ----------
    tables : Tables
        National accounts, ROW included, after the self-employed have moved to labour.
    source : Path
        Folder of source tables.
    ledger : Ledger
        Gets the rules.
    """
    attainment, imputed = tertiary(tables.regions, source)
    wanted = income_share(attainment)
    pattern = pd.read_csv(FOLDER / "skill_pattern.csv", index_col="industry")["skilled"]
    skilled = spread(pattern[tables.sectors].to_numpy(), wanted, tables.labour)
    rent = resource_shares(tables)
    resources = np.array([rent.get(sector, 0.0) for sector in tables.sectors])
    land = np.array([LAND.get(sector, 0.0) for sector in tables.sectors])
    everywhere = np.ones_like(skilled)
    ledger.add(
        "labour by skill", "tertiary attainment, one wage premium, one pattern of industries",
        len(tables.regions), (skilled * tables.labour).sum(),
        f"attainment imputed: {', '.join(imputed)}",
    )  # fmt: skip
    ledger.add(
        "natural resources in capital", "rents of the world over capital income of the industry",
        int((resources > 0).sum()), (resources[:, None] * tables.capital).sum(),
        ", ".join(f"{name} {share:.0%}" for name, share in rent.items()),
    )  # fmt: skip
    ledger.add(
        "land in capital", f"assumed: {LAND['A01']:.0%} of the capital income of agriculture",
        1, (land[:, None] * tables.capital).sum(),
    )  # fmt: skip
    return Parts(
        tuple(PARENT),
        np.stack(
            [skilled, 1 - skilled, land[:, None] * everywhere, resources[:, None] * everywhere]
        ),
        {
            PARENTS: json.dumps(PARENT),
            MOBILITY: json.dumps(MOVES),
            "imputed": ", ".join(imputed),
        },
    )


def tertiary(regions: list[str], source: Path) -> tuple[Array, tuple[str, ...]]:
    """Share of people of 25 and over with a bachelor's degree or more; whose is imputed.

    Where it is missing, its odds follow from the human capital of the Penn World Table, by least
    squares over the other economies. ROW is the mean of what `rest_of_world` takes for its like:
    economies below half the median.
    """
    table = pd.read_csv(FOLDER / "tertiary_attainment.csv", index_col="region")["percent"] / 100
    world = pd.read_csv(source / "human_capital" / "pwt1001_1995_2019.csv")
    human = world[world["year"] == 2019].set_index("iso3")["hc"]
    found = table.reindex(regions)
    both = human.reindex(table.index).dropna().index
    slope, level = np.polyfit(human[both], logit(table[both].to_numpy()), 1)
    lacking = [region for region in regions if region not in table and region != REST_OF_WORLD]
    for region in lacking:
        found[region] = logistic(slope * human[region] + level)
    found[REST_OF_WORLD] = found[found < found.median() / 2].mean()
    return found.to_numpy(), (*lacking, REST_OF_WORLD)


def income_share(people: Array) -> Array:
    """Share of the skilled in labour income, from their share in people."""
    earned = people * WAGE_PREMIUM
    return np.asarray(earned / (earned + 1 - people))


def spread(pattern: Array, wanted: Array, labour: Array) -> Array:
    """Shares by industry and region whose mean over labour income is as wanted.

    The odds of an industry are those of the pattern times one factor for each region, found by
    bisection.
    """
    low, high = np.full(len(wanted), -20.0), np.full(len(wanted), 20.0)
    weight = labour / labour.sum(axis=0)
    for _ in range(80):
        shift = (low + high) / 2
        mean = (logistic(logit(pattern)[:, None] + shift) * weight).sum(axis=0)
        low, high = np.where(mean < wanted, shift, low), np.where(mean < wanted, high, shift)
    return logistic(logit(pattern)[:, None] + (low + high) / 2)


def resource_shares(tables: Tables) -> dict[str, float]:
    """Share of natural resources in the capital income of an industry, the same everywhere."""
    gdp = (tables.labour + tables.capital + tables.output_tax).sum() + tables.user_tax.sum()
    rents = pd.read_csv(FOLDER / "resource_rents.csv")
    median = rents.groupby(["industry", "resource"])["percent_of_world_gdp"].median()
    capital = dict(zip(tables.sectors, tables.capital.sum(axis=1), strict=True))
    found = {
        str(industry): min(float(percent) / 100 * gdp / capital[str(industry)], LARGEST)
        for industry, percent in median.groupby("industry").sum().items()
    }
    return found | ASSUMED


def logit(share: Array) -> Array:
    """Logarithm of the odds."""
    return np.asarray(np.log(share / (1 - share)))


def logistic(value: Array) -> Array:
    """Share of the logarithm of odds."""
    return np.asarray(1 / (1 + np.exp(-value)))
