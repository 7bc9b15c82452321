"""Build the table of electricity by technology.

`python -m data.build.splits.electricity --source DIR --out data/splits/electricity.csv`

What a technology makes is its generation in 2022 (Ember) at a cost per MWh: of capital, labour and
services as published for new plants, of fuel as the economy's own power sector pays for it, of
carbon as its price in force says. All sell to the rest of the sector, the networks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from calibration import open_benchmark
from data.build.options import asked
from data.build.splits.build import BENCHMARK, COLUMNS, DATA, economies, outputs

SECTOR = "D"
EMBER = "Ember, yearly electricity data, generation 2022 (CC BY 4.0)"
WORTH = "Ember, at a cost per MWh"
REST = "ROW"
# Of what the sector makes, less what it buys of itself, the most that generation can be, %.
LARGEST = 65.0
FUELS = {"coal": "B05", "gas": "B06", "oil": "C19"}
IEA_NEA = "IEA and NEA (2020), Projected Costs of Generating Electricity"
IRENA = "IRENA (2022), Renewable Power Generation Costs in 2021"
PLANTS = {"B05": 0.0, "B06": 0.0, "C19": 0.0, "D": 0.02}


@dataclass(frozen=True)
class Technology:
    """A technology, what a MWh of it costs, and what is assumed of its inputs.

    Attributes
    ----------
    label
    variables
        Names in Ember's table.
    cost
        USD per MWh without fuel and carbon.
    why
        Source of the cost.
    fuel
        What it burns; empty for nothing that is in the data.
    burnt
        t CO2 per MWh.
    fuel_cost
        USD per MWh of fuel, at least and at most.
    inputs
        How much more than networks a unit takes of an input, by label.
    owned
        Part of capital income that belongs to sites, %.
    """

    label: str
    variables: tuple[str, ...]
    cost: float
    why: str
    fuel: str = ""
    burnt: float = 0.0
    fuel_cost: tuple[float, float] = (0.0, 0.0)
    inputs: dict[str, float] = field(default_factory=dict)
    owned: float = 0.0


RECALLED = "RECALLED, median of plants without fuel and carbon"
FLEET = "ASSUMPTION: the fleet of 2022 costs more than new plants"
TECHNOLOGIES = (
    Technology(
        "D-COA", ("Coal",), 30.0, f"{IEA_NEA}: {RECALLED}", "coal", 0.95, (15.0, 60.0),
        PLANTS | {"B05": 1000.0, "capital": 1.5},
    ),
    Technology(
        "D-GAS", ("Gas",), 20.0, f"{IEA_NEA}: {RECALLED}", "gas", 0.42, (15.0, 90.0),
        PLANTS | {"B06": 20.0, "D": 0.3, "capital": 1.5},
    ),
    Technology(
        "D-OIL", ("Other Fossil",), 30.0, f"ASSUMPTION beside {IEA_NEA}", "oil", 0.75,
        (60.0, 150.0), PLANTS | {"C19": 100.0, "capital": 1.5},
    ),
    Technology(
        "D-NUC", ("Nuclear",), 65.0, f"{IEA_NEA}: RECALLED, 69 for new plants, less where written "
        "off", inputs=PLANTS | {"capital": 4.0, "C20": 3.0, "labour": 1.5}, owned=40.0,
    ),
    Technology(
        "D-HYD", ("Hydro",), 48.0, f"{IRENA}: 48 for new plants", inputs=PLANTS | {"capital": 6.0},
        owned=50.0,
    ),
    Technology(
        "D-WIN", ("Wind",), 50.0, f"{IRENA}: 33 on land and 75 at sea for new plants; {FLEET}",
        inputs=PLANTS | {"capital": 6.0}, owned=20.0,
    ),
    Technology(
        "D-SOL", ("Solar",), 70.0, f"{IRENA}: 48 for new plants, 417 in 2010; {FLEET}",
        inputs=PLANTS | {"capital": 6.0}, owned=15.0,
    ),
    Technology(
        "D-BIO", ("Bioenergy", "Other Renewables"), 67.0,
        f"{IRENA}: 67 from biomass, 68 from geothermal heat, fuel included",
        inputs=PLANTS | {"A02": 20.0, "A01": 20.0, "E": 10.0, "capital": 2.0},
    ),
)  # fmt: skip
USES = (
    "ASSUMPTION: fuels where they are burnt; plants buy hardly any power; wind, sun, water and "
    "nuclear plants are capital for the most part (IEA and NEA 2020, RECALLED)"
)
# Nitrous oxide of a unit of fuel: coal and wood, oil, gas.
NITROUS = {"D-COA": 1500.0, "D-BIO": 4000.0, "D-OIL": 600.0, "D-GAS": 100.0}
OTHER_GASES = {
    "CH4": "ASSUMPTION: methane of the sector leaks from mains of gas, which networks run",
    "N2O": "IPCC (2006), Guidelines, volume 2, table 2.2: 1.5, 4, 0.6 and 0.1 kg per TJ of coal, "
    "wood, oil and gas; ASSUMPTION: as much per unit of output, and little of networks",
    "F-gases": "ASSUMPTION: switchgear is the networks'",
}
OWNED = (
    "ASSUMPTION of this project: rent of sites in capital income, highest where sites are scarce "
    "or take permits (rivers, nuclear sites)"
)


def main() -> None:
    """Write the table."""
    options = asked(__doc__, out={"type": Path, "default": DATA / "splits" / "electricity.csv"})
    table = pd.DataFrame(rows(generation(options.source)), columns=COLUMNS)
    table.to_csv(options.out, index=False, lineterminator="\n")
    print(f"{len(table)} rows")


def generation(source: Path) -> pd.DataFrame:
    """TWh in 2022 by economy of the benchmark and technology."""
    table = pd.read_csv(source / "emissions" / "ember_electricity_generation.csv")
    table = table[table["Year"] == 2022].pivot_table(
        index="ISO3", columns="Variable", values="Value", aggfunc="sum"
    )
    known = [region for region in economies() if region != REST]
    table.loc[REST] = table.drop(index=known).sum()
    made = table.loc[economies()].fillna(0.0)
    return pd.DataFrame({t.label: made[list(t.variables)].sum(axis=1) for t in TECHNOLOGIES})


def rows(twh: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """All that is told of the technologies."""
    share, scaled = shares(twh)
    for t in TECHNOLOGIES:
        of = (SECTOR, t.label)
        for region in twh.index:
            note = f"cost per MWh times {scaled[region]:.2f}" if scaled[region] < 1 else ""
            value = f"{share.loc[region, t.label]:.4g}"
            yield (*of, "output", region, value, WORTH, "derived", note)
            made = twh.loc[region, t.label]
            found = "derived" if region == REST or len(t.variables) > 1 else "read"
            if made > 0:
                yield (*of, "electricity", region, f"{made:.5g}", EMBER, found, "TWh")
        yield (*of, "electricity", "all", 0, EMBER, "read", "TWh")
        note = f"{t.cost:g} USD per MWh without fuel and carbon"
        yield (*of, "pool", "all", 100, f"costs: {t.why}", "assumed", note)
        for where, value in t.inputs.items():
            yield (*of, "input", where, value, USES, "assumed", "relative to networks")
        lean = {"D-GAS": 20}.get(t.label, 1 if t.fuel else 0)
        yield (*of, "co2", "all", lean, USES, "assumed", "of fuel bought, relative to networks")
        for gas, why in OTHER_GASES.items():
            of_gas = NITROUS.get(t.label, 0.0) if gas == "N2O" else 0.0
            yield (*of, gas, "all", of_gas, why, "assumed", "relative to networks")
        if t.owned:
            yield (*of, "factor_part", "natural_resources", t.owned, OWNED, "assumed", "")


def shares(twh: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, float]]:
    """Output of the technologies, % of the sector's, and by what costs are scaled to fit in."""
    data = open_benchmark(BENCHMARK)
    made = pd.Series(outputs(SECTOR))
    own = data["intermediate_use"].sel(sector=SECTOR, activity=SECTOR).to_series()
    # 1 USD per MWh times 1 TWh is 1 million USD.
    value = twh * pd.DataFrame({t.label: per_mwh(t, twh[t.label], data) for t in TECHNOLOGIES})
    most = LARGEST / 100 * (made - own.reindex(made.index))
    factor = np.minimum(1.0, most / value.sum(axis=1))
    return 100 * value.mul(factor, axis=0).div(made, axis=0), dict(factor)


def per_mwh(t: Technology, twh: pd.Series, data: xr.Dataset) -> pd.Series:
    """Cost of a MWh by economy, USD."""
    cost = pd.Series(t.cost, twh.index)
    if not t.fuel:
        return cost
    at = data.sel(activity=SECTOR)
    bought = at["intermediate_use"].sel(sector=FUELS[t.fuel]).to_series().reindex(twh.index)
    per = (bought / twh.where(twh > 0)).fillna(0.0).clip(*t.fuel_cost)
    emitted = at["co2_by_fuel"].sel(fuel=t.fuel).sum("sector") + at["co2_own_fuel"].sel(fuel=t.fuel)
    burnt = np.minimum(t.burnt, (emitted.to_series() / twh.where(twh > 0)).fillna(t.burnt))
    carbon = (at["carbon_price"] * (1 - at["free_allocation"])).to_series()
    return cost + per + burnt * carbon


if __name__ == "__main__":
    main()
