"""Trade indicators against hand-worked numbers and identities."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from calibration import InputError
from calibration.inter_industry import (
    comparative_advantage,
    exports,
    group_share,
    reallocation,
    sophistication,
    supply_concentration,
)
from tests.inter_industry.conftest import benchmark_of


@pytest.fixture(scope="module")
def three():
    """Three regions, two goods, final trade only. Exports of x: 30, 10, 0; of y: 10, 10, 40."""
    final = np.zeros((3, 2, 3))
    final[0, 0] = [60, 20, 10]
    final[0, 1] = [5, 10, 0]
    final[1, 0] = [10, 40, 0]
    final[1, 1] = [10, 30, 0]
    final[2, 1] = [30, 10, 70]
    return benchmark_of(np.zeros((6, 6)), final.reshape(6, 3), ["A", "B", "C"], ["x", "y"])


def test_exports_and_shares(three):
    np.testing.assert_allclose(exports(three), [[30, 10, 0], [10, 10, 40]])
    np.testing.assert_allclose(group_share(three, ["x"], ["x", "y"]), [0.75, 0.5, 0])
    assert np.isnan(group_share(three, ["x"], ["x"]).sel(region="C"))


def test_comparative_advantage(three, economy):
    found = comparative_advantage(three)
    np.testing.assert_allclose(found.balassa.sel(region="A"), [0.75 / 0.4, 0.25 / 0.6])
    np.testing.assert_allclose(found.symmetric.sel(sector="x", region="C"), -1)
    np.testing.assert_allclose(found.normalised.sel(sector="x"), [0.14, 0.02, -0.16])
    normalised = comparative_advantage(economy.benchmark).normalised
    np.testing.assert_allclose(normalised.sum("sector"), 0, atol=1e-12)
    np.testing.assert_allclose(normalised.sum("region"), 0, atol=1e-12)


def test_sophistication(three):
    income = xr.DataArray([40.0, 20.0, 10.0], {"region": ["A", "B", "C"]})
    found = sophistication(three, income)
    x, y = (0.75 * 40 + 0.5 * 20) / 1.25, (0.25 * 40 + 0.5 * 20 + 10) / 1.75
    np.testing.assert_allclose(found.prody, [x, y])
    np.testing.assert_allclose(found.expy, [0.75 * x + 0.25 * y, (x + y) / 2, y])
    # All of A's exports turn to y: its value for y is the one of before.
    turned = three.copy(deep=True)
    turned["sales"].loc[{"sector": "x", "origin": "A", "destination": ["B", "C"]}] = 0.0
    after = sophistication(turned, income, three)
    np.testing.assert_allclose(after.expy.sel(region="A"), y)
    np.testing.assert_allclose(after.expy.sel(region="B"), (x + y) / 2)
    with pytest.raises(InputError, match="region 'B' needs a positive value"):
        sophistication(three, income.drop_sel(region="B"))


def test_supply_concentration(three):
    found = supply_concentration(three)
    np.testing.assert_allclose(found.herfindahl.sel(sector="y", region="A"), 0.25**2 + 0.75**2)
    np.testing.assert_allclose(found.import_dependence.sel(sector="y", region="A"), 40 / 45)
    assert np.isnan(found.herfindahl.sel(sector="y", region="C"))


def test_reallocation(three):
    after = three.copy(deep=True)
    after["value_added"].loc[{"activity": "x", "region": "A", "factor": "labour"}] = 15.0
    np.testing.assert_allclose(reallocation(three, after), [90 / 105 - 0.5, 0, 0])
    np.testing.assert_allclose(reallocation(three, 2 * three), 0)
    with pytest.raises(InputError, match="unknown factor 'labor'; did you mean 'labour'"):
        reallocation(three, after, "labor")
