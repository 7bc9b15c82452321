"""Tables in the layouts of Eurostat, written here and read back."""

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from calibration import InputError
from calibration.readers.absent import RECORD
from calibration.readers.figaro import AGENTS, INPUTS, read_figaro
from tests.readers import world

# Published codes, and those of ISO 3166.
CODES = {"AT": "AUT", "EL": "GRC", "US": "USA", "FIGW1": "ROW"}
INDUSTRIES = ["A01", "C10T12", "C31_32"]
ROWS = ["D21X31", "OP_RES", "OP_NRES", "D1", "D29X39", "B2A3G"]


@pytest.fixture
def frame():
    return world.matrix(list(CODES), INDUSTRIES, list(AGENTS), ROWS)


def as_read(frame):
    return frame.rename(index=CODES, columns=CODES, level=0)


def labelled(frame):
    table = world.shuffled(frame)
    table.index = [f"{area or 'W2'}_{item}" for area, item in table.index]
    table.columns = [f"{area}_{item}" for area, item in table.columns]
    return table


def flat(frame, letter="I"):
    names = ["icioiRow", "icioiCol", "refArea", f"row{letter}i", "counterpartArea", f"col{letter}i"]
    lines = [
        (f"{a or 'W2'}_{i}", f"{b}_{j}", a or "W2", i, b, j, value)
        for (a, i), row in frame.iterrows()
        for (b, j), value in row.items()
    ]
    return pd.DataFrame(lines, columns=[*names, "obsValue"]).sample(frac=1, random_state=3)


def test_matrix(frame, tmp_path):
    path = tmp_path / "matrix_eu-ic-io_ind-by-ind_26ed_2019.csv"
    labelled(frame).to_csv(path, index_label="rowLabels")
    table = read_figaro(path)
    world.assert_same(table, as_read(frame))
    assert table.attrs["year"] == 2019
    assert table.attrs["currency"] == "EUR"
    assert {array.attrs["units"] for array in table.values()} == {"million EUR"}
    assert set(table.primary_input.to_numpy()) == set(INPUTS)


@pytest.mark.parametrize("letter", ["I", "P"])
def test_flat_file(frame, tmp_path, letter):
    path = tmp_path / "flatfile_eu-ic-io_ind-by-ind_2010.csv"
    flat(frame, letter).to_csv(path, index=False)
    world.assert_same(read_figaro(path), as_read(frame))


def test_flat_file_and_matrix_are_one_table(frame, tmp_path):
    labelled(frame).to_csv(tmp_path / "matrix.csv")
    flat(frame).to_csv(tmp_path / "flat.csv", index=False)
    economies, industries = list(CODES.values()), INDUSTRIES
    one, other = (read_figaro(tmp_path / name) for name in ("matrix.csv", "flat.csv"))
    order = {"origin": economies, "destination": economies, "region": economies,
             "sector": industries, "activity": industries, "category": list(AGENTS),
             "primary_input": ROWS}  # fmt: skip
    xr.testing.assert_allclose(one.sel(order), other.sel(order), rtol=1e-12)


@pytest.mark.parametrize("form", ["matrix", "flat"])
def test_joined_while_reading_is_joined_afterwards(frame, tmp_path, form):
    table = labelled(frame) if form == "matrix" else flat(frame).set_index("icioiRow")
    table.to_csv(tmp_path / "2019.csv")
    economy = {"AUT": "EU", "GRC": "EU", "USA": "other", "ROW": "other"}
    industry = {"A01": "farms", "C10T12": "other", "C31_32": "other"}
    mapping = world.aggregation(tmp_path / "joined.csv", economy, industry)
    read = read_figaro(tmp_path / "2019.csv", joined=mapping)
    world.assert_same(read, world.joined(as_read(frame), economy, industry))


def test_a_cell_given_twice_names_both_lines(frame, tmp_path):
    table = flat(frame)
    table = pd.concat([table, table.iloc[[4]]])
    table.to_csv(tmp_path / "flat.csv", index=False)
    with pytest.raises(InputError, match=f": given on line 6 and on line {len(table) + 1}"):
        read_figaro(tmp_path / "flat.csv")


def test_a_flat_file_that_ends_early_is_counted_or_refused(frame, tmp_path):
    path = tmp_path / "flat.csv"
    flat(frame).sort_index().to_csv(path, index=False)
    lines = path.read_text().splitlines(keepends=True)
    assert RECORD not in read_figaro(path).attrs
    path.write_text("".join(lines[:-3]))
    columns = frame.shape[1]
    absent, _ = zip(*json.loads(read_figaro(path).attrs[RECORD]).values(), strict=True)
    assert sum(absent) == 3
    path.write_text("".join(lines[: columns + 1]))
    with pytest.raises(InputError, match="a column, and no row"):
        read_figaro(path)
    path.write_text("".join(lines[:-1]) + lines[-1][:9])
    with pytest.raises(InputError, match=rf":{len(lines)}: . cells, must be 7; the file ends"):
        read_figaro(path)


def test_a_number_that_is_none_names_its_line(frame, tmp_path):
    table = flat(frame).astype({"obsValue": object})
    table.iloc[2, -1] = ":"
    table.to_csv(tmp_path / "flat.csv", index=False)
    with pytest.raises(InputError, match=r"flat.csv:4: obsValue ':' is no number"):
        read_figaro(tmp_path / "flat.csv")


def test_a_flat_file_of_other_columns(frame, tmp_path):
    flat(frame).rename(columns={"refArea": "area"}).to_csv(tmp_path / "flat.csv", index=False)
    with pytest.raises(InputError, match="a flat file has refArea, rowIi"):
        read_figaro(tmp_path / "flat.csv")


def test_cells_without_a_line_are_zero(frame, tmp_path):
    """A flat file may leave zeros out where it does so everywhere."""
    sparse = frame.where(np.random.default_rng(0).uniform(size=frame.shape) > 0.4, 0.0)
    lines = flat(sparse)
    lines[lines.obsValue != 0].to_csv(tmp_path / "flat.csv", index=False)
    world.assert_same(read_figaro(tmp_path / "flat.csv"), as_read(sparse))
