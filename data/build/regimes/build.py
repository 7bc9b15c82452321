"""Weights of the data regimes, and a comparison of the agreements with TAPED.

`python -m data.build.regimes.build` writes `data/regimes/services-trade.csv` from the benchmark;
with `--source DIR` it also compares with the coding of agreements of TAPED (Burri, Vasquez
Callo-Mueller and Kugler, University of Lucerne), which is cited and not shipped.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import xarray as xr

from calibration import open_benchmark, read_groups
from calibration.regimes import Regimes, read_regimes

DATA = Path(__file__).resolve().parents[2]
BENCHMARK = DATA / "benchmarks" / "oecd-icio-2022.nc"
REGIMES = DATA / "regimes"
TABLE = "digital_trade_provisions_pairs_2019.csv"
DATE = "2019-12-31"
NOTE = (
    "# Trade in digitally deliverable services (group digital_services), 2022, million USD at\n"
    "# basic prices, three digits, from oecd-icio-2022 (OECD, CC BY 4.0). Rows sell.\n"
)


def services_trade(benchmark: xr.Dataset) -> xr.DataArray:
    """Sales of digital services abroad (origin, destination), million USD."""
    sectors = read_groups(DATA / "groups.yaml").resolve("sector", "digital_services", benchmark)
    sales = benchmark["sales"].sel(sector=list(sectors)).sum("sector")
    abroad = benchmark["origin"] != benchmark["destination"]
    return sales.where(abroad, 0.0).transpose("origin", "destination")


def write_weights(path: Path, trade: xr.DataArray, order: list[str]) -> None:
    """Write the matrix with three digits."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        stream.write(NOTE)
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["origin", *order])
        for code in order:
            cells = trade.sel(origin=code, destination=order).to_numpy()
            rows.writerow([code, *(f"{float(f'{cell:.3g}'):g}" for cell in cells)])


def compared(regimes: Regimes, source: Path) -> dict[str, list[str]]:
    """Pairs with a provision on data in one of TAPED and the table and not in the other, 2019."""
    ours = {
        pair for one in regimes.agreements if one.in_force(DATE) for pair in one.flows
    }  # weak ones too: TAPED counts soft wording
    found: dict[str, list[str]] = {"both": [], "TAPED only": [], "table only": [], "neither": []}
    with (source / TABLE).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["usable"] != "1" or row["origin"] > row["destination"]:
                continue
            coded = "1" in (row["data_protection_provision"], row["cross_border_data_provision"])
            here = (row["origin"], row["destination"]) in ours
            name = ("neither", "table only", "TAPED only", "both")[2 * coded + here]
            found[name].append(f"{row['origin']}-{row['destination']}")
    return found


def main() -> None:
    """Write the weights, and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="folder of the coding of TAPED")
    given = parser.parse_args()
    with (REGIMES / "economies.csv").open(encoding="utf-8", newline="") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    order = [row["economy"] for row in csv.DictReader(lines)]
    write_weights(REGIMES / "services-trade.csv", services_trade(open_benchmark(BENCHMARK)), order)
    if given.source is not None:
        for name, pairs in compared(read_regimes(REGIMES), given.source).items():
            print(f"{name}: {len(pairs)}", *([] if name == "neither" else pairs))


if __name__ == "__main__":
    main()
