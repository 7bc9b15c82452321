"""The shipped indicators, and small tables written for a test."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from calibration import aggregate, open_benchmark, read_mapping
from calibration.indicators import read_indicators

DATA = Path(__file__).parents[2] / "data"
CATALOGUE = """
dimensions:
  one: {title: One, exposure: none}
  two: {title: Two, exposure: none}
exposures:
  digital: {title: Digital, classes: {low: 0.2, high: 1.0}, source: test}
  research: {title: Research, classes: {low: 0.2, high: 1.0}, source: test}
indicators:
  a: {dimension: one, title: A, unit: "%", direction: 1, source: test, licence: test}
  b: {dimension: one, title: B, unit: "%", direction: 1, source: test, licence: test}
  c: {dimension: two, title: C, unit: "%", direction: 1, source: test, licence: test}
weight:
  gdp: {title: GDP, unit: million USD, source: test, licence: test}
"""


@pytest.fixture(scope="session")
def shipped():
    return read_indicators(DATA / "indicators")


@pytest.fixture(scope="session")
def figures():
    """The shipped values as plain numbers: economy by indicator."""
    table = pd.read_csv(DATA / "indicators" / "values.csv", keep_default_na=False)
    return table.pivot_table(index="economy", columns="indicator", values="value", sort=False)


@pytest.fixture(scope="session")
def world() -> xr.Dataset:
    return open_benchmark(DATA / "benchmarks" / "oecd-icio-2022.nc")


@pytest.fixture(scope="session")
def wiod() -> xr.Dataset:
    return open_benchmark(DATA / "benchmarks" / "wiod-2008-crc.nc")


@pytest.fixture(scope="session")
def joined(world):
    """The world at 16 x 22."""
    return aggregate(world, read_mapping(DATA / "aggregations" / "16x22.csv", world))


@pytest.fixture
def written(tmp_path):
    """Indicators read from files with these columns, by economy P, Q, R, ..."""

    def write(catalogue=CATALOGUE, **columns):
        (tmp_path / "catalogue.yaml").write_text(catalogue)
        rows = [
            (chr(ord("P") + n), name, value, 2022, "%", "test", "no", "reported")
            for name, values in columns.items()
            for n, value in enumerate(values)
        ]
        head = "economy,indicator,value,year,unit,source,imputed,method"
        lines = [head, *(",".join(map(str, row)) for row in rows)]
        (tmp_path / "values.csv").write_text("\n".join(lines) + "\n")
        return read_indicators(tmp_path)

    return write


@pytest.fixture
def draw():
    return np.random.default_rng(5)
