"""Any number of factors, each with a mobility of its own by region."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

import cge
from calibration import check_benchmark, random_benchmark
from tests.economy.conftest import scenario_of

FACTORS = ("skilled labour", "unskilled labour", "land", "capital")
SHOCK = {"parameter": "tariff_power", "destination": "R1", "add_points": 25}
MIXED = [
    {"factor": "skilled labour", "region": "R1", "elasticity": 0},
    {"factor": "skilled labour", "region": "R2", "elasticity": 1.5},
    {"factor": "land", "elasticity": 0.3},
    {"factor": "capital", "region": ["R2", "R3"], "elasticity": 0},
]


@pytest.fixture(scope="module")
def dataset():
    """Four factors, the first with a tax on its use in one activity."""
    made = random_benchmark(3, 3, seed=12, zeros=0, factors=FACTORS)
    taxed = 0.0 * made.value_added
    taxed[0, 1] = 0.1 * made.value_added[0, 1]
    return made.assign(value_added=made.value_added - taxed, factor_tax=taxed)


@pytest.fixture(scope="module")
def mixed(dataset, tmp_path_factory):
    """An economy whose factors are mobile, specific and sluggish, by factor and region."""
    path = tmp_path_factory.mktemp("closure") / "mixed.yaml"
    words = dict.fromkeys(("title", "description", "reference"), "test")
    path.write_text(yaml.safe_dump({**words, "numeraire": "world factor-price index",
                                    "mobility": MIXED}))  # fmt: skip
    return cge.load(dataset, closure=path)


def test_the_default_draw_has_two_factors():
    first, second = random_benchmark(2, 3, seed=1), random_benchmark(2, 3, seed=1, factors=FACTORS)
    assert list(first.factor.to_numpy()) == ["labour", "capital"]
    check_benchmark(second)
    assert list(second.factor.to_numpy()) == list(FACTORS)
    labour = first.value_added.sel(factor="labour").to_numpy()
    np.testing.assert_allclose(second.value_added.sel(factor=FACTORS[0]), labour, rtol=1e-12)


@pytest.mark.parametrize("closure", ["standard", "long_run", "income_tax_replacement"])
def test_four_factors_work_from_data_to_result(dataset, closure, tmp_path):
    economy = cge.load(dataset, closure=closure)
    assert economy.residuals().worst.max() < 1e-9
    tax = {"parameter": "income_tax_power", "factor": "unskilled labour", "add_points": 5}
    result = cge.solve(economy, scenario_of(SHOCK, tax))
    assert result.verified, result.verdict
    again = cge.open_result(result.to_netcdf(tmp_path / "result.nc"))
    assert list(again.data.factor.to_numpy()) == list(FACTORS)
    assert float(abs(result.data.equivalent_variation).max()) > 0
    check_benchmark(result.as_benchmark(), tolerance=1e-8)


def test_each_factor_moves_as_its_mobility_says(mixed, dataset, solved):
    after = solved(mixed, SHOCK)
    before = dataset.value_added
    moved = np.log(after.factor_demand / before)
    returns = np.log(after.rent)

    def of(array, factor, region):
        return array.sel(factor=factor, region=region).to_numpy()

    for region in ("R1", "R2", "R3"):
        np.testing.assert_array_equal(of(returns, "unskilled labour", region), 0)
        np.testing.assert_allclose(
            np.diff(of(moved, "land", region)),
            0.3 * np.diff(of(returns, "land", region)),
            rtol=1e-5,
            atol=1e-9,
        )
    np.testing.assert_allclose(of(moved, "skilled labour", "R1"), 0, atol=1e-8)
    np.testing.assert_allclose(
        np.diff(of(moved, "skilled labour", "R2")),
        1.5 * np.diff(of(returns, "skilled labour", "R2")),
        rtol=1e-5,
        atol=1e-9,
    )
    np.testing.assert_array_equal(of(returns, "skilled labour", "R3"), 0)
    np.testing.assert_allclose(of(moved, "capital", "R2"), 0, atol=1e-8)
    assert abs(of(returns, "capital", "R2")).max() > 1e-4
    assert abs(of(moved, "capital", "R1")).max() > 1e-4


def test_two_kinds_of_labour_that_are_one_do_what_one_does(solved):
    """Split into like halves, with any elasticity, a factor does not matter."""
    whole = random_benchmark(3, 3, seed=4, zeros=0)
    half = whole.value_added.sel(factor=["labour"]) * 0.5
    kinds = [half.assign_coords(factor=[name]) for name in FACTORS[:2]]
    added = np.concatenate([*kinds, whole.value_added.sel(factor=["capital"])])
    split = whole.drop_dims("factor").assign_coords(factor=[*FACTORS[:2], "capital"])
    split["value_added"] = (whole.value_added.dims, added, whole.value_added.attrs)
    first, second = (solved(cge.load(d), SHOCK) for d in (whole, split))
    for name in ("utility", "output", "trade"):
        np.testing.assert_allclose(second[name], first[name], rtol=1e-8, err_msg=name)


def test_a_kind_of_labour_may_be_unemployed(dataset, solved):
    swap = "endowment=real_factor_price,factor=unskilled labour,region=R1+R3"
    economy = cge.load(dataset, swap=[swap])
    after = solved(economy, {"parameter": "productivity", "region": "R1", "percent": -3})
    jobs = after.endowment / economy.parameters.endowment
    assert float(jobs.sel(factor="unskilled labour", region="R1")) < 0.99
    others = jobs.drop_sel(factor="unskilled labour")
    assert float(abs(others - 1).max()) == 0.0
    assert float(jobs.sel(factor="unskilled labour", region="R2")) == 1.0
