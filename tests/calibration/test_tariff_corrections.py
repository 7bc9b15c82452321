"""The known faults of the tariff source are corrected, and preferences kept."""

import csv

import numpy as np
import pytest

from calibration import rates_on

EU = ["DEU", "FRA", "ITA", "POL", "ESP"]
# Sellers of whom the United States' collected duties are not known, so that its rates stay.
UNCOLLECTED = ["BLR", "BRN", "CIV", "CMR", "COD", "ISL", "KAZ", "LAO", "MMR", "SEN", "TUN", "UKR"]


@pytest.fixture(scope="module")
def base(world):
    """Rates without special duties, where the dataset has such."""
    return rates_on(world, "none") if "tariff_schedule" in world else world["tariff_rate"]


@pytest.fixture(scope="module")
def corrections(data_folder):
    with (data_folder / "tariffs" / "corrections.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_correction_is_in_the_dataset(base, corrections):
    for line in corrections:
        importer = "DEU" if line["importer"] == "EU27" else line["importer"]
        rate = base.sel(sector=line["sector"], destination=importer)
        if importer == "USA":
            rate = rate.sel(origin=[*UNCOLLECTED, "ROW"])
        highest = 100 * float(rate.drop_sel(origin="ROW").max())
        assert highest == pytest.approx(float(line["new_percent"]), rel=2e-3, abs=0.01), line
        assert line["source"]
        assert int(line["year"]) == 2022


def test_tobacco_no_longer_inflates_food(base):
    food = 100 * base.sel(sector="C10T12")
    american = food.sel(origin=UNCOLLECTED, destination="USA")
    assert float(american.max()) == pytest.approx(5.72, abs=0.01)
    assert float(food.sel(destination="SAU").max()) < 15
    assert float(food.drop_sel(origin="ROW").max()) < 50


def test_eu_cars(world):
    cars = 100 * world["tariff_rate"].sel(sector="C29", destination=EU)
    assert np.allclose(cars.sel(origin=["USA", "CHN"]), 8.318, atol=0.01)
    # Free trade agreements and preferences of the source stay.
    assert float(cars.sel(origin=["MEX", "CHE", "TUR", "ZAF"]).max()) == 0.0


def test_customs_union(world):
    rate = world["tariff_rate"].sel(origin=EU, destination=EU)
    assert float(rate.max()) == 0.0


def test_rest_of_the_world_has_the_mean_of_its_peers(world):
    rate = world["tariff_rate"]
    peers = [
        *("AGO", "BGD", "CIV", "CMR", "COD", "COL", "EGY", "JOR", "KAZ", "KHM"),
        *("LAO", "MAR", "MMR", "NGA", "PAK", "PER", "SEN", "TUN", "UKR", "ZAF"),
    ]
    charged = rate.sel(destination=peers, origin="DEU").mean("destination")
    assert np.allclose(rate.sel(destination="ROW", origin="DEU"), charged, atol=1e-6)
    paid = rate.sel(origin=peers, destination="DEU").mean("origin")
    assert np.allclose(rate.sel(origin="ROW", destination="DEU"), paid, atol=1e-6)
