"""``cge update``: a benchmark file moved to new totals."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

import calibration
from calibration.files.write import write_whole
from cge.cli.terminal import say
from cge.inputs.find import find, is_shipped

_PACKING = {"zlib": True, "complevel": 4, "shuffle": True}


def update_data(data: str, targets: Path, out: Path, quiet: bool) -> None:
    """Update, write and print what moved; see `cge.cli.commands.data.update`.

    Raises
    ------
    calibration.errors.InputError
        For data and targets that cannot be read, targets that cannot be met, and a file that
        cannot be written. Nothing is written then.
    """
    path = find("benchmarks", data)
    benchmark = calibration.open_benchmark(path, trusted=is_shipped(path))
    made, report = calibration.update(benchmark, targets)
    write_whole(out, lambda part: _write(made, part))
    if not quiet:
        say(f"{report}\n\n{out}")


def _write(dataset: xr.Dataset, path: Path) -> None:
    encoding = {str(name): _PACKING for name in dataset.data_vars if dataset[name].ndim > 0}
    dataset.to_netcdf(path, engine="h5netcdf", encoding=encoding)
