"""Other greenhouse gases of the shipped data: national totals, who emits, what is published."""

import csv

import numpy as np
import pytest
import xarray as xr

from calibration import accounts, aggregate, open_benchmark, read_mapping, read_parts, split
from calibration.gases import GASES, with_gases
from calibration.margins import output_of
from data.build.oecd_icio_2022.co2 import CONCORDANCES

# EDGAR_2024_GHG, 2022, Mt CO2e: the world with ships and aircraft between countries, these alone,
# and economies of different kinds.
WORLD = {"CH4": 9_868.2345, "N2O": 2_460.5516, "F-gases": 1_393.0616}
BUNKERS = {"CH4": 0.08 + 12.83 + 1.78, "N2O": 2.35 + 3.05 + 20.95 + 4.83, "F-gases": 0.0}
FARMS = {"CHN": 636.31, "IND": 567.03, "BRA": 473.85, "USA": 255.70, "DEU": 34.50}  # methane
WASTE = {"CHN": 344.42, "USA": 136.58, "DEU": 10.89, "MAR": 19.07}  # methane
FLUORINATED = {"CHN": 460.92, "USA": 210.45, "JPN": 22.94, "ISL": 0.27}


@pytest.fixture(scope="module")
def stored(benchmark_path):
    """The file as it is, before its accounts are closed."""
    with xr.open_dataset(benchmark_path, engine="h5netcdf") as data:
        return data[[n for n in data.data_vars if str(n).startswith("other_gases")]].load()


@pytest.fixture(scope="module")
def counted(world):
    return with_gases(world)


def test_national_totals_by_gas_are_met(stored):
    """In the territory, with what residents' ships and aircraft emit between countries."""
    found = stored.other_gases.sum("activity") + stored.other_gases_household.sum("sector")
    wanted = stored.other_gases_source + stored.other_gases_bunkers
    np.testing.assert_allclose(found, wanted.transpose(*found.dims), rtol=1e-6)


def test_the_totals_are_those_of_the_source(stored):
    for gas in GASES:
        at = stored.sel(gas=gas)
        assert float(at.other_gases_bunkers.sum()) == pytest.approx(BUNKERS[gas], abs=0.02)
        total = float(at.other_gases_source.sum() + at.other_gases_bunkers.sum())
        assert total == pytest.approx(WORLD[gas], rel=1e-6)
    for region, value in FLUORINATED.items():
        found = float(stored.other_gases_source.sel(gas="F-gases", region=region))
        assert found == pytest.approx(value, abs=0.006)


def test_farms_and_waste_emit_what_the_source_says(stored):
    methane = stored.other_gases.sel(gas="CH4")
    for region, value in FARMS.items():
        assert float(methane.sel(activity="A01", region=region)) == pytest.approx(value, abs=0.006)
    for region, value in WASTE.items():
        here = methane.sel(activity=["E", "O"], region=region).sum()
        assert float(here) == pytest.approx(value, rel=0.003)  # with what their engines emit


def test_no_industry_holds_more_than_it_can(world):
    """By output: waste, mines and chemicals, whose rest goes elsewhere."""
    made = xr.zeros_like(world.co2).copy(data=output_of(world))
    per_usd = 1e3 * world.other_gases / made.where(made > 0)
    assert float(per_usd.sel(gas="CH4", activity=["E", "B05", "B06"]).max()) < 5.1
    assert float(per_usd.sel(gas="N2O", activity="C20").max()) < 1.1
    named = world.other_gases.attrs["doubtful"].split(", ")
    high = (per_usd.sum("gas") > 5) & (world.other_gases.sum("gas") > 0.5)
    found = [f"{j} {r}" for j, r in high.to_series()[lambda x: x].index]
    assert sorted(named) == sorted(found)


def test_methane_of_coal_mines_is_of_those_who_mine(stored):
    """Most of it is China's; importers without mines have what their mains leak."""
    coal = stored.other_gases.sel(gas="CH4", activity="B05")
    assert 0.45 < float(coal.sel(region="CHN") / coal.sum()) < 0.6
    methane = stored.other_gases.sel(gas="CH4", region="BEL")
    assert float(methane.sel(activity=["B05", "B06"]).sum()) == 0.0
    assert float(methane.sel(activity="D")) > 2


