"""Build the tables of years: `python -m data.build.backtests.tables --source DIR --out DIR`.

All years are treated alike, so that a difference between two of them is none of treatment.
"""

import json
from pathlib import Path

import numpy as np
import xarray as xr

from calibration import aggregate, benchmark_of, open_benchmark, read_mapping
from calibration.cleaning import clean
from calibration.closing import close_accounts
from calibration.concordances import read_concordance
from calibration.importing.elasticities import elasticities_of
from calibration.readers import read_wiod
from calibration.readers.wiod import AGENTS
from calibration.variables import ELASTICITIES
from data.build.backtests.metadata import dataset
from data.build.options import asked

DATA = Path(__file__).parents[2]
OECD = DATA / "benchmarks" / "oecd-icio-2022.nc"
INDUSTRIES = DATA / "concordances" / "wiod-2013.csv"
MAPPING = Path(__file__).parent / "concordances" / "20x17.csv"
YEARS = (1995, 2007, 2008, 2011)

KEPT = ("note", "source_by_label")
# Closing the accounts recomputes the rest.
STORED = ("sales", "tariff_rate", "intermediate_use", "final_use", "value_added", "output_tax",
          "co2", "distance")  # fmt: skip


def main() -> None:
    """Build the benchmark of every year, and print what its treatment moved."""
    options = asked(__doc__, out={"type": Path, "required": True})
    oecd = open_benchmark(OECD)
    for year in YEARS:
        table = read_wiod(options.source / "wiod-2013" / f"wiot_{year}.RData")
        treated, effects = clean(table, AGENTS, choices={"discrepancy": "published"})
        for effect in effects:
            print(year, effect.line())
        stored = to_store(build(treated, oecd), year)
        _, adjustment = close_accounts(stored)
        write(stored, options.out / f"wiod-{year}-20x17.nc")
        moved = f"purchases {adjustment.use:.1e}, incomes {adjustment.value_added:.1e}"
        print(f"{year} closing: {moved}")


def build(treated: xr.Dataset, oecd: xr.Dataset) -> xr.Dataset:
    """The benchmark of 20 economies and 17 sectors from a table without negative entries."""
    sigma = elasticities_of(oecd, read_concordance(INDUSTRIES).members)
    trade = sigma["sigma_import_source"] - 1
    theta = {str(k): float(trade.sel(sector=k)) for k in trade["sector"].to_numpy()}
    flows = treated[["intermediate", "final", "output"]]
    finest = benchmark_of(flows, AGENTS, theta, "").assign(sigma)
    return aggregate(finest, read_mapping(MAPPING, finest))


def to_store(benchmark: xr.Dataset, year: int) -> xr.Dataset:
    """What the file holds: flows in single precision, and elasticities."""
    kept = benchmark[[*STORED, *ELASTICITIES]]
    flows = {name: kept[name].astype(np.float32) for name in STORED}
    inside = ("members_of", "names_of", "aggregation")
    members = {k: v for k, v in benchmark.attrs.items() if str(k).startswith(inside)}
    stored = kept.assign(flows)
    for name, array in stored.variables.items():
        # Units and meanings are those of all benchmarks: whoever opens the file gets them.
        stored[name].attrs = {k: short(v) for k, v in array.attrs.items() if k in KEPT}
    return stored.drop_attrs(deep=False).assign_attrs(dataset(year) | members)


def short(text: str) -> str:
    """Sources by label without the industries of the finer data that each was averaged over."""
    if not text.startswith("{"):
        return text
    told = {k: [t.rpartition("; ")[0] or t for t in v] for k, v in json.loads(text).items()}
    return json.dumps({label: list(dict.fromkeys(sources)) for label, sources in told.items()})


def write(stored: xr.Dataset, path: Path) -> None:
    """Write NetCDF-4, compressed, each variable in one piece."""
    packing = {"zlib": True, "complevel": 9, "shuffle": True}
    encoding = {
        str(name): {**packing, "chunksizes": stored[name].shape}
        for name in stored.data_vars
        if stored[name].ndim > 1
    }
    stored.to_netcdf(path, engine="h5netcdf", encoding=encoding)


if __name__ == "__main__":
    main()
