"""GEMPACK header array files (HAR): named arrays, each with a type, a long name and set labels.

The file is a sequence of Fortran records: four bytes of length, the record, the length again. A
record of four letters begins an array and names it; all other records begin with four blanks. The
second record of an array tells its type, storage, long name and size; then come labels and values,
over as many records as they need. Numbers are little-endian, four bytes each, arrays in Fortran
order. The layout was read off files; `tests/gtap/make_files.py` tells which it is tested on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.files.paths import as_path

TYPES = ("1CFULL", "2RFULL", "2IFULL", "REFULL", "RESPSE", "RLFULL", "RLSPSE")
"""Text; real and integer matrices; real arrays of up to seven dimensions, with labels or not."""
ITEM, SET = 4, 12
"""Bytes of a number, and of the label of an element or the name of a set."""
MOST_DIMS = 7
_TEXT = "latin-1"
_BLANK = b"    "


class _DamageError(Exception):
    """What is wrong with an array, in words; the caller knows its name and place."""


@dataclass(frozen=True)
class HeaderArray:
    """One array of a header array file.

    Attributes
    ----------
    name : str
        Its header, up to four letters.
    long_name : str
        What the file says of it.
    values : numpy.ndarray
        float64, int64, or text without the blanks at the end.
    sets : tuple of str
        Name of the set of each dimension; empty where the file tells none.
    labels : tuple of tuple of str
        Labels along each dimension; empty for one whose elements the file does not tell.
    coefficient : str
        Name of the coefficient that was written, where the file tells it.
    """

    name: str
    long_name: str
    values: np.ndarray
    sets: tuple[str, ...] = ()
    labels: tuple[tuple[str, ...], ...] = ()
    coefficient: str = ""


@explained
def read_har(path: str | Path, headers: Sequence[str] | None = None) -> dict[str, HeaderArray]:
    """Read arrays of a header array file.

    Memory is bounded: no array is made that the records of the file cannot fill, except for sparse
    ones, which have at most `LARGEST_SPARSE` cells.

    Parameters
    ----------
    path : str or Path
        The file: ``.har``, ``.prm`` or another ending.
    headers : sequence of str, optional
        The arrays to read, those of them that are there; all when omitted.

    Returns
    -------
    dict of str to HeaderArray
        By header, in the order of the file.

    Raises
    ------
    InputError
        When there is no such file, it is none of header arrays, or it is cut off; and listing every
        array that is damaged or of an unknown type, with its place in the file.
    """
    path = as_path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    found: dict[str, HeaderArray] = {}
    problems = []
    for name, place, records in _arrays(path, data):
        if headers is not None and name not in headers:
            continue
        try:
            found[name] = _array(name, records)
        except _DamageError as damage:
            problems.append(f"{path}: header '{name}' at byte {place}: {damage}")
    if problems:
        raise InputError(problems)
    return found


Record = memoryview


def _arrays(path: Path, data: bytes) -> Iterator[tuple[str, int, list[Record]]]:
    """Name, place and records of each array."""
    name, begun, records = "", 0, list[Record]()
    for place, record in _records(path, data):
        if bytes(record[:ITEM]) == _BLANK and name:
            records.append(record[ITEM:])
            continue
        if len(record) != ITEM or bytes(record) == _BLANK:
            raise InputError(f"{path}: at byte {place} there is no header of four letters")
        if name:
            yield name, begun, records
        name, begun, records = bytes(record).decode(_TEXT).strip(), place, []
    if name:
        yield name, begun, records


def _records(path: Path, data: bytes) -> Iterator[tuple[int, Record]]:
    if not data:
        raise InputError(f"{path}: is an empty file")
    view, place = memoryview(data), 0
    while place < len(data):
        length = _length(data, place)
        end = place + ITEM + length
        if length < ITEM or end + ITEM > len(data) or _length(data, end) != length:
            kind = "is no header array file" if not place else "is cut off or damaged"
            raise InputError(
                f"{path}: {kind}; the record at byte {place} does not end as it begins"
            )
        yield place, view[place + ITEM : end]
        place = end + ITEM


def _length(data: bytes, place: int) -> int:
    """Length of a record; -1 where the file ends before it is told."""
    if place + ITEM > len(data):
        return -1
    return int.from_bytes(data[place : place + ITEM], "little", signed=True)


def _array(name: str, records: list[Record]) -> HeaderArray:
    if not records or len(records[0]) < 80:
        raise _DamageError("its second record, of type and size, is missing or too short")
    about, body = records[0], records[1:]
    kind = _text(about[:6])
    if kind not in TYPES:
        raise _DamageError(f"type '{kind}' is unknown; known are {', '.join(TYPES)}")
    long_name = _text(about[6:76])
    dims = int(_integers(about[76:80])[0])
    size = tuple(int(n) for n in _integers(about[80 : 80 + ITEM * max(dims, 0)]))
    if not 0 <= dims <= MOST_DIMS or len(size) != dims or any(n < 0 for n in size):
        raise _DamageError(f"its size is {size} in {dims} dimensions")
    if kind == "1CFULL":
        return HeaderArray(name, long_name, _strings(body, size))
    if kind[0] == "2":
        values = _matrix(body, size, "<f4" if kind[1] == "R" else "<i4")
        return HeaderArray(name, long_name, values)
    sets = _sets(body) if kind[1] == "E" else _Sets("", (), (), 0)
    shape = size[: len(sets.names)] if kind[1] == "E" else _trimmed(size)
    _fitting(sets, size, shape)
    read = _sparse if kind.endswith("SPSE") else _full
    values = read(body[sets.records :], size).reshape(shape, order="F")
    return HeaderArray(name, long_name, values, sets.names, sets.labels, sets.coefficient)


def _trimmed(size: tuple[int, ...]) -> tuple[int, ...]:
    """The size of an array without sets: dimensions of one at the end are none."""
    while size and size[-1] == 1:
        size = size[:-1]
    return size


def _fitting(sets: _Sets, size: tuple[int, ...], shape: tuple[int, ...]) -> None:
    if len(sets.names) > len(size) or prod(size) != prod(shape):
        raise _DamageError(f"its {len(sets.names)} sets do not fit its size {size}")
    for one, length, name in zip(sets.labels, shape, sets.names, strict=False):
        if one and len(one) != length:
            raise _DamageError(f"set {name} has {len(one)} elements for a dimension of {length}")


def _text(part: Record) -> str:
    return bytes(part).decode(_TEXT).strip()


def _integers(part: Record) -> np.ndarray:
    return np.frombuffer(part[: len(part) // ITEM * ITEM], "<i4").astype(np.int64)


def _strings(records: list[Record], size: tuple[int, ...]) -> np.ndarray:
    """Text of one length over records that each tell how many of it they hold."""
    if len(size) != 2:
        raise _DamageError(f"text has a number and a length, not the size {size}")
    number, length = size
    found, _ = _texts(records, number, length)
    return np.array(found, dtype=str)


def _texts(records: list[Record], number: int, length: int) -> tuple[list[str], int]:
    """So many texts from the first records, and how many records they took."""
    found: list[str] = []
    used = 0
    for record in records:
        used += 1
        left, total, here = _numbers(record, 3)
        if total != number or here * length != len(record) - 3 * ITEM:
            raise _DamageError(f"text of {len(found) + here} in {number} does not fill its records")
        body = record[3 * ITEM :]
        found += [_text(body[k : k + length]) for k in range(0, here * length, length or 1)]
        if left <= 1:
            break
    if len(found) != number:
        raise _DamageError(f"holds {len(found)} of {number} texts")
    return found, used


def _numbers(record: Record, count: int) -> list[int]:
    if len(record) < count * ITEM:
        raise _DamageError("a record is too short")
    return [int(n) for n in _integers(record[: count * ITEM])]


def _matrix(records: list[Record], size: tuple[int, ...], kind: str) -> np.ndarray:
    """Records of blocks of a matrix: rows and columns, first and last of each, then the block."""
    if len(size) != 2:
        raise _DamageError(f"a matrix has two dimensions, not the size {size}")
    _enough(records, size, 7)
    values = np.zeros(size, np.float64 if kind == "<f4" else np.int64, order="F")
    done = 0
    for record in records:
        _, rows, columns, top, bottom, left, right = _numbers(record, 7)
        block = np.frombuffer(record[7 * ITEM :], kind)
        shape = (bottom - top + 1, right - left + 1)
        inside = 1 <= top <= bottom <= size[0] and 1 <= left <= right <= size[1]
        if (rows, columns) != size or not inside or block.size != prod(shape):
            raise _DamageError(
                f"a block of rows {top} to {bottom}, columns {left} to {right} in {size}"
            )
        values[top - 1 : bottom, left - 1 : right] = block.reshape(shape, order="F")
        done += block.size
    return _whole(values, done)


def _full(records: list[Record], size: tuple[int, ...]) -> np.ndarray:
    """Pairs of records: first and last position in each dimension, then the values of that box."""
    _enough(records, size, 0)
    if not records or tuple(_numbers(records[0], 2 + len(size))[2:]) != size:
        raise _DamageError(f"the size of its values differs from {size}")
    values, done = np.zeros(size, order="F"), 0
    for place, body in zip(records[1::2], records[2::2], strict=False):
        ends = _numbers(place, 1 + 2 * len(size))[1:]
        box = list(zip(ends[::2], ends[1::2], strict=True))
        block = np.frombuffer(body[ITEM:], "<f4")
        shape = tuple(last - first + 1 for first, last in box)
        inside = all(1 <= a <= b <= n for (a, b), n in zip(box, size, strict=True))
        if not inside or block.size != prod(shape):
            raise _DamageError(f"values at {box} in the size {size}")
        values[tuple(slice(a - 1, b) for a, b in box)] = block.reshape(shape, order="F")
        done += block.size
    return _whole(values, done)


def _enough(records: list[Record], size: tuple[int, ...], ahead: int) -> None:
    """Whether the records can hold as many values, before room is made for these."""
    held = sum(max(len(record) // ITEM - ahead, 0) for record in records)
    if prod(size) > held:
        raise _DamageError(f"holds at most {held} of {prod(size)} values of the size {size}")


def _whole(values: np.ndarray, done: int) -> np.ndarray:
    if done != values.size:
        raise _DamageError(f"holds {done} of {values.size} values")
    return values


LARGEST_SPARSE = 20_000_000
"""Most cells of an array of which a file tells those alone that are not zero."""


def _sparse(records: list[Record], size: tuple[int, ...]) -> np.ndarray:
    """How many values are not zero; then records of positions, counted from 1, and of values."""
    if not records:
        raise _DamageError("its values are missing")
    number, cells, done = _numbers(records[0], 1)[0], prod(size), 0
    if not 0 <= number <= cells or cells > LARGEST_SPARSE:
        raise _DamageError(f"{number} values other than zero in {cells}")
    values = np.zeros(cells)
    for record in records[1:]:
        _, total, here = _numbers(record, 3)
        body = record[3 * ITEM :]
        if total != number or here < 0 or len(body) != 2 * ITEM * here:
            raise _DamageError(f"a record of {here} values of {number}")
        at = _integers(body[: ITEM * here]) - 1
        if ((at < 0) | (at >= cells)).any():
            raise _DamageError(f"a value lies outside the size {size}")
        values[at] = np.frombuffer(body[ITEM * here :], "<f4")
        done += here
    if done != number:
        raise _DamageError(f"holds {done} of {number} values other than zero")
    return values


@dataclass(frozen=True)
class _Sets:
    """Sets of an array, and how many records tell of them."""

    coefficient: str
    names: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    records: int


def _sets(records: list[Record]) -> _Sets:
    """Sets by dimension: ``k`` with elements, ``e`` one element, ``u`` unknown."""
    if not records:
        raise _DamageError("the record of its sets is missing")
    told, _, dims = _numbers(records[0], 3)
    start = 3 * ITEM + SET + ITEM
    status_at = start + SET * dims
    rest = status_at + dims + ITEM * dims
    if not 0 <= dims <= MOST_DIMS or len(records[0]) < rest + ITEM:
        raise _DamageError(f"the record of its {dims} sets is too short")
    coefficient = _text(records[0][3 * ITEM : 3 * ITEM + SET])
    names = tuple(_text(records[0][start + SET * k : start + SET * (k + 1)]) for k in range(dims))
    status = _text(records[0][status_at : status_at + dims])
    single = _singles(records[0][rest:], status.count("e"))
    elements: dict[str, tuple[str, ...]] = {}
    used = 1
    for name in dict.fromkeys(n for n, s in zip(names, status, strict=False) if s == "k"):
        number = _numbers(records[used], 3)[1] if used < len(records) else 0
        texts, taken = _texts(records[used:], number, SET)
        elements[name], used = tuple(texts), used + taken
    if len(elements) != told:
        raise _DamageError(f"{len(elements)} of its {told} sets are named")
    labels = tuple(
        (single.pop(0),) if s == "e" else elements.get(n, ())
        for n, s in zip(names, status, strict=True)
    )
    return _Sets(coefficient, names, labels, used)


def _singles(rest: Record, count: int) -> list[str]:
    """Labels of dimensions along which one element was written."""
    number = _numbers(rest, 1)[0]
    if number != count or len(rest) < ITEM + SET * count:
        raise _DamageError(f"{number} of {count} single elements are named")
    return [_text(rest[ITEM + SET * k : ITEM + SET * (k + 1)]) for k in range(count)]
