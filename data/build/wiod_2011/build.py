"""Build the benchmark file: `python -m data.build.wiod_2011.build --table FILE --out FILE`."""

import argparse
from pathlib import Path

import numpy as np
import xarray as xr

from calibration import benchmark_of, open_benchmark
from calibration.cleaning import clean
from calibration.closing import close_accounts
from calibration.concordances import read_concordance
from calibration.importing.elasticities import elasticities_of
from calibration.readers import read_wiod
from calibration.readers.table import sold
from calibration.sourcing import SALES
from calibration.variables import ELASTICITIES
from data.build.ledger import Ledger
from data.build.wiod_2011.metadata import DATASET, VARIABLE_NOTES

DATA = Path(__file__).parents[2]
OECD = DATA / "benchmarks" / "oecd-icio-2022.nc"
INDUSTRIES = DATA / "concordances" / "wiod-2013.csv"

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
    sigma = elasticities_of(oecd, read_concordance(INDUSTRIES).members)
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
    # Published output sets the input coefficients at which output is computed anew.
    cleaned, effects = clean(table, AGENTS, choices={"discrepancy": "published"})
    ledger.take(effects)
    treated = cleaned[["intermediate", "final", "output"]]
    whole = treated.map(np.rint)
    whole["output"] = sold(whole)
    moved = abs(whole - treated)
    ledger.add(
        "fractions of a million USD", "rounded, as the source is; value added is the residual",
        int((moved["intermediate"] > 1e-6).sum() + (moved["final"] > 1e-6).sum()),
        float(moved["intermediate"].sum() + moved["final"].sum()),
        f"largest change of output {float(moved['output'].max()):.0f} million USD",
    )  # fmt: skip
    return whole


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
