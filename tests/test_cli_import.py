"""``cge import``: what is printed, what is written, and that nothing is written where it fails."""

import json

import pytest
from typer.testing import CliRunner

from calibration import open_benchmark
from cge.cli.app import app
from tests.calibration.importing.test_import import frame


def call(*words):
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = frame()
    table.loc["AUS_C10T12", "AUS_INVNT"] = -4.0
    table.loc["VA", "AUS_C10T12"] -= 4.0
    table.to_csv("ICIO_2020.csv", index_label="V1")
    return tmp_path


def test_a_table_becomes_a_file_that_checks(folder):
    ran = call("import", "icio", "ICIO_2020.csv", "--out", "mine.nc", "--trade-elasticity", "4")
    assert ran.exit_code == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[0].startswith("read icio: 3 economies, 2 industries, 2020; output ")
    (demand,) = (line for line in lines if line.startswith("demand:"))
    assert "1 cells, 4 million USD" in demand
    assert "largest -4 (final demand of AUS C10T12 to AUS INVNT)" in demand
    assert "sales: nothing" in lines
    assert any(line.startswith("absent: tariffs: all rates are 0") for line in lines)
    assert lines[-1] == "wrote mine.nc; next: cge check --data mine.nc"
    assert sorted(path.name for path in folder.iterdir()) == ["ICIO_2020.csv", "mine.nc"]
    made = open_benchmark("mine.nc")
    assert made.attrs["name"] == "mine"
    ran = call("check", "--data", "mine.nc")
    assert ran.exit_code == 0, ran.stderr
    assert demand in ran.stdout
    assert ran.stdout.startswith("Cleaning of the table")
    assert "All accounts and all equations hold at the benchmark." in ran.stdout


def test_effects_as_json(folder):
    ran = call("import", "icio", "ICIO_2020.csv", "--out", "m.nc", "--json", "--clean",
               "demand=zero")  # fmt: skip
    effects = {one["step"]: one for one in json.loads(ran.stdout)}
    assert (effects["demand"]["cells"], effects["demand"]["million_usd"]) == (1, 4.0)
    assert effects["demand"]["choice"] == "zero"
    quiet = call("import", "icio", "ICIO_2020.csv", "--out", "m.nc", "--quiet")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, "", "")


def test_what_is_wrong_is_said_and_nothing_written(folder):
    for words, said in (
        (("icio", "ICIO_2020.csv", "--out", "m.nc", "--clean", "demand=refuse"), "is negative"),
        (("icio", "absent.csv", "--out", "m.nc"), "absent.csv: no such file"),
        (("icio", "ICIO_2020.csv", "--out", "m.csv"), "call it m.nc"),
        (("icio", "ICIO_2020.csv", "--out", "m.nc", "--clean", "demand"), "must be NAME=VALUE"),
        (("icio", "ICIO_2020.csv", "--out", "m.nc", "--agent", "a=b", "--agent", "a=c"), "twice"),
        (("icio", "ICIO_2020.csv"), "name a format, the files and --out"),
        (("icio", "ICIO_2020.csv", "--out", "m.nc", "--currency", "1.1"), "nothing to convert"),
    ):
        ran = call("import", *words)
        assert ran.exit_code == 2
        assert said in ran.stderr, ran.stderr
        assert [path.name for path in folder.iterdir()] == ["ICIO_2020.csv"]


def test_steps_and_formats_are_listed():
    steps = call("import", "--steps").stdout
    assert "demand: negative final demand." in steps
    assert steps.count("[default]") == 13
    assert "REGION" in steps
    formats = call("import", "--formats").stdout
    assert all(name in formats for name in ("icio", "figaro", "csv"))
