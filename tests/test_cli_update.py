"""``cge update``: a benchmark file moved to new totals."""

import pytest
from typer.testing import CliRunner

from calibration import accounts, open_benchmark, random_benchmark
from calibration.inter_industry.inequality import gdp
from cge.cli.app import app

HEAD = "variable,region,value,unit,source,year\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    random_benchmark(3, 4, seed=1).to_netcdf("own.nc", engine="h5netcdf")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, ["update", *arguments])


def test_a_file_is_written_and_opens(folder):
    (folder / "targets.csv").write_text(HEAD + "gdp,R1,12,%,somebody,2024\n")
    done = run("own.nc", "targets.csv", "--out", "later/new.nc")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Updated to 2024 in ")
    assert done.stdout.rstrip().endswith("later/new.nc")
    before, after = open_benchmark("own.nc"), open_benchmark("later/new.nc")
    growth = gdp(after) / gdp(before)
    assert float(growth.sel(region="R1")) == pytest.approx(1.12, rel=1e-9)
    assert accounts(after)["relative"].max() <= 1e-9
    assert run("own.nc", "targets.csv", "--out", "again.nc", "--quiet").stdout == ""


def test_nothing_is_written_of_what_is_refused(folder):
    (folder / "targets.csv").write_text(HEAD + "gdp,R7,12,%,somebody,2024\n")
    done = run("own.nc", "targets.csv", "--out", "new.nc")
    assert done.exit_code != 0
    assert "targets.csv:2: unknown region 'R7'; did you mean 'R3'?" in done.output
    assert not (folder / "new.nc").exists()


def test_data_and_targets_that_are_not_there(folder):
    done = run("none.nc", "targets.csv", "--out", "new.nc")
    assert done.exit_code != 0
    assert "none.nc" in done.output
    done = run("own.nc", "nowhere.csv", "--out", "new.nc")
    assert done.exit_code != 0
    assert "nowhere.csv" in done.output
