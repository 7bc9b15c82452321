"""Build the benchmark file: `python -m data.build.wiod_2008.build --source DIR --out FILE`."""

import csv
from pathlib import Path

import numpy as np
import xarray as xr

from calibration import aggregate, benchmark_of, read_mapping
from calibration.cleaning import clean
from calibration.closing import close_accounts
from calibration.readers import read_wiod
from calibration.readers.wiod import CATEGORIES
from calibration.variables import ELASTICITIES
from data.build.options import asked
from data.build.wiod_2008.metadata import DATASET
from data.build.wiod_2008.metadata import ELASTICITIES as ELASTICITY_SOURCE

TABLES = Path(__file__).parent / "concordances"

# One agent, so that the price index of utility is that of all final demand, as in the paper.
AGENTS = dict.fromkeys(CATEGORIES, "household")

# As in the paper: published output sets the input coefficients, and stocks are not netted.
CHOICES = {"discrepancy": "published", "demand": "recompute"}

# Closing the accounts recomputes the rest.
STORED = ("sales", "tariff_rate", "intermediate_use", "final_use", "value_added", "output_tax",
          "co2", "distance")  # fmt: skip


def main() -> None:
    """Build the benchmark, write it, and print what its treatment moved."""
    options = asked(__doc__, out={"type": Path, "required": True})
    table = read_wiod(options.source / "wiod-2013" / "wiot_2008.RData")
    treated, effects = clean(table, AGENTS, choices=CHOICES)
    for effect in effects:
        print(effect.line())
    stored = to_store(build(treated))
    _, adjustment = close_accounts(stored)
    write(stored, options.out)
    print(f"closing: purchases {adjustment.use:.1e}, factor incomes {adjustment.value_added:.1e}")


def build(treated: xr.Dataset) -> xr.Dataset:
    """The benchmark of 34 economies and 31 industries from the table without negative entries."""
    with (TABLES / "trade_elasticities.csv").open(newline="") as stream:
        theta = {row["industry"]: float(row["trade_elasticity"]) for row in csv.DictReader(stream)}
    flows = treated[["intermediate", "final", "output"]]
    finest = benchmark_of(flows, AGENTS, theta, ELASTICITY_SOURCE)
    return aggregate(finest, read_mapping(TABLES / "34x31.csv", finest))


def to_store(benchmark: xr.Dataset) -> xr.Dataset:
    """What the file holds: flows in single precision, and elasticities."""
    kept = benchmark[[*STORED, *ELASTICITIES]]
    flows = {name: kept[name].astype(np.float32) for name in STORED}
    # Merged industries have one elasticity; its average is off in the last digit.
    exact = {name: kept[name].round(12) for name in ELASTICITIES}
    members = {k: v for k, v in benchmark.attrs.items() if str(k).startswith("members_of")}
    return kept.assign(flows | exact).drop_attrs(deep=False).assign_attrs(DATASET | members)


def write(dataset: xr.Dataset, path: Path) -> None:
    """Write NetCDF-4, compressed."""
    packing = {"zlib": True, "complevel": 9, "shuffle": True}
    encoding = {str(name): packing for name in dataset.data_vars if dataset[name].ndim > 1}
    dataset.to_netcdf(path, engine="h5netcdf", encoding=encoding)


if __name__ == "__main__":
    main()
