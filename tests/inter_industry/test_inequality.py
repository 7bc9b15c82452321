"""Inequality: closed forms, exact parts, and GDP three ways on the data."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from calibration import InputError
from calibration.inter_industry import gdp, gini, theil


def over_regions(*values):
    return xr.DataArray(np.array(values, float), {"region": list("ABCD")[: len(values)]})


def test_closed_forms():
    """One earns all: Theil ln n, Gini 1 - 1/n. Equal incomes: none. Two: |share - 1/2|."""
    one = over_regions(7, 0, 0, 0)
    assert float(theil(one).total) == pytest.approx(np.log(4))
    assert gini(one) == pytest.approx(1 - 1 / 4)
    assert float(theil(over_regions(3, 3, 3)).total) == pytest.approx(0, abs=1e-15)
    assert gini(over_regions(3, 1)) == pytest.approx(0.25)


def test_a_region_of_two_heads_is_two_regions_of_one():
    apart, joined = over_regions(1, 1, 4), over_regions(2, 4)
    heads = over_regions(2, 1)
    assert gini(joined, heads) == pytest.approx(gini(apart))
    assert float(theil(joined, heads).total) == pytest.approx(float(theil(apart).total))


def test_parts_by_group():
    income, heads = over_regions(1, 3, 5, 11), over_regions(4, 2, 1, 3)
    groups = {"first": ["A", "C"], "second": ["B", "D"]}
    found = theil(income, heads, groups)
    assert float(found.between + found.within) == pytest.approx(float(found.total), rel=1e-12)
    inside = [
        float(theil(income.sel(region=listed), heads.sel(region=listed)).total)
        for listed in groups.values()
    ]
    np.testing.assert_allclose(found.contribution_within, [0.3 * inside[0], 0.7 * inside[1]])


def test_what_cannot_be_is_refused():
    with pytest.raises(InputError, match="region 'B' is in 2 groups"):
        theil(over_regions(1, 2), groups={"one": ["A", "B"], "two": ["B"]})
    with pytest.raises(InputError, match="population: region 'B' needs"):
        gini(over_regions(1, 2), over_regions(1))
    with pytest.raises(InputError, match="not be negative"):
        gini(over_regions(1, -2))


def test_gdp_is_spending_and_net_exports(economy):
    data = economy.benchmark
    spent = (data.final_use + data.final_tax).sum(["sector", "agent"]).to_numpy()
    np.testing.assert_allclose(gdp(data), spent - data.foreign_saving.to_numpy(), rtol=1e-9)
