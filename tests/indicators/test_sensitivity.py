"""Ranks by other weights, and without each part, computed a second time; and before the renewal."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from calibration.indicators import METHODS, composite, sensitivity
from tests.indicators.conftest import DATA
from tests.indicators.page import PAGE, page


def places(index):
    """Rank of each economy, 1 for the highest."""
    return index.to_series().rank(ascending=False)


@pytest.fixture(scope="module")
def found(shipped):
    return sensitivity(shipped)


def without(shipped, method, part):
    return composite(shipped, method, [part]).index


def test_every_method_dimension_and_indicator_is_in_turn(shipped, found):
    catalogue = shipped.catalogue
    alone = [
        name
        for name in catalogue.dimensions
        if sum(one.dimension == name for one in catalogue.indicators.values()) == 1
    ]
    assert alone == ["human_capital"]
    assert len(found) == 3 * (2 + len(catalogue.dimensions) + len(catalogue.indicators) - 1)
    assert not found.duplicated(["method", "change", "part"]).any()


def test_the_numbers_are_those_of_scipy_and_pandas(shipped, found):
    for row in found.itertuples():
        full = composite(shipped, row.method).index
        other = (
            composite(shipped, row.part).index
            if row.change == "method"
            else without(shipped, row.method, row.part)
        )
        assert row.spearman == pytest.approx(spearmanr(full, other).statistic)
        moved = (places(other) - places(full)).abs()
        assert row.mean_shift == pytest.approx(moved.mean())
        assert row.largest_shift == moved.max() == moved[row.economy_moved]


def test_what_is_left_out_throughout_is_in_no_row(shipped):
    less = sensitivity(shipped, ["human_capital", "rd_spending"])
    assert not set(less["part"]) & {"human_capital", "rd_spending"}
    row = less.query("method == 'equal' and part == 'patents'").iloc[0]
    both = composite(shipped, "equal", ["human_capital", "rd_spending", "patents"]).index
    full = composite(shipped, "equal", ["human_capital", "rd_spending"]).index
    assert row["spearman"] == pytest.approx(spearmanr(full, both).statistic)


def test_the_table_of_the_page_is_what_the_command_prints():
    text = PAGE.read_text("utf-8")
    assert "<!-- sensitivity -->" in text
    assert text == page(), "run: python -m tests.indicators.page"


def test_ranks_before_and_after_on_the_page(shipped):
    before = pd.read_csv(DATA / "indicators" / "ranks-before.csv", comment="#", index_col=0)
    assert list(before.columns) == list(METHODS)
    assert sorted(before.index) == sorted(shipped.economies)
    now = pd.DataFrame({name: places(composite(shipped, name).index) for name in METHODS})
    text = PAGE.read_text("utf-8")
    for code in [
        "USA",
        "CHN",
        "DEU",
        "JPN",
        "KOR",
        "GBR",
        "SGP",
        "IND",
        "BRA",
        "RUS",
        "VNM",
        "ROW",
    ]:
        cells = [f"{before[m][code]:.0f}, {now[m][code]:.0f}" for m in METHODS]
        name = "Rest of the world" if code == "ROW" else code
        assert f"| {name} | {' | '.join(cells)} |" in text
    means = (now - before).abs().mean()
    np.testing.assert_allclose(means.round(1), [1.0, 2.5, 1.5])
    assert "an economy moves by 1.0 places on average, by equal weights by 2.5 and by PCA" in (
        " ".join(text.split())
    )
