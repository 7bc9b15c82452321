"""CO2 that households emit themselves, by the good they burn, Mt.

The source of emissions by industry leaves households out. National totals have them: what is burnt
in a territory (CDIAC), less what its industries burn, is left to households, once the ships and
aircraft of residents abroad are taken out of the industries. These are not known; what is sold in
the territory as bunker fuel stands for them, but no more than water and air transport emit.

The residual is taken where it is a plausible part of the national total and of what households
spend on fuels. Elsewhere (the two sources differ by more than households emit, as for China, or
one of them is missing) purchases of fuels are multiplied by the pooled intensity of the others.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.variables import AGENTS
from data.build.ledger import Ledger
from data.build.oecd_icio_2022.labels import REST_OF_WORLD
from data.build.oecd_icio_2022.national import Tables

CONCORDANCES = Path(__file__).parent / "concordances"
TRANSPORT = ["D50", "D51"]
# Part of the national total, and multiple of the median CO2 per USD of fuel, that are plausible.
SHARE = (0.05, 0.45)
MULTIPLE = (1 / 3, 3.0)

Array = np.ndarray


@dataclass(frozen=True)
class Household:
    """Emissions of households.

    Attributes
    ----------
    by_good
        Mt CO2 (sector, region).
    estimated
        Mt CO2 (region), the part that is not a residual of the sources.
    transport
        Mt CO2 (region), of residents' ships and aircraft abroad, taken out of industries.
    derived
        Regions whose figure is a residual.
    """

    by_good: Array
    estimated: Array
    transport: Array
    derived: list[str]


def household_emissions(
    combustion: pd.DataFrame,
    national: pd.Series,
    bunkers: pd.Series,
    change: pd.Series,
    tables: Tables,
    bought: Array,
    ledger: Ledger,
) -> Household:
    """Emissions of households in the latest year.

    Parameters
    ----------
    combustion
        The source's emissions by industry (region, industry), Mt CO2, in the base year.
    national, bunkers
        Combustion in the territory, and fuel sold there to ships and aircraft, in the base year.
    change
        Growth of combustion from the base to the latest year.
    tables, bought
        National tables, and purchases (sector, region, user), agents last.
    ledger
        Where rules are noted.
    """
    spent = _spending(tables, bought)
    regions = pd.Index(tables.regions)
    water_and_air = combustion[TRANSPORT].sum(axis=1).reindex(regions)
    transport = np.minimum(water_and_air, bunkers.reindex(regions)).fillna(0.0)
    left = national.reindex(regions) - combustion.sum(axis=1).reindex(regions) + transport
    left[REST_OF_WORLD] = np.nan  # it holds economies of the tables, at pooled intensities
    total = spent.sum(axis=0)
    share, intensity = left / national.reindex(regions), left / total
    usual = intensity[share.between(*SHARE)].median()
    derived = share.between(*SHARE) & (intensity / usual).between(*MULTIPLE)
    latest = left * change.reindex(regions)
    pooled = latest[derived].sum() / total[derived].sum()
    emitted = latest.where(derived, pooled * total)
    ledger.add(
        "CO2 of households, Mt", "national combustion less industries", int(derived.sum()),
        emitted[derived].sum(), f"{1e6 * pooled / 1e3:.2f} kg per USD of fuels",
    )  # fmt: skip
    ledger.add(
        "CO2 of households where the sources do not tell, Mt",
        "purchases of fuels at the pooled intensity", int((~derived).sum()),
        emitted[~derived].sum(), ", ".join(regions[~derived]),
    )  # fmt: skip
    return Household(
        by_good=(spent / total * emitted).to_numpy(),
        estimated=emitted.where(~derived, 0.0).to_numpy(),
        transport=transport.to_numpy(),
        derived=list(regions[derived]),
    )


def _spending(tables: Tables, bought: Array) -> pd.DataFrame:
    """Households' purchases of fuels (sector, region), each weighted by its relative intensity."""
    fuels = pd.read_csv(CONCORDANCES / "household_fuels.csv").set_index("sector")
    agent = len(tables.sectors) + AGENTS.index("household")
    paid = pd.DataFrame(bought[:, :, agent], tables.sectors, tables.regions)
    weight = fuels["relative_intensity"].reindex(tables.sectors).fillna(0.0)
    return paid.mul(weight, axis=0)
