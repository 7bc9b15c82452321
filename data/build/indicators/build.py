"""Build the indicators: `python -m data.build.indicators.build --source DIR --out FILE`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from calibration import open_benchmark
from calibration.indicators import read_catalogue
from calibration.inter_industry import gdp
from calibration.margins import margin_services
from data.build.indicators.gaps import ROW, regression, rest_of_world
from data.build.indicators.sources import REPORTED, YEAR, Sources
from data.build.options import asked

DATA = Path(__file__).resolve().parents[2]
BENCHMARK = DATA / "benchmarks" / "oecd-icio-2022.nc"
COLUMNS = ("economy", "indicator", "value", "year", "unit", "source", "imputed", "method")
# Below this share of the others' weight, the mean for the rest of the world counts as imputed.
COVERED = 0.5
HIGH_TECHNOLOGY = ("C21", "C26")
# What the rest of the world has of these is a mean over its people.
PEOPLE = ("internet_users", "broadband", "low_carbon_electricity", "human_capital")
INCOME = "log GDP per head"


@dataclass(frozen=True)
class World:
    """What ratios and weights are taken of.

    Attributes
    ----------
    gdp, exports, income, high_technology
        By economy of the benchmark: million USD; million USD; log of USD per head; % of
        manufactured exports.
    others_gdp, others_population
        By economy outside it: million USD, scaled to the benchmark's rest of the world; heads.
    """

    gdp: pd.Series
    exports: pd.Series
    income: pd.Series
    high_technology: pd.Series
    others_gdp: pd.Series
    others_population: pd.Series

    @property
    def listed(self) -> list[str]:
        """The economies with a table of their own."""
        return [str(e) for e in self.gdp.index if e != ROW]


def main() -> None:
    """Write the table of indicators."""
    options = asked(__doc__, out={"type": Path, "default": DATA / "indicators" / "values.csv"})
    table = build(Sources(options.source))
    table.to_csv(options.out, index=False, lineterminator="\n")
    print(f"{len(table)} figures, {(table.imputed == 'yes').sum()} of them imputed")


def build(sources: Sources) -> pd.DataFrame:
    """All figures, one a row."""
    world = read_world(sources)
    catalogue = read_catalogue(DATA / "indicators" / "catalogue.yaml")
    raw = figures(sources, world)
    parts = []
    for name, indicator in catalogue.indicators.items():
        complete = completed(raw[name], name, indicator.transform == "log", world)
        parts.append(complete.assign(indicator=name, unit=indicator.unit, source=indicator.source))
    weight = pd.DataFrame({"value": world.gdp, "year": YEAR, "method": REPORTED, "imputed": "no"})
    named = catalogue.weight
    parts.append(weight.assign(indicator=named.name, unit=named.unit, source=named.source))
    table = pd.concat([part.rename_axis("economy").reset_index() for part in parts])
    rounded = table.assign(value=[float(f"{v:.6g}") for v in table["value"]])
    return rounded[list(COLUMNS)].reset_index(drop=True)


def completed(found: pd.DataFrame, name: str, log: bool, world: World) -> pd.DataFrame:
    """Figures of all economies of the benchmark, in its order, with the flag ``imputed``."""
    listed = found[found.index.isin(world.listed)]
    missing = [e for e in world.listed if e not in listed.index]
    parts = [listed.assign(imputed="no")]
    if missing:
        predictor, said = world.income, INCOME
        if name == "high_technology_exports":
            predictor, said = world.high_technology, "drugs and electronics in manufactured exports"
        filled = regression(listed, missing, predictor, log, said)
        parts.append(filled.assign(imputed="yes"))
    if ROW in found.index:
        parts.append(found.loc[[ROW]].assign(imputed="no"))
    else:
        people = name in PEOPLE
        weight = world.others_population if people else world.others_gdp
        row, covered = rest_of_world(found, weight, "population" if people else "GDP")
        parts.append(row.assign(imputed="no" if covered >= COVERED else "yes"))
    return pd.concat(parts).loc[[*world.listed, ROW]]


def figures(sources: Sources, world: World) -> dict[str, pd.DataFrame]:
    """Every indicator by economy, inside the benchmark and outside, where a source has it."""
    income = pd.concat([world.gdp[world.listed], world.others_gdp])
    services = sources.digital_exports()
    electricity = sources.generation()
    green = electricity.assign(value=100 * electricity["new"] / electricity["all"], method=REPORTED)
    return {
        "internet_users": sources.gapminder("internet_users"),
        "broadband": sources.gapminder("broadband_subscribers_per_100_people"),
        "rd_spending": sources.rd_spending(),
        "human_capital": of_highest(sources.human_capital(), world.listed),
        "patents": ratio(sources, sources.gapminder("patent_applications_total"), income, 1000.0),
        "high_technology_exports": sources.gapminder(
            "high_technology_exports_percent_of_manufactured_exports"
        ),
        "businesses_online": sources.businesses("B3", "businesses_online"),
        "businesses_ordering": sources.businesses("B8", "businesses_ordering"),
        "wind_and_solar": with_total(green, electricity["new"], electricity["all"], world),
        "low_carbon_electricity": low_carbon(sources, electricity),
        "digital_exports": ratio(sources, services, income, 100.0),
        "digital_export_share": export_share(sources, services, world),
    }


def of_highest(found: pd.DataFrame, listed: list[str]) -> pd.DataFrame:
    """Figures in % of the highest among the economies of the benchmark."""
    highest = found["value"][found.index.isin(listed)].max()
    return found.assign(value=100 * found["value"] / highest, method="over the highest")


def ratio(
    sources: Sources, found: pd.DataFrame, denominator: pd.Series, scale: float
) -> pd.DataFrame:
    """Figures over a denominator of the benchmark's year, moved to the year of the figure.

    It is moved with real GDP; where that is not known, an older figure is left out.
    """
    known = found[found.index.isin(denominator.index)]
    moved = sources.moved(known).dropna()
    known = known.loc[moved.index]
    value = scale * known["value"] / (denominator[known.index] * moved)
    older = known["year"] < YEAR
    method = known["method"].where(~older, "over GDP moved to the year with real growth")
    return known.assign(value=value, method=method)


def with_total(
    found: pd.DataFrame, part: pd.Series, whole: pd.Series, world: World
) -> pd.DataFrame:
    """Shares, and for the rest of the world that of the others' sums."""
    others = [e for e in world.others_population.index if e in whole.index]
    value = 100 * part[others].sum() / whole[others].sum()
    method = f"sum of {len(others)} other economies"
    row = pd.DataFrame({"value": [value], "year": [YEAR], "method": [method]}, index=[ROW])
    return pd.concat([found[["value", "year", "method"]], row])


