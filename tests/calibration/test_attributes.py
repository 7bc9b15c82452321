"""Attributes and labels that no file or reader could use again."""

import pandas as pd
import pytest

import cge
from calibration import InputError, random_benchmark


@pytest.fixture
def data():
    return random_benchmark(3, 3, seed=2)


@pytest.mark.parametrize("record", ["[1]", "null", "{", '{"R1": 5}', '{"R1": [1, 2]}', 5])
def test_a_record_of_members_is_read_at_the_door(data, record):
    with pytest.raises(InputError, match="attribute members_of_region must be a mapping"):
        cge.load(data.assign_attrs(members_of_region=record))


def test_a_record_of_sources_is_read_at_the_door(data):
    data["sigma_top"].attrs["source_by_label"] = "[1]"
    with pytest.raises(InputError, match="attribute sigma_top: source_by_label must be a mapping"):
        cge.load(data)


@pytest.mark.parametrize("value", [pd.Timestamp("2014"), 1j, 10**400, None, {"a": 1}])
def test_attributes_of_other_kinds_become_text(data, value, tmp_path):
    economy = cge.load(data.assign_attrs(created=value))
    economy.benchmark.to_netcdf(tmp_path / "it.nc", engine="h5netcdf")
    assert cge.load(tmp_path / "it.nc").benchmark.attrs["created"] == str(value)


def test_bytes_in_another_encoding_are_refused(data):
    with pytest.raises(InputError, match="attribute note is not UTF-8"):
        cge.load(data.assign_attrs(note=b"C\xf4te"))


@pytest.mark.parametrize(
    ("label", "why"),
    [(None, "a missing value"), (float("nan"), "a missing"), (b"C\xf4te", "UTF-8")],
)
def test_what_is_no_label_is_refused(data, label, why):
    labels = pd.Index([label, "R2", "R3"], dtype=object)
    spoilt = data.assign_coords(dict.fromkeys(("region", "origin", "destination"), labels))
    with pytest.raises(InputError, match=why):
        cge.load(spoilt)


def test_a_name_alone_is_no_technology(data):
    assert cge.load(data.assign_attrs(technology="mine")).technology == ""
