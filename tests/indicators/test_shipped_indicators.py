"""The shipped table: complete, sourced, flagged, and plausible."""

import pandas as pd
import pytest

from calibration.indicators import composite
from calibration.indicators.activities import FILE, read_industries
from tests.indicators.conftest import DATA


def test_every_economy_and_industry_of_the_benchmark_is_there(shipped, world):
    assert shipped.economies == list(world.region.to_numpy())
    industries = read_industries(DATA / "indicators" / FILE, shipped.catalogue)
    assert set(world.sector.to_numpy()) <= set(industries)
    made = world.value_added.sum(["factor", "region"])
    assert abs(industries["C26"].weight / float(made.sel(activity="C26")) - 1) < 1e-5


def test_every_figure_has_a_source_a_year_and_a_method():
    table = pd.read_csv(DATA / "indicators" / "values.csv", keep_default_na=False)
    assert (table[["unit", "source", "method"]] != "").all(axis=None)
    assert table["year"].between(1996, 2022).all()
    imputed = table[table["imputed"] == "yes"]
    assert imputed["method"].str.match("regression on|mean of").all()
    assert not (table["method"].str.startswith("regression") & (table["imputed"] == "no")).any()
    assert 0 < len(imputed) < 0.1 * len(table)


def test_gdp_is_that_of_the_benchmark(shipped, world):
    from calibration.inter_industry import gdp

    found = shipped.data.weight.to_numpy()
    assert abs(found / gdp(world).to_numpy() - 1).max() < 1e-5


def test_figures_are_those_published(figures):
    """Korea spends 4.81 % of GDP on R&D (World Bank, 2020), Chinese Taipei 3.49 (NCSES, 2019).

    Human capital of the United States over Singapore's, 2019 (Penn World Table); Denmark's wind
    and sun, 2022 (Ember).
    """
    assert figures.loc["KOR", "rd_spending"] == 4.8145
    assert figures.loc["TWN", "rd_spending"] == 3.49
    assert figures.loc["USA", "human_capital"] == pytest.approx(100 * 3.74934 / 4.35157, rel=1e-4)
    assert 58 < figures.loc["DNK", "wind_and_solar"] < 62


def test_leaders_lead_and_the_poorest_come_last(shipped):
    for method in ("entropy", "equal", "pca"):
        order = list(composite(shipped, method).index.to_series().sort_values().index)
        assert set(order[-25:]) >= {"DNK", "NLD", "DEU", "SWE", "CHE", "USA", "GBR", "SGP"}
        assert set(order[:15]) >= {"NGA", "COD", "CIV", "BGD", "MMR", "CMR"}
