"""What is said of the rest of the world."""

import json

import numpy as np
import pytest

from calibration import aggregate, read_mapping
from calibration.inter_industry import gdp
from calibration.membership import long_names, members
from data.build.oecd_icio_2022.rest_of_world import account


def test_its_account_in_words():
    flow = np.zeros((3, 3, 3))
    flow[0, 2, :2] = 5_000  # goods sold
    flow[0, :2, 2] = 2_000
    flow[2, :2, 2] = 8_000  # finance bought
    flow[2, 2, 2] = 90_000
    said = account(flow, ["A01", "G", "K"], 100_000.0)
    assert "goods 10 out and 4 in, services 0 out and 16 in, finance alone 0 out and 16 in" in said
    assert "10% of GDP" in said
    assert "world less 2 economies" in said


@pytest.mark.parametrize("name", ["16x22", "17x22", "14x22", "5x6"])
def test_its_long_name_says_how_much_is_estimated(world, data_folder, name):
    economy = aggregate(world, read_mapping(data_folder / "aggregations" / f"{name}.csv", world))
    finest = members(economy, "region")["ROW"]
    made = gdp(world)
    share = float(made.sel(region="ROW") / made.sel(region=list(finest)).sum())
    said = long_names(economy.attrs, "region")["ROW"]
    assert f"{100 * share:.0f} % of its GDP" in said
    assert "estimated" in said


def test_every_label_has_one_long_name(data_folder, world):
    for path in sorted((data_folder / "aggregations").glob("*x22.csv")):
        mapping = read_mapping(path, world)
        named = [mapping.description["region", label] for label in mapping.labels("region")]
        assert all(named), path
        assert len(set(named)) == len(named), path


def test_at_the_finest_level_it_is_named(data_folder, world):
    full = aggregate(world, read_mapping(data_folder / "aggregations" / "full.csv", world))
    assert "estimated" in json.loads(full.attrs["names_of_region"])["ROW"]
