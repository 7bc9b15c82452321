"""Results as files: variables of every experiment, and the benchmark data they started from."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.files.netcdf import read_attributes, read_netcdf
from cge.results.contents import check_contents
from cge.results.digest import INTEGRITY, judged, plain_value, sealed

FORMAT = "cge result 1"
SMALL = 8_000_000  # bytes
# Variables of the benchmark and of contributions stand in the same file, under names of their own.
_GIVEN, _PARTS, _EFFECTS = "given_", "contribution_", "effect_"
_ATTRIBUTES = "attributes"
# Contributions and decompositions have other experiments than the result.
_OWN_DIM = {"experiment": "contribution"}
_OWN_DIMS = {"experiment": "decomposed", "package": "decomposed_package"}


def write_result(
    path: str | Path,
    data: xr.Dataset,
    benchmark: xr.Dataset | None = None,
    contributions: xr.Dataset | None = None,
    effects: xr.Dataset | None = None,
) -> Path:
    """Write a result, whole or not at all.

    Parameters
    ----------
    path
        The file.
    data
        Variables and parameters of every experiment.
    benchmark
        The data that the economy was calibrated to; None where they are not known.
    contributions
        Contributions of packages, where they were asked for.
    effects
        Effects on welfare, where the scenario was decomposed.

    Returns
    -------
    pathlib.Path
        The file.
    """
    from calibration.files.write import write_whole

    if benchmark is not None:
        data = _joined(data, benchmark, _GIVEN)
    if contributions is not None:
        data = _joined(data, contributions.rename(_OWN_DIM), _PARTS)
    if effects is not None:
        data = _joined(data, effects.rename(_OWN_DIMS), _EFFECTS)
    whole = sealed(data)
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


@dataclass(frozen=True)
class Stored:
    """What the file of a result holds.

    Attributes
    ----------
    data
        Variables and parameters of every experiment; not verified, and saying why, when the digest
        of the file does not hold or is not there.
    benchmark
        The benchmark data; None in files of older versions.
    contributions
        Contributions of packages; None where there are none.
    effects
        Effects on welfare; None where the scenario was not decomposed.
    """

    data: xr.Dataset
    benchmark: xr.Dataset | None
    contributions: xr.Dataset | None
    effects: xr.Dataset | None


def read_result(path: str | Path) -> Stored:
    """Read a result that `write_result` wrote.

    Raises
    ------
    InputError
        When the file is missing, is damaged, or is not a result; or it lacks a variable or a label
        that every table reads.
    """
    whole = read_netcdf(path)
    if not np.array_equal(whole.attrs.get("format", ""), FORMAT):
        raise InputError(f"{path}: not a result of this package (format '{FORMAT}')")
    several = [name for name, value in whole.attrs.items() if np.size(value) != 1]
    if several:
        raise InputError([f"{path}: damaged: attribute '{n}' is not one value" for n in several])
    try:
        data, benchmark = _parted(judged(whole), _GIVEN)
        data, contributions = _parted(data, _PARTS)
        data, effects = _parted(data, _EFFECTS)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: damaged: the data beside the result cannot be read") from error
    if contributions is not None:
        contributions = contributions.rename({own: dim for dim, own in _OWN_DIM.items()})
        if data.attrs.get(INTEGRITY):
            told = {name: data.attrs[name] for name in ("verified", "verdict", INTEGRITY)}
            contributions = contributions.assign_attrs(told)
    if effects is not None:
        effects = effects.rename({own: dim for dim, own in _OWN_DIMS.items()})
    check_contents(path, data, contributions, effects)
    return Stored(data, benchmark, contributions, effects)


def _joined(data: xr.Dataset, other: xr.Dataset, prefix: str) -> xr.Dataset:
    """Both in one dataset; attributes as text, because classic NetCDF has few types of them."""
    said = {str(name): _plain(array.attrs) for name, array in other.data_vars.items()}
    text = json.dumps({"dataset": _plain(other.attrs), "variables": said}, sort_keys=True)
    named = {f"{prefix}{name}": array for name, array in other.drop_attrs().data_vars.items()}
    return data.assign(named).assign_attrs({f"{prefix}{_ATTRIBUTES}": text})


def _plain(attrs: dict[Any, Any]) -> dict[str, Any]:
    return {str(k): plain_value(v) for k, v in attrs.items()}


def _parted(whole: xr.Dataset, prefix: str) -> tuple[xr.Dataset, xr.Dataset | None]:
    """What `_joined` put together."""
    key = f"{prefix}{_ATTRIBUTES}"
    if key not in whole.attrs:
        return whole, None
    said = json.loads(whole.attrs[key])
    named = [str(n) for n in whole.data_vars if str(n).startswith(prefix)]
    arrays = {name.removeprefix(prefix): whole[name] for name in named}
    own = {name: array.assign_attrs(said["variables"][name]) for name, array in arrays.items()}
    data = whole.drop_vars(named)
    data.attrs.pop(key)
    return _with_own_coords(data), _with_own_coords(xr.Dataset(own, attrs=said["dataset"]))


def _with_own_coords(data: xr.Dataset) -> xr.Dataset:
    """Without the coordinates that only another dataset uses."""
    used = {str(d) for array in data.data_vars.values() for d in array.dims}
    return data.drop_vars([c for c in data.coords if c not in used])
