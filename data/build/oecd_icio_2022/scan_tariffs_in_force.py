"""Write the tables of tariffs in force: `python -m data.build.oecd_icio_2022.scan_tariffs_in_force
--source DIR`.

Two tables of `data/tariffs/`: `in-force-2022.csv`, what the United States and China charged each
other and others in 2022, and `added-since-2022.csv`, what was added by date. Both have 27 goods
industries; each row names the laws behind it, whose dates and sources stand in `laws.csv`.
docs/tariffs-in-force.md explains every rule.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from data.build.oecd_icio_2022.bilateral import Bilateral, read_bilateral
from data.build.oecd_icio_2022.labels import EU27, REST_OF_WORLD
from data.build.oecd_icio_2022.tariffs_in_force import ADDED, IN_FORCE
from data.build.options import asked

USA, CHN, CAN = "USA", "CHN", "CAN"
METALS = ("C24A", "C24B", "C25")
COLUMN_TWO = ("RUS", "BLR")
# Days of 2024 under the four-year review of section 301, which began on 27 September.
REVIEW_IN_2024 = 96 / 366

# Industries of what China offered to import without its answers, from 2 March 2020 (soybeans, pork,
# beef, grains, crude oil, liquefied gas): ASSUMED to be imported so altogether.
WAIVED = ("A01", "B06", "C10T12")

DATES = ("2025-04-09", "2025-04-11", "2025-08-07", "2025-11-01", "2025-11-14")
# Duties of 15 % that include the general rate, from the date on.
INCLUSIVE, INCLUSIVE_SINCE = 15.0, {
    "EU27": "2025-08-07", "JPN": "2025-08-07", "CHE": "2025-11-14", "KOR": "2025-11-14",
}  # fmt: skip
# Section 232 on steel and aluminium as such (the source has derivatives only).
EXEMPT_UNTIL_2025 = ("CAN", "MEX", "EU27", "GBR", "JPN", "KOR", "AUS", "BRA", "ARG")
METAL_RATE = {"2025-03-12": 25.0, "2025-06-04": 50.0}
METAL_RATE_GBR = 25.0
PAID_BEFORE = {"C24A": 25.0, "C24B": 10.0}
STEEL = (*range(7206, 7230), 7301, 7302, 7304, 7305, 7306)
ALUMINIUM = (7601, 7604, 7605, 7606, 7607, 7608, 7609)
FENTANYL_CHN = {"2025-03-04": 20.0, "2025-11-10": 10.0}

# What China added on all goods of the United States, and on industries of its lists.
FLAT_CHN = {"2025-04-09": 84.0, "2025-04-11": 125.0, "2025-05-14": 10.0}
FEBRUARY_CHN = {"B05": 15.0, "B06": 12.5}  # coal 15; liquefied gas 15 and crude oil 10, halved
LISTS_CHN_UNTIL = "2025-11-10"
# Canada's lists, billion Canadian dollars as announced; US dollars at 1.43. Most end in September.
LISTS_CAN = {"2025-03-04": 29.8, "2025-03-13": 29.8}
CAD_PER_USD = 1.43
LISTS_CAN_UNTIL = "2025-09-01"

Row = tuple[object, ...]


def main() -> None:
    """Write both tables."""
    source = asked(__doc__).source
    bilateral = read_bilateral(source / "oecd-icio-2022" / "bilateral-81x81x28-2022.mat")
    sources = Sources(source, bilateral)
    write(
        IN_FORCE,
        "importer,exporter,sector,general_percent,special_points,statutory_points,laws",
        [*collected(sources), *answer_of_china(sources)],
    )
    write(
        ADDED,
        "date,importer,exporter,sector,added_points,laws",
        [
            row
            for date in DATES
            for rows in (added_by_usa, added_by_china, added_by_canada)
            for row in rows(sources, date)
        ],
    )


def write(path: Path, header: str, rows: list[Row]) -> None:
    """Write a table as CSV."""
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


class Sources:
    """The source tables by name, and imports of the United States by product."""

    def __init__(self, source: Path, bilateral: Bilateral) -> None:
        folder = source / "tariffs-applied-2018-2026"
        self.bilateral = bilateral
        self.sectors = bilateral.sectors[:-1]
        collected = pd.read_csv(folder / "usa_collected_duty_2024_by_partner_icio50.csv")
        self.collected = self.by_partner(collected, "rate_pct")
        self.imports = self.by_partner(collected, "imports_musd")
        self.added = pd.read_csv(folder / "usa_added_duty_2025_2026_by_date_partner_icio50.csv")
        self.section_301 = pd.read_csv(folder / "usa_section301_on_china_icio50.csv", index_col=0)
        self.china = pd.read_csv(folder / "china_tariffs_on_usa_icio50_2018_2020.csv", index_col=0)
        self.lists = pd.read_csv(folder / "retaliation_2025_march_lists_on_usa_icio50.csv")
        self.headline = pd.read_csv(folder / "usa_reciprocal_rates_80_economies.csv", index_col=0)
        self.products = _products(folder)
        general = source / "tariffs-us-2018-2026" / "mfn_rates_2025.csv"
        self.general = general_rates(self.products, pd.read_csv(general, dtype={"hs8": str}))
        self.covered = {
            "C24A": share_of(self.products, "C24A", STEEL),
            "C24B": share_of(self.products, "C24B", ALUMINIUM),
        }

    def by_partner(self, table: pd.DataFrame, column: str) -> pd.DataFrame:
        """A column of a table by industry and partner; empty where it has no row."""
        wide = table.pivot_table(index="icio50", columns="partner_iso3", values=column)
        return wide.reindex(self.sectors)

    @property
    def others(self) -> list[str]:
        """Partners of the source that have no table of their own: they stand for ROW."""
        return [p for p in self.imports.columns if p not in (*self.bilateral.regions, "EU27")]

    def flow(self, sector: str, exporter: str, importer: str) -> float:
        """Trade of 2022 in the tables, million USD."""
        at, regions = self.sectors.index(sector), self.bilateral.regions
        flows = self.bilateral.flow[at, regions.index(exporter), regions.index(importer)]
        return float(flows)

    def review(self, sector: str) -> float:
        """What the four-year review of section 301 added from 2024 on, a full year."""
        row = self.section_301.loc[sector] if sector in self.section_301.index else None
        return 0.0 if row is None else float(row["added_pp_20250101"] - row["added_pp_20200214"])


def _products(folder: Path) -> pd.DataFrame:
    """Imports of the United States by partner, product and industry, 2024."""
    imports = pd.read_csv(folder / "usa_imports_duties_2024_hs6.csv.gz", dtype={"hs6": str})
    split = pd.read_csv(folder / "hs6_to_icio50_us2024_weights.csv", dtype={"hs6": str})
    table = imports.merge(split[["hs6", "icio50", "weight"]], on="hs6")
    return table.assign(value=table["imports_kusd"] * table["weight"])


def general_rates(products: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """General (MFN) ad valorem rates on what each partner sells, %: (industry, partner).

    Products with specific duties, whose rates depend on prices, are left out of the mean.
    """
    plain = lines[lines["rate_type"].isin(["ad_valorem", "free"])]
    rate = 100 * plain.groupby(plain["hs8"].str[:6])["mfn_rate"].mean()
    table = products.assign(rate=products["hs6"].map(rate)).dropna(subset="rate")
    table = table.assign(duty=table["value"] * table["rate"])
    value, duty = (
        table.pivot_table(index="icio50", columns="partner_iso3", values=name, aggfunc="sum")
        for name in ("value", "duty")
    )
    return duty / value


def share_of(products: pd.DataFrame, sector: str, headings: tuple[int, ...]) -> pd.Series:
    """Part of a partner's sales of an industry that falls under some headings."""
    table = products[products["icio50"] == sector]
    inside = table["hs6"].str[:4].astype(int).isin(headings)
    total = table.groupby("partner_iso3")["value"].sum()
    return (table[inside].groupby("partner_iso3")["value"].sum() / total).fillna(0.0)


