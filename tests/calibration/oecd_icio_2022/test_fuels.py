"""Emissions by fuel of the shipped data: national totals, users, and what fuels then cost."""

import numpy as np
import pytest

from calibration import (
    accounts,
    aggregate,
    energy,
    implied_prices,
    open_benchmark,
    read_mapping,
)
from calibration.fuels import KG_PER_GJ

# Global Carbon Budget 2023, fuel burnt in 2022, Mt CO2: the world's, its ships and aircraft between
# countries (all but 0.8 of it oil), and economies of different kinds.
WORLD = {"coal": 15_219.3041, "oil": 10_828.5446, "gas": 7_748.4701}
BUNKERS = 424.8537 + 624.4878
NATIONAL = {
    ("coal", "CHN"): 8_250.7367,
    ("oil", "CHN"): 1_451.2870,
    ("gas", "CHN"): 755.1720,
    ("coal", "USA"): 934.6975,
    ("oil", "USA"): 2_249.5191,
    ("gas", "USA"): 1_743.5391,
    ("coal", "IND"): 1_854.2581,
    ("coal", "DEU"): 242.3955,
    ("oil", "SAU"): 350.8872,
}
PROCESS = 1_605.4741 + 397.4519 + 301.1990
# Purchases that are raw materials or sold on.
NOT_BURNT = (
    *(("B05", "C19"), ("B06", "C19"), ("C19", "C20"), ("B06", "C20")),
    *(("B06", "B06"), ("B06", "G")),
)


@pytest.fixture(scope="module")
def burnt(world):
    """Emissions of fuels by all users (fuel, region)."""
    bought = world["co2_by_fuel"].sum(["sector", "activity"])
    own = world["co2_own_fuel"].sum("activity")
    return bought + own + world["co2_household_by_fuel"].sum("sector")


def test_national_totals_by_fuel_are_met(world, burnt):
    """In the territory, with the fuel that residents' ships and aircraft burn between countries."""
    wanted = world["co2_source_fuel"] + world["co2_source_bunkers"]
    np.testing.assert_allclose(burnt, wanted.transpose(*burnt.dims), rtol=1e-6, atol=1e-6)


def test_the_totals_are_those_of_the_source(world):
    territory = world["co2_source_fuel"]
    for fuel, total in WORLD.items():
        assert float(territory.sel(fuel=fuel).sum()) == pytest.approx(total, rel=1e-6)
    for (fuel, region), total in NATIONAL.items():
        assert float(territory.sel(fuel=fuel, region=region)) == pytest.approx(total, rel=1e-6)
    assert float(world["co2_source_bunkers"].sum()) == pytest.approx(BUNKERS, rel=1e-6)
    assert float(world["co2_process"].sum()) == pytest.approx(PROCESS, rel=1e-6)


def test_parts_make_up_the_totals(world, data_folder):
    mapping = read_mapping(data_folder / "aggregations" / "16x24.csv", world)
    for data in (world, aggregate(world, mapping)):
        found = accounts(data).loc[["emissions", "household emissions"], "relative"]
        assert (found < 1e-12).all()


@pytest.mark.parametrize(("good", "activity"), NOT_BURNT)
def test_raw_materials_are_not_burnt(world, good, activity):
    assert float(world["co2_by_fuel"].sel(sector=good, activity=activity).sum()) == 0
    assert float(world["intermediate_use"].sel(sector=good, activity=activity).sum()) > 0


def test_refineries_emit_what_they_burn_themselves(world):
    emitted = world["co2"].sel(activity="C19").sum()
    assert 500 < float(emitted) < 1_500


def test_power_stations_burn_most_coal(world):
    """Electricity and heat take two thirds of the world's coal, and 85 % or more of America's."""
    coal = world["co2_by_fuel"].sel(fuel="coal").sum("sector")
    assert 0.6 < float(coal.sel(activity="D").sum() / coal.sum()) < 0.72
    america = coal.sel(region="USA")
    assert float(america.sel(activity="D") / america.sum()) > 0.85


def test_no_fuel_is_cheaper_than_the_least_price(world):
    least = {"coal": 1.5, "oil": 4.0, "gas": 1.0}
    for prices in implied_prices(world).values():
        for fuel, bound in least.items():
            assert float(prices.sel(fuel=fuel).min()) > (1 - 1e-5) * bound


def test_energy_is_emissions_over_the_default_factor(world):
    pj = energy(world)
    for fuel, factor in KG_PER_GJ.items():
        emitted = float(world["co2_by_fuel"].sel(fuel=fuel).sum())
        assert float(pj.by_activity.sel(fuel=fuel).sum()) == pytest.approx(1000 * emitted / factor)


def test_fuel_that_no_purchase_tells_of_is_little(world):
    own = world["co2_own_fuel"]
    assert float(own.sum()) < 0.035 * float(world["co2"].sum())
    named = own.attrs["doubtful"].split(", ")
    part = own.sum(["fuel", "activity"]) / world["co2_source_fuel"].sum("fuel")
    assert sorted(named) == sorted(str(r) for r in part.region.to_numpy()[part > 0.1])


def test_the_first_edition_has_no_fuels(data_folder):
    first = open_benchmark(data_folder / "benchmarks" / "oecd-icio-2022-v1.nc")
    assert "co2_by_fuel" not in first
    assert "fuel" not in first.coords
