"""Tables of one's own: matrices, long tables, folders; text and workbooks."""

import json
import warnings

import pandas as pd
import pytest

from calibration import InputError, InputWarning
from calibration.readers.plain import read_csv, read_excel
from tests.readers import world

ECONOMIES, INDUSTRIES = ["USA", "Côte", "CHN"], ["goods", "other services"]
CATEGORIES, ROWS = ["household", "investment"], ["labour", "net_taxes"]


@pytest.fixture
def frame():
    return world.matrix(ECONOMIES, INDUSTRIES, CATEGORIES, ROWS)


def one_text(frame):
    table = world.shuffled(frame)
    table.index = [f"{area}_{item}" if area else item for area, item in table.index]
    table.columns = [f"{area}_{item}" for area, item in table.columns]
    return table


def long(frame, user="user"):
    lines = [
        (area, item, buyer, use, value)
        for (area, item), row in frame.iterrows()
        for (buyer, use), value in row.items()
    ]
    names = ["origin", "sector", "destination", user, "value"]
    return pd.DataFrame(lines, columns=names).sample(frac=1, random_state=2)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_matrix_in_any_form_of_text(frame, tmp_path, separator, decimal, encoding):
    path = tmp_path / "table.csv"
    if separator == decimal:
        pytest.skip("one sign cannot be both")
    one_text(frame).to_csv(path, sep=separator, decimal=decimal, encoding=encoding)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        world.assert_same(read_csv(path), frame)
    notes = [str(w.message) for w in said if issubclass(w.category, InputWarning)]
    expected = [f"{path}: is not UTF-8; read as Windows-1252"] if encoding == "cp1252" else []
    assert notes == expected


def test_labels_in_two_rows_and_two_columns(frame, tmp_path):
    world.shuffled(frame).to_csv(tmp_path / "table.csv", index_label=["", ""])
    world.assert_same(read_csv(tmp_path / "table.csv"), frame)


@pytest.mark.parametrize("user", ["user", "activity", "category"])
def test_long_table(frame, tmp_path, user):
    long(frame, user).to_csv(tmp_path / "long.csv", index=False)
    world.assert_same(read_csv(tmp_path / "long.csv"), frame)


def test_long_table_without_its_zeros(frame, tmp_path):
    frame.loc[("USA", "goods")] = 0.0  # sells nothing, and buys
    frame[("CHN", "goods")] = 0.0  # buys nothing, and sells
    lines = long(frame)
    lines[lines.value != 0].to_csv(tmp_path / "long.csv", index=False)
    world.assert_same(read_csv(tmp_path / "long.csv"), frame)


def test_totals_by_any_usual_name(frame, tmp_path):
    table = one_text(frame)
    table["Output"] = table.sum(axis=1)
    table.loc["GO"] = table.sum()
    table.loc[ROWS, "Output"] = 0.0
    table.to_csv(tmp_path / "table.csv")
    world.assert_same(read_csv(tmp_path / "table.csv"), frame)
    table.loc["USA_goods", "Output"] *= 2
    table.to_csv(tmp_path / "table.csv")
    with pytest.raises(InputError, match="the total of USA_goods is"):
        read_csv(tmp_path / "table.csv")


def test_a_row_that_is_missing_is_no_category(frame, tmp_path):
    """The column of an industry without a row is not taken for final demand."""
    one_text(frame).drop("CHN_goods").to_csv(tmp_path / "table.csv")
    with pytest.raises(InputError, match="CHN_goods: a column, and no row"):
        read_csv(tmp_path / "table.csv")


def test_a_subtotal_of_an_economy_is_refused(frame, tmp_path):
    table = one_text(frame)
    table["USA_TOTAL"] = 1.0
    table.to_csv(tmp_path / "table.csv")
    with pytest.raises(InputError, match="column 'USA_TOTAL' seems to be a subtotal"):
        read_csv(tmp_path / "table.csv")


def test_final_demand_without_an_economy(frame, tmp_path):
    table = one_text(frame)
    table["exports"] = 1.0
    table.to_csv(tmp_path / "table.csv")
    with pytest.raises(InputError, match="exports: final demand of an economy without industries"):
        read_csv(tmp_path / "table.csv")


def test_what_is_no_table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("region,gdp\nUSA,1\nCHN,2\n")
    with pytest.raises(InputError, match="no label stands on both sides"):
        read_csv(path)
    path.write_text("a word\n")
    with pytest.raises(InputError, match="first rows must be labels"):
        read_csv(path)
    path.write_bytes(b"\x00\x01\x02\x03" * 50)
    with pytest.raises(InputError, match="holds zero bytes, so it is no text"):
        read_csv(path)
    with pytest.raises(InputError, match=r"absent\.csv: no such file or folder"):
        read_csv(tmp_path / "absent.csv")


