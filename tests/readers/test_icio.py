"""Tables in the layout of the OECD, written here and read back."""

import zipfile

import pandas as pd
import pytest

from calibration import InputError
from calibration.readers.icio import AGENTS, INPUTS, read_icio
from tests.readers import world

ECONOMIES, INDUSTRIES = ["AUS", "MEX", "CHN", "ROU"], ["A01_02", "C10T12", "D"]
CATEGORIES = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"]


@pytest.fixture
def frame():
    return world.matrix(ECONOMIES, INDUSTRIES, CATEGORIES, ["TLS", "VA"])


def layout(frame, total="OUT", seed=1):
    """Labels in one text, totals in the last row and column, rows and columns in any order."""
    table = world.shuffled(frame, seed)
    table.index = [f"{area}_{item}" if area else item for area, item in table.index]
    table.columns = [f"{area}_{item}" for area, item in table.columns]
    table[total] = table.sum(axis=1)
    table.loc[total] = table.sum()
    # As published, totals are of industries only.
    table.loc[[k for k in table.index if "_" not in k], total] = 0.0
    industries = [k for k in table.columns if k in set(table.index)]
    table.loc[total, [k for k in table.columns if k not in industries]] = 0.0
    return table


def write(table, path, **options):
    table.round(4).to_csv(path, index_label="V1", **options)
    return path


def test_cells_are_where_their_labels_say(frame, tmp_path):
    table = read_icio(write(layout(frame), tmp_path / "2018.csv"))
    world.assert_same(table, frame)
    assert table.attrs["year"] == 2018
    assert table.attrs["licence"] == "CC BY 4.0"
    assert table.attrs["format"] == "icio"
    assert table["final"].attrs["units"] == "million USD"


def test_every_category_and_input_has_a_meaning(frame, tmp_path):
    table = read_icio(write(layout(frame), tmp_path / "2018.csv"))
    assert set(table.category.to_numpy()) <= set(AGENTS)
    assert set(table.primary_input.to_numpy()) <= set(INPUTS)


def test_older_editions_call_totals_and_taxes_otherwise(frame, tmp_path):
    """In 2021 each economy has a row of taxes that it receives, and totals are TOTAL and OUTPUT."""
    taxes = pd.DataFrame(
        [frame.loc[("", "TLS")] * 0.25] * 4,
        pd.MultiIndex.from_tuples([(e, "TAXSUB") for e in ECONOMIES]),
    )
    older = pd.concat([frame.drop(("", "TLS")), taxes]).rename(index={"VA": "VALU"}, level=1)
    table = layout(older, "TOTAL").rename(index={"TOTAL": "OUTPUT"})
    table.loc[[f"{e}_TAXSUB" for e in ECONOMIES], "TOTAL"] = 0.0
    table.to_csv(tmp_path / "ICIO2021_2018.csv")
    read = read_icio(tmp_path / "ICIO2021_2018.csv")
    assert read.attrs["year"] == 2018
    names = {"TLS": "TAXSUB", "VA": "VALU"}
    world.assert_same(read, frame.rename(index=names, level=1))


def test_production_for_processing_trade_is_part_of_its_economy(frame, tmp_path):
    """MX1 and MX2 sell and buy what Mexico does; MEX keeps final demand, and zeros."""
    wide = frame.copy()
    for whole, parts in {"MEX": ["MX1", "MX2"], "CHN": ["CN1", "CN2"]}.items():
        for axis in (0, 1):
            own = wide.loc[[whole]] if axis == 0 else wide[[whole]]
            if axis == 1:
                own = own[[(whole, i) for i in INDUSTRIES]]
            pieces = [own.rename({whole: part}, axis=axis, level=0) * share
                      for part, share in zip(parts, (0.3, 0.7), strict=True)]  # fmt: skip
            wide = pd.concat([wide, *pieces], axis=axis)
            keys = [(whole, i) for i in INDUSTRIES]
            if axis == 0:
                wide.loc[keys] = 0.0
            else:
                wide[keys] = 0.0
    table = layout(wide)
    table.to_csv(tmp_path / "2018.csv")
    world.assert_same(read_icio(tmp_path / "2018.csv"), frame)


def test_joined_while_reading_is_joined_afterwards(frame, tmp_path):
    economy = {"AUS": "north", "MEX": "south", "CHN": "south", "ROU": "north"}
    industry = {"A01_02": "goods", "C10T12": "goods", "D": "services"}
    path = write(layout(frame), tmp_path / "2018.csv")
    mapping = world.aggregation(tmp_path / "two.csv", economy, industry)
    world.assert_same(read_icio(path, joined=mapping), world.joined(frame, economy, industry))


def test_a_mapping_that_leaves_a_member_out_is_refused(frame, tmp_path):
    mapping = world.aggregation(
        tmp_path / "two.csv", {"AUS": "one", "MEX": "one", "CHN": "one", "ROM": "one"},
        dict.fromkeys(INDUSTRIES, "all"),
    )  # fmt: skip
    with pytest.raises(InputError) as raised:
        read_icio(write(layout(frame), tmp_path / "2018.csv"), joined=mapping)
    text = str(raised.value)
    assert "unknown region 'ROM'; did you mean 'ROU'?" in text
    assert "no label for region 'ROU'" in text


def test_semicolons_decimal_commas_and_another_encoding(frame, tmp_path):
    path = write(layout(frame), tmp_path / "2018.csv", sep=";", decimal=",", encoding="utf-16")
    world.assert_same(read_icio(path), frame)


