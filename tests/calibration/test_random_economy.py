"""Random economies are balanced, whatever their size, seed and zeros."""

import numpy as np
import pytest
import xarray as xr

from calibration import check_benchmark, random_benchmark


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 1), (2, 2), (3, 4), (6, 5)])
@pytest.mark.parametrize("zeros", [0.0, 0.1, 0.5])
def test_balanced(shape, zeros):
    for seed in range(5):
        check_benchmark(random_benchmark(*shape, seed=seed, zeros=zeros), tolerance=1e-12)


def test_same_seed_same_economy():
    xr.testing.assert_identical(random_benchmark(seed=3), random_benchmark(seed=3))
    assert not random_benchmark(seed=3).equals(random_benchmark(seed=4))


def test_zeros_reach_outputs_uses_and_tariffs():
    economy = random_benchmark(3, 4, seed=1)
    output = economy["sales"].sum("destination")
    assert float(output.sel(sector="S4", origin="R3")) == 0.0
    used = economy["intermediate_use"].sum("activity") + economy["final_use"].sum("agent")
    assert float(used.sel(sector="S1", destination="R1")) == 0.0
    foreign = np.abs(economy["foreign_saving"]) > 1.0
    assert bool(foreign.any())
    assert bool((economy["intermediate_tax"] < 0).any())


def test_own_labels():
    economy = random_benchmark(["north", "south"], ["food", "steel", "banks"])
    assert list(economy["origin"].to_numpy()) == ["north", "south"]
    assert list(economy["activity"].to_numpy()) == ["food", "steel", "banks"]
