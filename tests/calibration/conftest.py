"""The shipped benchmark, opened once, and aggregations of it."""

from pathlib import Path

import pytest
import xarray as xr

from calibration import aggregate, open_benchmark, read_mapping

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def data_folder() -> Path:
    return DATA


@pytest.fixture(scope="session")
def benchmark_path() -> Path:
    return DATA / "benchmarks" / "oecd-icio-2022.nc"


@pytest.fixture(scope="session")
def world(benchmark_path: Path) -> xr.Dataset:
    return open_benchmark(benchmark_path)


@pytest.fixture(scope="session")
def aggregated(world: xr.Dataset) -> dict[str, xr.Dataset]:
    folder = DATA / "aggregations"
    return {
        name: aggregate(world, read_mapping(folder / f"{name}.csv", world))
        for name in ("full", "16x22", "5x6")
    }
