"""Indices when a carbon price ends an industry that sells next to nothing and emits a lot."""

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import InputWarning, close_accounts, random_benchmark
from cge.analysis.indices import within_comparison
from cge.scenarios import Scenario

SHRUNK = {"sector": "S1", "origin": "R1"}
INDUSTRY = {"activity": "S1", "region": "R1"}


@pytest.fixture(scope="module")
def summary():
    """Of a price of 50 USD on an industry of a millionth of its size and large emissions."""
    given = random_benchmark(3, 3, seed=4, zeros=0.0).drop_vars(
        ["tariff_revenue", "foreign_saving"]
    )
    data = given.copy(deep=True)
    for name, where in (("sales", SHRUNK), ("export_tax", SHRUNK), ("output_tax", INDUSTRY)):
        data[name].loc[where] *= 1e-9
    for name in ("intermediate_use", "intermediate_tax"):
        data[name].loc[{"activity": "S1", "destination": "R1"}] *= 1e-9
    data["value_added"].loc[INDUSTRY] *= 1e-9
    balanced, _ = close_accounts(data, bound=np.inf)
    balanced["co2"].loc[INDUSTRY] = 300.0
    with pytest.warns(InputWarning, match="industry 'S1' of R1 emits"):
        economy = cge.load(balanced)
    shock = {"parameter": "carbon_price_economy", "region": "R1", "set": 50}
    result = cge.solve(
        economy, Scenario.from_dict({"title": "t", "packages": {"p": {"shocks": [shock]}}})
    )
    assert result.verified, result.verdict
    price = result.data.price_basic.sel(experiment="p").sel(INDUSTRY)
    assert float(price) > 1e4, "the price does not explode, so the case tests nothing"
    return result.summary()


def test_real_gdp_and_trade_move_as_little_as_welfare(summary):
    assert float(abs(summary.equivalent_variation_percent).max()) < 1.0
    for name in ("real_gdp", "export_volume", "import_volume", "terms_of_trade"):
        assert float(abs(summary[f"{name}_percent"]).max()) < 2.0, name


def test_ordinary_prices_are_left_as_they_are():
    draw = np.random.default_rng(0)
    old, new = (xr.DataArray(draw.uniform(1, 9, (2, 3)), dims=("k", "r")) for _ in range(2))
    assert within_comparison(old, new, xr.DataArray(1.0)) is new
    xr.testing.assert_identical(within_comparison(old, 1e6 * new, xr.DataArray(1e6)), 1e6 * new)


def test_extreme_prices_count_at_their_old_level():
    old = xr.DataArray([1.0, 2.0, 4.0], dims="k")
    new = xr.DataArray([3.0, 500.0, 0.01], dims="k")
    found = within_comparison(old, new, xr.DataArray(2.0))
    np.testing.assert_array_equal(found, [3.0, 4.0, 8.0])
