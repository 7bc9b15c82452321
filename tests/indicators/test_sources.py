"""Reading of sources, on small files."""

import pandas as pd
import pytest

from data.build.indicators.sources import Sources, later


def figures(named, **years):
    """A figure of each economy and its year, and whose it is."""
    rows = {economy: (1.0, year, named) for economy, year in years.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "year", "method"])


def test_the_later_figure_is_taken_and_the_first_of_two_of_one_year():
    found = later(
        figures("first", KOR=2019, TWN=2019, MAR=2010, CHE=2017),
        figures("second", KOR=2020, MAR=2010, BRN=2018, CHE=2015),
    )
    assert found["method"].to_dict() == {
        "BRN": "second", "CHE": "first", "KOR": "second", "MAR": "first", "TWN": "first",
    }  # fmt: skip


def test_population_is_of_the_benchmark_s_year_in_heads(tmp_path):
    (tmp_path / "projections").mkdir()
    (tmp_path / "projections" / "wpp2024_medium_population_age_2000_2070.csv").write_text(
        "iso3,year,pop_total_thousand\nIND,2021,1400\nIND,2022,1425.4\nCHN,2022,1425.2\n"
    )
    heads = Sources(tmp_path).population()
    assert heads.to_dict() == pytest.approx({"IND": 1_425_400, "CHN": 1_425_200})


def test_human_capital_is_the_latest_figure(tmp_path):
    (tmp_path / "human_capital").mkdir()
    (tmp_path / "human_capital" / "pwt1001_1995_2019.csv").write_text(
        "iso3,year,hc\nUSA,2018,3.7\nUSA,2019,3.8\nSTP,2019,\n"
    )
    found = Sources(tmp_path).human_capital()
    assert found["value"].to_dict() == {"USA": 3.8}
    assert found["year"].to_dict() == {"USA": 2019}
