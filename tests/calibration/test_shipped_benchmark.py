"""The shipped dataset: its size, its accounts, and world totals of the source."""

import csv
import json

import numpy as np
import pytest
import xarray as xr

from calibration import accounts, check_benchmark
from calibration.closing import CLOSING_BOUND, close_accounts
from calibration.margins import margin_services, output_of
from calibration.variables import ELASTICITIES, VARIABLES

# World totals of the source, million USD. OUTPUT and LABR: sums over the 80 national tables.
# ROW: its domestic sales and exports in the bilateral file. Foreign: off-diagonal bilateral flows.
NATIONAL_OUTPUT = 192_418_683.4
NATIONAL_LABOUR = 45_653_977.3
ROW_OUTPUT = 7_272_009.4
FOREIGN_GOODS = 17_469_795.1
FOREIGN_SERVICES = 9_640_941.3
# Product taxes of all users (TXS_INT_FNL and IMP_OTHER of industries and final demand), 80 tables.
NATIONAL_USER_TAX = 6_762_898.8
# Product taxes on exports and on purchases by non-residents, 80 tables.
NATIONAL_EXPORT_TAX = 330_295.8
# Value added plus all product taxes of the table of the United States.
GDP_USA = 25_744_108.0
# CDIAC, CO2 from making cement, all nations, 2020; OECD, CO2 from combustion by industry, 2018.
CEMENT_MT = 1559.3
COMBUSTION_2018_MT = 28_944.5
# CDIAC, solid, liquid and gas fuels, all nations, 2018, Mt CO2.
NATIONAL_2018_MT = 32_991.1


def test_file_is_small(benchmark_path):
    assert benchmark_path.stat().st_size <= 6.5e6


@pytest.mark.parametrize("name", ["full", "16x22", "5x6"])
def test_accounts_hold_at_every_aggregation(aggregated, name):
    check_benchmark(aggregated[name])
    assert (accounts(aggregated[name])["relative"] < 1e-13).all()


def test_closing_moves_single_precision_only(benchmark_path):
    with xr.open_dataset(benchmark_path, engine="h5netcdf") as store:
        _, adjustment = close_accounts(store.load())
    assert max(adjustment.use, adjustment.value_added) < 5e-7 < CLOSING_BOUND


def test_world_output_and_labour_are_the_source_s(world):
    output = xr.zeros_like(world["co2"]).copy(data=output_of(world))
    tables = output.drop_sel(region="ROW").sum()
    assert float(tables) == pytest.approx(NATIONAL_OUTPUT, rel=1e-8)
    assert float(output.sel(region="ROW").sum()) == pytest.approx(ROW_OUTPUT, rel=1e-6)
    # Compensation of employees, without the self-employed.
    labour = world["value_added"].sel(factor="labour") - world["mixed_income"]
    employees = labour.drop_sel(region="ROW").sum()
    assert float(employees) == pytest.approx(NATIONAL_LABOUR, rel=1e-8)


def test_world_trade_is_the_source_s(world):
    sold = world["sales"] + margin_services(world)
    foreign = sold.where(sold["origin"] != sold["destination"]).sum(("origin", "destination"))
    goods = [s for s in world["sector"].to_numpy() if str(s)[0] in "ABC"]
    traded = float(foreign.sel(sector=goods).sum())
    assert traded == pytest.approx(FOREIGN_GOODS, rel=1e-8)
    services = float(foreign.sum()) - traded
    # World transport is shared among its suppliers, those of the buyer's own region among them.
    assert services == pytest.approx(FOREIGN_SERVICES, rel=4e-3)


def test_product_taxes_are_conserved(world):
    """Tariffs and export taxes are carved out of what users pay, never added to it."""
    home = world.drop_sel(destination="ROW")
    paid = (
        home["intermediate_tax"].sum()
        + home["final_tax"].sum()
        + home["tariff_revenue"].sum()
        + home["export_tax"].sum()
    )
    assert float(paid) == pytest.approx(NATIONAL_USER_TAX, rel=1e-5)
    earned = world["export_tax"].drop_sel(origin="ROW").sum()
    assert float(earned) == pytest.approx(NATIONAL_EXPORT_TAX, rel=1e-5)