def test_smelters_emit_where_aluminium_is_smelted(stored):
    fluorinated = stored.other_gases.sel(gas="F-gases", activity="C24B")
    assert float(fluorinated.sel(region=["JPN", "ITA", "BEL"]).sum()) == 0.0
    assert float(fluorinated.sel(region="ISL")) > 0.1


def test_nobody_emits_without_making_or_buying(world):
    made = xr.zeros_like(world.co2).copy(data=output_of(world))
    assert not bool((world.other_gases.sum("gas").where(made <= 0, 0.0) > 0).any())
    bought = world.final_use.sel(agent="household").rename(destination="region")
    assert not bool((world.other_gases_household.sum("gas").where(bought <= 0, 0.0) > 0).any())


def test_every_place_has_its_reason():
    with (CONCORDANCES / "other_gases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(len(row["reason"]) > 5 for row in rows)
    numbers = [row for row in rows if row["most"] or row["weight"] not in ("0", "1")]
    assert len(numbers) > 15
    for row in numbers:
        marks = ("ASSUMPTION", "RECALLED", "as methane", "as for methane")
        assert any(mark in row["reason"] for mark in marks), row


def test_other_gases_join_co2(world, counted):
    added = world.other_gases.sum("gas").transpose("activity", "region")
    np.testing.assert_allclose(counted.co2, world.co2 + added, rtol=1e-12)
    np.testing.assert_allclose(counted.co2_process, world.co2_process + added, rtol=1e-12)
    assert counted.co2.attrs["units"] == "Mt CO2e"
    total = float(counted.co2.sum() + counted.co2_household.sum())
    assert total == pytest.approx(37_150 + sum(WORLD.values()), rel=1e-3)
    assert (accounts(counted)["relative"] < 1e-9).all()
    paid = [(d.carbon_price * (1 - d.free_allocation) * d.co2).sum() for d in (world, counted)]
    assert float(paid[0]) == pytest.approx(float(paid[1]), rel=1e-12)


@pytest.mark.parametrize("name", ["16x24", "5x6"])
def test_counting_and_aggregating_are_in_any_order(world, counted, data_folder, name):
    mapping = read_mapping(data_folder / "aggregations" / f"{name}.csv", world)
    first, then = aggregate(counted, mapping), with_gases(aggregate(world, mapping))
    assert set(first) == set(then)
    for variable in first:
        np.testing.assert_allclose(
            first[variable], then[variable], rtol=1e-9, atol=1e-12, err_msg=variable
        )
        assert first[variable].attrs == then[variable].attrs


def test_gases_of_parts_are_where_they_arise(world, data_folder):
    made = split(world, read_parts(data_folder / "splits" / "cbam-goods.csv", world)).other_gases
    for part, gas in (("C24B-ALU", "F-gases"), ("C26-SEM", "F-gases")):
        sector = part.split("-")[0]
        whole = world.other_gases.sel(gas=gas, activity=sector)
        inside = made.sel(gas=gas, activity=part).sum()
        assert float(inside) == pytest.approx(float(whole.sum()), rel=1e-4)
    nitrous = [float(made.sel(gas="N2O", activity=k).sum()) for k in ("C20-FER", "C20-OTH")]
    assert 0.45 < nitrous[0] / sum(nitrous) < 0.75
    assert float(made.sel(gas="F-gases", activity="C20-FER").sum()) == 0.0


def test_gases_of_plants(world, data_folder):
    made = split(world, read_parts(data_folder / "splits" / "electricity.csv", world)).other_gases
    clean = made.sel(activity=["D-WIN", "D-SOL", "D-NUC", "D-HYD"])
    assert float(clean.sum()) == 0.0
    nitrous = made.sel(gas="N2O")
    assert float(nitrous.sel(activity="D-COA").sum() / nitrous.sel(activity="D-GAS").sum()) > 10
    methane, networks = made.sel(gas="CH4"), world.other_gases.sel(gas="CH4", activity="D")
    np.testing.assert_allclose(methane.sel(activity="D-OTH"), networks, rtol=1e-6)


def test_the_first_edition_has_no_other_gases(data_folder):
    first = open_benchmark(data_folder / "benchmarks" / "oecd-icio-2022-v1.nc")
    assert "other_gases" not in first
    assert "gas" not in first.coords
