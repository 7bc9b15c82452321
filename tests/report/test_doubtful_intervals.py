"""Intervals say of what they are, and whether the sweep behind them holds."""

import copy

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import random_benchmark
from calibration.files.write import write_whole
from cge.cli.app import app
from cge.report.intervals import doubt, origin, outside
from cge.uncertainty import kept
from tests.economy.conftest import scenario_of
from tests.uncertainty.conftest import SPEC

SAID = "monte_carlo, 8 draws of 1 uncertain numbers of "


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A result, and a sweep of the same inputs in which some draws have no solution."""
    where = tmp_path_factory.mktemp("doubtful")
    economy = cge.load(random_benchmark(2, 3, seed=6))
    plan = scenario_of({"parameter": "productivity", "region": "R2", "percent": 1.0})
    spec = copy.deepcopy(SPEC)
    spec["numbers"] = {
        "trade": {
            "parameter": "sigma_import_source",
            "plus": {"uniform": {"low": -30.0, "high": 1.0}},
            "source": "made up",
        }
    }
    found = cge.sweep(economy, plan, spec, draws=8, method="monte_carlo", workers=1)
    cge.solve(economy, plan).to_netcdf(where / "result.nc")
    write_whole(where / kept.FILE, kept.intervals_writer(found, 0.9))
    return where, found


def test_tables_and_figures_are_as_doubtful_as_their_sweep(folder):
    where, sweep = folder
    result, stored = cge.open_result(where / "result.nc"), kept.read_intervals(where)
    verdict = sweep.parts[0].about()["verdict"]
    assert verdict
    for given in (sweep, stored):
        table = result.table("macro", sweep=given)
        figure = result.figure("intervals", sweep=given)
        for note in (table.note, figure.picture.note):
            assert SAID in note
            assert "90 % intervals (quantiles of the draws; " in note
        for found, warning in ((table, table.warning), (figure, figure.picture.warning)):
            assert not found.verified
            assert warning == f"NOT VERIFIED: intervals: {verdict}"
    assert result.table("macro").verified
    assert result.table("closure", sweep=sweep).verified


@pytest.mark.parametrize(
    "command",
    [
        ("table", "macro", "--of", "result.nc"),
        ("figure", "intervals", "--of", "result.nc", "--form", "svg"),
        ("report", "result.nc", "--out", "page.html"),
    ],
)
def test_commands_say_it_and_end_with_code_1(folder, monkeypatch, command):
    where, _ = folder
    monkeypatch.chdir(where)
    ran = CliRunner().invoke(app, [*command, "--sweep", "."])
    assert ran.exit_code == 1
    assert "NOT VERIFIED" in ran.stderr
    assert "no verified solution" in ran.stderr
    if command[0] == "report":
        page = (where / "page.html").read_text()
        assert "The sweep behind the intervals: " in page
        assert SAID in page


def test_numbers_outside_their_intervals_are_counted():
    low, high = np.array([0.0, 0.0, np.nan]), np.array([1.0, 1.0, np.nan])
    assert outside(np.array([0.5, 1.0, 3.0]), low, high) == ""
    assert outside(np.array([2.0, 1.0, 3.0]), low, high).startswith("1 number lies outside its")
    assert outside(np.array([2.0, -1.0, 3.0]), low, high).startswith("2 numbers lie outside their")


def test_of_a_sweep_that_tells_nothing_the_level_is_said(folder):
    bare = folder[1].table()[["equivalent_variation"]].drop_attrs()
    assert origin(bare, 0.8) == "80 % intervals"
    assert doubt(bare) == ""
    assert doubt(bare.assign_attrs(verified=0)) == "intervals: draws have no verified solution"