def test_gdp_of_the_united_states(world):
    usa = world.sel(region="USA", destination="USA")
    gdp = (
        usa["value_added"].sum()
        + usa["output_tax"].sum()
        + usa["intermediate_tax"].sum()
        + usa["final_tax"].sum()
        + usa["tariff_revenue"].sum()
        + world["export_tax"].sel(origin="USA").sum()
    )
    # Taxes paid abroad are known by user, not by partner, so GDP moves a little between economies.
    assert float(gdp) == pytest.approx(GDP_USA, rel=1e-3)


def test_what_makes_nothing_emits_nothing(world):
    made = xr.zeros_like(world["co2"]).copy(data=output_of(world))
    assert float(world["co2"].where(made == 0).sum()) == 0.0


def test_services_bear_no_tariff_and_hong_kong_is_free(world):
    rate = world["tariff_rate"]
    services = [s for s in world["sector"].to_numpy() if str(s)[0] not in "ABC"]
    assert float(rate.sel(sector=services).max()) == 0.0
    assert float(rate.sel(destination="HKG").max()) == 0.0
    home = np.einsum("ioo->io", rate.to_numpy())
    assert home.max() == 0.0


def test_every_variable_and_elasticity_says_where_it_is_from(world):
    for name in VARIABLES:
        assert world[name].attrs["units"]
        assert world[name].attrs["long_name"]
    for name in ELASTICITIES:
        sources = json.loads(world[name].attrs["source_by_label"])
        labels = [str(label) for label in world[VARIABLES[name].dims[0]].to_numpy()]
        assert list(sources) == labels
        assert all(sources[label] for label in labels)
    for key in ("source", "licence", "method", "reconstructed", "year", "unit", "title"):
        assert world.attrs[key]


def test_elasticities_are_those_of_the_table(world, data_folder):
    with (data_folder / "elasticities" / "oecd-icio-2022.csv").open(newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert {line["parameter"] for line in lines} == set(ELASTICITIES)
    for line in lines:
        array = world[line["parameter"]]
        assert float(array.sel({array.dims[0]: line["label"]})) == float(line["value"])
        assert line["source"]
        assert line["unverified"] in ("yes", "no")


def test_elasticities(world):
    source = world["sigma_import_source"]
    assert float(source.sel(sector="C29")) == pytest.approx(1 + 8.92)
    assert float(source.sel(sector="K")) == pytest.approx(6.0)
    assert np.allclose(world["sigma_domestic_import"], source / 2)
    assert float(source.min()) > 1.0
    assert float(world["sigma_top"].max()) == float(world["sigma_intermediate"].max()) == 0.0
    assert float(world["sigma_final"].min()) == 1.0


def test_parts_of_emissions_and_their_sources(world):
    """Process is part of the total; national totals of the sources are beside it."""
    process = world["co2_process"].sel(activity="C23")
    assert CEMENT_MT < float(process.sum()) < 1.3 * CEMENT_MT  # and other carbonates
    assert (world["co2_process"] <= world["co2"] * (1 + 1e-6)).all()
    source = world["co2_source_activities"]
    assert float(source.sum()) == pytest.approx(COMBUSTION_2018_MT, rel=1e-5)
    assert float(world["co2_source_national"].sum()) == pytest.approx(NATIONAL_2018_MT, rel=1e-4)


def test_parts_of_emissions_are_sums_at_every_aggregation(aggregated, world):
    for name in ("co2_process", "co2_household", "co2_source_national"):
        for dataset in aggregated.values():
            assert float(dataset[name].sum()) == pytest.approx(float(world[name].sum()), rel=1e-9)
