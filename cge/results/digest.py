"""A digest of a dataset, which stays the same however NetCDF stores it.

It shows that a file is what was written: it finds accidents and edits. It is no signature, so it
does not stop a forger who computes it anew; :meth:`cge.Result.verify` recomputes the checks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

DIGEST = "digest"
INTEGRITY = "integrity"
ALTERED = "the file is not what was written: its contents have another digest"
UNSEALED = (
    "the file has no digest, so changes to it cannot be seen: "
    "it was written by an older version; solve it again"
)


def digest_of(data: xr.Dataset) -> str:
    """SHA-256 of all variables, coordinates and attributes of a dataset, in hexadecimal digits.

    Numbers count as 64-bit floats and attributes by their values, because classic NetCDF and
    NetCDF4 keep them as different types. The order of variables and attributes does not count, nor
    does the digest that the dataset carries already.
    """
    found = hashlib.sha256()
    for name in sorted(map(str, data.variables)):
        array = data[name]
        head = [name, list(map(str, array.dims)), list(array.shape), _attributes(array.attrs)]
        _add(found, _text(head))
        _add(found, _numbers_or_labels(array.to_numpy()))
    _add(found, _text(_attributes(data.attrs)))
    return found.hexdigest()


def digest_of_text(text: str) -> str:
    """SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(data: xr.Dataset) -> xr.Dataset:
    """The dataset with its digest among its attributes."""
    return data.assign_attrs({DIGEST: digest_of(data)})


def judged(data: xr.Dataset) -> xr.Dataset:
    """A dataset as it was before `sealed`; it is not verified if it is not what was written.

    The same holds for one without a digest, which cannot show what it is.
    """
    given = data.attrs.get(DIGEST)
    data = data.assign_attrs()
    data.attrs.pop(DIGEST, None)
    if given is not None and given == digest_of(data):
        return data
    problem = UNSEALED if given is None else ALTERED
    said = "; ".join(filter(None, (problem, str(data.attrs.get("verdict", "")))))
    return data.assign_attrs({"verified": 0, "verdict": said, INTEGRITY: problem})


def plain_value(value: Any) -> Any:
    """The value of an attribute as JSON has it; a list of one is that one, as in NetCDF."""
    if isinstance(value, np.ndarray | list | tuple):
        many = [plain_value(each) for each in np.asarray(value).ravel().tolist()]
        return many[0] if len(many) == 1 else many
    if isinstance(value, np.generic):
        return plain_value(value.item())
    return value.decode() if isinstance(value, bytes) else value


def _attributes(attrs: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(k): _canonical(plain_value(v)) for k, v in attrs.items() if k != DIGEST}


def _canonical(value: Any) -> Any:
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    return float(value) if isinstance(value, int | float) else str(value)


def _numbers_or_labels(array: np.ndarray) -> bytes:
    if array.dtype.kind not in "biuf":
        return _text([str(label) for label in array.ravel().tolist()])
    numbers = np.array(array, dtype="<f8", order="C")
    numbers[np.isnan(numbers)] = np.nan  # one pattern of bits for all of them
    return numbers.tobytes()


def _text(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode()


def _add(found: hashlib._Hash, part: bytes) -> None:
    """Add a part after its length, so that no two sequences of parts run together alike."""
    found.update(len(part).to_bytes(8, "little"))
    found.update(part)
