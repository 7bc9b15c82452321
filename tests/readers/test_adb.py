"""Tables of the Asian Development Bank in their layout, written here and read back."""

import pytest

from calibration import InputError
from calibration.readers.adb import AGENTS, read_adb
from calibration.readers.wiod import INPUTS
from tests.readers import world
from tests.readers.test_wiod import NAMES, with_totals, workbook

pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")

CODES = {"AUS": "AUS", "PRC": "CHN", "TAP": "TWN", "RoW": "ROW"}


@pytest.fixture
def frame():
    return world.matrix(list(CODES), ["c1", "c2", "c35"], list(AGENTS), list(INPUTS))


def written(frame, path):
    table = world.shuffled(with_totals(frame, "r60", "r69"))
    # A row further down than in WIOD, and a title of two lines.
    names = dict(zip(AGENTS, NAMES, strict=True))
    workbook(table, path, lambda item: "ToT" if item == "c62" else item, names, start=8)
    return path


def as_read(frame):
    return frame.rename(index=CODES, columns=CODES, level=0)


def test_cells_are_where_their_labels_say(frame, tmp_path):
    table = read_adb(written(frame, tmp_path / "ADB-MRIO62-2018_September 2024.xlsx"))
    world.assert_same(table, as_read(frame))
    assert table.attrs["year"] == 2018
    assert table["final"].attrs["units"] == "million USD"


def test_joined_while_reading_is_joined_afterwards(frame, tmp_path):
    economy = {"AUS": "A", "CHN": "B", "TWN": "B", "ROW": "A"}
    industry = {"c1": "x", "c2": "x", "c35": "y"}
    mapping = world.aggregation(tmp_path / "joined.csv", economy, industry)
    table = read_adb(written(frame, tmp_path / "ADB-MRIO-2018.xlsx"), joined=mapping)
    world.assert_same(table, world.joined(as_read(frame), economy, industry))


def test_a_workbook_without_codes(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["year", "GDP"])
    book.active.append([2018, 1.0])
    book.save(tmp_path / "ADB-MRIO-2018.xlsx")
    with pytest.raises(InputError, match="no row and column with the codes c1, c2"):
        read_adb(tmp_path / "ADB-MRIO-2018.xlsx")