def low_carbon(sources: Sources, electricity: pd.DataFrame) -> pd.DataFrame:
    """Low-carbon electricity per head: use per head times the share of generation without fuel.

    Where use per head is not reported (Chinese Taipei, Sao Tome): generation over heads.
    """
    use = sources.gapminder("electricity_use_per_person")
    clean = 1 - electricity["fossil"] / electricity["all"]
    known = use[use.index.isin(clean.index)]
    found = known.assign(value=known["value"] * clean[known.index])
    heads = sources.population()
    lacking = [e for e in ("TWN", "STP") if e not in found.index]
    generated = electricity.loc[lacking]
    filled = pd.DataFrame(
        {
            "value": (generated["all"] - generated["fossil"]) * 1e9 / heads[lacking],
            "year": generated["year"],
            "method": f"generation over population of {YEAR}",
        }
    )
    return pd.concat([found, filled])


def export_share(sources: Sources, services: pd.DataFrame, world: World) -> pd.DataFrame:
    """Digitally deliverable services over all exports of the benchmark, in %."""
    listed = services[services.index.isin(world.listed)]
    shares = ratio(sources, listed, world.exports, 100.0)
    shares["method"] = shares["method"].str.replace("over GDP", "over exports")
    others = services[services.index.isin(world.others_gdp.index)]
    value = 100 * others["value"].sum() / world.exports[ROW]
    method = f"sum of {len(others)} other economies"
    row = pd.DataFrame({"value": [value], "year": [YEAR], "method": [method]}, index=[ROW])
    return pd.concat([shares, row])


def read_world(sources: Sources) -> World:
    """Denominators and weights from the benchmark and, outside it, from the sources."""
    benchmark = open_benchmark(BENCHMARK)
    income = gdp(benchmark).to_series()
    exports = foreign(benchmark, slice(None))
    made = [str(s) for s in benchmark.sector.to_numpy() if str(s).startswith("C")]
    high = 100 * foreign(benchmark, list(HIGH_TECHNOLOGY)) / foreign(benchmark, made)
    heads = sources.population()
    real = sources.real_gdp()
    known = sources.gapminder("gdp_per_capita_ppp_wb").index
    others = [e for e in known if e not in income.index and e in real.index and e in heads.index]
    listed = [e for e in income.index if e != ROW]
    population = pd.concat([heads[listed], pd.Series({ROW: heads[others].sum()})])
    return World(
        gdp=income,
        exports=exports,
        income=np.log(1e6 * income / population[income.index]),
        high_technology=high,
        others_gdp=real[others] * (income[ROW] / real[others].sum()),
        others_population=heads[others],
    )


def foreign(benchmark: xr.Dataset, sectors: object) -> pd.Series:
    """Sales abroad by economy, margins among the services, million USD."""
    sales = (benchmark["sales"] + margin_services(benchmark)).sel(sector=sectors)
    abroad = sales.where(sales.origin != sales.destination, 0.0)
    return abroad.sum(["sector", "destination"]).to_series().rename_axis("region")


if __name__ == "__main__":
    main()
