"""Build the benchmark file: `python -m data.build.wiod_2011.build --table FILE --out FILE`."""

import argparse
from pathlib import Path

import numpy as np
import xarray as xr

from calibration import open_benchmark
from calibration.closing import close_accounts
from calibration.readers import (
    benchmark_of,
    net_negative_demand,
    read_wiod,
    without_negative_demand,
)
from calibration.sourcing import SALES
from calibration.variables import ELASTICITIES
from data.build.ledger import Ledger
from data.build.wiod_2011.elasticities import elasticities
from data.build.wiod_2011.metadata import DATASET, VARIABLE_NOTES

OECD = Path(__file__).parents[2] / "benchmarks" / "oecd-icio-2022.nc"

AGENTS = {
    "households": "household",
    "non_profit": "household",
    "government": "government",
    "fixed_investment": "investment",
    "inventories": "investment",
}

# Sales, purchases and foreign saving follow from sales by user when the file is opened.
STORED = (SALES, "tariff_rate", "value_added", "output_tax", "co2", "distance")


def main() -> None:
    """Build the benchmark, write it with its ledger, and print what closing moved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, required=True, help="wiot_2011.RData")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    ledger = Ledger()
    stored = build(read_wiod(options.table), open_benchmark(OECD), ledger)
    _, adjustment = close_accounts(stored)
    write(stored, options.out)
    ledger.write(options.out.with_suffix(".rules.csv"))
    print(f"closing: purchases {adjustment.use:.1e}, factor incomes {adjustment.value_added:.1e}")


def build(table: xr.Dataset, oecd: xr.Dataset, ledger: Ledger) -> xr.Dataset:
    """The dataset to store.

    Parameters
    ----------
    table : xarray.Dataset
        The world table of 2011, as from `read_wiod`.
    oecd : xarray.Dataset
        The benchmark `oecd-icio-2022`, for elasticities.
    ledger : Ledger
        Gets a line for every rule.
    """
    treated = treat(table, ledger)
    sigma = elasticities(oecd)
    trade = sigma["sigma_import_source"] - 1
    theta = {str(k): float(trade.sel(sector=k)) for k in trade["sector"].to_numpy()}
    benchmark = benchmark_of(treated, AGENTS, theta, "", by_user=True).assign(sigma)
    kept = benchmark[[*STORED, *ELASTICITIES]]
    whole = {name: kept[name].astype(np.int32) for name in (SALES, "value_added")}
    rest = {name: kept[name].astype(np.float32) for name in STORED if name not in whole}
    stored = kept.assign(whole | rest)
    for name, note in VARIABLE_NOTES.items():
        stored[name].attrs["note"] = note
    return stored.drop_attrs(deep=False).assign_attrs(DATASET)


def treat(table: xr.Dataset, ledger: Ledger) -> xr.Dataset:
    """A table in whole million USD without negative entries, whose rows sum to output."""
    _record_source(table, ledger)
    netted = net_negative_demand(table, "inventories", "fixed_investment")
    below = table["final"].where(table["final"] < 0)
    for category in ("inventories", "fixed_investment"):
        gone = below.sel(category=category)
        ledger.add(
            f"negative {category}", "netted within investment of the same flow",
            int(gone.count()), float(-gone.sum()),
        )  # fmt: skip
    left = netted["final"].where(netted["final"] < 0)
    treated = without_negative_demand(netted)
    ledger.add(
        "investment still negative", "set to zero, output recomputed at the table's input "
        "coefficients", int(left.count()), float(-left.sum()),
        f"world output {_output(treated) / _output(table) - 1:+.3%}, "
        f"largest change of an industry above 1 billion USD {_largest_change(table, treated):+.1%}",
    )  # fmt: skip
    whole = treated.map(np.rint)
    sold = whole["intermediate"].sum(("destination", "activity"))
    whole["output"] = sold + whole["final"].sum(("destination", "category"))
    moved = abs(whole - treated)
    ledger.add(
        "fractions of a million USD", "rounded, as the source is; value added is the residual",
        int((moved["intermediate"] > 1e-6).sum() + (moved["final"] > 1e-6).sum()),
        float(moved["intermediate"].sum() + moved["final"].sum()),
        f"largest change of output {float(moved['output'].max()):.0f} million USD",
    )  # fmt: skip
    return whole


def _record_source(table: xr.Dataset, ledger: Ledger) -> None:
    sold = table["intermediate"].sum(("destination", "activity"))
    gap = sold + table["final"].sum(("destination", "category")) - table["output"]
    ledger.add(
        "published output against sums of rows", "output is what is sold",
        int((abs(gap) > 0.5).sum()), float(abs(gap).sum()),
        f"net {float(gap.sum()):+,.0f}, largest {float(abs(gap).max()):.0f}; cells below half a "
        "million are zero in the source",
    )  # fmt: skip
    ledger.add(
        "zero-output industries", "stay zero: no inputs, no value added, demand is met by imports",
        int((table["output"] == 0).sum()), 0.0,
    )  # fmt: skip
    used = table["intermediate"].sum(("sector", "origin"))
    ledger.add(
        "value added", "output less purchases, with net taxes on products and transport margins, "
        "all labour", int((used > 0).sum()), float(table["output"].sum() - used.sum()),
    )  # fmt: skip


def _output(table: xr.Dataset) -> float:
    """World sales."""
    return float(table["intermediate"].sum() + table["final"].sum())


def _largest_change(before: xr.Dataset, after: xr.Dataset) -> float:
    """Of output, relative, among industries that make more than a billion USD."""
    change = (after["output"] / before["output"] - 1).where(before["output"] > 1000, 0.0)
    values = change.to_numpy().ravel()
    return float(values[np.abs(values).argmax()])


def write(dataset: xr.Dataset, path: Path) -> None:
    """Write NetCDF-4, compressed, each variable in one piece."""
    encoding = {
        str(name): {
            "zlib": True,
            "complevel": 9,
            "shuffle": True,
            "chunksizes": dataset[name].shape,
        }
        for name in dataset.data_vars
    }
    dataset.to_netcdf(path, engine="h5netcdf", encoding=encoding)


if __name__ == "__main__":
    main()
