"""A NetCDF file is read as xarray reads it, or refused within seconds."""

import os
import signal
import subprocess
import sys
import time
import zipfile

import h5netcdf
import numpy as np
import pytest
import xarray as xr

from calibration import InputError, open_benchmark, random_benchmark
from calibration.files import netcdf
from calibration.files.netcdf import read_attributes, read_netcdf

ENDLESS = "while True: pass"


@pytest.fixture
def benchmark_file(tmp_path):
    path = tmp_path / "economy.nc"
    random_benchmark(3, 4, by_user=True).to_netcdf(path, engine="h5netcdf")
    return path


@pytest.fixture
def endless(tmp_path, monkeypatch):
    """A file that the library would never finish reading."""
    worker = tmp_path / "endless.py"
    worker.write_text(ENDLESS)
    monkeypatch.setattr(netcdf, "_WORKER", worker)


def packed(path):
    array = xr.DataArray(np.arange(6.0).reshape(2, 3), dims=("a", "b"), attrs={"many": [1, 2]})
    data = xr.Dataset({"x": array.where(array > 1)}, {"a": ["ü", "b"]}, {"year": 2022, "said": "é"})
    data.to_netcdf(path, engine="h5netcdf", encoding={"x": {"dtype": "i2", "_FillValue": -1}})


def classic(path):
    data = xr.Dataset({"x": ("a", np.arange(3.0))}, {"a": ["one", "two", "three"]}, {"n": 1})
    data.to_netcdf(path, engine="scipy", format="NETCDF3_64BIT")


@pytest.mark.parametrize("write", [packed, classic])
def test_contents_are_those_of_xarray(tmp_path, write):
    path = tmp_path / "data.nc"
    write(path)
    direct, found = xr.load_dataset(path), read_netcdf(path)
    xr.testing.assert_identical(found, direct)
    assert {n: a.dtype for n, a in found.items()} == {n: a.dtype for n, a in direct.items()}
    assert read_attributes(path) == direct.attrs
    if write is packed:  # what is trusted is of NetCDF 4
        xr.testing.assert_identical(read_netcdf(path, trusted=True), direct)


def test_a_benchmark_comes_back_bit_for_bit(benchmark_file):
    xr.testing.assert_identical(read_netcdf(benchmark_file), xr.load_dataset(benchmark_file))


def test_a_file_cut_short_is_refused(benchmark_file):
    whole = benchmark_file.read_bytes()
    benchmark_file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"economy\.nc: cannot be read as NetCDF \(damaged"):
        read_netcdf(benchmark_file)


def test_flipped_bytes_never_escape(benchmark_file):
    """Whatever bytes are wrong, the answer is a dataset or an `InputError`."""
    draw = np.random.default_rng(3)
    whole = np.frombuffer(benchmark_file.read_bytes(), np.uint8)
    refused = 0
    for _ in range(12):
        damaged = whole.copy()
        at = draw.integers(8, min(len(whole), 20_000), 40)
        damaged[at] = draw.integers(0, 256, len(at))
        benchmark_file.write_bytes(damaged.tobytes())
        try:
            open_benchmark(benchmark_file)
        except InputError:
            refused += 1
    assert refused > 6


def test_more_numbers_than_a_file_can_hold_are_refused(tmp_path):
    path = tmp_path / "huge.nc"
    with h5netcdf.File(path, "w") as file:
        file.dimensions = {"n": 10**12}
        file.create_variable("x", ("n",), "f8", chunks=(10**6,))
    with pytest.raises(InputError, match=r"it claims 8,000,000,000,000 bytes of numbers"):
        read_netcdf(path)


def test_a_file_without_end_is_given_up(benchmark_file, endless, monkeypatch):
    monkeypatch.setattr(netcdf, "SECONDS", 0.3)
    with pytest.raises(InputError, match="damaged: not read after 0 seconds"):
        read_netcdf(benchmark_file)


def test_reading_can_be_interrupted(benchmark_file, tmp_path):
    worker = tmp_path / "endless.py"
    worker.write_text(ENDLESS)
    code = (  # a run in the background ignores interrupts, and so would this child
        "import pathlib, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from calibration.files import netcdf;"
        f"netcdf._WORKER = pathlib.Path({str(worker)!r}); print('reading', flush=True);"
        f"netcdf.read_netcdf({str(benchmark_file)!r})"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    child.stdout.readline()
    time.sleep(0.3)
    os.kill(child.pid, signal.SIGINT)
    _, errors = child.communicate(timeout=60)  # the reader itself would never end
    assert b"KeyboardInterrupt" in errors


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"V1;V2\n1,0;2,0\n", "a table of text"),
        ("sector,sales\nA,1\n".encode("utf-16"), "a table of text"),
        (b"", "an empty file"),
        (bytes(range(64)), "something else"),
    ],
)
def test_other_kinds_of_file_are_named(tmp_path, content, words):
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_netcdf(path)
    assert caught.value.problems == [f"{path}: cannot be read as NetCDF (it looks like {words})"]


def test_a_spreadsheet_is_named(tmp_path):
    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(InputError, match="it looks like a spreadsheet"):
        read_netcdf(path)


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match="absent: no such file"):
        read_netcdf(tmp_path / "absent")
