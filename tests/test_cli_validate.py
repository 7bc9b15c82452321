"""``cge validate``: data beside published figures."""

import csv

import pytest
from typer.testing import CliRunner

from calibration import random_benchmark
from cge.cli.app import app


def run(*arguments):
    return CliRunner().invoke(app, ["validate", *arguments])


def test_the_shipped_data():
    done = run()
    assert done.exit_code == 0
    (row,) = (line for line in done.stdout.splitlines() if line.startswith("gdp-chn "))
    assert row.split()[1:3] == ["CHN", "2022"]
    assert row.endswith("pass")
    assert done.stdout.splitlines()[-1].endswith("0 left out")


def test_an_aggregation_says_what_is_left_out():
    done = run("--aggregation", "5x6")
    assert done.exit_code == 0
    assert "left out, as no region of the data is MEX: gdp-mex, goods-mex-usa" in done.stdout


def test_csv():
    done = run("--csv")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert len(rows) == 73
    assert {row["verdict"] for row in rows} <= {"pass", "doubt", "miss", "left out"}


def test_data_of_your_own_without_these_economies(tmp_path):
    path = tmp_path / "own.nc"
    random_benchmark(2, 2).assign_attrs(year=2022).to_netcdf(path)
    done = run(str(path))
    assert done.exit_code == 0
    assert any(line.startswith("gdp-world ") for line in done.stdout.splitlines())
    assert "left out, as no region of the data is USA: gdp-usa" in done.stdout


def test_data_of_another_year():
    done = run("wiod-2011")
    assert done.exit_code == 0
    assert "left out, as the data are of 2011: gdp-usa" in done.stdout


@pytest.mark.parametrize("data", ["nowhere.nc", "oecd-icio-2023"])
def test_data_that_are_not_there(data):
    done = run(data)
    assert done.exit_code != 0
    assert data in done.output