def collected(sources: Sources) -> Iterator[Row]:
    """What the United States collects, as a general rate and what is above it.

    Only China, economies without most-favoured-nation treatment, and metals bear special duties;
    elsewhere all that is collected is general and preferential.
    """
    for partner in [*sources.collected.columns, REST_OF_WORLD]:
        if partner in sources.others:
            continue
        for sector in sources.sectors:
            rate, general = _rates(sources, partner, sector)
            if np.isnan(rate):
                continue
            if partner == CHN:
                rate = max(rate - sources.review(sector) * REVIEW_IN_2024, 0.0)
            laws = _laws_2022(partner, sector)
            below = min(rate, general) if laws and not np.isnan(general) else rate
            laws = laws if rate > below else ""
            yield (USA, partner, sector, f"{below:.3f}", f"{rate - below:.3f}", "", laws)


def _rates(sources: Sources, partner: str, sector: str) -> tuple[float, float]:
    """Collected and general rate; for ROW the means over economies without a table."""
    tables = sources.collected, sources.general
    if partner != REST_OF_WORLD:
        collected, general = (_cell(table, sector, partner) for table in tables)
        return collected, general
    weight = sources.imports.loc[sector, sources.others].fillna(0.0)
    if not weight.sum():
        return np.nan, np.nan
    means = [
        np.average(table.loc[sector].reindex(weight.index).fillna(0.0), weights=weight)
        for table in tables
    ]
    return float(means[0]), float(means[1])


