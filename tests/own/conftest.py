"""A small benchmark, groups of its labels, and files that tests write."""

import numpy as np
import pytest

from calibration import complete_benchmark, random_benchmark, read_groups

GROUPS = """\
region:
  north: {source: test, members: [R1, R2]}
  elsewhere: {source: test, members: [X]}
sector:
  goods: {source: test, members: [S1, S2, S3]}
  third: {source: test, members: [S3]}
"""
DATES = ["none", "2022", "2025-04-09"]
HEADERS = {
    "elasticities": "parameter,label,region,value,source,year,unverified,note",
    "tariffs": "sector,origin,destination,rate,unit,source,year",
    "emissions": "activity,region,value,unit,source,year,variable",
}


@pytest.fixture
def data():
    return complete_benchmark(random_benchmark(4, 5, seed=3, zeros=0.0))


@pytest.fixture
def dated(data):
    """Half of each tariff is a special duty, and in 2025 R1 pays 10 points more in R3."""
    rate = data["tariff_rate"].to_numpy()
    added = np.zeros((len(DATES), *rate.shape))
    added[0] = -0.5 * rate
    added[2, :, 0, 2] = 0.1
    made = data.assign_coords(date=DATES).assign(
        tariff_schedule=(("date", "sector", "origin", "destination"), added)
    )
    return complete_benchmark(made.assign_attrs(year=2022))


@pytest.fixture
def groups(tmp_path):
    path = tmp_path / "groups.yaml"
    path.write_text(GROUPS, encoding="utf-8")
    return read_groups(path)


@pytest.fixture
def write(tmp_path):
    """Write the rows of a file of one kind, under the columns of it; returns the path."""

    def writer(kind, *rows, header=None):
        path = tmp_path / f"{kind}.csv"
        lines = [header or HEADERS[kind], *rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return writer
