"""Labour of the self-employed: rules on small made-up tables with known answers."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from data.build.oecd_icio_2022 import self_employed
from data.build.oecd_icio_2022.self_employed import MOST, Pattern


def tables(labour, capital, depreciation=0.0, sectors=("A01", "G", "K"), regions=("IND",)):
    """Value added by activity and region, million USD, without taxes on production."""
    labour = np.array(labour, dtype=float)
    shape = labour.shape
    return SimpleNamespace(
        sectors=list(sectors),
        regions=list(regions),
        labour=labour,
        capital=np.broadcast_to(np.array(capital, dtype=float), shape).copy(),
        output_tax=np.zeros(shape),
        depreciation=np.broadcast_to(np.array(depreciation, dtype=float), shape).copy(),
    )


def test_odds_are_scaled_to_the_amount():
    room = np.array([100.0, 100.0, 0.0])
    found = self_employed.scaled_odds(90.0, np.array([50.0, 20.0, 5.0]), room)
    assert found.sum() == pytest.approx(90.0)
    assert found[2] == 0
    part = found[:2] / room[:2]
    odds = part / (1 - part)
    assert odds[0] / odds[1] == pytest.approx((0.5 / 0.5) / (0.2 / 0.8))


def test_no_part_of_the_surplus_is_more_than_all_of_it():
    room = np.array([10.0, 1000.0])
    found = self_employed.scaled_odds(900.0, np.array([9.0, 1.0]), room)
    assert (found <= room).all()
    assert found.sum() == pytest.approx(900.0)


def test_nothing_wanted_moves_nothing():
    room = np.array([10.0, 20.0])
    assert not self_employed.scaled_odds(0.0, room, room).any()
    assert not self_employed.scaled_odds(5.0, room, 0.0 * room).any()


def test_income_sits_where_the_self_employed_work_and_capital_keeps_depreciation():
    table = tables([[20.0], [30.0], [10.0]], [[80.0], [70.0], [90.0]], 20.0)
    likely = np.array([[50.0], [10.0], [60.0]])
    holds = self_employed.holders(table.sectors)
    income, short = self_employed.spread(np.array([60.0]), likely, table, holds)
    assert income.sum() == pytest.approx(60.0)
    assert income[2, 0] == 0  # finance
    assert income[0, 0] > income[1, 0]
    assert not short.any()
    income, short = self_employed.spread(np.array([200.0]), likely, table, holds)
    assert short.all()
    assert income.sum() == pytest.approx(MOST * (60.0 + 50.0))
    assert (table.capital - income >= table.depreciation).all()


def test_surplus_below_depreciation_gives_nothing():
    table = tables([[20.0], [30.0], [10.0]], [[10.0], [70.0], [90.0]], 20.0)
    holds = np.array([True, True, False])
    income, _ = self_employed.spread(np.array([20.0]), np.ones((3, 1)), table, holds)
    assert income[0, 0] == 0
    assert income.sum() == pytest.approx(20.0)


def test_missing_shares_follow_the_median_of_the_income_group():
    regions = ["MEX", "BRA", "PAK", "VNM", "USA", "ARE"]
    measured = pd.Series({"MEX": 0.4, "BRA": 0.6, "USA": 0.6})
    paid = np.array([0.2, 0.5, 0.3, 0.7, 0.55, 0.3])
    share, imputed = self_employed.complete_shares(measured, paid, regions, {"USA", "ARE"})
    assert imputed == ("PAK", "VNM", "ARE")
    part = np.median([(0.4 - 0.2) / 0.8, (0.6 - 0.5) / 0.5])
    assert share[2] == pytest.approx(0.3 + part * 0.7)
    assert share[3] == pytest.approx(0.7)  # above the group's ninth decile: kept
    assert share[5] == pytest.approx(0.3 + (0.05 / 0.45) * 0.7)


def test_a_share_below_what_employees_earn_is_theirs():
    share, _ = self_employed.complete_shares(
        pd.Series({"JPN": 0.5}), np.array([0.6]), ["JPN"], {"JPN"}
    )
    assert share[0] == pytest.approx(0.6)


def test_a_windfall_of_extraction_lowers_the_share():
    table = tables([[1.0, 1.0], [1.0, 1.0]], 1.0, sectors=("B06", "G"), regions=("NOR", "AGO"))
    added = np.array([[40.0, 40.0], [60.0, 60.0]])
    pattern = Pattern(np.zeros((2, 2)), np.array([0.2, np.nan]))
    share, named = self_employed.without_windfall(np.array([0.5, 0.4]), pattern, table, added)
    assert named == ("NOR",)
    assert share == pytest.approx([0.5 * 0.6 / 0.8, 0.4])


def test_industries_of_the_pattern_are_joined_and_split():
    codes = ["A01", "B05+B06", "G", "G", "K"]
    share = self_employed.by_industry(
        np.array([5.0, 2.0, 3.0, 1.0, 14.0]), np.array([10.0, 10.0, 4.0, 4.0, 10.0]), codes,
        ["A01", "B05", "B06", "G", "K", "T"],
    )  # fmt: skip
    assert share[:4] == pytest.approx([0.5, 0.2, 0.2, 0.5])
    assert np.isnan(share[4:]).all()  # above value added; not there


def test_the_pattern_is_filled_by_income_group():
    nan = np.nan
    share = np.array([[0.2, 0.4, 0.8, nan], [nan, nan, 0.6, nan]])
    filled = self_employed.filled_pattern(share, ["IND", "CHN", "USA", "PER"], {"USA"})
    assert filled[0, 3] == pytest.approx(0.3)
    assert filled[1] == pytest.approx([0.6, 0.6, 0.6, 0.6])  # the group has none: all


def test_every_industry_of_the_data_is_in_the_table_of_holders(world):
    holds = self_employed.holders([str(s) for s in world["sector"].to_numpy()])
    assert 0 < holds.sum() < len(holds)


def test_sums_are_kept_and_the_ledger_says_what_moved(tmp_path, monkeypatch):
    regions = ("IND", "PAK", "USA", "ARE", "ROW")
    table = tables(np.full((3, 5), 30.0), 70.0, 10.0, regions=regions)
    (tmp_path / "human_capital").mkdir()
    (tmp_path / "indicators").mkdir()
    (tmp_path / "human_capital" / "pwt1001_1995_2019.csv").write_text(
        "iso3,year,labsh\nIND,2018,0.9\nIND,2019,0.5\nPAK,2019,\nUSA,2019,0.4\nARE,2019,0.2\n"
        "KEN,2019,0.6\nQAT,2019,0.2\n"
    )
    (tmp_path / "indicators" / "WDI_GDP_constant2015USD.csv").write_text(
        "CountryCode_ISO3,Year,GDP_constant2015USD\nKEN,2022,3\nQAT,2022,1\nKEN,2021,9\n,2022,5\n"
    )
    pattern = Pattern(np.full((3, 5), 0.6), np.full(5, np.nan))
    monkeypatch.setattr(self_employed, "read_pattern", lambda *_: pattern)
    lines = []
    ledger = SimpleNamespace(add=lambda *line: lines.append(line))
    moved = self_employed.move_mixed_income(table, tmp_path, ledger)
    total = table.labour + table.capital
    assert total == pytest.approx(np.full((3, 5), 100.0))
    share = table.labour.sum(axis=0) / total.sum(axis=0)
    row = (3 * 0.6 + 0.2) / 4
    between = np.median([0.2 / 0.7, (row - 0.3) / 0.7])
    assert share == pytest.approx([0.5, min(0.3 + 0.7 * between, 0.5), 0.4, 0.3, row], abs=1e-6)
    assert moved.imputed == ("PAK",)
    assert lines[0][3] == pytest.approx(moved.income.sum())
    assert "ARE" in lines[-1][4]