def _cell(table: pd.DataFrame, sector: str, partner: str) -> float:
    known = sector in table.index and partner in table.columns
    return float(table.loc[sector, partner]) if known else np.nan


def _laws_2022(partner: str, sector: str) -> str:
    laws = [
        *(["us-301"] if partner == CHN else []),
        *(["us-232"] if sector in METALS else []),
        *(["us-column-2"] if partner in COLUMN_TWO else []),
    ]
    return "+".join(laws)


def answer_of_china(sources: Sources) -> Iterator[Row]:
    """China's duties on the United States above its general rate, less what it waived."""
    table = sources.china
    for sector in sources.sectors:
        if sector not in table.index:
            continue
        points = table.loc[sector, "on_usa_pct_20200214"] - table.loc[sector, "mfn_pct_20190601"]
        waived = sector in WAIVED
        paid = 0.0 if waived else max(points, 0.0)
        laws = "cn-301-answer" + ("+cn-waiver" if waived else "")
        yield (CHN, USA, sector, "", f"{paid:.3f}", f"{points:.3f}", laws)


def added_by_usa(sources: Sources, date: str) -> Iterator[Row]:
    """What the United States added to the duties of 2022 by a date."""
    table = sources.added[sources.added["date"] == date]
    added = sources.by_partner(table, "added_pp_corrected")
    for partner in _partners(sources):
        for sector in sources.sectors:
            points = _points(sources, added, partner, sector, date)
            if points > 0:
                laws = _laws_of_usa(partner, date)
                yield (date, USA, partner, sector, f"{points:.2f}", laws)


def _partners(sources: Sources) -> list[str]:
    named = [p for p in sources.bilateral.regions if p not in (*EU27, USA, REST_OF_WORLD)]
    return ["EU27", *named, REST_OF_WORLD]


def _points(sources: Sources, added: pd.DataFrame, partner: str, sector: str, date: str) -> float:
    """Percentage points added on an industry of a partner."""
    if partner in COLUMN_TWO:
        return 0.0
    if partner == REST_OF_WORLD:
        weight = sources.imports.loc[sector, sources.others].fillna(0.0)
        points = added.loc[sector].reindex(weight.index).fillna(0.0)
        return float(np.average(points, weights=weight)) if weight.sum() else 0.0
    if partner not in added.columns:
        return _statutory(sources, partner, sector, date)
    points = _cell(added, sector, partner)
    if np.isnan(points):
        return 0.0
    points = within_inclusive(points, partner, _rates(sources, partner, sector)[0], date)
    points = with_metals(points, partner, sector, date, sources)
    return points + (sources.review(sector) if partner == CHN else 0.0)


def _statutory(sources: Sources, partner: str, sector: str, date: str) -> float:
    """The country rate on the part of an industry that bears it, for partners not in the source.

    That part is the mean of partners under the flat 10 % of April 2025.
    """
    first = sources.added[sources.added["date"] == "2025-04-09"]
    flat = sources.by_partner(first, "added_pp_corrected").drop(columns=[CHN, "HKG", CAN, "MEX"])
    weight = sources.imports.loc[sector].reindex(flat.columns).fillna(0.0)
    if not weight.sum():
        return 0.0
    part = np.average(flat.loc[sector].fillna(0.0).clip(upper=10.0) / 10.0, weights=weight)
    paused = date < "2025-08-07"
    rate = 10.0 if paused else float(sources.headline.loc[partner, "reciprocal_pct_2025_08_07"])
    return float(part * rate)


