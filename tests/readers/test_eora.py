"""Eora26 in its layout, written here and read back."""

import shutil

import pandas as pd
import pytest

from calibration import InputError
from calibration.readers.eora import AGENTS, INPUTS, read_eora
from tests.readers import world

ECONOMIES, INDUSTRIES = ["AFG", "USA", "CHN"], ["Agriculture", "Mining and Quarrying"]


@pytest.fixture
def frame():
    """Three economies, and what does not fit together, of one industry."""
    cells = world.matrix([*ECONOMIES, "ROW"], INDUSTRIES, list(AGENTS), list(INPUTS))
    kept = [k for k in cells.columns if k != ("ROW", INDUSTRIES[1])]
    rows = [k for k in cells.index if k != ("ROW", INDUSTRIES[1])]
    cells = cells.loc[rows, kept]
    name = {("ROW", INDUSTRIES[0]): ("ROW", "TOTAL")}
    return cells.set_axis(
        pd.MultiIndex.from_tuples([name.get(k, k) for k in cells.index])
    ).set_axis(pd.MultiIndex.from_tuples([name.get(k, k) for k in cells.columns]), axis=1)


def industries(frame):
    return [k for k in frame.columns if k[1] not in AGENTS]


def written(home, frame, seed=1):
    """Numbers without labels, and the labels in lists of four columns with a tab at the end."""
    home.mkdir()
    table = world.shuffled(frame, seed)
    sold, paid = world.goods(table), table[table.index.get_level_values(0) == ""]
    goods = list(sold.index)
    buyers = [k for k in table.columns if k[1] in AGENTS]
    for name, cells in (("T", sold[goods]), ("FD", sold[buyers]), ("VA", paid[goods])):
        cells.to_csv(home / f"Eora26_2015_bp_{name}.txt", sep="\t", header=False, index=False)
    for name, kind, labels in (("T", "Industries", goods), ("FD", "Final demand", buyers)):
        lines = [f"Country {a}\t{a}\t{kind}\t{i}\t\n" for a, i in labels]
        (home / f"labels_{name}.txt").write_text("".join(lines))
    lines = [f"Primary Inputs\t{k}\t\n" for _, k in paid.index]
    (home / "labels_VA.txt").write_text("".join(lines))
    return home


def complete(frame):
    """Industries that an economy does not have are zero in the table."""
    economies, names = [*ECONOMIES, "ROW"], [*INDUSTRIES, "TOTAL"]
    goods = [(e, i) for e in economies for i in names]
    inputs = [k for k in frame.index if not k[0]]
    buyers = [k for k in frame.columns if k[1] in AGENTS]
    return frame.reindex(index=pd.MultiIndex.from_tuples(goods + inputs),
                         columns=pd.MultiIndex.from_tuples(goods + buyers)).fillna(0.0)  # fmt: skip


def without_inputs_of_demand(frame):
    cells = frame.copy()
    cells.loc[
        [k for k in cells.index if not k[0]], [k for k in cells.columns if k[1] in AGENTS]
    ] = 0
    return cells


def test_folder_and_archive(frame, tmp_path):
    home = written(tmp_path / "Eora26_2015_bp", frame)
    expected = without_inputs_of_demand(complete(frame))
    table = read_eora(home)
    world.assert_same(table, expected, scale=1e-3)
    assert table.attrs["year"] == 2015
    path = shutil.make_archive(str(tmp_path / "Eora26_2015_bp"), "zip", home)
    world.assert_same(read_eora(path), expected, scale=1e-3)


def test_joined_while_reading_is_joined_afterwards(frame, tmp_path):
    economy = dict(zip([*ECONOMIES, "ROW"], ("rest", "USA", "CHN", "rest"), strict=True))
    industry = {INDUSTRIES[0]: "farms", INDUSTRIES[1]: "mines", "TOTAL": "mines"}
    mapping = world.aggregation(tmp_path / "joined.csv", economy, industry)
    table = read_eora(written(tmp_path / "eora", frame), joined=mapping)
    expected = world.joined(without_inputs_of_demand(complete(frame)), economy, industry)
    world.assert_same(table, expected, scale=1e-3)


def test_labels_and_numbers_of_different_length(frame, tmp_path):
    home = written(tmp_path / "eora", frame)
    path = home / "Eora26_2015_bp_T.txt"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-1]))
    with pytest.raises(InputError, match=r"T.txt: has 6 rows, and there are 7 labels; is it whole"):
        read_eora(home)
    path.write_text("".join([*lines, lines[0]]))
    with pytest.raises(InputError, match="has more rows than the 7 labels"):
        read_eora(home)
    path.write_text("".join(lines))
    labels = home / "labels_FD.txt"
    labels.write_text("".join(labels.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(InputError, match=r"FD.txt:1: 24 cells, must be 23"):
        read_eora(home)


def test_one_of_several_years(frame, tmp_path):
    home = written(tmp_path / "eora", frame)
    for name in ("T", "FD", "VA"):
        shutil.copy(home / f"Eora26_2015_bp_{name}.txt", home / f"Eora26_2010_bp_{name}.txt")
    with pytest.raises(InputError, match="say which year"):
        read_eora(home)
    assert read_eora(home, year=2010).attrs["year"] == 2010
