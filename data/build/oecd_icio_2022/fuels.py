"""CO2 by fuel, good bought and user in 2022: national totals by fuel, fitted to purchases.

Totals by fuel are those of the Global Carbon Budget 2023, emissions in the territory. To make them
those of residents, the fuel of ships and aircraft between countries is added to the oil of those
whose water and air transport emit, in proportion. Within an economy, two things are known beside
the totals: what each activity and households emit (`co2`, `household_co2`), of another year, and
who buys how much of which energy good. The first, scaled to the total, and the totals by fuel are
the margins of a proportional fit; its start is purchases at a usual content of carbon, and for
electricity what was generated from each fuel (Ember).

No cell may hold more than its purchases at the least plausible price of the fuel. What no purchase
can carry (coal of a mine's own power station, for instance) stays with the activity as fuel of its
own. Purchases that are raw materials, or sold on, hold nothing (`fuel_not_burnt.csv`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.fuels import FUELS, KG_PER_GJ
from calibration.variables import AGENTS
from data.build.ledger import Ledger
from data.build.oecd_icio_2022.co2 import CONCORDANCES, Emissions, Nations
from data.build.oecd_icio_2022.national import Tables

YEAR = 2022
ELECTRICITY = "D"
# Fuel of ships and of aircraft between countries -> the activity that burns it.
BUNKERS = {"XIS": "H50", "XIA": "H51"}
# Emissions of processes -> the activities that emit them, the first that produces anything.
PROCESS = {"cement": ("C23",), "other": ("C23",), "flaring": ("B06", "C19", "D")}
GENERATED = {"coal": "Coal", "gas": "Gas", "oil": "Other Fossil"}
OWN = 1e-4  # start of fuel that is not bought, beside what an activity emits in all
PLANTS = "BCD"  # mining, manufacturing, electricity
HOUSEHOLD_GAS = 2.0  # gas in what households pay for electricity and gas, relative to activities
SWEEPS = 3000
KG_PER_T = 1000.0

Array = np.ndarray


@dataclass(frozen=True)
class Fuels:
    """Emissions by fuel, Mt CO2.

    Attributes
    ----------
    bought
        Of fuel that is bought (fuel, sector, activity, region).
    own
        Of fuel that no purchase tells of (fuel, activity, region).
    household
        Of households (fuel, sector, region).
    process
        Not from burning fuel (activity, region).
    territory
        Totals of the source (fuel, region).
    bunkers
        Residents' ships and aircraft between countries (fuel, region).
    doubtful
        Economies a tenth or more of whose emissions are of fuel that no purchase tells of.
    """

    bought: Array
    own: Array
    household: Array
    process: Array
    territory: Array
    bunkers: Array
    doubtful: list[str]


def fuels(folder: Path, tables: Tables, bought: Array, co2: Emissions, ledger: Ledger) -> Fuels:
    """Emissions by fuel in the order of the tables; `bought` is over (sector, region, user)."""
    national = national_totals(folder)
    regions, sectors = tables.regions, tables.sectors
    user = len(sectors) + AGENTS.index("household")
    users = [*range(len(sectors)), user]
    territory = national.loc[regions, list(FUELS)].to_numpy().T
    emitted = np.vstack([co2.combustion, co2.household.by_good.sum(axis=0)])
    abroad, taken = _bunkers(national, sectors, emitted)
    bunkers = abroad.sum(axis=1)
    left = emitted - taken
    left *= territory.sum(axis=0) / left.sum(axis=0)
    target = left + taken
    start, limit = _start(bought[:, :, users], sectors)
    power = sectors.index(ELECTRICITY)
    start[:, :, power] = _power(start[:, :, power], folder / "emissions", regions)
    found, own = _fit(start, limit, target, territory + bunkers, _may_own(sectors))
    _note(ledger, found, own, target, territory, bunkers)
    part = own.sum(axis=(0, 1)) / territory.sum(axis=0)
    return Fuels(
        bought=found[:, :, :-1],
        own=own[:, :-1],
        household=found[:, :, -1],
        process=_process(national, tables, ledger),
        territory=territory,
        bunkers=bunkers,
        doubtful=[region for region, share in zip(regions, part, strict=True) if share > 0.1],
    )


def national_totals(folder: Path) -> pd.DataFrame:
    """Totals by region, of fuels and processes, Mt CO2; what is not reported is none."""
    table = pd.read_csv(folder / "energy-emissions" / "gcb2023_co2_by_fuel_2015_2022.csv")
    table = table[table["year"] == YEAR].set_index("iso3").drop(columns="year").fillna(0.0)
    return table.rename(columns=lambda name: name.removesuffix("_MtCO2"))


def _bunkers(national: pd.DataFrame, sectors: list[str], emitted: Array) -> tuple[Array, Array]:
    """Fuel of ships and aircraft abroad (fuel, user, region), and what it is of what they emit."""
    abroad = np.zeros((len(FUELS), *emitted.shape))
    taken = np.zeros_like(emitted)
    for place, activity in BUNKERS.items():
        at = sectors.index(activity)
        share = emitted[at] / emitted[at].sum()
        abroad[:, at] = national.loc[place, list(FUELS)].to_numpy(float)[:, None] * share
        taken[at] = abroad[:, at].sum(axis=0)
    return abroad, taken


def _start(bought: Array, sectors: list[str]) -> tuple[Array, Array]:
    """CO2 at usual and at least prices (fuel, sector, user, region), households last, Mt."""
    table = pd.read_csv(CONCORDANCES / "fuel_purchases.csv")
    unburnt = pd.read_csv(CONCORDANCES / "fuel_not_burnt.csv")
    spent = bought.transpose(0, 2, 1).copy()
    for good, activity in zip(unburnt["sector"], unburnt["activity"], strict=True):
        spent[sectors.index(good), sectors.index(activity)] = 0.0
    start = np.zeros((len(FUELS), *spent.shape))
    limit = np.zeros_like(start)
    for row in table.itertuples():
        fuel, good = FUELS.index(row.fuel), sectors.index(row.sector)
        start[fuel, good] = row.kg_per_usd / KG_PER_T * spent[good]
        limit[fuel, good] = KG_PER_GJ[row.fuel] / row.least_usd_per_gj / KG_PER_T * spent[good]
    start[FUELS.index("gas"), sectors.index("D"), -1] *= HOUSEHOLD_GAS
    return start, limit


def _power(start: Array, folder: Path, regions: list[str]) -> Array:
    """Start of electricity (fuel, sector, region): generation from a fuel, split as purchases."""
    nations = Nations(folder)
    generated = nations.generated(YEAR)
    wanted = np.array([generated[GENERATED[f]].reindex(regions).fillna(0.0) for f in FUELS])
    total = start.sum(axis=1)
    known = wanted.sum(axis=0) > 0
    scale = np.divide(wanted, total, out=np.zeros_like(total), where=total > 0)
    return np.where(known, start * scale[:, None], start)


def _may_own(sectors: list[str]) -> Array:
    """Who may burn a fuel without buying it (fuel, user): coal and gas, those with plants alone."""
    plants = np.array([*(sector[0] in PLANTS for sector in sectors), False])
    anyone = np.array([*(True for _ in sectors), False])  # households buy what they burn
    return np.array([anyone if fuel == "oil" else plants for fuel in FUELS])


def _fit(
    start: Array, limit: Array, target: Array, totals: Array, may_own: Array
) -> tuple[Array, Array]:
    """Fit to totals of users (user, region) and of fuels (fuel, region); the latter exactly.

    Fuel that is not bought is one more good, with a small start.
    """
    own = OWN * target[None] * (totals / totals.sum(axis=0))[:, None] * may_own[:, :, None]
    cells = np.concatenate([np.minimum(start, limit), own[:, None]], axis=1)
    bound = np.concatenate([limit, np.where(own > 0, np.inf, 0.0)[:, None]], axis=1)
    for _ in range(SWEEPS):
        cells = _to(cells, bound, target[None, None], axes=(0, 1))
        cells = _to(cells, bound, totals[:, None, None], axes=(1, 2))
    found = cells.sum(axis=(1, 2))
    scale = np.divide(totals, found, out=np.ones_like(found), where=found > totals)
    cells = cells * scale[:, None, None]
    # What is left is beyond what purchases can carry.
    left = totals - cells.sum(axis=(1, 2))
    part = np.divide(own, own.sum(axis=1, keepdims=True), out=np.zeros_like(own), where=own > 0)
    return cells[:, :-1], cells[:, -1] + left[:, None] * part


def _to(cells: Array, bound: Array, wanted: Array, axes: tuple[int, ...]) -> Array:
    """Scale cells below their bound so that the sums are as wanted."""
    full = cells >= bound
    at_bound = np.where(full, cells, 0.0).sum(axis=axes, keepdims=True)
    free = np.where(full, 0.0, cells).sum(axis=axes, keepdims=True)
    room = np.maximum(wanted - at_bound, 0.0)
    scale = np.divide(room, free, out=np.ones_like(free), where=free > 0)
    over = np.divide(wanted, at_bound, out=np.ones_like(at_bound), where=at_bound > wanted)
    return np.minimum(np.where(full, cells * over, cells * scale), bound)


def _process(national: pd.DataFrame, tables: Tables, ledger: Ledger) -> Array:
    """Emissions that are not from burning fuel (activity, region)."""
    process = np.zeros((len(tables.sectors), len(tables.regions)))
    for name, activities in PROCESS.items():
        for r, region in enumerate(tables.regions):
            at = [tables.sectors.index(a) for a in activities]
            makes = [j for j in at if tables.output[j, r] > 0]
            process[makes[0], r] += national.loc[region, name]
    ledger.add(
        "CO2 of processes, Mt", "cement and other carbonates in C23, flaring in B06", process.size,
        process.sum(), "Global Carbon Budget 2023",
    )  # fmt: skip
    return process


def _note(
    ledger: Ledger, found: Array, own: Array, target: Array, territory: Array, bunkers: Array
) -> None:
    for f, fuel in enumerate(FUELS):
        ledger.add(
            f"CO2 of {fuel}, Mt", "national total fitted to purchases and to what users emit",
            int((found[f] > 0).sum()), found[f].sum() + own[f].sum(),
            f"in the territory {territory[f].sum():.1f}, ships and aircraft {bunkers[f].sum():.1f}",
        )  # fmt: skip
        ledger.add(
            f"CO2 of {fuel} that no purchase tells of, Mt", "stays with output",
            int((own[f] > 1e-3).sum()), own[f].sum(),
        )  # fmt: skip
    met = found.sum(axis=(0, 1)) + own.sum(axis=0)
    ledger.add(
        "CO2 of users against the fit, Mt", "totals of fuels come first",
        int((np.abs(met - target) > 0.01 * target).sum()), np.abs(met - target).sum() / 2,
    )  # fmt: skip
