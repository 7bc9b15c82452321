"""Header array files: those of another implementation, damaged ones, and back and forth."""

from __future__ import annotations

import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration import HeaderArray, InputError, read_har, write_har
from calibration.files.har import LARGEST_SPARSE
from tests.gtap.make_files import UNLABELLED, of_every_type


def same(found: HeaderArray, meant: HeaderArray) -> None:
    assert (found.name, found.long_name) == (meant.name, meant.long_name)
    assert found.values.dtype.kind == meant.values.dtype.kind
    if meant.values.dtype.kind == "f":
        np.testing.assert_array_equal(found.values, meant.values.astype(np.float32))
    else:
        np.testing.assert_array_equal(found.values, meant.values)
    assert (found.sets, found.labels) == (meant.sets, meant.labels)


def attempt(path):
    """What is read, and else what is said."""
    try:
        return read_har(path), ""
    except InputError as error:
        return {}, str(error)


@pytest.fixture
def types(unpacked):
    return unpacked / "types.har"


@pytest.mark.parametrize("meant", of_every_type(), ids=lambda array: array.name)
def test_every_type_of_another_implementation(types, meant):
    same(read_har(types)[meant.name], meant)


def test_some_headers_in_the_order_of_the_file(types):
    assert [*read_har(types, ["SPAR", "TEXT", "NONE"])] == ["TEXT", "SPAR"]


def test_what_is_written_is_what_another_implementation_writes(types, tmp_path):
    write_har(tmp_path / "own.har", [a for a in of_every_type() if a is not UNLABELLED])
    theirs = types.read_bytes()
    assert (tmp_path / "own.har").read_bytes() == theirs[: theirs.index(b"RLAR") - 4]


# --------------------------------------------------------------------------------------- damage
def test_cut_off_anywhere_is_refused_or_ends_between_arrays(types, tmp_path):
    whole = types.read_bytes()
    draw = np.random.default_rng(0)
    path = tmp_path / "cut.har"
    for end in [*range(1, 400), *draw.integers(400, len(whole), 200)]:
        path.write_bytes(whole[:end])
        found, said = attempt(path)
        assert str(path) in said if said else len(found) < len(of_every_type())


def test_cut_off_says_where(types, tmp_path):
    path = tmp_path / "cut.har"
    path.write_bytes(types.read_bytes()[:-100])
    with pytest.raises(InputError, match=r"is cut off or damaged; the record at byte \d+"):
        read_har(path)


