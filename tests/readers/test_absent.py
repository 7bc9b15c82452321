"""Lines that long tables do not have, labels on one side only, and folders that lack a file."""

import json

import pytest
import xarray as xr

from calibration import InputError
from calibration.readers.absent import RECORD, said
from calibration.readers.plain import read_csv
from calibration.readers.recognise import recognised
from tests.readers import world
from tests.readers.test_plain import CATEGORIES, INDUSTRIES, folder, frame, long

__all__ = ["folder", "frame"]
BLOCKS = ["sales to industries", "final demand", "primary inputs of industries",
          "primary inputs of final demand"]  # fmt: skip


@pytest.mark.parametrize("count", [1, 5, 14, 40])
def test_lines_of_zeros_may_be_left_out_few_or_many(frame, tmp_path, count):
    """However many cells are zero and have no line, the table is the same, and says how many."""
    cells = long(frame).sample(frac=1, random_state=3)
    zero = cells[cells.user.isin(CATEGORIES)].index[: count // 2]
    zero = zero.append(cells[cells.user.isin(INDUSTRIES)].index[: count - count // 2])
    cells.loc[zero, "value"] = 0.0
    cells.to_csv(tmp_path / "whole.csv", index=False)
    cells.drop(index=zero).to_csv(tmp_path / "long.csv", index=False)
    whole, table = (read_csv(tmp_path / name) for name in ("whole.csv", "long.csv"))
    assert RECORD not in whole.attrs
    for name, array in whole.items():
        where = array.sel({d: table[d] for d in array.dims})
        xr.testing.assert_allclose(table[name], where, rtol=1e-14)
    counts = json.loads(table.attrs[RECORD])
    assert list(counts) == BLOCKS
    assert [cells for _, cells in counts.values()] == [36, 36, 12, 12]
    assert sum(absent for absent, _ in counts.values()) == count


def test_the_count_is_said_by_block_and_what_is_none_is_refused():
    text = json.dumps({"sales to industries": [1, 36], "final demand": [0, 36]})
    assert said({RECORD: text}) == [
        "cells without a line, which are zero: 1 of 36 in sales to industries"
    ]
    assert said({}) == []
    with pytest.raises(InputError, match="is no record of absent cells"):
        said({RECORD: "[1]"})


@pytest.mark.parametrize(
    ("column", "old", "new", "message"),
    [
        ("origin", "USA", "UAS", "economy 'UAS' buys nothing in any line; did you mean 'USA'?"),
        ("destination", "CHN", "CNH", "economy 'CNH' sells nothing in any line; did you mean 'CHN"),
        ("sector", "goods", "godos", "nobody makes 'godos': it is sold, .* did you mean 'goods'?"),
    ],
)
def test_a_misspelt_label_of_a_long_table_is_named(frame, tmp_path, column, old, new, message):
    cells = long(frame)
    cells.loc[(cells[column] == old).idxmax(), column] = new
    cells.to_csv(tmp_path / "long.csv", index=False)
    with pytest.raises(InputError, match=rf"long\.csv: {message}".replace("?", r"\?")):
        read_csv(tmp_path / "long.csv")


def test_a_primary_input_with_an_origin_is_no_good(frame, tmp_path):
    cells = long(frame)
    cells["origin"] = cells.origin.where(cells.origin != "", cells.destination)
    cells.to_csv(tmp_path / "long.csv", index=False)
    with pytest.raises(InputError, match="nobody makes 'labour'"):
        read_csv(tmp_path / "long.csv")


def test_a_misspelt_label_of_a_matrix_names_the_nearest(frame, tmp_path):
    table = frame.rename(index={"USA": "UAS"}, level=0)
    table.index = [f"{area}_{item}" if area else item for area, item in table.index]
    table.columns = [f"{area}_{item}" for area, item in table.columns]
    table.to_csv(tmp_path / "table.csv")
    with pytest.raises(InputError, match=r"USA_goods, .* did you mean 'UAS_goods'"):
        read_csv(tmp_path / "table.csv")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("value_added.csv", "USA,", "UAS,", r"economy 'UAS' sells nothing .* mean 'USA'"),
        ("value_added.csv", ",goods,", ",godos,", r"nobody sells 'godos', .* mean 'goods'"),
        ("intermediate.csv", ",goods,", ",godos,", r"nobody .*'godos'.* mean 'goods'"),
        ("final.csv", "CHN,", "CNH,", r"economy 'CNH' .* mean 'CHN'"),
    ],
)
def test_a_misspelt_label_of_a_folder_names_its_file(folder, file, old, new, message):
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=rf"{file}: {message}") as raised:
        read_csv(folder)
    assert len(raised.value.problems) == 1


@pytest.mark.parametrize("lost", ["final.csv", "intermediate.csv"])
def test_a_folder_without_a_table_names_it(folder, lost):
    (folder / lost).rename(folder / f"my-{lost}")
    with pytest.raises(InputError) as raised:
        read_csv(folder)
    assert raised.value.problems == [
        f"{folder}: has no {lost}, which a folder of tables needs; did you mean 'my-{lost}'?"
    ]
    assert recognised(folder) == "csv"


def test_what_benchmark_yaml_names_must_be_there(folder):
    about = folder / "benchmark.yaml"
    text = about.read_text()
    about.write_text(
        text.replace("{household: household", "{houshold: household")
        .replace("investment: investment", "investment: investors")
        .replace("labour: labour", "labuor: labor")
    )
    with pytest.raises(InputError) as raised:
        read_csv(folder)
    assert [problem.removeprefix(f"{about}:") for problem in raised.value.problems] == [
        "6: categories > houshold: final.csv has no such label; did you mean 'household'?",
        "6: categories > investment: 'investors' is unknown; did you mean 'investment'?",
        "7: inputs > labuor: value_added.csv has no such label; did you mean 'labour'?",
        "7: inputs > labuor: 'labor' is unknown; did you mean 'labour'?",
    ]
    about.write_text(text)
    (folder / "value_added.csv").unlink()
    with pytest.raises(InputError, match=r"yaml:7: inputs: names rows of value_added\.csv, and"):
        read_csv(folder)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("unit: million\ncurrency: 105\n", "currency: '105' is no currency; write its code"),
        ("currency: euros!\n", "currency: 'euros!' is no currency"),
    ],
)
def test_a_currency_is_a_code(folder, lines, message):
    about = folder / "benchmark.yaml"
    about.write_text(about.read_text().replace("unit: thousand EUR\n", lines))
    with pytest.raises(InputError, match=message) as raised:
        read_csv(folder)
    assert len(raised.value.problems) == 1
    about.write_text(about.read_text().replace(lines, "unit: million\ncurrency: euro\n"))
    assert read_csv(folder).attrs["currency"] == "EUR"


def test_the_folder_is_read_as_before_without_faults(folder, frame):
    world.assert_same(read_csv(folder), frame, scale=1e-3)
