"""Write GEMPACK header array files; `calibration.files.har` reads them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from calibration.arguments import explained, mistyped
from calibration.errors import InputError
from calibration.files.har import ITEM, MOST_DIMS, SET, HeaderArray
from calibration.files.write import write_whole

_IN_RECORD = {"text": 29996, "matrix": 7991, "full": 7996, "sparse": 3996}
"""Bytes of text, or numbers, that a record holds at most, as in files that GEMPACK reads."""
DENSE = 0.4
"""Arrays of which no larger part is other than zero are written sparse."""
_LONG_NAME = 70


@explained
def write_har(path: str | Path, arrays: Iterable[HeaderArray]) -> Path:
    """Write arrays as a header array file, whole or not at all.

    Text becomes 1CFULL, whole numbers 2IFULL, and real numbers RE with their sets, sparse where
    most of them are 0, or 2RFULL where they have none. Real numbers are of single precision.

    Parameters
    ----------
    path : str or Path
        Where the file shall be.
    arrays : iterable of HeaderArray
        In the order of the file.

    Returns
    -------
    pathlib.Path
        The path of the file.

    Raises
    ------
    InputError
        Listing what is no array, headers that are longer than four letters or there twice, labels
        of more than twelve letters or other than ASCII, and arrays with too many dimensions.
    """
    given = list(arrays)
    strange = [each for each in given if not isinstance(each, HeaderArray)]
    if strange:
        raise InputError([mistyped("arrays", each, "HeaderArray") for each in strange])
    problems = [problem for array in given for problem in _problems(array)]
    names = [array.name for array in given]
    problems += [f"header '{n}' is there twice" for n in dict.fromkeys(names) if names.count(n) > 1]
    if problems:
        raise InputError([f"{path}: {problem}" for problem in problems])
    parts = [_framed(record) for array in given for record in _records(array)]
    return write_whole(path, lambda target: target.write_bytes(b"".join(parts)))


def _problems(array: HeaderArray) -> Iterator[str]:
    place = f"header '{array.name}'"
    if not 0 < len(array.name) <= ITEM or not array.name.isascii():
        yield f"{place} is no name of up to {ITEM} letters"
    texts = [*array.sets, array.coefficient, *(label for one in array.labels for label in one)]
    yield from (
        f"{place}: '{text}' is longer than {SET} letters or not ASCII"
        for text in dict.fromkeys(texts)
        if len(text) > SET or not text.isascii()
    )
    most = {"U": 1, "f": MOST_DIMS if array.sets else 2}.get(array.values.dtype.kind, 2)
    if array.values.ndim > most:
        yield f"{place} has {array.values.ndim} dimensions, of which a file holds {most}"
    size = array.values.shape
    if array.labels and [len(one) or n for one, n in zip(array.labels, size, strict=True)] != [
        *size
    ]:
        yield f"{place}: its labels do not fit its size {array.values.shape}"


def _framed(record: bytes) -> bytes:
    length = struct.pack("<i", len(record))
    return length + record + length


def _records(array: HeaderArray) -> Iterator[bytes]:
    yield array.name.ljust(ITEM).encode("ascii")
    kind = array.values.dtype.kind
    if kind == "U":
        yield from _text_array(array)
    elif kind in "iu":
        yield from _matrix(array, "2I", "<i4")
    elif array.sets or array.values.ndim == 0:
        yield from _labelled(array)
    else:
        yield from _matrix(array, "2R", "<f4")


def _about(array: HeaderArray, kind: str, size: tuple[int, ...]) -> bytes:
    name = array.long_name[:_LONG_NAME].ljust(_LONG_NAME).encode("latin-1", "replace")
    return b"    " + kind.encode() + name + struct.pack(f"<{len(size) + 1}i", len(size), *size)


def _text_array(array: HeaderArray) -> Iterator[bytes]:
    texts = [str(text) for text in array.values]
    length = max((len(text) for text in texts), default=1)
    yield _about(array, "1CFULL", (len(texts), length))
    yield from _texts(texts, length)


def _texts(texts: list[str], length: int) -> Iterator[bytes]:
    step = _IN_RECORD["text"] // length
    parts = [texts[k : k + step] for k in range(0, len(texts), step)] or [[]]
    for left, part in zip(range(len(parts), 0, -1), parts, strict=True):
        head = b"    " + struct.pack("<3i", left, len(texts), len(part))
        yield head + "".join(text.ljust(length) for text in part).encode("latin-1", "replace")


def _matrix(array: HeaderArray, kind: str, numbers: str) -> Iterator[bytes]:
    size = array.values.shape + (1,) * (2 - array.values.ndim)
    values = array.values.reshape(size)
    yield _about(array, f"{kind}FULL", size)
    boxes = list(_boxes(size, _IN_RECORD["matrix"]))
    for left, box in zip(range(len(boxes), 0, -1), boxes, strict=True):
        ends = [end for first, last in box for end in (first + 1, last)]
        block = values[tuple(slice(*one) for one in box)].astype(numbers)
        yield b"    " + struct.pack("<7i", left, *size, *ends) + block.tobytes(order="F")


def _labelled(array: HeaderArray) -> Iterator[bytes]:
    values = np.asarray(array.values, float)
    size = values.shape + (1,) * (MOST_DIMS - values.ndim)
    full = values.size == 0 or np.count_nonzero(values) / values.size > DENSE
    yield _about(array, "REFULL" if full else "RESPSE", size)
    yield from _sets(array)
    yield from _full(values.reshape(size), size) if full else _sparse(values)


def _sets(array: HeaderArray) -> Iterator[bytes]:
    labels = array.labels or ((),) * len(array.sets)
    elements = {name: one for name, one in zip(array.sets, labels, strict=True) if one}
    names = "".join(name.ljust(SET) for name in array.sets)
    status = "".join("k" if one else "u" for one in labels)
    head = struct.pack("<3i", len(elements), 1, len(array.sets))
    name = array.coefficient.ljust(SET).encode("ascii")
    told = (names + status).encode("ascii")
    rest = struct.pack(f"<{len(array.sets) + 1}i", *[0] * (len(array.sets) + 1))
    yield b"    " + head + name + struct.pack("<i", 1) + told + rest
    for one in elements.values():
        yield from _texts(list(one), SET)


def _full(values: np.ndarray, size: tuple[int, ...]) -> Iterator[bytes]:
    boxes = list(_boxes(size, _IN_RECORD["full"]))
    left = 2 * len(boxes) + 1
    yield b"    " + struct.pack(f"<{2 + MOST_DIMS}i", left, MOST_DIMS, *size)
    for box in boxes:
        ends = [end for first, last in box for end in (first + 1, last)]
        yield b"    " + struct.pack(f"<{1 + 2 * MOST_DIMS}i", left - 1, *ends)
        block = values[tuple(slice(*one) for one in box)]
        yield b"    " + struct.pack("<i", left - 2) + block.astype("<f4").tobytes(order="F")
        left -= 2


def _sparse(values: np.ndarray) -> Iterator[bytes]:
    flat = values.ravel(order="F")
    at = np.flatnonzero(flat)
    yield b"    " + struct.pack("<3i", at.size, ITEM, ITEM) + b" " * 80
    step = _IN_RECORD["sparse"]
    parts = [at[k : k + step] for k in range(0, at.size, step)] or [at]
    for left, part in zip(range(len(parts), 0, -1), parts, strict=True):
        head = b"    " + struct.pack("<3i", left, at.size, part.size)
        yield head + (part + 1).astype("<i4").tobytes() + flat[part].astype("<f4").tobytes()


def _boxes(size: tuple[int, ...], most: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Boxes of an array, in the order of a file, none with more cells than fit into a record."""
    if not size:
        yield ()
        return
    whole, axis = 1, 0
    while axis < len(size) and whole * size[axis] <= most:
        whole *= size[axis]
        axis += 1
    if axis == len(size):
        yield tuple((0, length) for length in size)
        return
    ahead = tuple((0, length) for length in size[:axis])
    step = most // whole
    for behind in np.ndindex(size[:axis:-1]):
        rest = tuple((k, k + 1) for k in behind[::-1])
        for first in range(0, size[axis], step):
            yield (*ahead, (first, min(first + step, size[axis])), *rest)
