"""Results as files: variables of every experiment, and the benchmark data they started from."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.files.netcdf import read_attributes, read_netcdf
from cge.results.digest import judged, plain_value, sealed

FORMAT = "cge result 1"
SMALL = 8_000_000  # bytes
# Variables of the benchmark stand in the same file under these names.
_GIVEN = "given_"
_ATTRIBUTES = "given_attributes"


def write_result(path: str | Path, data: xr.Dataset, benchmark: xr.Dataset | None) -> Path:
    """Write a result, whole or not at all.

    Parameters
    ----------
    path
        The file.
    data
        Variables and parameters of every experiment.
    benchmark
        The data that the economy was calibrated to; None where they are not known.

    Returns
    -------
    pathlib.Path
        The file.
    """
    from calibration.files.write import write_whole

    whole = sealed(data if benchmark is None else _joined(data, benchmark))
    if whole.nbytes < SMALL:  # classic NetCDF has no compression, and is written at once
        return write_whole(
            path, lambda p: whole.to_netcdf(p, engine="scipy", format="NETCDF3_64BIT")
        )
    return write_whole(path, lambda p: p.write_bytes(_packed(whole)))


def _packed(data: xr.Dataset) -> bytes:
    """A compressed NetCDF4 file, made in memory: HDF5 crashes the process where a disk is full."""
    import h5netcdf
    from xarray.backends import H5NetCDFStore

    packed = {str(name): {"zlib": True, "complevel": 1} for name in data.data_vars}
    memory = io.BytesIO()
    with h5netcdf.File(memory, "w") as file:
        data.dump_to_store(H5NetCDFStore(file), encoding=packed)
    return memory.getvalue()


def is_result(path: str | Path) -> bool:
    """Whether a file is a result, by what it says of itself."""
    try:
        return np.array_equal(read_attributes(path).get("format", ""), FORMAT)
    except InputError:
        return False


def read_result(path: str | Path) -> tuple[xr.Dataset, xr.Dataset | None]:
    """Read a result that `write_result` wrote.

    Returns
    -------
    data : xarray.Dataset
        Variables and parameters of every experiment; not verified, and saying why, when the digest
        of the file does not hold or is not there.
    benchmark : xarray.Dataset or None
        The benchmark data; None in files of older versions.

    Raises
    ------
    InputError
        When the file is missing, is damaged, or is not a result.
    """
    whole = read_netcdf(path)
    if not np.array_equal(whole.attrs.get("format", ""), FORMAT):
        raise InputError(f"{path}: not a result of this package (format '{FORMAT}')")
    several = [name for name, value in whole.attrs.items() if np.size(value) != 1]
    if several:
        raise InputError([f"{path}: damaged: attribute '{n}' is not one value" for n in several])
    try:
        return _parted(judged(whole))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: damaged: the benchmark in it cannot be read") from error


def _joined(data: xr.Dataset, benchmark: xr.Dataset) -> xr.Dataset:
    """Both in one dataset; attributes as text, because classic NetCDF has few types of them."""
    given = benchmark.data_vars
    said = {str(name): _plain(array.attrs) for name, array in given.items()}
    named = {f"{_GIVEN}{name}": array.drop_attrs() for name, array in given.items()}
    text = json.dumps({"dataset": _plain(benchmark.attrs), "variables": said}, sort_keys=True)
    return data.assign(named).assign_attrs({_ATTRIBUTES: text})


def _plain(attrs: dict[Any, Any]) -> dict[str, Any]:
    return {str(k): plain_value(v) for k, v in attrs.items()}


def _parted(whole: xr.Dataset) -> tuple[xr.Dataset, xr.Dataset | None]:
    if _ATTRIBUTES not in whole.attrs:
        return whole, None
    said = json.loads(whole.attrs[_ATTRIBUTES])
    named = [str(n) for n in whole.data_vars if str(n).startswith(_GIVEN)]
    arrays = {name.removeprefix(_GIVEN): whole[name] for name in named}
    given = {name: array.assign_attrs(said["variables"][name]) for name, array in arrays.items()}
    dims = {str(d) for array in arrays.values() for d in array.dims}
    benchmark = xr.Dataset(given, attrs=said["dataset"])
    benchmark = benchmark.drop_vars([c for c in benchmark.coords if c not in dims])
    data = whole.drop_vars(named)
    used = {str(d) for array in data.data_vars.values() for d in array.dims}
    data = data.drop_vars([c for c in data.coords if c not in used])
    data.attrs.pop(_ATTRIBUTES)
    return data, benchmark
