"""Other greenhouse gases by activity in 2022: methane, nitrous oxide and fluorinated gases.

EDGAR gives national totals by gas in eight sectors, in CO2 equivalents (GWP-100 of the IPCC's fifth
report). A row of `concordances/other_gases.csv` is a place where a gas of a sector is emitted: the
users there, a weight in the world, and what it is proportional to (`_keys`). Within an economy, a
sector's total is split over its rows by weight times the economy's part of the world's key, and
within a row by key. A row whose users cannot hold what falls on them, at most so many kg per unit
of the key, passes the rest on. National totals by gas are met exactly.

Gases of ships and aircraft between countries go to those whose ships and aircraft burn the fuel
(:mod:`data.build.oecd_icio_2022.fuels`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.gases import GASES
from calibration.variables import AGENTS
from data.build.ledger import Ledger
from data.build.oecd_icio_2022.co2 import CONCORDANCES
from data.build.oecd_icio_2022.fuels import BUNKERS, FUELS, YEAR, Fuels
from data.build.oecd_icio_2022.national import Tables

SOURCE = "edgar2024_nonco2_and_process_co2_2018_2023.csv"
IN_SOURCE = {"CH4": "CH4", "N2O": "N2O", "Fgases": "F-gases"}
PRODUCTION = Path(__file__).parents[1] / "splits" / "production.csv"
EVERYBODY = ("all", "other")
HOUSEHOLD = "household:"
DIRTY = 5.0  # kg CO2e per USD of output: more is named as doubtful
KG_PER_T = 1000.0

Array = np.ndarray


@dataclass(frozen=True)
class OtherGases:
    """Emissions of other gases, Mt CO2e.

    Attributes
    ----------
    by_activity
        (gas, activity, region).
    household
        Of households, by the good they follow (gas, sector, region).
    territory
        Totals of the source (gas, region).
    bunkers
        Of residents' ships and aircraft between countries (gas, region).
    doubtful
        Activities and economies with more than 5 kg CO2e per USD of output.
    """

    by_activity: Array
    household: Array
    territory: Array
    bunkers: Array
    doubtful: list[str]


@dataclass(frozen=True)
class _Row:
    """A place where a gas of a sector is emitted.

    Attributes
    ----------
    key
        What emissions are proportional to (user, region): zero for other users.
    share
        Weight in the world times the part of its key that an economy has (region).
    most
        Mt CO2e that the row can hold (region).
    otherwise
        Place of the row that takes what is beyond it.
    """

    key: Array
    share: Array
    most: Array
    otherwise: int


def other_gases(
    folder: Path, tables: Tables, bought: Array, fuels: Fuels, ledger: Ledger
) -> OtherGases:
    """Emissions in the order of the tables; `bought` is over (sector, region, user)."""
    source = _source(folder / "energy-emissions" / SOURCE)
    keys = _keys(tables, bought, fuels)
    count = len(tables.sectors)
    found = np.zeros((len(GASES), 2 * count, len(tables.regions)))
    territory = np.zeros((len(GASES), len(tables.regions)))
    places = pd.read_csv(CONCORDANCES / "other_gases.csv", dtype={"most": float})
    for (gas, sector), total in source.items():
        here = places[(places["gas"] == gas) & (places["edgar_sector"] == sector)]
        totals = total.reindex(tables.regions).fillna(0.0).to_numpy()
        at = GASES.index(gas)
        found[at] += _spread(totals, _rows(here, keys, tables))
        territory[at] += totals
    bunkers = _abroad(source, tables.sectors, keys["burnt"][:count])
    _note(ledger, found, bunkers)
    found[:, :count] += bunkers
    return OtherGases(
        by_activity=found[:, :count],
        household=found[:, count:],
        territory=territory,
        bunkers=bunkers.sum(axis=1),
        doubtful=_doubtful(found[:, :count].sum(axis=0), tables),
    )


def _source(path: Path) -> dict[tuple[str, str], pd.Series]:
    """Totals by region of each gas and sector, Mt CO2e."""
    table = pd.read_csv(path)
    table = table[(table["year"] == YEAR) & table["substance"].isin(IN_SOURCE)]
    return {
        (IN_SOURCE[str(gas)], str(sector)): rows.set_index("iso3")["MtCO2e_AR5"]
        for (gas, sector), rows in table.groupby(["substance", "edgar_sector"])
    }


def _keys(tables: Tables, bought: Array, fuels: Fuels) -> dict[str, Array]:
    """What emissions may be proportional to (user, region).

    Users are activities, then households by the good that they buy. Money is in million USD, what
    is burnt in Mt CO2.
    """
    none = np.zeros_like(tables.output)
    burnt = fuels.bought.sum(axis=1) + fuels.own  # fuel, activity, region
    oil, gas = FUELS.index("oil"), FUELS.index("gas")
    all_gas = burnt[gas].sum(axis=0) + fuels.household[gas].sum(axis=0)
    economy = (tables.labour + tables.capital + tables.output_tax).sum(axis=0)
    household = bought[:, :, len(tables.sectors) + AGENTS.index("household")]

    def alike(values: Array) -> Array:
        return np.broadcast_to(values, (2 * len(none), none.shape[1]))

    return {
        "output": np.vstack([tables.output, none]),
        "bought": np.vstack([none, household]),
        "burnt": np.vstack([burnt.sum(axis=0), fuels.household.sum(axis=0)]),
        "oil": np.vstack([burnt[oil], fuels.household[oil]]),
        "gas": alike(all_gas),
        "economy": alike(economy),
        "aluminium": alike(_produced("C24B-ALU", tables.regions)),
        "chips": alike(_produced("C26-SEM", tables.regions)),
    }


def _produced(part: str, regions: list[str]) -> Array:
    """What economies make of a part of a sector, million USD (region)."""
    table = pd.read_csv(PRODUCTION)
    made = table[table["part"] == part].set_index("region")["value"]
    return made.reindex(regions).fillna(0.0).to_numpy()


def _rows(places: pd.DataFrame, keys: dict[str, Array], tables: Tables) -> list[_Row]:
    """The places of a gas of a sector."""
    names = list(places["users"])
    rows = []
    for n, place in enumerate(places.itertuples()):
        inside = _users(place.users, tables.sectors)
        key = keys[place.by] * inside[:, None]
        if isinstance(place.regions, str):
            key = key * np.isin(tables.regions, place.regions.split())
        size = key.sum(axis=0)
        most = np.inf if np.isnan(place.most) else place.most / KG_PER_T * size
        otherwise = names.index(place.otherwise) if isinstance(place.otherwise, str) else n
        share = place.weight * size / size.sum()
        rows.append(_Row(key, share, np.broadcast_to(most, size.shape), otherwise))
    return rows


def _users(named: str, sectors: Sequence[str]) -> Array:
    """Which users a row names (user): labels, or beginnings of them, or everybody."""
    users = [*sectors, *(HOUSEHOLD + sector for sector in sectors)]
    if named in EVERYBODY:
        return np.ones(len(users))
    words = tuple(named.split())
    return np.array([float(_is_one_of(user, words)) for user in users])


def _is_one_of(user: str, words: tuple[str, ...]) -> bool:
    """A letter stands for a section of the industries, anything longer for itself."""
    return user in words or (user[0] in words and not user.startswith(HOUSEHOLD))


def _spread(totals: Array, rows: list[_Row]) -> Array:
    """Emissions of users (user, region) that make up the totals (region)."""
    share = np.array([row.share for row in rows])
    whole = share.sum(axis=0)
    share[-1] = np.where(whole > 0, share[-1], 1.0)  # nobody to go by
    held = totals * share / share.sum(axis=0)
    for n, row in enumerate(rows):
        beyond = np.maximum(held[n] - row.most, 0.0)
        held[n] -= beyond
        held[row.otherwise] += beyond
    found = np.zeros_like(rows[0].key)
    for n, row in enumerate(rows):
        size = row.key.sum(axis=0)
        found += row.key * np.divide(held[n], size, out=np.zeros_like(size), where=size > 0)
    missed = np.abs(found.sum(axis=0) - totals).max()
    if missed > 1e-9 * totals.sum():
        raise ValueError(f"{missed:.3g} Mt CO2e of a region find no user")
    return found


def _abroad(source: dict[tuple[str, str], pd.Series], sectors: list[str], burnt: Array) -> Array:
    """Gases of ships and aircraft between countries (gas, activity, region), as their fuel."""
    abroad = np.zeros((len(GASES), *burnt.shape))
    for (gas, _), total in source.items():
        for place, activity in BUNKERS.items():
            at = sectors.index(activity)
            abroad[GASES.index(gas), at] += total.get(place, 0.0) * burnt[at] / burnt[at].sum()
    return abroad


def _doubtful(emitted: Array, tables: Tables) -> list[str]:
    """Activities that emit much per unit of what they make, by economy."""
    most = DIRTY / KG_PER_T * tables.output
    return [
        f"{tables.sectors[j]} {tables.regions[r]}"
        for j, r in np.argwhere((emitted > most) & (emitted > 0.5))
    ]


def _note(ledger: Ledger, found: Array, bunkers: Array) -> None:
    for g, gas in enumerate(GASES):
        ledger.add(
            f"{gas}, Mt CO2e", "national totals by EDGAR's sectors, split over users",
            int((found[g] > 0).sum()), found[g].sum() + bunkers[g].sum(),
            f"households {found[g, len(found[g]) // 2 :].sum():.1f}, ships and aircraft between "
            f"countries {bunkers[g].sum():.1f}",
        )  # fmt: skip
