"""GLORIA in its layout, written here and read back as a table of industries.

The table is computed here from whole matrices, by the formula of the manual.
"""

import zipfile

import numpy as np
import pandas as pd
import pytest

from calibration import InputError
from calibration.readers import delimited
from calibration.readers.eora import AGENTS, INPUTS
from calibration.readers.gloria import read_gloria
from tests.readers import world

pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")

AREAS, SECTORS = ["AFG", "USA", "XAS"], ["Wheat", "Steel", "Trade"]
STEM = "20230315_120secMother_AllCountries_002_{}-Results_2019_057_Markup001(full).csv"


class World:
    """Supply and use in which industries make products of other industries, too."""

    def __init__(self, diagonal=False, seed=0):
        draw = np.random.default_rng(seed)
        size, each = len(AREAS) * len(SECTORS), len(SECTORS)
        domestic = np.kron(np.eye(len(AREAS)), np.ones((each, each)))
        self.use = draw.lognormal(1, 1, (size, size))
        self.final = draw.lognormal(1, 1, (size, len(AREAS) * len(AGENTS)))
        self.paid = np.kron(np.eye(len(AREAS)), np.ones((len(INPUTS), each))) * draw.lognormal(
            1, 1, (len(AREAS) * len(INPUTS), size)
        )
        made = np.eye(size) if diagonal else domestic * draw.uniform(0, 1, (size, size))
        sold = self.use.sum(axis=1) + self.final.sum(axis=1)
        self.supply = made / made.sum(axis=0) * sold  # each product is made as it is sold

    def expected(self):
        """Model D: an industry's share of a product is its share of each sale of it."""
        share = self.supply / self.supply.sum(axis=0)
        goods = [(a, s) for a in AREAS for s in SECTORS]
        buyers = [(a, k) for a in AREAS for k in AGENTS]
        sold = np.hstack([share @ self.use, share @ self.final])
        paid = self.paid.reshape(len(AREAS), len(INPUTS), -1).sum(axis=0)
        paid = np.hstack([paid, np.zeros((len(INPUTS), len(buyers)))])
        rows = goods + [("", k) for k in INPUTS]
        return pd.DataFrame(np.vstack([sold, paid]), pd.MultiIndex.from_tuples(rows),
                            pd.MultiIndex.from_tuples(goods + buyers))  # fmt: skip

    def write(self, home):
        """Industries, then products, of one economy after the other, on both sides."""
        home.mkdir()
        each = len(SECTORS)
        flows = np.zeros((2 * len(self.use),) * 2)
        final = np.zeros((len(flows), self.final.shape[1]))
        paid = np.zeros((len(self.paid), len(flows)))
        made = (np.arange(len(flows)) // each) % 2 == 0
        flows[np.ix_(made, ~made)], flows[np.ix_(~made, made)] = self.supply, self.use
        final[~made], paid[:, made] = self.final, self.paid
        for name, cells in (("T", flows), ("Y", final), ("V", paid)):
            path = home / STEM.format(name)
            pd.DataFrame(cells).to_csv(path, header=False, index=False)
            (home / path.name.replace("001(full)", "004(full)")).write_text("another valuation")
        readme(home / "GLORIA_ReadMe_057a.xlsx")
        return home


def readme(path):
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"note": ["about"]}).to_excel(book, sheet_name="Notes", index=False)
        regions = {"Lfd_Nr": range(1, 4), "Region_acronyms": AREAS, "Region_names": AREAS}
        pd.DataFrame(regions).to_excel(book, sheet_name="Regions", index=False)
        sectors = {"Lfd_Nr": range(1, 4), "Sector_names": SECTORS}
        pd.DataFrame(sectors).to_excel(book, sheet_name="Sectors", index=False)
        both = {"Value_added_names": list(INPUTS), "Final_demand_names": list(AGENTS)}
        pd.DataFrame(both).to_excel(book, sheet_name="Value added and final demand", index=False)


@pytest.mark.parametrize("diagonal", [True, False])
def test_industry_by_industry(tmp_path, diagonal):
    economy = World(diagonal)
    table = read_gloria(economy.write(tmp_path / "gloria"))
    world.assert_same(table, economy.expected(), scale=1e-3)
    assert table.attrs["year"] == 2019