@settings(max_examples=200, deadline=None)
@given(place=st.floats(0, 1), byte=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(types_bytes, place, byte):
    path, whole = types_bytes
    changed = bytearray(whole)
    changed[int(place * (len(whole) - 1))] = byte
    path.write_bytes(changed)
    found, said = attempt(path)
    assert found or str(path) in said


@pytest.fixture(scope="module")
def types_bytes(tmp_path_factory):
    """A place, and a small file of every type to damage."""
    path = tmp_path_factory.mktemp("damaged") / "file.har"
    write_har(path, [a for a in of_every_type() if a.name[0] != "L" and a is not UNLABELLED])
    return path, path.read_bytes()


def record(*parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack("<i", len(body)) + body + struct.pack("<i", len(body))


def header(kind: bytes, *size: int, name: bytes = b"BADH") -> bytes:
    about = (
        b"    "
        + kind
        + b"long name".ljust(70)
        + struct.pack(f"<{len(size) + 1}i", len(size), *size)
    )
    return record(name) + record(about)


BAD = {
    "type '9XFULL' is unknown": header(b"9XFULL", 1, 1),
    "is missing or too short": record(b"BADH") + record(b"    2R"),
    "its size is (-1, 2)": header(b"2RFULL", -1, 2),
    "holds at most 0 of 4 values": header(b"2RFULL", 2, 2),
    "holds 0 of 2 texts": header(b"1CFULL", 2, 4),
    "the record of its sets is missing": header(b"REFULL", 1, 1, 1, 1, 1, 1, 1),
    "rows 2 to 3": header(b"2IFULL", 2, 1)
    + record(b"    ", struct.pack("<9i", 1, 2, 1, 2, 3, 1, 1, 5, 6)),
}


@pytest.mark.parametrize(("said", "body"), BAD.items())
def test_damage_is_told_with_header_and_place(tmp_path, said, body):
    path = tmp_path / "bad.har"
    path.write_bytes(record(b"GOOD") + header(b"1CFULL", 0, 1)[12:] + body)
    with pytest.raises(InputError) as caught:
        read_har(path)
    assert said in str(caught.value)
    assert f"{path}: header 'BADH' at byte " in str(caught.value)


def test_all_damaged_headers_are_listed(tmp_path):
    path = tmp_path / "bad.har"
    path.write_bytes(header(b"9XFULL", 1, 1, name=b"ONE ") + header(b"8XFULL", 1, 1, name=b"TWO "))
    with pytest.raises(InputError) as caught:
        read_har(path)
    assert [problem.split("'")[1] for problem in caught.value.problems] == ["ONE", "TWO"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is an empty file"),
        (b"sector,value\nfood,1\n", "is no header array file"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "is no header array file"),
        (record(b"    data"), "there is no header of four letters"),
    ],
)
def test_what_is_no_header_array_file(tmp_path, content, said):
    path = tmp_path / "other.har"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_har(path)


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_har(tmp_path / "none.har")


@pytest.mark.parametrize(
    "body",
    [
        header(b"2RFULL", 30000, 30000)
        + record(b"    ", struct.pack("<7i", 1, 30000, 30000, 1, 1, 1, 1)),
        header(b"RLFULL", 1000, 1000, 1000, 1, 1, 1, 1),
        header(b"RLSPSE", 1000, 1000, 1000, 1, 1, 1, 1)
        + record(b"    ", struct.pack("<3i", 0, 4, 4), b" " * 80),
        header(b"1CFULL", 2**30, 12),
    ],
    ids=["matrix", "full", "sparse", "text"],
)  # fmt: skip
def test_a_small_file_takes_little_memory(tmp_path, body):
    path = tmp_path / "vast.har"
    path.write_bytes(body)
    tracemalloc.start()
    try:
        with pytest.raises(InputError):
            read_har(path)
        assert tracemalloc.get_traced_memory()[1] < 1e6
    finally:
        tracemalloc.stop()
    assert LARGEST_SPARSE * 8 < 2e8


# ------------------------------------------------------------------------------- back and forth
LABELS = st.lists(
    st.text("abcXYZ019_", min_size=1, max_size=12), min_size=1, max_size=6, unique=True
)


@settings(max_examples=50, deadline=None)
@given(data=st.data(), labels=st.lists(LABELS, min_size=1, max_size=4), zeros=st.floats(0, 1))
def test_written_and_read_again(types_bytes, data, labels, zeros):
    size = tuple(map(len, labels))
    draw = np.random.default_rng(data.draw(st.integers(0, 1000)))
    values = draw.normal(size=size) * (draw.random(size) >= zeros)
    sets = tuple(f"SET{n}" for n in range(len(size)))
    meant = HeaderArray("DATA", "drawn", values, sets, tuple(map(tuple, labels)), "DATA")
    path = types_bytes[0].with_name("drawn.har")
    write_har(path, [meant])
    same(read_har(path)["DATA"], meant)


def test_what_cannot_be_written(tmp_path):
    bad = [
        HeaderArray("TOOLONG", "", np.zeros(2)),
        HeaderArray("TWIN", "", np.zeros(2)),
        HeaderArray("TWIN", "", np.zeros(2)),
        HeaderArray("LABL", "", np.zeros(1), ("SET",), (("thirteen char",),)),
        HeaderArray("ODDS", "", np.zeros(2), ("SET",), (("one",),)),
        HeaderArray("CUBE", "", np.zeros((1, 1, 1))),
    ]
    with pytest.raises(InputError) as caught:
        write_har(tmp_path / "bad.har", bad)
    assert len(caught.value.problems) == 5
    assert not (tmp_path / "bad.har").exists()
