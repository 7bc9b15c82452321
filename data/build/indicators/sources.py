"""Read the sources: a value by economy for each, with its year and how it was found."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

# The benchmark's year: the latest figure up to it is taken.
YEAR = 2022
FOSSIL = ("Coal", "Gas", "Other Fossil")
REPORTED = "reported"

# Figures that are not what they seem, each with the reason why it is left out.
LEFT_OUT = {
    ("IDN", "businesses_online"): "the survey covers e-commerce businesses only: 100 % of them",
    ("IDN", "businesses_ordering"): "the survey covers e-commerce businesses only: 100 % of them",
    ("MMR", "businesses_online"): "0.0 % beside 44 % of people online: not on the same scale",
}

# Names of NCSES where pandas' or the World Bank's differ from them are not needed: codes by hand.
_NCSES = {
    "United States": "USA", "Canada": "CAN", "Mexico": "MEX", "Ecuador": "ECU", "Cuba": "CUB",
    "Brazil": "BRA", "Argentina": "ARG", "Colombia": "COL", "Chile": "CHL", "Germany": "DEU",
    "France": "FRA", "United Kingdom": "GBR", "Italy": "ITA", "Spain": "ESP",
    "Netherlands": "NLD", "Sweden": "SWE", "Belgium": "BEL", "Switzerland": "CHE",
    "Poland": "POL", "Austria": "AUT", "Denmark": "DNK", "Czechia": "CZE", "Finland": "FIN",
    "Norway": "NOR", "Ireland": "IRL", "Portugal": "PRT", "Hungary": "HUN", "Greece": "GRC",
    "Romania": "ROU", "Ukraine": "UKR", "Slovenia": "SVN", "Slovakia": "SVK", "Bulgaria": "BGR",
    "Serbia": "SRB", "Belarus": "BLR", "Croatia": "HRV", "Lithuania": "LTU",
    "Luxembourg": "LUX", "Estonia": "EST", "Iceland": "ISL", "Turkey": "TUR", "Israel": "ISR",
    "Saudi Arabia": "SAU", "Iran": "IRN", "United Arab Emirates": "ARE", "Qatar": "QAT",
    "Egypt": "EGY", "South Africa": "ZAF", "Algeria": "DZA", "Morocco": "MAR", "Nigeria": "NGA",
    "Tunisia": "TUN", "Kenya": "KEN", "Ethiopia": "ETH", "Tanzania": "TZA", "Russia": "RUS",
    "Kazakhstan": "KAZ", "India": "IND", "Pakistan": "PAK", "China": "CHN", "Japan": "JPN",
    "South Korea": "KOR", "Taiwan": "TWN", "Thailand": "THA", "Singapore": "SGP",
    "Malaysia": "MYS", "Indonesia": "IDN", "Vietnam": "VNM", "Philippines": "PHL",
    "Australia": "AUS", "New Zealand": "NZL",
}  # fmt: skip


@dataclass(frozen=True)
class Sources:
    """The folder of source tables.

    Every method gives a table by economy with the columns ``value``, ``year``, ``method``.
    """

    folder: Path

    def gapminder(self, name: str) -> pd.DataFrame:
        """The latest figure of a Gapminder file up to the benchmark's year."""
        return _latest(self._gapminder(name))

    def population(self) -> pd.Series:
        """Heads by economy in the benchmark's year, in the middle of it."""
        return self._heads().xs(YEAR, level="year")

    def real_gdp(self) -> pd.Series:
        """GDP by economy at constant prices of 2015, USD, in the benchmark's year."""
        found = self._constant_gdp()
        return _latest(found)["value"]

    def moved(self, found: pd.DataFrame) -> pd.Series:
        """Real GDP of the year of each figure over that of the benchmark's year."""
        real = self._constant_gdp()
        rows = zip(found.index, found["year"], strict=True)
        return pd.Series(
            [real.get((e, t), np.nan) / real.get((e, YEAR), np.nan) for e, t in rows], found.index
        ).where(found["year"] != YEAR, 1.0)

    def rd_spending(self) -> pd.DataFrame:
        """R&D over GDP, in %: the later of NCSES and World Bank, else from UNESCO's spending.

        Both report what statistical offices do; where the years are the same, NCSES is taken.
        """
        reported = later(self._ncses(), self.world_bank("rd_pct_gdp"))
        computed = self._unesco()
        return pd.concat([reported, computed[~computed.index.isin(reported.index)]])

    def world_bank(self, name: str) -> pd.DataFrame:
        """The latest figure of a series of the World Development Indicators (to 2021)."""
        table = pd.read_csv(self.folder / "indicators_wdi" / "wdi_2000_2021_long.csv")
        return _latest(_series(table[table["indicator"] == name], "iso3", "year", "value"))

    def human_capital(self) -> pd.DataFrame:
        """Index of schooling and its returns, 2019, the last year of the Penn World Table."""
        table = pd.read_csv(self.folder / "human_capital" / "pwt1001_1995_2019.csv")
        return _latest(_series(table, "iso3", "year", "hc"))

    def businesses(self, code: str, indicator: str) -> pd.DataFrame:
        """A core ICT indicator of UNCTAD, in % of businesses."""
        table = pd.read_csv(self.folder / "indicators" / "UNCTAD_DE.csv")
        chosen = table[table["INDICATOR"].str.endswith(f"_{code}")]
        keys = ["REF_AREA", "TIME_PERIOD"]
        found = _latest(_series(chosen, *keys, "OBS_VALUE"))
        dropped = [e for e, name in LEFT_OUT if name == indicator]
        return found.drop(index=[e for e in dropped if e in found.index])

    def digital_exports(self) -> pd.DataFrame:
        """Exports of digitally deliverable services, million USD."""
        table = pd.read_csv(self.folder / "indicators" / "unctad_digital_services_panel.csv")
        return _latest(_series(table, "iso3", "year", "dig_services_exports_usd_millions"))

    def generation(self) -> pd.DataFrame:
        """TWh of the latest year by economy: columns ``all``, ``fossil``, ``new``, ``year``."""
        table = pd.read_csv(self.folder / "emissions" / "ember_electricity_generation.csv")
        table = table[table["Year"] <= YEAR]
        table = table[table["Year"] == table.groupby("ISO3")["Year"].transform("max")]
        by = table.pivot_table(index="ISO3", columns="Variable", values="Value", aggfunc="sum")
        return pd.DataFrame(
            {
                "all": by.sum(axis=1),
                "fossil": by[list(FOSSIL)].sum(axis=1),
                "new": by[["Wind", "Solar"]].sum(axis=1),
                "year": table.groupby("ISO3")["Year"].max(),
            }
        )

    def _gapminder(self, name: str) -> pd.Series:
        table = pd.read_csv(self.folder / "indicators" / f"gapminder_{name}.csv")
        table["geo"] = table["geo"].str.upper()
        return _series(table, "geo", "time", str(table.columns[2]))

    def _heads(self) -> pd.Series:
        """Heads by economy and year since 2000, United Nations."""
        path = self.folder / "projections" / "wpp2024_medium_population_age_2000_2070.csv"
        table = pd.read_csv(path)
        return 1000 * _series(table, "iso3", "year", "pop_total_thousand")

    def _constant_gdp(self) -> pd.Series:
        table = pd.read_csv(self.folder / "indicators" / "WDI_GDP_constant2015USD.csv")
        return _series(table, "CountryCode_ISO3", "Year", "GDP_constant2015USD")

    def _ncses(self) -> pd.DataFrame:
        table = pd.read_csv(self.folder / "indicators" / "ncses_rd5_gerd_gdp_2019.csv")
        rows = {}
        # Rows come in pairs: spending in million USD at parities, then its share of GDP.
        for words, value in zip(table["time_period"][1::2], table["value"][1::2], strict=True):
            named = re.search(r"-> ([^(]+) \((\d{4})\)", words)
            if named and named[1] in _NCSES:
                rows[_NCSES[named[1]]] = (float(value), int(named[2]), REPORTED)
        return _table(rows)

    def _unesco(self) -> pd.DataFrame:
        """Thousand current PPP USD of all sources of funds, over GDP at the same parities.

        GDP per head is at constant PPP USD; the factor to those of 2015 is current over constant
        GDP of the United States in that year, whose parity is 1. Inflation between 2015 and the
        year of the figure is left out (most are 2014 or 2015, where it is below 1 %).
        """
        table = pd.read_csv(self.folder / "indicators" / "unesco_rd_1996_2013.csv")
        funds = ["Business enterprise", "Government", "Higher Education", "Private non-profit",
                 "Rest of the world", "Not specified source"]  # fmt: skip
        spent = table.assign(total=table[funds].sum(axis=1))
        spent = _latest(_series(spent[spent["total"] > 0], "LOCATION", "TIME", "total"))
        per_head = self._gapminder("gdp_per_capita_ppp_wb")
        heads = self._heads()
        us_income = per_head["USA", 2015] * heads["USA", 2015]
        factor = self._constant_gdp()["USA", 2015] / us_income
        rows = {}
        for economy, row in spent.iterrows():
            at = (economy, row["year"])
            if at in per_head.index and at in heads.index:
                income = per_head[at] * heads[at] * factor
                share = 100 * 1000 * row["value"] / income
                rows[economy] = (share, row["year"], "computed from UNESCO spending and GDP at PPP")
        return _table(rows)


def later(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The later figure of each economy; the first table's where both are of one year."""
    newer = second[second["year"] > first["year"].reindex(second.index, fill_value=0)]
    return pd.concat([first[~first.index.isin(newer.index)], newer]).sort_index()


def _series(table: pd.DataFrame, economy: str, year: str, value: str) -> pd.Series:
    series = table.dropna(subset=[value]).set_index([economy, year])[value].sort_index()
    return series.rename_axis(["economy", "year"])


def _latest(series: pd.Series) -> pd.DataFrame:
    """The latest figure of each economy up to the benchmark's year."""
    table = series.rename("value").reset_index()
    table = table[table["year"] <= YEAR].sort_values("year").groupby("economy").last()
    return table.assign(method=REPORTED)[["value", "year", "method"]]


def _table(rows: dict[str, tuple[float, int, str]]) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "year", "method"])
    return table.astype({"value": np.float64, "year": int}).rename_axis("economy")
