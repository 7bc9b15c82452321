"""Open NetCDF files, damaged ones among them: a file is read whole or refused within seconds."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.files.paths import as_path

SECONDS = 10.0
BYTES_PER_SECOND = 2e6
"""Reading may take `SECONDS`, and a second more for so many bytes; packed tables take a tenth."""

_WORKER = Path(__file__).with_name("netcdf_worker.py")
_HDF5, _CLASSIC = b"\x89HDF\r\n\x1a\n", b"CDF"
TABLE, SPREADSHEET = "a table of text", "a spreadsheet or another archive"
_BEGINNING = 4096  # bytes that tell what a file is


def read_netcdf(path: str | Path, trusted: bool = False) -> xr.Dataset:
    """Read a NetCDF file completely.

    A damaged file can hold the HDF5 library in a loop that no signal ends, or bring the process
    down. Unless a file is trusted, a process of its own reads it, which can be stopped, and hands
    its contents on.

    Parameters
    ----------
    path : str or Path
        A file of NetCDF 3 or 4.
    trusted : bool
        Read the file in this process, a quarter of a second sooner: it is a whole one of NetCDF 4.

    Returns
    -------
    xarray.Dataset
        In memory, as `xarray.load_dataset` gives it, except that times stay numbers.

    Raises
    ------
    InputError
        When there is no such file, when it is something else (a table of text, a spreadsheet), or
        when it cannot be read.
    """
    path = as_path(path)
    _refuse_other_kinds(path)
    try:
        stored = _from_library(path) if trusted else _from_worker(path)
        return xr.decode_cf(stored, decode_times=False)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _unreadable(path, " ".join(str(error).split())) from error


def read_attributes(path: str | Path, trusted: bool = False) -> dict[str, Any]:
    """What a NetCDF file says of itself as a whole; see `read_netcdf`.

    Parameters
    ----------
    path : str or Path
        A file of NetCDF 3 or 4.
    trusted : bool
        Read the file in this process, a third of a second sooner: it is a whole one of NetCDF 4.

    Raises
    ------
    InputError
        As `read_netcdf`.
    """
    path = as_path(path)
    _refuse_other_kinds(path)
    try:
        if trusted:
            import h5netcdf  # xarray takes four times as long to find out who can read the file

            with h5netcdf.File(path, "r") as file:
                return dict(file.attrs)
        return dict(_from_worker(path, "attributes").attrs)
    except (OSError, ValueError) as error:
        raise _unreadable(path, str(error)) from error


def looks_like(path: Path) -> str:
    """What a file is by its beginning: ``NetCDF``, or in words what it looks like instead.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(_BEGINNING)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    if start.startswith((_HDF5, _CLASSIC)):
        return "NetCDF"
    if not start:
        return "an empty file"
    if zipfile.is_zipfile(path):
        return SPREADSHEET
    return TABLE if _is_text(start) else "something else"


def _is_text(start: bytes) -> bool:
    """Printable characters and the ends of lines and cells, in any encoding of a byte or UTF-16."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in start)


def _refuse_other_kinds(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"{path}: is a folder, not a file")
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    kind = looks_like(path)
    if kind != "NetCDF":
        raise _unreadable(path, f"it looks like {kind}")


def _unreadable(path: Path, reason: str) -> InputError:
    return InputError(f"{path}: cannot be read as NetCDF ({reason})")


def _from_library(path: Path) -> xr.Dataset:
    """The file as the library reads it, undecoded; `xarray.open_dataset` takes twice as long."""
    import h5netcdf

    with h5netcdf.File(path, "r", decode_vlen_strings=True) as file:
        variables = {
            name: (variable.dimensions, _plain(variable[...]), dict(variable.attrs))
            for name, variable in file.variables.items()
        }
        return xr.Dataset(variables, attrs=dict(file.attrs))


def _plain(values: np.ndarray) -> np.ndarray:
    return values.astype(str) if values.dtype.kind == "O" else values


def _from_worker(path: Path, part: str = "all") -> xr.Dataset:
    """The file as another process reads it, undecoded.

    Raises
    ------
    OSError
        When that process fails or does not end.
    """
    patience = SECONDS + path.stat().st_size / BYTES_PER_SECOND
    # -P: modules of this folder must not hide those of the standard library.
    command = [sys.executable, "-P", str(_WORKER), str(path.resolve()), part]
    with tempfile.TemporaryFile() as sink:
        try:
            done = subprocess.run(
                command, stdout=sink, stderr=subprocess.PIPE, timeout=patience, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise OSError(f"damaged: not read after {patience:.0f} seconds") from error
        if done.returncode:
            raise OSError(f"damaged: {_last_line(done)}")
        sink.seek(0)
        return _received(sink)


def _last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    """Why a process failed: the last line of its traceback, or the signal that ended it."""
    if done.returncode < 0:
        return f"the reader was ended by signal {-done.returncode}"
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].partition(": ")[2] or lines[-1] if lines else "the reader failed"


def _received(sink: BinaryIO) -> xr.Dataset:
    header = json.loads(sink.read(int.from_bytes(sink.read(8), "little")))
    variables = {
        about["name"]: (about["dimensions"], _values(about, sink), _attributes(about["attributes"]))
        for about in header["variables"]
    }
    return xr.Dataset(variables, attrs=_attributes(header["attributes"]))


def _values(about: dict[str, Any], sink: BinaryIO) -> np.ndarray:
    if "text" in about:
        return np.array(about["text"], dtype=str).reshape(about["shape"])
    kind = np.dtype(about["type"])
    count = int(np.prod(about["shape"]))
    return np.frombuffer(sink.read(count * kind.itemsize), kind).reshape(about["shape"]).copy()


def _attributes(given: dict[str, Any]) -> dict[str, Any]:
    return {name: _attribute(value) for name, value in given.items()}


def _attribute(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    numbers = np.array(value["numbers"], dtype=value["type"])
    return numbers[0] if value["one"] else numbers
