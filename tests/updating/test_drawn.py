"""A benchmark around other flows: accounts hold, the rest moves as little as it can."""

import numpy as np
import pytest

import cge
from calibration import InputError, random_benchmark, rebalanced


@pytest.fixture(scope="module")
def benchmark():
    return random_benchmark(3, 4, seed=6)


def test_what_is_not_changed_stays(benchmark):
    same = rebalanced(benchmark, {"sales": benchmark.sales * 1.0})
    for name in ("sales", "value_added", "intermediate_use", "final_use", "output_tax"):
        np.testing.assert_allclose(same[name], benchmark[name], rtol=1e-9, atol=1e-9)


def test_accounts_hold_and_rates_stay(benchmark):
    larger = benchmark.sales.copy()
    larger[1, 0, 2] *= 1.5
    found = rebalanced(benchmark, {"sales": larger})
    economy = cge.load(found)
    assert economy.residuals().worst.max() < 1e-9
    rate = benchmark.tariff_revenue / benchmark.sales
    np.testing.assert_allclose(found.tariff_revenue / found.sales, rate, rtol=1e-9, atol=1e-12)
    moved = float(found.sales[1, 0, 2] / benchmark.sales[1, 0, 2])
    assert 1 < moved < 1.5  # accounts hold it back
    others = found.sales.copy()
    others[1, 0, 2] = benchmark.sales[1, 0, 2]
    assert float(abs(others / benchmark.sales - 1).max()) < moved - 1


def test_emissions_are_what_is_given(benchmark):
    doubled = benchmark.co2.copy()
    doubled[:, 1] *= 2.0
    found = rebalanced(benchmark, {"co2": doubled})
    np.testing.assert_allclose(found.co2, doubled, rtol=1e-12)
    np.testing.assert_array_equal(found.sales, benchmark.sales)


def test_emissions_by_fuel_follow_their_sum():
    benchmark = cge.load(aggregation="5x6").benchmark
    more = benchmark.co2 * 1.1
    found = rebalanced(benchmark, {"co2": more})
    np.testing.assert_allclose(found.co2, more, rtol=1e-12)
    np.testing.assert_allclose(found.co2_by_fuel, 1.1 * benchmark.co2_by_fuel, rtol=1e-12)
    np.testing.assert_allclose(found.co2_of_sales, 1.1 * benchmark.co2_of_sales, rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "factor", "said"),
    [
        ("sales", 0.0, "must be above 0"),
        ("sales", -1.0, "must be above 0"),
        ("tariff_revenue", 1.1, "'tariff_revenue' is no flow or emission"),
    ],
)
def test_what_cannot_be_is_said(benchmark, name, factor, said):
    with pytest.raises(InputError, match=said):
        rebalanced(benchmark, {name: benchmark[name] * factor})
