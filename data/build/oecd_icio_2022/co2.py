"""CO2 in 2022, Mt: fuel combustion by activity and region, cement's process, and households.

The source of combustion by industry ends in 2018, national totals end in 2020, a pandemic year.
Electricity is carried to 2022 by what was burnt for generation (Ember); every other industry by the
nation's combustion (CDIAC), using the smaller of its changes from 2018 to 2019 and to 2020, and
none where the two differ in sign. Households (cars, heating): see `household_co2`.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.build.ledger import Ledger
from data.build.oecd_icio_2022.household_co2 import Household, household_emissions
from data.build.oecd_icio_2022.labels import DEVELOPING, REST_OF_WORLD
from data.build.oecd_icio_2022.national import Tables

CONCORDANCES = Path(__file__).parent / "concordances"
CARBON_TO_CO2 = 44.0 / 12.0 / 1000.0  # thousand tonnes of carbon to Mt CO2
ELECTRICITY = "D35"
# Mt CO2 per TWh: typical efficiencies and the IPCC (2006) default carbon contents. Only the
# change between two years is used, so what matters is the ratio between fuels.
BURNT = {"Coal": 0.95, "Gas": 0.45, "Other Fossil": 0.70}
BASE, LATEST = 2018, 2022


@dataclass(frozen=True)
class Emissions:
    """Emissions of the dataset, and of the sources to which they are reconciled, Mt CO2.

    Attributes
    ----------
    combustion, process
        By activity and region, 2022 and 2020.
    household
        Of households.
    source_activities
        The source's combustion of all industries, by region, 2018; zero where it has none.
    source_national
        Combustion in the territory, by region, 2018.
    """

    combustion: np.ndarray
    process: np.ndarray
    household: Household
    source_activities: np.ndarray
    source_national: np.ndarray


def emissions(folder: Path, tables: Tables, bought: np.ndarray, ledger: Ledger) -> Emissions:
    """CO2 in the order of the tables; `bought` are purchases (sector, region, user)."""
    source = pd.read_csv(folder / "oecd_prod_co2_2018_67x45_Mt.csv", index_col=0)
    nations = Nations(folder)
    split = _industry_split(tables)
    base = _all_economies(source, nations, tables, split, ledger)
    grown = _to_latest(base, nations)
    by_sector = np.stack(
        [_spread(grown.loc[region], split[region], tables) for region in tables.regions], axis=1
    )
    lost = grown.to_numpy().sum() - by_sector.sum()
    ledger.add("CO2 of industries without output, Mt", "left out", 0, lost)
    ledger.add(
        "CO2 from combustion, Mt", "2018 by industry carried to 2022", by_sector.size,
        by_sector.sum(), f"source total in 2018: {source.to_numpy().sum():.1f}",
    )  # fmt: skip
    process = _cement(folder, nations, tables, ledger)
    change = pd.Series({r: nations.combustion_change(r) for r in tables.regions})
    national = nations.combustion[BASE]
    household = household_emissions(
        source, national, nations.bunkers, change, tables, bought, ledger
    )
    return Emissions(
        by_sector,
        process,
        household,
        source.sum(axis=1).reindex(tables.regions).fillna(0.0).to_numpy(),
        national.reindex(tables.regions).to_numpy(),
    )


class Nations:
    """National combustion (CDIAC) and generation from fuels (Ember) by region and year, Mt CO2."""

    def __init__(self, folder: Path) -> None:
        names = pd.read_csv(CONCORDANCES / "cdiac_nations.csv").set_index("region")["nation"]
        self.names = names
        table = pd.read_csv(folder / "cdiac_co2_by_nation.csv")
        fuels = table[["Solid Fuel", "Liquid Fuel", "Gas Fuel"]].fillna(0.0).sum(axis=1)
        table["co2"] = fuels * CARBON_TO_CO2
        burnt = table.pivot_table(index="Country", columns="Year", values="co2", aggfunc="sum")
        self.combustion = self._with_rest(burnt, names)
        table["sold"] = table["Bunker fuels (Not in Total)"].fillna(0.0) * CARBON_TO_CO2
        sold = table.pivot_table(index="Country", columns="Year", values="sold", aggfunc="sum")
        self.bunkers = self._with_rest(sold, names)[BASE]
        ember = pd.read_csv(folder / "ember_electricity_generation.csv")
        ember["co2"] = ember["Value"] * ember["Variable"].map(BURNT).fillna(0.0)
        self._ember = ember
        power = ember.pivot_table(index="ISO3", columns="Year", values="co2", aggfunc="sum")
        self.power = self._with_rest(power, pd.Series(names.index, names.index))

    def _with_rest(self, table: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
        """Rows by region; ROW is what has no region, where both first and last year are known."""
        known = table.reindex(names).set_axis(names.index)
        others = table[~table.index.isin(names)]
        others = others.dropna(subset=[BASE])
        known.loc[REST_OF_WORLD] = others.sum()
        return known.fillna(0.0)

    def generated(self, year: int) -> pd.DataFrame:
        """Mt CO2 of generation in a year by region and kind of fuel."""
        own = pd.Series(self.names.index, self.names.index)
        found = {
            kind: self._with_rest(
                rows.pivot_table(index="ISO3", columns="Year", values="co2", aggfunc="sum"), own
            )[year]
            for kind, rows in self._ember.groupby("Variable")
            if kind in BURNT
        }
        return pd.DataFrame(found)

    def combustion_change(self, region: str) -> float:
        """Change since the base year: the smaller of the next two, none where they disagree."""
        series = self.combustion.loc[region]
        changes = [series[year] / series[BASE] for year in (BASE + 1, BASE + 2)]
        return float(np.median([*changes, 1.0]))

    def power_change(self, region: str) -> float:
        """Change of emissions from generation; one where hardly any fuel was burnt."""
        series = self.power.loc[region]
        return float(series[LATEST] / series[BASE]) if series[BASE] > 0.1 else 1.0


def _industry_split(tables: Tables) -> dict[str, pd.DataFrame]:
    """Shares (industry of the source, sector) of every region: output times relative intensity."""
    concordance = pd.read_csv(CONCORDANCES / "co2_industries.csv")
    shares = {}
    for r, region in enumerate(tables.regions):
        output = pd.Series(tables.output[:, r], tables.sectors)
        weight = concordance["sector"].map(output) * concordance["relative_intensity"]
        total = weight.groupby(concordance["industry"]).transform("sum")
        share = (weight / total.where(total > 0)).fillna(0.0)
        shares[region] = concordance.assign(share=share)
    return shares


def _spread(industries: pd.Series, split: pd.DataFrame, tables: Tables) -> np.ndarray:
    parts = split["industry"].map(industries) * split["share"]
    return parts.groupby(split["sector"]).sum().reindex(tables.sectors).to_numpy()


def _all_economies(
    combustion: pd.DataFrame, nations: Nations, tables: Tables, split: dict[str, pd.DataFrame],
    ledger: Ledger,
) -> pd.DataFrame:  # fmt: skip
    """Base-year combustion (region, industry), with economies the source has within its ROW.

    Their total is national combustion times the pooled ratio of the source to it. Electricity
    follows generation, other industries output at the pooled intensities of developing economies.
    What they emit is taken out of the source's ROW, so the world total stays.
    """
    peers = [region for region in DEVELOPING if region in combustion.index]
    ratio = combustion.loc[peers].to_numpy().sum() / nations.combustion.loc[peers, BASE].sum()
    grid = combustion.loc[peers, ELECTRICITY].sum() / nations.power.loc[peers, BASE].sum()
    output = {
        region: _industry_output(split[region], tables, r)
        for r, region in enumerate(tables.regions)
    }
    intensity = combustion.loc[peers].sum() / sum(output[region] for region in peers)
    base = combustion.drop(index=REST_OF_WORLD)
    absent = [r for r in tables.regions if r not in combustion.index and r != REST_OF_WORLD]
    for region in absent:
        total = ratio * nations.combustion.loc[region, BASE]
        power = min(grid * nations.power.loc[region, BASE], 0.8 * total)
        other = (intensity * output[region]).drop(ELECTRICITY)
        row = other * (total - power) / other.sum()
        row[ELECTRICITY] = power
        base.loc[region] = row
    rest = combustion.loc[REST_OF_WORLD]
    left = (rest - base.loc[absent].sum()).clip(lower=0.0)
    base.loc[REST_OF_WORLD] = left * (rest.sum() - base.loc[absent].to_numpy().sum()) / left.sum()
    ledger.add(
        "CO2 of economies inside the source's ROW, Mt", "national combustion at pooled intensities",
        len(absent), base.loc[absent].to_numpy().sum(), ", ".join(absent),
    )  # fmt: skip
    return base.reindex(tables.regions)


def _industry_output(split: pd.DataFrame, tables: Tables, region: int) -> pd.Series:
    output = split["sector"].map(pd.Series(tables.output[:, region], tables.sectors))
    return output.groupby(split["industry"]).sum()


def _to_latest(base: pd.DataFrame, nations: Nations) -> pd.DataFrame:
    grown = base.copy()
    for region in base.index:
        power = base.loc[region, ELECTRICITY] * nations.power_change(region)
        grown.loc[region] *= nations.combustion_change(region)
        grown.loc[region, ELECTRICITY] = power
    return grown


def _cement(folder: Path, nations: Nations, tables: Tables, ledger: Ledger) -> np.ndarray:
    """CO2 from making clinker (CDIAC, 2020), all of it in non-metallic minerals."""
    cement = pd.read_csv(folder / "cdiac_cement_process_2020_Mt.csv").set_index("Country")["Mt"]
    known = cement.reindex(nations.names).set_axis(nations.names.index).fillna(0.0)
    known.loc[REST_OF_WORLD] = cement.sum() - known.sum()
    process = np.zeros((len(tables.sectors), len(tables.regions)))
    process[tables.sectors.index("C23")] = known.reindex(tables.regions).to_numpy()
    ledger.add(
        "CO2 from making cement, Mt", "2020 figures, added to C23", len(known), known.sum(),
        f"source total: {cement.sum():.1f}",
    )  # fmt: skip
    return process