def test_what_industries_make_is_what_they_sell(tmp_path):
    """Output of the table is supply by industry, and value added with it is cost."""
    economy = World()
    table = read_gloria(economy.write(tmp_path / "gloria"))
    output = table.output.transpose("origin", "sector").to_numpy().ravel()
    assert output == pytest.approx(economy.supply.sum(axis=1) * 1e-3, rel=1e-12)


def test_blocks_of_one_row_change_nothing(tmp_path, monkeypatch):
    """Rows of a product may be parted from those of its makers."""
    monkeypatch.setattr(delimited, "CELLS", 1)
    economy = World()
    table = read_gloria(economy.write(tmp_path / "gloria"))
    world.assert_same(table, economy.expected(), scale=1e-3)


def test_joined_while_reading_is_joined_afterwards(tmp_path):
    economy = {"AFG": "rest", "USA": "USA", "XAS": "rest"}
    industry = {"Wheat": "goods", "Steel": "goods", "Trade": "services"}
    mapping = world.aggregation(tmp_path / "joined.csv", economy, industry)
    made = World()
    home = made.write(tmp_path / "gloria")
    table = read_gloria(home, joined=mapping)
    expected = world.joined(made.expected(), economy, industry)
    world.assert_same(table, expected, scale=1e-3)


def test_archive_beside_the_list_of_labels(tmp_path):
    economy = World()
    home = economy.write(tmp_path / "gloria")
    with zipfile.ZipFile(tmp_path / "GLORIA_MRIOs_57_2019.zip", "w") as archive:
        for path in home.glob("*.csv"):
            archive.write(path, path.name)
    table = read_gloria([tmp_path / "GLORIA_MRIOs_57_2019.zip", home / "GLORIA_ReadMe_057a.xlsx"])
    world.assert_same(table, economy.expected(), scale=1e-3)


def test_a_product_that_nobody_makes_is_sold_by_the_industry_of_its_name(tmp_path):
    economy = World(diagonal=True)
    economy.supply[4] = 0.0
    table = read_gloria(economy.write(tmp_path / "gloria"))
    sold = table.intermediate.sel(origin="USA", sector="Steel").sum()
    assert float(sold) == pytest.approx(economy.use[4].sum() * 1e-3)


def test_an_industry_that_makes_nothing_has_a_row_of_zeros(tmp_path):
    economy = World()
    economy.supply[4] = 0.0
    table = read_gloria(economy.write(tmp_path / "gloria"))
    assert float(table.output.sel(origin="USA", sector="Steel")) == 0.0


def test_labels_of_another_version_are_refused(tmp_path):
    home = World().write(tmp_path / "gloria")
    path, options = home / "GLORIA_ReadMe_057a.xlsx", {"mode": "a", "if_sheet_exists": "replace"}
    fewer = pd.DataFrame({"Sector_names": SECTORS[:2]})
    with pd.ExcelWriter(path, **options) as book:
        fewer.to_excel(book, sheet_name="Sectors", index=False)
    with pytest.raises(InputError, match=r"T-Results.*: 18 cells, must be 12"):
        read_gloria(home)


def test_numbers_where_a_table_of_supply_and_use_has_none(tmp_path):
    economy = World()
    home = economy.write(tmp_path / "gloria")
    path = home / STEM.format("T")
    cells = pd.read_csv(path, header=None)
    cells.iloc[0, 0] = 5.0
    cells.to_csv(path, header=False, index=False)
    with pytest.raises(InputError, match="has numbers where industries buy from industries"):
        read_gloria(home)


def test_a_maker_in_a_later_economy_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "CELLS", 1)
    economy = World()
    economy.supply[8, 0] = 1.0
    with pytest.raises(InputError, match="AFG_Wheat is made by an industry whose row comes after"):
        read_gloria(economy.write(tmp_path / "gloria"))


def test_files_that_are_missing(tmp_path):
    home = World().write(tmp_path / "gloria")
    (home / STEM.format("V")).unlink()
    with pytest.raises(InputError, match="the matrix V of GLORIA: no file has such a name"):
        read_gloria(home)
    home = World().write(tmp_path / "other")
    (home / "GLORIA_ReadMe_057a.xlsx").unlink()
    with pytest.raises(InputError, match="the ReadMe workbook of GLORIA: no file has such a name"):
        read_gloria(home)
