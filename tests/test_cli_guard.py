"""Commands refuse the same data with the same words, and pass cautions on."""

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration import random_benchmark
from cge.cli.app import app

SCENARIO = """\
title: A tariff
packages:
  tariff:
    shocks: [{parameter: tariff_power, destination: R1, add_points: 10}]
"""


def not_finite(data):
    data["co2"].loc[{"activity": "S1", "region": "R1"}] = np.nan
    return data, "co2 is not finite at 1 places, first S1 R1"


def negative(data):
    where = {"sector": "S2", "destination": "R1", "agent": "household"}
    data["final_use"].loc[where] = -20.0
    return data, "final_use is negative at 1 places, worst -20 at S2 R1 household"


def misspelt(data):
    wrong = data.rename(export_tax="export_taxes")
    return wrong, "variable 'export_taxes' is not one of a benchmark; did you mean 'export_tax'?"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tariff.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("spoil", [not_finite, negative, misspelt])
@pytest.mark.parametrize(
    "command",
    [
        ["check", "--data", "bad.nc"],
        ["run", "tariff.yaml", "--data", "bad.nc"],
        ["indicators", "bad.nc"],
        ["nqp", "bad.nc"],
    ],
)
def test_bad_data_are_refused_by_every_command(folder, spoil, command):
    data, problem = spoil(random_benchmark(3, 4, seed=2, zeros=0.0))
    data.to_netcdf("bad.nc", engine="h5netcdf")
    before = sorted(folder.iterdir())
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert result.stderr == f"cge: bad.nc: {problem}\n"
    assert sorted(folder.iterdir()) == before


def test_a_table_of_text_is_named(folder):
    (folder / "table.csv").write_text("V1;V2\n1,0;2,0\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "--data", "table.csv"])
    assert result.exit_code == 2
    assert "table.csv: cannot be read as NetCDF (it looks like a table of text)" in result.stderr
    assert "`cge import` makes of a table in a layout that it knows" in result.stderr


def test_a_caution_is_a_note(folder):
    data = random_benchmark(3, 4, seed=2, zeros=0.0)
    data["co2"].loc[{"activity": "S2", "region": "R1"}] = 1e6 * float(data["co2"].max())
    data.to_netcdf("dirty.nc", engine="h5netcdf")
    result = CliRunner().invoke(app, ["check", "--data", "dirty.nc"])
    assert result.exit_code == 0, result.stderr
    assert "cge: note: random-2: industry 'S2' of R1 emits " in result.stderr