def test_one_of_several_in_an_archive(frame, tmp_path):
    other = world.matrix(ECONOMIES, INDUSTRIES, CATEGORIES, ["TLS", "VA"], seed=5)
    with zipfile.ZipFile(tmp_path / "2016-2020.zip", "w") as archive:
        for year, each in ((2019, frame), (2020, other)):
            archive.writestr(f"{year}_SML.csv", layout(each).round(4).to_csv(index_label="V1"))
        archive.writestr("ReadMe.txt", "about")
    world.assert_same(read_icio(tmp_path / "2016-2020.zip", year=2020), other)
    with pytest.raises(InputError, match=r"2019_SML.csv, 2020_SML.csv.*say which year"):
        read_icio(tmp_path / "2016-2020.zip")
    with pytest.raises(InputError, match="of 2018: no file has such a name"):
        read_icio(tmp_path / "2016-2020.zip", year=2018)


def test_a_wrong_total_names_its_row(frame, tmp_path):
    table = layout(frame)
    table.loc["CHN_C10T12", "OUT"] *= 1.01
    path = write(table, tmp_path / "2018.csv")
    with pytest.raises(InputError) as raised:
        read_icio(path)
    assert raised.value.problems[0].startswith(f"{path}: the total of CHN_C10T12 is ")
    dropped = read_icio(path, totals="drop")
    world.assert_same(dropped, frame)


def test_a_wrong_total_of_a_column_names_it(frame, tmp_path):
    table = layout(frame)
    table.loc["OUT", "MEX_D"] += 1.0
    with pytest.raises(InputError, match="the total of MEX_D in row OUT is"):
        read_icio(write(table, tmp_path / "2018.csv"))


def test_published_output_that_rounding_parts_from_the_row_is_kept(frame, tmp_path):
    table = layout(frame)
    table.loc["CHN_C10T12", "OUT"] += 0.0004
    read = read_icio(write(table, tmp_path / "2018.csv"))
    row = world.output(frame)[("CHN", "C10T12")]
    assert float(read.output.sel(origin="CHN", sector="C10T12")) == pytest.approx(row + 0.0004)


def test_all_unknown_rows_are_named_at_once(frame, tmp_path):
    table = layout(frame).rename(index={"AUS_D": "AUS_DD", "ROU_A01_02": "ROM_A01_02", "VA": "WA"})
    with pytest.raises(InputError) as raised:
        read_icio(write(table, tmp_path / "2018.csv"))
    text = str(raised.value)
    assert "row 'AUS_DD' is unknown: no column has this label; did you mean 'AUS_D'?" in text
    assert "row 'ROM_A01_02' is unknown" in text
    assert "row 'WA' is unknown" in text
    assert "AUS_D, ROU_A01_02: a column, and no row" in text.replace(
        "ROU_A01_02, AUS_D", "AUS_D, ROU_A01_02"
    )


def test_a_file_that_ends_early_is_refused(frame, tmp_path):
    path = write(layout(frame), tmp_path / "2018.csv")
    content = path.read_text()
    lines = content.splitlines(keepends=True)
    path.write_text("".join(lines[:6]))
    with pytest.raises(InputError, match="a column, and no row; is the file whole"):
        read_icio(path)
    path.write_text("".join(lines[:6]) + lines[6][: len(lines[6]) // 2])
    with pytest.raises(
        InputError, match=r"2018.csv:7: .* cells, must be .* ends there: is it whole\?"
    ):
        read_icio(path)
    path.write_text(lines[0])
    with pytest.raises(InputError, match="has no rows below its labels"):
        read_icio(path)
    path.write_text("")
    with pytest.raises(InputError, match="is empty"):
        read_icio(path)


def test_labels_that_appear_twice(frame, tmp_path):
    path = write(layout(frame), tmp_path / "2018.csv")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, lines[3]]))
    with pytest.raises(InputError, match=f"{lines[3].split(',')[0]}: rows with this label appear"):
        read_icio(path)
    double = layout(frame)
    double = pd.concat([double, double[["AUS_D"]]], axis=1)
    with pytest.raises(InputError, match="AUS_D: columns with this label appear twice"):
        read_icio(write(double, path))


def test_cells_that_are_no_numbers_are_named(frame, tmp_path):
    table = layout(frame).astype(object)
    table.loc["AUS_D", "CHN_HFCE"] = "n.a."
    table.loc["AUS_D", "CHN_GFCF"] = "1_000"
    table.loc["ROU_D", "OUT"] = ""  # an empty cell is zero, which no row sums to
    path = tmp_path / "2018.csv"
    table.to_csv(path)
    with pytest.raises(InputError) as raised:
        read_icio(path)
    text = str(raised.value)
    assert "AUS_D, CHN_HFCE: 'n.a.' is no number" in text
    assert "AUS_D, CHN_GFCF: '1_000' is no number" in text
    table.loc["AUS_D", ["CHN_HFCE", "CHN_GFCF"]] = float("inf"), 1.0
    table.to_csv(path)
    with pytest.raises(InputError, match="row AUS_D, column CHN_HFCE: inf is not finite"):
        read_icio(path)


def test_progress_is_told(frame, tmp_path):
    said = []
    path = write(layout(frame), tmp_path / "2018.csv")
    read_icio(path, progress=lambda event, **info: said.append((event, info["detail"])))
    assert said[-1] == ("read", "2018.csv, 15 rows")
