"""What an economy holds can be saved and loaded again, and is the same economy."""

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import random_benchmark
from calibration.variables import TECHNOLOGY
from cge.symbols.registry import REGISTRY

SMALL = {"aggregation": "5x6"}
WAYS = {
    "as given": {"data": random_benchmark(3, 4, seed=1)},
    "aggregated": SMALL,
    "capital and energy": SMALL | {"structure": "gtap-e"},
    "subsistence": SMALL | {"structure": "stone-geary"},
    "technology": SMALL | {"technology": "standard"},
    "green": {"aggregation": "16x22", "technology": "green"},
    "abatement": SMALL | {"abatement": 1.0, "emissions": "output"},
    "sourcing by user": {"data": "wiod-2011"},
    "balanced trade": SMALL | {"closure": "balanced_trade"},
}


@pytest.mark.parametrize("way", list(WAYS))
def test_the_same_economy_comes_back(tmp_path, way):
    economy = cge.load(**WAYS[way])
    path = tmp_path / "saved.nc"
    economy.benchmark.to_netcdf(path)
    again = cge.load(path, closure=WAYS[way].get("closure"))
    xr.testing.assert_identical(again.benchmark, economy.benchmark)
    for name, array in economy.parameter_arrays.items():
        np.testing.assert_array_equal(again.parameter_arrays[name], array, err_msg=name)
    assert again.aggregation == economy.aggregation
    assert (again.technology, again.structure) == (economy.technology, economy.structure)


def test_an_economy_in_full_is_not_aggregated_when_it_comes_back(tmp_path):
    data = random_benchmark(3, 4, seed=1).assign_attrs(default_aggregation="5x6")
    path = tmp_path / "saved.nc"
    cge.load(data).benchmark.to_netcdf(path)
    assert cge.load(path).benchmark.sizes["region"] == 3


def test_the_benchmark_of_a_border_adjustment_comes_back(tmp_path):
    economy = cge.load(random_benchmark(3, 4, seed=1)).with_border_adjustment()
    path = tmp_path / "saved.nc"
    economy.benchmark.to_netcdf(path)
    assert cge.load(path).arrays.features == economy.arrays.features


def test_the_levels_of_a_technology_are_those_of_the_registry():
    wanted = {
        name: (entry.dims, entry.upper)
        for name, entry in REGISTRY.items()
        if entry.feature in ("technology", "green") and entry.kind == "level" and name != "nqp"
    }
    marks = {"saved_good": (("sector",), 1.0)}  # of the data, not a level that a shock may change
    found = {name: (spec.dims, spec.upper) for name, spec in TECHNOLOGY.items()}
    assert found == wanted | marks