def within_inclusive(points: float, partner: str, base: float, date: str) -> float:
    """Points where a duty of 15 % includes the general rate: 15 less that rate.

    The part of an industry under it is read from the source's average: exempt goods pull it below
    15, metals at 50 % above.
    """
    if date < INCLUSIVE_SINCE.get(partner, "9999"):
        return points
    part = points / INCLUSIVE if points <= INCLUSIVE else max(0.0, (50.0 - points) / 35.0)
    return max(0.0, points - base * part)


def with_metals(points: float, partner: str, sector: str, date: str, sources: Sources) -> float:
    """Points of basic metals with section 232 on steel and aluminium, in place of country rates."""
    if sector not in sources.covered:
        return points
    part = float(sources.covered[sector].get(partner, 0.0))
    return (1.0 - part) * points + part * metal_points(partner, sector, date)


def metal_points(partner: str, sector: str, date: str) -> float:
    """Points added on steel or aluminium as such; China's fentanyl duty comes on top."""
    rate = METAL_RATE_GBR if partner == "GBR" else _latest(METAL_RATE, date)
    before = 0.0 if partner in EXEMPT_UNTIL_2025 else PAID_BEFORE[sector]
    return max(0.0, rate - before) + (_latest(FENTANYL_CHN, date) if partner == CHN else 0.0)


def _latest(steps: dict[str, float], date: str) -> float:
    return next((value for since, value in reversed(steps.items()) if since <= date), 0.0)


def _laws_of_usa(partner: str, date: str) -> str:
    own = {
        CHN: "us-fentanyl-cn+us-reciprocal+us-301-review",
        "HKG": "us-fentanyl-cn+us-reciprocal",
        CAN: "us-fentanyl-ca",
        "MEX": "us-fentanyl-mx",
    }
    later = {"BRA": "+us-brazil", "IND": "+us-india"} if date >= "2025-08-07" else {}
    inclusive = "+us-inclusive-15" if date >= INCLUSIVE_SINCE.get(partner, "9999") else ""
    return own.get(partner, "us-reciprocal") + later.get(partner, "") + inclusive + "+us-232-2025"


def added_by_china(sources: Sources, date: str) -> Iterator[Row]:
    """What China added on the United States by a date."""
    flat = _latest(FLAT_CHN, date)
    for sector in sources.sectors:
        points = flat + FEBRUARY_CHN.get(sector, 0.0)
        laws = "cn-2025-flat" + ("+cn-2025-february" if sector in FEBRUARY_CHN else "")
        if date < LISTS_CHN_UNTIL:
            listed = _listed(sources, CHN, sector, lambda _: 1.0)
            points += listed
            laws += "+cn-2025-march" if listed else ""
        yield (date, CHN, USA, sector, f"{points:.2f}", laws)


def added_by_canada(sources: Sources, date: str) -> Iterator[Row]:
    """What Canada added on the United States by a date, cars left out."""
    totals = sources.lists[sources.lists["importer_iso3"] == CAN]
    totals = totals.groupby("effective_date")["usa_exports_listed_musd"].sum()

    def scale(since: str) -> float:
        """Products are listed by parts of a code: values are scaled to those announced."""
        announced = 1000 * LISTS_CAN[since] / CAD_PER_USD
        return float(min(1.0, announced / totals[since]))

    for sector in sources.sectors:
        since = None
        if date >= LISTS_CAN_UNTIL:
            if sector not in METALS:
                continue
            since = "2025-03-13"
        points = _listed(sources, CAN, sector, scale, since)
        if points > 0:
            yield (date, CAN, USA, sector, f"{points:.2f}", "ca-2025-march")


def _listed(
    sources: Sources,
    importer: str,
    sector: str,
    scale: Callable[[str], float],
    since: str | None = None,
) -> float:
    """Mean points of an importer's lists on all it buys of an industry from the United States."""
    lists = sources.lists
    rows = lists[(lists["importer_iso3"] == importer) & (lists["icio50"] == sector)]
    if since is not None:
        rows = rows[rows["effective_date"] == since]
    if rows.empty:
        return 0.0
    value = rows["usa_exports_listed_musd"] * rows["effective_date"].map(scale)
    whole = max(sources.flow(sector, USA, importer), float(value.sum()))
    return float((value * rows["added_pp"]).sum() / whole)


if __name__ == "__main__":
    main()
