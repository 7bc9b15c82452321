"""Capital stock and depreciation: ratios of a made-up source."""

import pandas as pd
import pytest

from data.build.oecd_icio_2022.capital_stock import ratios

WORLD = pd.DataFrame(
    {
        "labsh": [0.6, 0.5, None, 0.4, 0.7],
        "irr": [0.06, 0.15, None, 0.10, 0.05],
        "delta": [0.04, 0.05, 0.03, 0.05, 0.05],
        "cn": [400.0, 500.0, 300.0, 100.0, 100.0],
        "cgdpo": [100.0, 100.0, 100.0, 100.0, 100.0],
    },
    index=["USA", "IND", "BGD", "KEN", "QAT"],
)


def test_the_ratio_is_capital_income_over_its_gross_return():
    ratio, rate, imputed = ratios(WORLD, pd.Series(dtype=float), ["USA", "IND"])
    assert ratio == pytest.approx([0.4 / 0.10, 0.5 / 0.20])
    assert rate == pytest.approx([0.04, 0.05])
    assert imputed == ()


def test_a_missing_return_takes_the_ratio_at_parities():
    ratio, _, imputed = ratios(WORLD, pd.Series(dtype=float), ["USA", "IND", "BGD"])
    # National over parity is 1 in the USA and 0.5 in India: their median is 0.75.
    assert ratio[2] == pytest.approx(0.75 * 3.0)
    assert imputed == ("BGD",)


def test_the_rest_of_the_world_is_the_mean_of_the_others():
    gdp = pd.Series({"KEN": 3.0, "QAT": 1.0, "XYZ": 9.0})
    ratio, rate, _ = ratios(WORLD, gdp, ["USA", "IND", "BGD", "ROW"])
    kenya, qatar = 0.6 / 0.15, 0.3 / 0.10
    assert ratio[3] == pytest.approx((3 * kenya + qatar) / 4)
    assert rate[3] == pytest.approx(0.05)
