"""Electricity by technology: the table that ships, beside generation as published."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import xarray as xr

from calibration import aggregate, check_benchmark, read_mapping, read_parts, split
from calibration.margins import output_of
from calibration.variables import KNOWN, MILLION_USD, present

PLANTS = ["D-COA", "D-GAS", "D-OIL", "D-NUC", "D-HYD", "D-WIN", "D-SOL", "D-BIO"]


@pytest.fixture(scope="module")
def path(data_folder):
    return data_folder / "splits" / "electricity.csv"


@pytest.fixture(scope="module")
def plants(world, path):
    return split(world, read_parts(path, world))


@pytest.fixture(scope="module")
def twh(path):
    """Generation by technology and region, as the table tells it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["what"] == "electricity"]
    return {(r["part"], r["where"]): float(r["value"]) for r in rows if r["where"] != "all"}


def test_the_table_is_small(path):
    assert path.stat().st_size < 120_000


def test_accounts_hold_and_emissions_are_those_of_the_sector(plants, world):
    check_benchmark(plants)
    parts = plants.co2.sel(activity=[*PLANTS, "D-OTH"]).sum("activity")
    np.testing.assert_allclose(parts, world.co2.sel(activity="D"), rtol=1e-9)
    by_fuel = plants.co2_by_fuel.sel(activity=[*PLANTS, "D-OTH"]).sum(["activity", "sector"])
    whole = world.co2_by_fuel.sel(activity="D").sum("sector")
    np.testing.assert_allclose(by_fuel, whole, rtol=1e-9, atol=1e-9)
    clean = plants.co2.sel(activity=["D-NUC", "D-HYD", "D-WIN", "D-SOL", "D-BIO"])
    assert float(abs(clean).max()) == 0.0


def test_joined_the_plants_are_the_sector_but_for_what_suppliers_buy_of_them(
    plants, world, data_folder
):
    mapping = data_folder / "aggregations" / "16x24.csv"
    whole = aggregate(world, read_mapping(mapping, world))
    joined = aggregate(plants, read_mapping(mapping, plants))
    pooled = aggregate(plants, read_mapping(data_folder / "aggregations" / "energy.csv", plants))
    labels = [str(s) for s in pooled.sector.to_numpy()]
    here = [s for s in labels if s.startswith("P") and s in "PCO PGA POI PNU PHY PWI PSO PBI"]
    between = output_of(pooled)[[labels.index(s) for s in here]].sum(axis=0)
    for r, region in enumerate(map(str, whole.region.to_numpy())):
        at = {"sector": "UTL", "destination": region}
        more = joined.intermediate_use - whole.intermediate_use
        assert float(more.sel(**at, activity="UTL")) == pytest.approx(between[r], rel=1e-9)
        sold = (joined.sales - whole.sales).sel(sector="UTL", origin=region)
        assert float(sold.sum()) == pytest.approx(between[r], rel=1e-9)
    sums = {name for name in present(whole) if KNOWN[name].units in (MILLION_USD, "Mt CO2")}
    same = sums - {"intermediate_use", "sales"}
    assert {"value_added", "co2", "co2_by_fuel", "final_use", "output_tax"} <= same
    for name in same:
        np.testing.assert_allclose(joined[name], whole[name], rtol=1e-8, atol=1e-6, err_msg=name)


def test_plants_generate_what_the_table_says_and_suppliers_nothing(plants, twh, data_folder):
    made = plants.electricity
    assert made.attrs["units"] == "TWh"
    for (part, region), value in twh.items():
        assert float(made.sel(activity=part, region=region)) == value
    assert float(made.sum()) == pytest.approx(sum(twh.values()), rel=1e-12)
    assert float(made.drop_sel(activity=PLANTS).sum()) == 0.0
    mapping = read_mapping(data_folder / "aggregations" / "energy.csv", plants)
    pooled = aggregate(plants, mapping).electricity
    assert float(pooled.sum()) == pytest.approx(float(made.sum()), rel=1e-12)


def test_generation_of_the_world_is_as_published(twh):
    """Shares of 2022, %: Ember, Global Electricity Review 2023 (recalled: one vintage earlier)."""
    published = {
        "D-COA": 36, "D-GAS": 22, "D-HYD": 15, "D-NUC": 9.2, "D-WIN": 7.6, "D-SOL": 4.5,
    }  # fmt: skip
    total = sum(twh.values())
    assert total == pytest.approx(28_900, rel=0.02)  # TWh
    for part, share in published.items():
        made = sum(value for (p, _), value in twh.items() if p == part)
        assert 100 * made / total == pytest.approx(share, abs=1.1), part


def test_a_mwh_costs_what_plants_cost_and_emits_what_they_emit(plants, twh):
    made = xr.zeros_like(plants.co2).copy(data=output_of(plants))
    for part, low, high in (
        ("D-COA", 40, 100), ("D-GAS", 40, 110), ("D-NUC", 50, 70), ("D-HYD", 40, 50),
        ("D-WIN", 40, 51), ("D-SOL", 60, 71),
    ):  # fmt: skip
        generated = sum(value for (p, _), value in twh.items() if p == part)
        assert low < float(made.sel(activity=part).sum()) / generated < high, part
    for region, low, high in (("USA", 0.9, 1.05), ("CHN", 0.85, 1.05), ("IND", 0.75, 1.05)):
        emitted = float(plants.co2.sel(activity="D-COA", region=region))
        assert low < emitted / twh["D-COA", region] < high, region  # t per MWh of coal power
    assert 0.38 < float(plants.co2.sel(activity="D-GAS", region="USA")) / twh["D-GAS", "USA"] < 0.5


def test_all_that_plants_make_goes_to_suppliers_at_home(plants):
    sales = plants.sales.sel(sector=PLANTS)
    home = sum(
        float(sales.sel(origin=r, destination=r).sum()) for r in map(str, plants.region.to_numpy())
    )
    assert home == pytest.approx(float(sales.sum()), rel=1e-12)
    used = plants.intermediate_use.sel(sector=PLANTS)
    assert float(used.sum()) == pytest.approx(float(used.sel(activity="D-OTH").sum()), rel=1e-12)
    assert float(plants.final_use.sel(sector=PLANTS).sum()) == 0.0


def test_sites_are_a_part_of_capital(plants):
    share = plants.factor_part_share.sel(factor_part="natural_resources")
    assert float(share.sel(activity="D-HYD").min()) == pytest.approx(0.5)
    assert float(share.sel(activity="D-COA").max()) == 0.0
