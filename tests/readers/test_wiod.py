"""Both releases of the World Input-Output Database in their layouts, written here and read back."""

import pandas as pd
import pytest

from calibration import InputError
from calibration.readers import read_wiod, wiod, wiod_2016
from calibration.readers.wiod_2016 import read_wiod_2016
from tests.readers import world

# Published codes, and those that the reader gives.
CODES = {"AUS": "AUS", "ROM": "ROU", "USA": "USA", "RoW": "ROW"}
NAMES = (
    "Final consumption expenditure by households",
    "Final consumption expenditure by non-profit organisations serving households (NPISH)",
    "Final consumption expenditure by government",
    "Gross fixed capital formation",
    "Changes in inventories and valuables",
)
FINAL_2013 = dict(zip(("c37", "c38", "c39", "c41", "c42"), wiod.CATEGORIES, strict=True))
NUMBERS = {1: "A01", 2: "A02", 5: "C10-C12", 56: "U"}
FINAL_2016 = {57: "CONS_h", 58: "CONS_np", 59: "CONS_g", 60: "GFCF", 61: "INVEN"}


def with_totals(frame, goods_total, total):
    """A column of output, and rows of intermediate consumption and output."""
    table = frame.copy()
    table[("TOT", "c62")] = world.output(frame)
    table = table.fillna(0.0)
    bought = pd.DataFrame([world.goods(frame).sum(), frame.sum()],
                          pd.MultiIndex.from_tuples([("", goods_total), ("", total)]))  # fmt: skip
    return pd.concat([table, bought]).fillna(0.0)


