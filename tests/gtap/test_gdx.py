"""GDX files, written by the library of GAMS; skipped where it is not installed."""

from __future__ import annotations

import importlib
import itertools

import numpy as np
import pytest

from calibration import HeaderArray, InputError, read_gtap
from calibration.files.gdx import read_gdx


@pytest.fixture(scope="module")
def library():
    api = pytest.importorskip("gams.core.gdx")
    return api, pytest.importorskip("gams_gdxgmd").directory


def write_gdx(library, path, arrays):
    """Sets of labels, then parameters over them, by the library."""
    api, folder = library
    handle = api.new_gdxHandle_tp()
    assert api.gdxCreateD(handle, folder, 256)[0]
    assert api.gdxOpenWrite(handle, str(path), "test")[0]
    sets = {n: one for a in arrays for n, one in zip(a.sets, a.labels, strict=True) if one}
    number = api.doubleArray(5)
    for name, labels in sets.items():
        api.gdxDataWriteStrStart(handle, name.lower(), f"set {name}", 1, 0, 0)
        for label in labels:
            api.gdxDataWriteStr(handle, [label], number)
        api.gdxDataWriteDone(handle)
    for count, array in enumerate(arrays, start=len(sets) + 1):
        api.gdxDataWriteStrStart(handle, array.name, array.long_name, len(array.sets), 1, 0)
        for key in itertools.product(*map(sorted, array.labels)):
            at = tuple(one.index(k) for one, k in zip(array.labels, key, strict=True))
            number[0] = float(array.values[at])
            if number[0]:
                api.gdxDataWriteStr(handle, list(key), number)
        api.gdxDataWriteDone(handle)
        api.gdxSymbolSetDomainX(handle, count, [name.lower() for name in array.sets])
    api.gdxClose(handle)
    api.gdxFree(handle)


def test_sets_and_parameters(library, tmp_path):
    values = np.array([[1.5, 0.0], [0.0, -2.25]])
    one = HeaderArray("VST", "sales", values, ("MARG", "REG"), (("air", "sea"), ("a", "b")))
    write_gdx(library, tmp_path / "a.gdx", [one])
    found = read_gdx(tmp_path / "a.gdx")
    assert [*found] == ["MARG", "REG", "VST"]
    assert found["REG"].values.tolist() == ["a", "b"]
    assert (found["VST"].sets, found["VST"].labels) == (one.sets, one.labels)
    np.testing.assert_array_equal(found["VST"].values, values)


def test_a_number_that_is_infinite_is_refused(library, tmp_path):
    one = HeaderArray("SAVE", "", np.array([3e300, 1.0]), ("REG",), (("a", "b"),))
    write_gdx(library, tmp_path / "a.gdx", [one])
    with pytest.raises(InputError, match=r"SAVE\(a\) is no finite number"):
        read_gdx(tmp_path / "a.gdx")


def test_a_small_number_of_gams_is_zero(library, tmp_path):
    one = HeaderArray("SAVE", "", np.array([5e300, 1.0]), ("REG",), (("a", "b"),))
    write_gdx(library, tmp_path / "a.gdx", [one])
    assert read_gdx(tmp_path / "a.gdx")["SAVE"].values.tolist() == [0.0, 1.0]


def test_a_gtap_data_base(library, arrays, unpacked, tmp_path):
    given = [array for array in arrays["7"].values() if array.sets]
    write_gdx(library, tmp_path / "gtap.gdx", given)
    found, _ = read_gtap(tmp_path / "gtap.gdx")
    meant, _ = read_gtap(unpacked / "gtap7")
    meant = meant.sel({dim: found[dim].to_numpy() for dim in found.dims})
    largest = float(meant["sales"].max())
    for name in found:  # doubles beside single precision
        unit = largest if meant[name].attrs["units"] == "million USD" else 1.0
        np.testing.assert_allclose(found[name], meant[name], rtol=1e-6, atol=1e-6 * unit)


def test_what_is_no_gdx_file(library, tmp_path):
    (tmp_path / "a.gdx").write_bytes(b"something else" * 20)
    with pytest.raises(InputError, match="cannot be read as GDX"):
        read_gdx(tmp_path / "a.gdx")


def test_without_the_package_the_way_is_told(tmp_path, monkeypatch):
    def missing(name):
        raise ImportError(name)

    (tmp_path / "a.gdx").write_bytes(b"")
    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(InputError, match=r"pip install cge\[gdx\]"):
        read_gdx(tmp_path / "a.gdx")


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_gdx(tmp_path / "none.gdx")
