"""The shipped 2008 benchmark."""

import numpy as np
import pytest
import xarray as xr

from calibration import accounts, check_benchmark, members
from calibration.closing import close_accounts
from cge.inputs import find as locations
from tests.gallery import handbook

# Sums over the source table, million USD: its final demand, and that without negative entries.
FINAL_DEMAND, NEGATIVE = 60_095_206, 227_258


def test_file_is_small():
    assert locations.find("benchmarks", handbook.NAME).stat().st_size < 5e5


def test_accounts_hold(table):
    check_benchmark(table)
    assert (accounts(table)["relative"] < 1e-13).all()


def test_closing_moves_single_precision_only():
    with xr.open_dataset(locations.find("benchmarks", handbook.NAME), engine="h5netcdf") as store:
        _, adjustment = close_accounts(store.load())
    assert max(adjustment.use, adjustment.value_added) < 5e-7


def test_economies_and_industries_are_the_paper_s(table):
    assert (table.sizes["region"], table.sizes["sector"]) == (34, 31)
    assert [str(k) for k in table.region.to_numpy()] == list(handbook.published("us_tariff"))
    assert members(table, "sector")["PUB"] == ("c31", "c34", "c35")
    assert len(members(table, "region")["ROW"]) == 8


def test_world_totals_are_the_source_s(table):
    final = float(table.final_use.sum())
    assert final == pytest.approx(FINAL_DEMAND + NEGATIVE, rel=1e-7)
    assert float(table.value_added.sum()) == pytest.approx(final, rel=1e-7)


def test_no_taxes_one_agent_one_factor(table):
    for name in ("tariff_rate", "export_tax", "intermediate_tax", "final_tax", "co2"):
        assert not table[name].any(), name
    assert not table.final_use.sel(agent=["government", "investment"]).any()
    assert not table.value_added.sel(factor="capital").any()
    assert float(abs(table.output_tax).max()) < 1e-6


def test_nests_are_cobb_douglas_but_for_trade(table):
    trade = table.sigma_import_source
    xr.testing.assert_equal(trade, table.sigma_domestic_import)
    assert trade.sel(sector=["AGR", "PET", "TRE", "HLT"]).to_numpy() == pytest.approx(
        [9.11, 52.08, 1.37, 6.0]
    )
    nests = ("sigma_value_added", "sigma_intermediate", "sigma_top", "sigma_final")
    assert all((table[name] == 1).all() for name in nests)


def test_the_paper_s_mix_keeps_flows_and_accounts(table):
    mixed = handbook.same_mix(table)
    check_benchmark(mixed)
    mix = mixed.intermediate_use / mixed.intermediate_use.sum("sector")
    np.testing.assert_allclose(mix.max("activity"), mix.min("activity"), rtol=1e-9)
