"""The second edition of the world data, in place of the first."""

from pathlib import Path

import pytest

from calibration import open_benchmark


@pytest.fixture(scope="session")
def benchmark_path(data_folder: Path) -> Path:
    return data_folder / "benchmarks" / "oecd-icio-2022-v2.nc"


@pytest.fixture(scope="session")
def world(benchmark_path):
    return open_benchmark(benchmark_path)
