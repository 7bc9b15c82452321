"""EXIOBASE in its layout, written here and read back."""

import shutil

import pandas as pd
import pytest

from calibration import InputError
from calibration.readers.exiobase import AGENTS, EMPTY, INPUTS, read_exiobase
from tests.readers import world

CODES = {"AT": "AUT", "CN": "CHN", "US": "USA", "WA": "WA"}
SECTORS = ["Paddy rice", "Pulp & paper, n.e.c.", "Other services (93)"]
CATEGORIES = [*AGENTS, *EMPTY]


@pytest.fixture
def frame():
    cells = world.matrix(list(CODES), SECTORS, CATEGORIES, list(INPUTS))
    cells[[k for k in cells.columns if k[1] in EMPTY]] = 0.0
    return cells


def as_read(frame):
    kept = [k for k in frame.columns if k[1] not in EMPTY]
    return frame[kept].rename(index=CODES, columns=CODES, level=0)


def written(home, frame, folder="satellite", final="F_Y.txt", shuffle=True):
    """The folder as published: tables parted by tabs, with an extension of several rows."""
    home.mkdir()
    (home / folder).mkdir()
    sold = world.goods(frame)
    industries = [k for k in frame.columns if k[1] in SECTORS]
    buyers = [k for k in frame.columns if k[1] not in SECTORS]
    paid = frame[frame.index.get_level_values(0) == ""].droplevel(0)
    further = pd.DataFrame(7.0, ["CO2 - combustion - air", "Employment: Low-skilled male"],
                           frame.columns)  # fmt: skip
    paid = pd.concat([paid, further])
    order = world.shuffled if shuffle else lambda table: table
    names = {"index_label": ["region", "sector"], "sep": "\t"}
    _header(order(sold[industries]), "sector").to_csv(home / "Z.txt", **names)
    _header(order(sold[buyers]), "category").to_csv(home / "Y.txt", **names)
    names["index_label"] = "stressor"
    _header(order(paid[industries]), "sector").to_csv(home / folder / "F.txt", **names)
    _header(order(paid[buyers]), "category").to_csv(home / folder / final, **names)
    units = pd.Series({k: "M.EUR" if k in INPUTS else "kg" for k in paid.index}, name="unit")
    units.to_csv(home / folder / "unit.txt", sep="\t", index_label="stressor")
    # What is in the extensions' own folders is no table of the economy.
    shutil.copy(home / "Y.txt", home / folder / "D_cba.txt")
    output = world.output(frame)
    output.index.names = ["region", "sector"]
    output.rename("indout").to_csv(home / "x.txt", sep="\t")
    return home


def _header(table, second):
    return table.rename_axis(columns=["region", second])


@pytest.mark.parametrize("folder", ["satellite", "factor_inputs"])
@pytest.mark.parametrize("final", ["F_Y.txt", "F_hh.txt"])
def test_folder(frame, tmp_path, folder, final):
    table = read_exiobase(written(tmp_path / "IOT_2019_pxp", frame, folder, final))
    world.assert_same(table, as_read(frame))
    assert table.attrs["year"] == 2019
    assert table.attrs["currency"] == "EUR"
    assert set(table.category.to_numpy()) == set(AGENTS)


def test_archive(frame, tmp_path):
    home = written(tmp_path / "IOT_2019_ixi", frame)
    path = shutil.make_archive(str(tmp_path / "IOT_2019_ixi"), "zip", tmp_path, home.name)
    table = read_exiobase(path)
    world.assert_same(table, as_read(frame))
    assert table.attrs["year"] == 2019


def test_two_files_alone(frame, tmp_path):
    home = written(tmp_path / "all", frame)
    for name in ("Z.txt", "Y.txt"):
        shutil.copy(home / name, tmp_path / f"exiobase_{name}")
    table = read_exiobase([tmp_path / "exiobase_Z.txt", tmp_path / "exiobase_Y.txt"])
    world.assert_same(table, world.goods(as_read(frame)))


def test_joined_while_reading_is_joined_afterwards(frame, tmp_path):
    home = written(tmp_path / "IOT_2019_pxp", frame)
    economy = {"AUT": "EU", "CHN": "Asia", "USA": "America", "WA": "Asia"}
    industry = dict(zip(SECTORS, ("goods", "goods", "services"), strict=True))
    mapping = tmp_path / "three.csv"
    rows = [f"region,{k},{v}" for k, v in economy.items()]
    rows += [f'sector,"{k}",{v}' for k, v in industry.items()]
    mapping.write_text("\n".join(["dimension,member,label", *rows]))
    read = read_exiobase(home, joined=mapping)
    world.assert_same(read, world.joined(as_read(frame), economy, industry))


def test_output_that_is_not_what_rows_sum_to(frame, tmp_path):
    home = written(tmp_path / "IOT_2019_pxp", frame)
    output = pd.read_csv(home / "x.txt", sep="\t")
    output.loc[5, "indout"] *= 1.1
    output.to_csv(home / "x.txt", sep="\t", index=False)
    with pytest.raises(InputError, match=r"the total of CN_Other services \(93\) is"):
        read_exiobase(home)


def test_exports_that_are_not_zero(frame, tmp_path):
    frame[("CN", EMPTY[0])] = 1.0
    with pytest.raises(InputError, match=r"CN_Exports: Total \(fob\): 1 is not zero"):
        read_exiobase(written(tmp_path / "IOT_2019_pxp", frame))


def test_a_file_that_is_missing_or_ends_early(frame, tmp_path):
    home = written(tmp_path / "IOT_2019_pxp", frame)
    lines = (home / "Y.txt").read_text().splitlines(keepends=True)
    (home / "Y.txt").write_text("".join(lines[:-2]))
    with pytest.raises(InputError, match="a column, and no row; is the file whole"):
        read_exiobase(home)
    (home / "Y.txt").unlink()
    with pytest.raises(InputError, match=r"Y.txt of EXIOBASE: no file has such a name; found"):
        read_exiobase(home)


def test_an_extension_of_other_columns(frame, tmp_path):
    home = written(tmp_path / "IOT_2019_pxp", frame, shuffle=False)
    path = home / "satellite" / "F.txt"
    table = pd.read_csv(path, sep="\t", header=[0, 1], index_col=0)
    table.iloc[:, :-1].to_csv(path, sep="\t")
    with pytest.raises(
        InputError, match=r"F.txt: has 11 columns, must have the 12 of Z.txt; lacks"
    ):
        read_exiobase(home)
