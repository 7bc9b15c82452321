"""Closing completes a stored benchmark, within a bound."""

import numpy as np
import pytest
import xarray as xr

from calibration import InputError, check_benchmark, open_benchmark, random_benchmark
from calibration.closing import close_accounts
from tests.economy.variants import with_fuels


def stored(economy: xr.Dataset) -> xr.Dataset:
    """What a file holds: single precision, without what follows from the rest."""
    rounded = economy.drop_vars(["tariff_revenue", "foreign_saving"])
    return rounded.map(lambda array: array.astype(np.float32), keep_attrs=True)


def test_closing_restores_the_economy():
    economy = random_benchmark(4, 5, seed=7)
    closed, adjustment = close_accounts(stored(economy))
    check_benchmark(closed, tolerance=1e-13)
    for name in economy.data_vars:
        assert np.allclose(closed[name], economy[name], rtol=1e-5, atol=0.5)
    assert 0 < adjustment.use < 1e-6


def test_mixed_income_moves_with_labour():
    economy = random_benchmark(4, 5, seed=7)
    labour = economy["value_added"].sel(factor="labour", drop=True)
    closed, _ = close_accounts(stored(economy.assign(mixed_income=labour)))
    made = closed["value_added"].sel(factor="labour", drop=True)
    assert np.allclose(closed["mixed_income"], made, rtol=1e-14)


def test_taxes_on_factors_are_part_of_cost():
    economy = random_benchmark(4, 5, seed=7)
    earned = economy["value_added"]
    taxed = economy.assign(value_added=0.9 * earned, factor_tax=0.1 * earned)
    closed, adjustment = close_accounts(stored(taxed))
    check_benchmark(closed, tolerance=1e-13)
    assert adjustment.value_added < 1e-6
    assert np.allclose(closed["foreign_saving"], economy["foreign_saving"], rtol=1e-5, atol=0.5)


def test_closing_changes_nothing_in_a_balanced_economy():
    economy = random_benchmark(4, 5, seed=7)
    closed, adjustment = close_accounts(economy)
    assert adjustment.use < 1e-14
    assert adjustment.value_added < 1e-14
    assert np.allclose(closed["value_added"], economy["value_added"], rtol=1e-12)


def test_taxes_as_rates():
    economy = random_benchmark(3, 4, seed=5, zeros=0.0)
    rate = economy["intermediate_tax"].sum("sector") / economy["intermediate_use"].sum("sector")
    # The same tax in total, at one rate per user, leaves cost as it was.
    compact = economy.drop_vars("intermediate_tax").assign(intermediate_tax_rate=rate)
    closed, adjustment = close_accounts(compact)
    check_benchmark(closed)
    assert adjustment.value_added < 1e-13
    assert np.allclose(
        closed["intermediate_tax"].sum("sector"), economy["intermediate_tax"].sum("sector")
    )


def test_export_tax_absent_is_zero_and_a_rate_is_on_foreign_sales():
    economy = random_benchmark(3, 4, seed=5)
    rate = xr.DataArray(np.full((4, 3), 0.1), dims=("sector", "origin"))
    plain = economy.drop_vars("export_tax")
    none, _ = close_accounts(plain, bound=np.inf)
    assert float(np.abs(none["export_tax"]).max()) == 0.0
    taxed, _ = close_accounts(plain.assign(export_tax_rate=rate), bound=np.inf)
    abroad = taxed["export_tax"].sel(origin="R1", destination="R2")
    assert np.allclose(abroad, 0.1 * taxed["sales"].sel(origin="R1", destination="R2"))
    assert float(taxed["export_tax"].sel(origin="R2", destination="R2").max()) == 0.0
    check_benchmark(taxed)


def test_beyond_the_bound_is_refused():
    economy = random_benchmark(3, 4, seed=5)
    economy["final_use"].loc[{"sector": "S2", "destination": "R1"}] *= 1.01
    economy["output_tax"].loc[{"activity": "S3", "region": "R2"}] += 500.0
    with pytest.raises(InputError) as caught:
        close_accounts(economy)
    use, cost = caught.value.problems
    assert use.startswith("purchases of S2 in R1 differ from supply by ")
    assert use.endswith(" of it, more than the closing bound 1e-05")
    assert cost.startswith("cost of activity S3 in R2 differs from output by ")


def test_open_reports_file_faults(tmp_path):
    absent = tmp_path / "absent.nc"
    with pytest.raises(InputError, match=r"absent\.nc: no such file"):
        open_benchmark(absent)
    text = tmp_path / "text.nc"
    text.write_text("not a table")
    with pytest.raises(InputError, match=r"text\.nc: cannot be read as NetCDF"):
        open_benchmark(text)
    partial = tmp_path / "partial.nc"
    random_benchmark().drop_vars(["sales", "output_tax"]).to_netcdf(partial, engine="h5netcdf")
    with pytest.raises(InputError) as caught:
        open_benchmark(partial)
    assert caught.value.problems == [
        f"{partial}: variable sales is missing",
        f"{partial}: variable output_tax is missing",
    ]


def test_a_written_benchmark_opens_again(tmp_path):
    economy = random_benchmark(3, 4, seed=9)
    path = tmp_path / "economy.nc"
    economy.to_netcdf(path, engine="h5netcdf")
    opened = open_benchmark(path)
    check_benchmark(opened)
    assert np.allclose(opened["sales"], economy["sales"])


def test_sales_by_user_give_sales_and_purchases():
    economy = random_benchmark(4, 5, seed=7, by_user=True)
    sums = ["sales", "intermediate_use", "final_use"]
    closed, adjustment = close_accounts(stored(economy).drop_vars(sums))
    check_benchmark(closed, tolerance=1e-13)
    for name in (*sums, "sales_by_user", "value_added"):
        assert np.allclose(closed[name], economy[name], rtol=1e-5, atol=0.5)
    assert adjustment.use == 0
    assert 0 < adjustment.value_added < 1e-6


@pytest.mark.parametrize("name", ["sales", "intermediate_use"])
def test_stored_sums_that_are_not_those_of_users_are_refused(name):
    economy = random_benchmark(4, 5, seed=7, by_user=True)
    close_accounts(economy)
    wrong = economy.assign({name: economy[name] * 1.001})
    with pytest.raises(InputError, match="differ from supply by"):
        close_accounts(wrong)


def test_users_in_another_order_are_refused():
    """Users are labels, never positions."""
    economy = random_benchmark(3, 3, seed=7, by_user=True)
    with pytest.raises(InputError, match="labels of user must be those of activity and then"):
        close_accounts(economy.isel(user=[1, 0, 2, 3, 4, 5]))
    with pytest.raises(InputError, match="labels of user must be"):
        close_accounts(economy.drop_vars("user"))


def test_emissions_by_fuel_make_up_the_total_or_are_refused():
    """A total that is absent is their sum; one that is there must be, parts left out or not."""
    data = with_fuels(random_benchmark(3, 3, seed=4))
    found, _ = close_accounts(data.drop_vars(["co2", "co2_household"]))
    np.testing.assert_allclose(found["co2"], data["co2"], rtol=1e-12)
    np.testing.assert_allclose(found["co2_household"], data["co2_household"], rtol=1e-12)
    with pytest.raises(InputError, match=r"its parts .* give all parts, or leave the total out"):
        close_accounts(data.drop_vars("co2_process"))
