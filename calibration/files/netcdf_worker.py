"""Read one NetCDF file completely and hand it on, in a process that may fail.

HDF5 meets a damaged file with a loop, a wild request for memory or a crash as easily as with an
error. So this program reads, as a process of its own, and `calibration.files.netcdf` waits for it.
It is run by its path, because only what it imports itself keeps it quick.

Written to standard output: the length of a header (8 bytes), the header as JSON, and the numbers of
each variable in the order of the header. A traceback on standard error is the answer for a file
that cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

Array = np.ndarray
HDF5 = b"\x89HDF\r\n\x1a\n"
LARGEST_EXPANSION = 1100
"""Bytes of numbers that a byte of file can hold: deflate does not pack more tightly than 1,032."""


class DamagedError(ValueError):
    """A file says of itself what cannot be."""


def main(path: Path, only_attributes: bool, sink: BinaryIO) -> None:
    """Read the file and write what it holds."""
    with path.open("rb") as stream:
        is_hdf5 = stream.read(len(HDF5)) == HDF5
    read = _hdf5 if is_hdf5 else _classic
    attributes, variables = read(path, only_attributes)
    header = {"attributes": attributes, "variables": [about for about, _ in variables]}
    text = json.dumps(header).encode()
    sink.write(len(text).to_bytes(8, "little"))
    sink.write(text)
    for _, values in variables:
        if values is not None:
            sink.write(np.ascontiguousarray(values).data)


Described = tuple[dict[str, Any], Array | None]
"""What the header says of a variable, and its numbers; text is in the header itself."""


def _hdf5(path: Path, only_attributes: bool) -> tuple[dict[str, Any], list[Described]]:
    import h5netcdf

    with h5netcdf.File(path, "r") as file:
        attributes = _plain(file.attrs)
        variables = {} if only_attributes else dict(file.variables)
        numeric = [v for v in variables.values() if v.dtype is not str and v.dtype.kind != "O"]
        _check_size(path, sum(v.dtype.itemsize * _count(v.shape) for v in numeric))
        return attributes, list(_described({k: (v, v.attrs) for k, v in variables.items()}))


def _classic(path: Path, only_attributes: bool) -> tuple[dict[str, Any], list[Described]]:
    from scipy.io import netcdf_file

    with netcdf_file(path, "r", mmap=False) as file:
        attributes = _plain(file._attributes)
        variables = {} if only_attributes else file.variables
        return attributes, list(_described({k: (v, v._attributes) for k, v in variables.items()}))


def _described(
    variables: dict[str, tuple[Any, Any]],
) -> Iterator[tuple[dict[str, Any], Array | None]]:
    """Each variable: what the header says of it, and its numbers; text is in the header itself."""
    for name, (variable, attributes) in variables.items():
        values = np.asarray(variable[...])
        about = {
            "name": name,
            "dimensions": list(variable.dimensions),
            "shape": list(values.shape),
            "attributes": _plain(attributes),
        }
        if values.dtype.kind == "O":
            yield about | {"text": [_text(value) for value in values.ravel()]}, None
        else:
            yield about | {"type": values.dtype.str}, values


def _check_size(path: Path, declared: int) -> None:
    size = path.stat().st_size
    if declared > LARGEST_EXPANSION * size:
        raise DamagedError(f"it claims {declared:,} bytes of numbers in a file of {size:,}")


def _count(shape: tuple[int, ...]) -> int:
    count = 1
    for length in shape:
        count *= int(length)
    return count


def _plain(attributes: Any) -> dict[str, Any]:
    """Attributes for JSON; a number keeps its type, which marks missing values need."""
    return {str(name): _value(attributes[name]) for name in attributes}


def _value(value: Any) -> Any:
    if isinstance(value, str | bytes):
        return _text(value)
    array = np.asarray(value)
    if array.dtype.kind in "OUS":
        texts = [_text(item) for item in array.ravel()]
        return texts[0] if array.ndim == 0 else texts
    return {"type": array.dtype.str, "numbers": array.ravel().tolist(), "one": array.size == 1}


def _text(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "attributes", sys.stdout.buffer)