def test_long_table_of_other_columns(frame, tmp_path):
    long(frame).rename(columns={"sector": "product"}).to_csv(tmp_path / "long.csv", index=False)
    with pytest.raises(InputError, match="must have origin, sector, destination, value and one of"):
        read_csv(tmp_path / "long.csv")


def test_joined_while_reading_is_joined_afterwards(frame, tmp_path):
    economy, industry = {"USA": "A", "Côte": "A", "CHN": "B"}, dict.fromkeys(INDUSTRIES, "all")
    mapping = world.aggregation(tmp_path / "joined.csv", economy, industry)
    expected = world.joined(frame, economy, industry)
    one_text(frame).to_csv(tmp_path / "table.csv")
    world.assert_same(read_csv(tmp_path / "table.csv", joined=mapping), expected)
    long(frame).to_csv(tmp_path / "long.csv", index=False)
    world.assert_same(read_csv(tmp_path / "long.csv", joined=mapping), expected)


# --- a folder -------------------------------------------------------------------------------------

ABOUT = """
title: Three economies
year: 2021
unit: thousand EUR
source: made up
categories: {household: household, investment: investment}
inputs: {labour: labour, net_taxes: product_tax}
"""


@pytest.fixture
def folder(frame, tmp_path):
    home = tmp_path / "mine"
    home.mkdir()
    lines = long(frame, "activity")
    sold = lines.activity.isin(INDUSTRIES)
    made = lines.origin != ""
    lines[sold & made].to_csv(home / "intermediate.csv", index=False)
    final = lines[~sold & made].rename(columns={"activity": "category"})
    final.to_csv(home / "final.csv", index=False)
    paid = lines[~made].rename(columns={"destination": "region", "sector": "input"})
    paid[["region", "activity", "input", "value"]].to_csv(home / "value_added.csv", index=False)
    for name in ("intermediate.csv", "final.csv", "value_added.csv"):
        content = (home / name).read_text(encoding="utf-8")
        (home / name).write_text(f"# A comment; with separators, of others\n{content}", "utf-8")
    (home / "benchmark.yaml").write_text(ABOUT, encoding="utf-8")
    return home


def test_folder_of_tables(folder, frame):
    table = read_csv(folder)
    world.assert_same(table, frame, scale=1e-3)
    assert table.attrs["year"] == 2021
    assert table.attrs["currency"] == "EUR"
    assert table.attrs["source"] == "made up"
    assert json.loads(table.attrs["agents"]) == {"household": "household",
                                                 "investment": "investment"}  # fmt: skip
    assert json.loads(table.attrs["inputs"])["net_taxes"] == "product_tax"


def test_folder_with_only_what_it_must_have(folder, frame):
    for name in ("benchmark.yaml", "value_added.csv"):
        (folder / name).unlink()
    table = read_csv(folder, year=2020)
    world.assert_same(table, world.goods(frame))
    assert table.attrs["year"] == 2020
    assert "currency" not in table.attrs


def test_problems_of_a_folder(folder):
    (folder / "benchmark.yaml").write_text(
        "titel: x\nyear: soon\nunit: apples\ncategories: [a]\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as raised:
        read_csv(folder)
    text = str(raised.value)
    assert "benchmark.yaml:1: titel: unknown key; did you mean 'title'?" in text
    assert "benchmark.yaml:2: year: 'soon' is no year" in text
    assert "benchmark.yaml:3: unit: 'apples' is not money" in text
    assert "benchmark.yaml:4: categories: must give a text for each label" in text


def test_a_folder_whose_table_lacks_a_column(folder):
    path = folder / "final.csv"
    path.write_text(path.read_text().replace("category", "agent", 1))
    with pytest.raises(InputError, match=r"final\.csv: the header is .* lacks category"):
        read_csv(folder)


# --- workbooks ------------------------------------------------------------------------------------


def test_workbooks(frame, tmp_path):
    pytest.importorskip("python_calamine")
    pytest.importorskip("openpyxl")
    one_text(frame).to_excel(tmp_path / "table.xlsx")
    world.assert_same(read_excel(tmp_path / "table.xlsx"), frame)
    long(frame)[["value", "user", "origin", "destination", "sector"]].to_excel(
        tmp_path / "long.xlsx", index=False
    )
    world.assert_same(read_excel(tmp_path / "long.xlsx"), frame)
    wrong = one_text(frame).astype(object)
    wrong.loc["USA_goods", "CHN_goods"] = "n.a."
    wrong.to_excel(tmp_path / "table.xlsx")
    with pytest.raises(InputError, match=r"row \d+: USA_goods, CHN_goods: 'n.a.' is no number"):
        read_excel(tmp_path / "table.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(InputError, match=r"text\.xlsx: cannot be read as a workbook"):
        read_excel(tmp_path / "text.xlsx")


def test_the_package_for_workbooks_is_named_when_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    (tmp_path / "table.xlsx").touch()
    with pytest.raises(InputError, match=r"pip install cge\[excel\]"):
        read_excel(tmp_path / "table.xlsx")