def workbook(table, path, codes, names, start):
    """Header rows of codes, names, economies and c-codes; the same as columns beside the rows."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    said = ["Intercountry Input-Output Table", "", "(industry-by-industry)", "(millions of US$)"]
    top = [[""] * (4 + table.shape[1]) for _ in range(start - 1)]
    for n, line in enumerate(said):
        top[n][0] = line
    for n, (area, item) in enumerate(table.columns, start=4):
        label = (item, names.get(item, f"about {item}"), area, codes(item))
        for row, text in zip(top[-4:], label, strict=True):
            row[n] = text
    for row in top:
        sheet.append(row)
    for (area, item), cells in table.iterrows():
        label = [item, f"about {item}", area or "TOT", codes(item)]
        sheet.append([*label, *cells.tolist()])
    book.save(path)


@pytest.fixture
def frame_2013():
    inputs = ["r99", "r61", "r62", "r63", "r64", "r65"]
    return world.matrix(list(CODES), ["c1", "c2", "c35"], list(FINAL_2013), inputs)


def as_read(frame, items):
    return frame.rename(index=CODES, columns=CODES, level=0).rename(
        index=items, columns=items, level=1
    )


@pytest.fixture
def of_2013(frame_2013, tmp_path):
    pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    table = world.shuffled(with_totals(frame_2013, "r60", "r69"))
    names = dict(zip(FINAL_2013, NAMES, strict=True))
    path = tmp_path / "wiot11_row_apr12.xlsx"
    # Industry c1 is AtB in the rows and columns of codes of ISIC.
    workbook(table, path, lambda item: item, names, start=7)
    return path


def test_workbook_of_2013(frame_2013, of_2013):
    table = read_wiod(of_2013)
    world.assert_same(table, as_read(frame_2013, FINAL_2013))
    assert table.attrs["year"] == 2011
    assert set(table.primary_input.to_numpy()) == set(wiod.INPUTS)
    assert set(table.category.to_numpy()) == set(wiod.AGENTS)


def test_joined_while_reading_the_workbook(frame_2013, of_2013, tmp_path):
    economy = {"AUS": "A", "ROU": "B", "USA": "A", "ROW": "B"}
    industry = {"c1": "x", "c2": "y", "c35": "y"}
    mapping = world.aggregation(tmp_path / "two.csv", economy, industry)
    expected = world.joined(as_read(frame_2013, FINAL_2013), economy, industry)
    world.assert_same(read_wiod(of_2013, joined=mapping), expected)


def test_codes_that_mean_something_else_are_refused(frame_2013, tmp_path):
    pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    names = dict(zip(FINAL_2013, NAMES[1:] + NAMES[:1], strict=True))
    workbook(frame_2013, tmp_path / "wiot11_row.xlsx", lambda item: item, names, start=7)
    with pytest.raises(InputError) as raised:
        read_wiod(tmp_path / "wiot11_row.xlsx")
    assert "c39 is called 'Gross fixed capital formation', and should be of government" in str(
        raised.value
    )


def test_a_total_of_the_workbook_that_is_wrong(frame_2013, tmp_path):
    pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    table = with_totals(frame_2013, "r60", "r69")
    table.loc[("", "r60"), ("USA", "c2")] += 1.0
    table.loc[("AUS", "c1"), ("TOT", "c62")] += 1.0
    names = dict(zip(FINAL_2013, NAMES, strict=True))
    workbook(table, tmp_path / "wiot11_row.xlsx", lambda item: item, names, start=7)
    with pytest.raises(InputError) as raised:
        read_wiod(tmp_path / "wiot11_row.xlsx")
    text = str(raised.value)
    assert "the total of USA_c2 in row r60 is" in text
    assert "the total of AUS_c1 is" in text


def test_r_data_joined_while_reading(frame_2013, tmp_path):
    rdata = pytest.importorskip("rdata")
    sold = world.goods(frame_2013)
    goods = list(sold.index)
    final = [k for k in sold.columns if k not in goods]
    content = {
        "countries": pd.unique(pd.Series([e for e, _ in goods])), "industries":
        pd.unique(pd.Series([i for _, i in goods])), "inter": sold[goods].to_numpy(),
        "final": sold[final].to_numpy(), "output": world.output(frame_2013).to_numpy(),
    }  # fmt: skip
    arrays = {k: v.to_numpy(str) if hasattr(v, "to_numpy") else v for k, v in content.items()}
    rdata.write_rda(tmp_path / "wiot_2008.RData", {"wiot_2008": arrays})
    economy, industry = dict.fromkeys(CODES.values(), "all"), {"c1": "a", "c2": "a", "c35": "b"}
    mapping = world.aggregation(tmp_path / "one.csv", economy, industry)
    table = read_wiod(tmp_path / "wiot_2008.RData", year=2008, joined=mapping)
    expected = world.joined(as_read(sold, FINAL_2013), economy, industry)
    world.assert_same(table, expected)


# --- the release of 2016 --------------------------------------------------------------------------


@pytest.fixture
def frame_2016():
    inputs = ["TXSP", "EXP_adj", "PURR", "PURNR", "VA", "IntTTM"]
    return world.matrix(list(CODES), list(NUMBERS), list(FINAL_2016), inputs)


ITEMS = NUMBERS | FINAL_2016


def rows_2016(frame, prefix):
    """A row for each industry with its code and number, columns AUS1 or vAUS1, and TOT."""
    table = world.shuffled(with_totals(frame, "II_fob", "GO"))
    cells = pd.DataFrame(
        table.to_numpy(),
        columns=[f"{prefix}{a}{i}" if a != "TOT" else "TOT" for a, i in table.columns],
    )
    labels = pd.DataFrame(
        [
            (NUMBERS.get(item, item), "about it", area or "TOT", number, 2014)
            for number, (area, item) in enumerate(table.index, start=65)
        ],
        columns=["IndustryCode", "IndustryDescription", "Country", "RNr", "Year"],
    )
    labels["RNr"] = [item if area else n for n, (area, item) in zip(labels.RNr, table.index,
                                                                    strict=True)]  # fmt: skip
    return pd.concat([labels, cells], axis=1)


def assert_2016(table, frame):
    world.assert_same(table, as_read(frame, ITEMS))
    assert table.attrs["year"] == 2014
    assert set(table.primary_input.to_numpy()) == set(wiod_2016.INPUTS)
    assert set(table.category.to_numpy()) == set(wiod_2016.AGENTS)


def test_text_of_2016(frame_2016, tmp_path):
    rows_2016(frame_2016, "").to_csv(tmp_path / "WIOT2014_October16_ROW.csv", index=False)
    assert_2016(read_wiod_2016(tmp_path / "WIOT2014_October16_ROW.csv"), frame_2016)


def test_stata_of_2016(frame_2016, tmp_path):
    table = rows_2016(frame_2016, "v").astype({"RNr": int})
    table.to_stata(tmp_path / "WIOT2014_October16_ROW.dta", write_index=False)
    assert_2016(read_wiod_2016(tmp_path / "WIOT2014_October16_ROW.dta"), frame_2016)
    (tmp_path / "WIOT2013_October16_ROW.dta").write_text("no Stata")
    with pytest.raises(InputError, match="cannot be read as Stata data"):
        read_wiod_2016(tmp_path / "WIOT2013_October16_ROW.dta")


def test_r_data_of_2016(frame_2016, tmp_path):
    rdata = pytest.importorskip("rdata")
    table = rows_2016(frame_2016, "").astype({"RNr": int})
    rdata.write_rda(tmp_path / "WIOT2014_October16_ROW.RData", {"wiot": table})
    assert_2016(read_wiod_2016(tmp_path / "WIOT2014_October16_ROW.RData"), frame_2016)


def test_workbook_of_2016(frame_2016, tmp_path):
    pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    table = world.shuffled(with_totals(frame_2016, "II_fob", "GO"))
    names = dict(zip(FINAL_2016, NAMES, strict=True))
    path = tmp_path / "WIOT2014_Nov16_ROW.xlsx"
    workbook(table, path, lambda item: f"c{item}" if isinstance(item, int) else item, names, 7)
    assert_2016(read_wiod_2016(path), frame_2016)


def test_a_table_without_its_columns(frame_2016, tmp_path):
    path = tmp_path / "WIOT2014_October16_ROW.csv"
    rows_2016(frame_2016, "").drop(columns="RNr").to_csv(path, index=False)
    with pytest.raises(InputError, match="has no column RNr"):
        read_wiod_2016(path)
