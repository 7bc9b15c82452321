"""Build the table of goods under the EU's border adjustment, and semiconductors.

`python -m data.build.splits.build --source DIR --out data/splits/cbam-goods.csv`

What an economy exports to the United States tells how much of an industry is the part (customs,
2024); of the United States themselves, what they sold to China (2017). Cement is hardly traded, and
its output follows from the CO2 of making its clinker, as does its part of what C23 emits in
processes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd
import xarray as xr

from calibration import members, open_benchmark, read_groups
from calibration.margins import output_of
from data.build.oecd_icio_2022.fuels import national_totals
from data.build.options import asked

DATA = Path(__file__).parents[2]
BENCHMARK = DATA / "benchmarks" / "oecd-icio-2022.nc"
COLUMNS = ("sector", "part", "what", "where", "value", "source", "found", "note")
CUSTOMS = "US Census Bureau, imports for consumption 2024 by HS6 and partner (public domain)"
CHINA = "China's imports from the USA 2017 by HS6, through tradewar-tracker (MIT)"
# Million USD of imports at which the mix of an economy weighs as much as that of all.
WEIGHT = 50.0

PRODUCTION = Path(__file__).with_name("production.csv")
# Process CO2 of a tonne of cement, and what it costs.
CLINKER = 0.38
PRICE = 80.0
BUDGET = "Global Carbon Budget 2023, CO2 from making cement, 2022 (CC BY 4.0)"
CEMENT = f"{BUDGET}; 0.38 t per t of cement (USGS: 4,100 Mt of cement in 2022, recalled)"
LARGEST = 60.0
NITRIC = (
    "nitric acid for fertiliser is about three fifths of the nitrous oxide of chemicals: three "
    "quarters are of nitric acid (Oeko-Institut 2023, industrialised countries), four fifths of "
    "which become fertiliser (RECALLED)"
)
REFRIGERANTS = "fluorinated gases of chemicals are those of makers of refrigerants"
CEMENT_PART = "C23-CEM"
# Relative to the rest, where the rest emits nothing.
ALONE = 1e9


@dataclass(frozen=True)
class Part:
    """A part, the headings of the Harmonised System that it holds, and what is assumed of it.

    Attributes
    ----------
    sector, label
    headings
        Beginnings of HS codes.
    use, inputs
        How much more than the rest of the sector users buy of it, and a unit of it takes, by label.
    co2
        Emissions of combustion of a unit, relative to the rest. Those of processes are as the
        rest's, but for cement, whose emissions are known.
    why
        Source of these.
    gases
        The same of other gases, by gas, each with its reason.
    """

    sector: str
    label: str
    headings: tuple[str, ...]
    use: dict[str, float]
    inputs: dict[str, float]
    co2: float
    why: str
    gases: dict[str, tuple[float, str]] = field(default_factory=dict)


PARTS = (
    Part(
        "C20", "C20-FER", ("31", "2808", "2814", "283421"),
        {"A01": 30.0, "all": 0.2}, {"B06": 5.0, "B08": 4.0, "D": 2.0}, 4.0,
        "ammonia is made from gas: about 2 t of CO2 per t (IEA, Ammonia Technology Roadmap 2021), "
        "several times chemicals as a whole; farms buy it",
        {"N2O": (30.0, NITRIC), "F-gases": (0.0, REFRIGERANTS)},
    ),
    Part(
        "C23", CEMENT_PART, ("2523",),
        {"F": 3.0, "C23": 6.0, "all": 0.3},
        {"B05": 4.0, "C19": 3.0, "D": 2.0, "B08": 2.0}, 4.0,
        "kilns burn about 0.3 t of CO2 per t "
        "(Global Cement and Concrete Association); builders and makers of concrete buy it",
    ),
    Part(
        "C24B", "C24B-ALU", ("76",),
        {"C25": 2.0, "C29": 2.0, "F": 2.0, "C10T12": 2.0, "all": 0.5},
        {"D": 4.0, "B07": 0.3}, 2.0,
        "smelting takes 14 MWh per t (International Aluminium Institute) and burns carbon anodes, "
        "1.6 t of CO2 per t; copper and precious metals take little of either",
        {"F-gases": (1e6, "perfluorocarbons of smelters (other_gases.csv of the build)")},
    ),
    Part(
        "C26", "C26-SEM", ("8541", "8542"),
        {"C26": 4.0, "C27": 2.0, "C29": 2.0, "C28": 1.0, "household": 0.02, "government": 0.02,
         "investment": 0.02, "all": 0.3},
        {"D": 2.0, "C20": 3.0, "capital": 1.8}, 1.5,
        "chips go into electronics, cars and machines, and not to households; fabs take much "
        "capital, power and chemicals",
        {"F-gases": (1e6, "gases of etching (other_gases.csv of the build)")},
    ),
)  # fmt: skip


def main() -> None:
    """Write the table."""
    options = asked(__doc__, out={"type": Path, "default": DATA / "splits" / "cbam-goods.csv"})
    rows = [row for part in PARTS for row in rows_of(part, options.source)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table.to_csv(options.out, index=False, lineterminator="\n")
    print(f"{len(table)} rows")


def rows_of(part: Part, source: Path) -> Iterator[tuple[object, ...]]:
    """All that is told of a part."""
    mixes = mix(part, source)
    of = (part.sector, part.label)
    sizes = {r: (value, CUSTOMS, "derived", note) for r, (value, note) in mixes.items()}
    of_cement = part.label == CEMENT_PART
    made = cement(source) if of_cement else produced(part)
    # What is known to be smelted is the least that there is of aluminium.
    least = part.label == "C24B-ALU"
    sizes |= {r: size for r, size in made.items() if not least or size[0] > sizes[r][0]}
    for region, (value, *said) in sizes.items():
        yield (*of, "output", region, f"{value:.4g}", *said)
    if of_cement:
        for region, (value, note) in mixes.items():
            abroad, whole = value / (100 - value), sizes[region][0] / (100 - sizes[region][0])
            lean = min(1.0, abroad / whole) if whole else 1.0
            yield (*of, "exports", region, f"{lean:.3g}", CUSTOMS, "derived", note)
    for what, told in (("use", part.use), ("input", part.inputs)):
        for where, value in told.items():
            yield (*of, what, where, value, part.why, "assumed", "relative to the rest")
    yield (*of, "co2", "all", part.co2, part.why, "assumed", "combustion, relative to the rest")
    for gas, (value, why) in part.gases.items():
        yield (*of, gas, "all", value, why, "assumed", "relative to the rest")
    if not of_cement:
        yield (*of, "process", "all", 1.0, part.why, "assumed", "relative to the rest")
        return
    shares = {region: float(f"{value:.4g}") for region, (value, *_) in sizes.items()}
    for region, value, note in clinker(source, shares):
        yield (*of, "process", region, f"{value:.6g}", BUDGET, "derived", note)
    yield (*of, "process", "all", f"{ALONE:g}", BUDGET, "derived", "no other carbonates reported")


def mix(part: Part, source: Path) -> dict[str, tuple[float, str]]:
    """Share of a part in exports of its sector, %, by economy, and how it is known."""
    sold = exports(source, part.sector)
    inside = sold["hs6"].str.startswith(part.headings)
    value = sold.groupby("partner")["value"].sum()
    of_part = sold[inside].groupby("partner")["value"].sum().reindex(value.index, fill_value=0.0)
    pooled = float(of_part.sum() / value.sum())
    share = 100 * (of_part + WEIGHT * pooled) / (value + WEIGHT)
    union = read_groups(DATA / "groups.yaml").region["EU27"].members
    found = {}
    for region in economies():
        partner = "EU27" if region in union else region
        if partner in share:
            note = "the Union as one" if region in union else ""
            note = f"{CHINA} in place of customs" if region == "USA" else note
            found[region] = (min(float(share[partner]), LARGEST), note)
        else:
            found[region] = (100 * pooled, "pooled mix: no trade by product at hand")
    return found


def exports(source: Path, sector: str) -> pd.DataFrame:
    """Exports of a sector by partner and HS6, million USD."""
    folder = source / "tariffs-applied-2018-2026"
    text = {"hs6": str}
    weights = pd.read_csv(folder / "hs6_to_icio50_us2024_weights.csv", dtype=text)
    weights = weights[weights["icio50"] == sector]
    census = pd.read_csv(folder / "usa_imports_duties_2024_hs6.csv.gz", dtype=text)
    census = census.merge(weights[["hs6", "weight"]], on="hs6")
    census["value"] = census["imports_kusd"] * census["weight"] / 1e3
    china = pd.read_csv(folder / "china_tariffs_on_usa_hs6_2018_2020.csv", dtype=text)
    china = china.merge(weights[["hs6", "weight"]], on="hs6")
    (column,) = [name for name in china if name.startswith("imports_from_usa_2017")]
    china = china.assign(value=china[column] * china["weight"] / 1e3, partner_iso3="USA")
    both = pd.concat([census, china])[["partner_iso3", "hs6", "value"]]
    return both.rename(columns={"partner_iso3": "partner"})


def produced(part: Part) -> dict[str, tuple[float, str, str, str]]:
    """Share of a part in the output of its sector, %, where production is known."""
    table = pd.read_csv(PRODUCTION)
    made = outputs(part.sector)
    return {
        row.region: (
            share(row.value, made[row.region]), str(row.source), str(row.found), str(row.note)
        )
        for row in table[table["part"] == part.label].itertuples()
    }  # fmt: skip


def cement(source: Path) -> dict[str, tuple[float, str, str, str]]:
    """Share of cement in the output of C23, %, by economy."""
    emitted = national_totals(source)["cement"]
    made, note = outputs("C23"), f"at {PRICE:g} USD per t, an assumption"
    return {
        region: (share(emitted[region] / CLINKER * PRICE, value), CEMENT, "derived", note)
        for region, value in made.items()
    }


def clinker(source: Path, shares: dict[str, float]) -> Iterator[tuple[str, float, str]]:
    """Process CO2 of a unit of cement relative to the rest of C23, by economy.

    With the share of cement in output, %, it gives cement the CO2 of making cement, and the rest of
    the sector that of other carbonates.
    """
    emitted = national_totals(source)
    for region, size in shares.items():
        own, other = (float(emitted.loc[region, name]) for name in ("cement", "other"))
        if own > 0 and other > 0:
            lean = own / other * (100 - size) / size
            yield region, lean, f"{own:.4g} Mt of cement, {other:.4g} Mt of other carbonates"


def share(part: float, whole: float) -> float:
    """In %, no more than what leaves a rest."""
    return min(100 * part / whole, LARGEST) if whole > 0 else 0.0


def outputs(sector: str) -> dict[str, float]:
    """Output of a sector by economy, million USD."""
    data = world()
    made = output_of(data)[[str(s) for s in data["sector"].to_numpy()].index(sector)]
    return dict(zip(economies(), map(float, made), strict=True))


def economies() -> list[str]:
    """Economies of the benchmark, in its order."""
    return list(members(world(), "region"))


@cache
def world() -> xr.Dataset:
    """The benchmark."""
    return open_benchmark(BENCHMARK)


if __name__ == "__main__":
    main()
