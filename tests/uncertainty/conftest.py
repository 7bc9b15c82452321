"""A small economy, a scenario and a file of uncertain numbers."""

import pytest

import cge
from calibration import random_benchmark
from tests.economy.conftest import scenario_of

SPEC = {
    "title": "Numbers of the tests",
    "description": "Elasticities and the size of a shock",
    "reference": "none",
    "numbers": {
        "trade": {
            "parameter": ["sigma_import_source", "sigma_domestic_import"],
            "each": "sector",
            "times": {"lognormal": {"sd": 0.2}},
            "source": "made up",
        },
        "size": {
            "size_of": "shock",
            "only": "tariff_power",
            "times": {"normal": {"sd": 0.2}},
            "source": "made up",
            "assumed": True,
        },
    },
}


@pytest.fixture(scope="session")
def economy():
    return cge.load(random_benchmark(2, 3, seed=6))


@pytest.fixture(scope="session")
def scenario():
    return scenario_of(
        {"parameter": "tariff_power", "destination": "R1", "origin": "R2", "add_points": 10.0},
        {"parameter": "productivity", "region": "R2", "percent": 1.0},
    )
