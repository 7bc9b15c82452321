"""The command line: what a user types, reads, and gets as exit code and files."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from typer.testing import CliRunner

import cge
from cge.cli.app import app
from cge.cli.progress import Steps
from cge.engine.solver import SolveError

FILES = ["figure.pdf", "figure.png", "manifest.json", "result.nc", "summary.csv", "summary.tex"]
SCENARIO = """\
title: A tariff
packages:
  tariff:
    shocks: [{parameter: tariff_power, destination: B, add_points: 10}]
"""


class StandIn:
    """A result of known numbers, so that writing and printing are tested without a solve."""

    contributions = None
    decomposition = None
    has_border_adjustment = False

    def __init__(self, verified=True):
        self.verified = verified
        self.verdict = "holds" if verified else "labour market of A is off by 1e-3"

    def summary(self):
        values = xr.DataArray(
            np.array([[0.125, -0.25]]),
            {"experiment": ["tariff"], "region": ["A", "B"]},
            ["experiment", "region"],
            attrs={"long_name": "equivalent variation", "units": "% of benchmark income"},
        )
        attrs = {"title": "A tariff", "verified": int(self.verified), "verdict": self.verdict}
        return xr.Dataset({"equivalent_variation_percent": values}, attrs=attrs)

    def to_netcdf(self, path):
        self.summary().to_netcdf(path, engine="h5netcdf")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("tariff.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


@pytest.fixture
def solve(monkeypatch):
    """Let `cge.solve` do what a test says; what was asked of it is kept in `asked`."""
    asked = {}

    def load(data, **options):
        asked.update(options, data=data)
        return "economy"

    def install(outcome):
        def solve(economy, scenario, progress, **options):
            asked.update(options, economy=economy, scenario=scenario.name)
            progress("solve", experiment="tariff", iteration=0, residual=1.0)
            progress("solve", experiment="tariff", iteration=3, residual=2e-12)
            progress("verify")
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome

        monkeypatch.setattr(cge, "load", load, raising=False)
        monkeypatch.setattr(cge, "solve", solve, raising=False)
        return asked

    return install


def call(*arguments):
    return CliRunner().invoke(app, list(arguments), prog_name="cge")


def names(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def test_a_verified_run(folder, solve):
    asked = solve(StandIn())
    ran = call("run", "tariff.yaml")
    assert ran.exit_code == 0, ran.output
    (written,) = Path("results").iterdir()
    assert re.fullmatch("tariff-16x22-[0-9a-f]{8}", written.name)
    assert names(written) == FILES
    assert re.search(r"^A +0\.125$", ran.stdout, flags=re.MULTILINE)
    assert f"Written to {written}: {', '.join(FILES)}" in ran.stdout
    assert asked == {
        "data": "oecd-icio-2022",
        "aggregation": None,  # the one that the data name
        "closure": None,  # the scenario's own
        "structure": None,
        "swap": (),
        "technology": None,
        "numeraire": None,
        "abatement": None,
        "tariffs": None,
        "carbon_prices": None,
        "factors": (),
        "emissions": None,
        "gases": None,
        "elasticities": None,
        "own_tariffs": None,
        "own_emissions": None,
        "economy": "economy",
        "scenario": "tariff",
        "band": False,
        "contributions": None,  # what the scenario says
        "decompose": False,
    }
    steps = [line.split("  ")[0] for line in ran.stderr.splitlines()]
    assert steps == ["load", "solve tariff", "verify", "write"]
    assert "iteration 3, worst residual 2.0e-12" in ran.stderr


def test_options_reach_the_model(folder, solve):
    asked = solve(StandIn())
    options = ["--data", "my.nc", "--aggregation", "maps/mine.csv", "--closure", "short_run"]
    assert call("run", "tariff.yaml", *options).exit_code == 0
    assert (asked["data"], asked["aggregation"], asked["closure"]) == (
        "my.nc", "maps/mine.csv", "short_run",
    )  # fmt: skip
    (name,) = names("results")
    assert re.fullmatch("tariff-mine-my-short_run-[0-9a-f]{8}", name)


def test_swaps_reach_the_model_in_order(folder, solve):
    asked = solve(StandIn())
    swaps = ("endowment=real_factor_price,factor=labour", "productivity=output")
    options = [word for swap in swaps for word in ("--swap", swap)]
    assert call("run", "tariff.yaml", *options).exit_code == 0
    assert asked["swap"] == swaps


def test_parts_of_factors_reach_the_model(folder, solve):
    asked = solve(StandIn())
    assert call("run", "tariff.yaml", "--factors", "land, skilled_labour").exit_code == 0
    assert asked["factors"] == ("land", "skilled_labour")


def test_a_file_of_data_is_not_aggregated_unless_asked(folder, solve):
    asked = solve(StandIn())
    assert call("run", "tariff.yaml", "--data", "my.nc", "--quiet").exit_code == 0
    assert asked["aggregation"] is None
    (name,) = names("results")
    assert re.fullmatch("tariff-my-[0-9a-f]{8}", name)


def test_a_quiet_run_says_nothing(folder, solve):
    solve(StandIn())
    ran = call("run", "tariff.yaml", "--quiet", "--out", "here/there")
    assert (ran.exit_code, ran.output) == (0, "")
    assert names("here/there") == FILES


def test_an_unverified_result_is_written_and_said(folder, solve):
    solve(StandIn(verified=False))
    ran = call("run", "tariff.yaml", "--quiet", "--out", "out")
    assert ran.exit_code == 1
    assert ran.output == "cge: the result is NOT VERIFIED: labour market of A is off by 1e-3\n"
    for name in ("summary.csv", "summary.tex"):
        assert "NOT VERIFIED" in Path("out", name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        (SolveError("E_income is off"), 1, "cge: no solution: E_income is off\n"),
        (KeyboardInterrupt(), 130, "cge: interrupted\n"),
        (ImportError("No module named 'cyipopt'"), 1,
         "cge: No module named 'cyipopt'; `cge doctor` says what is missing\n"),
    ],
)  # fmt: skip
def test_a_failing_run_writes_nothing(folder, solve, failure, code, said):
    solve(failure)
    ran = call("run", "tariff.yaml", "--quiet")
    assert (ran.exit_code, ran.output) == (code, said)
    assert not Path("results").exists()


def test_a_fault_of_the_program_keeps_its_traceback(folder, solve):
    solve(ZeroDivisionError("a fault"))
    assert isinstance(call("run", "tariff.yaml").exception, ZeroDivisionError)


def test_every_problem_of_a_scenario_is_one_line(folder):
    Path("bad.yaml").write_text("titel: x\npackages: {}\n", encoding="utf-8")
    ran = call("run", "bad.yaml")
    assert ran.exit_code == 2
    assert ran.output == (
        "cge: bad.yaml:1: has no packages, so no experiment\n"
        "cge: bad.yaml:1: key 'title' is missing\n"
        "cge: bad.yaml:1: titel: unknown key; did you mean 'title'?\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nqp-and-cbm"], "cge: scenario 'nqp-and-cbm': no such name and no such file;"
                                 " did you mean 'nqp-and-cbam'?\n"),
        (["run", "."], "cge: scenario '.' is a folder, not a file\n"),
        (["run", "tariff.yaml", "--out", "tariff.yaml"],
         "cge: --out: 'tariff.yaml' is a file, not a folder\n"),
        (["list", "scenaros"], "cge: list: unknown kind 'scenaros'; did you mean 'scenarios'?\n"),
    ],
)  # fmt: skip
def test_wrong_names(folder, arguments, said):
    ran = call(*arguments)
    assert (ran.exit_code, ran.output) == (2, said)


@pytest.mark.parametrize(
    "arguments", [["rn"], ["run"], ["run", "x", "--dta", "y"], ["run", "x", "y"]]
)
def test_wrong_usage(arguments):
    ran = call(*arguments)
    assert ran.exit_code == 2
    assert "Usage: cge" in ran.stderr


def test_a_folder_that_cannot_be_written(folder, solve):
    solve(StandIn())
    Path("results").write_text("a file in the way", encoding="utf-8")
    ran = call("run", "tariff.yaml", "--quiet", "--out", "results/mine")
    assert (ran.exit_code, ran.output) == (
        2,
        "cge: --out: 'results/mine' cannot be made: 'results' is a file\n",
    )


def test_lists_of_data():
    regions = call("list", "regions", "--aggregation", "5x6").stdout.splitlines()
    assert [line.split()[0] for line in regions] == ["region", "CHN", "USA", "EU27", "OHI", "ROW"]
    assert regions[1].split(None, 1)[1] == "CHN, HKG"
    sectors = call("list", "sectors", "--data", "wiod-2008-crc").stdout
    assert "c4, c5" in sectors
    groups = call("list", "groups", "--aggregation", "5x6").stdout
    found = {line.split()[0]: line for line in groups.splitlines()}
    assert "CHN, ROW" in found["developing"]
    assert "none: it cuts a label in two" in found["OECD"]
    refused = call("list", "scenarios", "--aggregation", "5x6")
    assert refused.exit_code == 2
    assert (
        "go with regions, sectors, groups, tariffs, regimes, regime-pairs, not with scenarios"
        in refused.stderr
    )


def test_lists_of_symbols_and_statistics():
    from cge.analysis.stats.registry import STATISTICS
    from cge.symbols.registry import VARIABLES

    variables = call("list", "variables").stdout.splitlines()
    assert [line.split()[0] for line in variables[1:]] == [entry.name for entry in VARIABLES]
    lines = call("list", "statistics").stdout.splitlines()[1:]
    for line, row in zip(lines, STATISTICS.values(), strict=True):
        assert line.startswith(row.name)
        for text in (row.unit, row.source, row.formula):
            assert text in line


def test_public_names_are_shown():
    assert set(cge.__all__) <= set(dir(cge))
    assert "annotations" not in dir(cge)


def test_lists():
    ran = call("list")
    assert ran.exit_code == 0
    for name in ("nqp-and-cbam", "oecd-icio-2022", "16x22", "tariff_power"):
        assert name in ran.stdout
    assert "16 regions, 22 sectors" in call("list", "aggregations").stdout
    shipped = call("list", "scenarios").stdout
    assert re.search("^nqp-and-cbam +New quality productive forces", shipped, flags=re.MULTILINE)


class Economy:
    """What `cge check` asks of an economy, with faults where a test wants them."""

    def __init__(self, error=0.0, unknowns=4, residual=0.0):
        index = pd.Index(["activity"], name="identity")
        self.accounts = pd.DataFrame({"relative": [error], "label": ["STL CHN"]}, index)
        self._unknowns, self._residual = unknowns, residual
        self.benchmark = xr.Dataset()

    def counts(self):
        row = {"component": ["prices"], "equations": [4], "unknowns": [self._unknowns]}
        return pd.DataFrame(row)

    def residuals(self):
        row = {"equation": ["E_income"], "worst": [self._residual], "label": ["CHN"]}
        return pd.DataFrame(row)


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ({}, ""),
        ({"error": 2e-9}, "cge: account activity is off by 2.0e-09 at STL CHN\n"),
        ({"error": np.nan}, "cge: account activity is off by nan at STL CHN\n"),
        ({"unknowns": 5}, "cge: component prices has 4 equations for 5 unknowns\n"),
        ({"residual": 1e-8}, "cge: equation E_income has a residual of 1.0e-08 at CHN\n"),
    ],
)
def test_check(monkeypatch, faults, said):
    monkeypatch.setattr(cge, "load", lambda *_, **__: Economy(**faults), raising=False)
    ran = call("check")
    assert (ran.exit_code, ran.stderr) == (1 if faults else 0, said)
    assert "E_income" in ran.stdout


def test_steps_are_timed_and_an_abandoned_one_is_not_said(capsys):
    steps = Steps()
    steps("load", detail="x")
    steps("solve", experiment="a", iteration=1, residual=0.5)
    steps("solve", experiment="b", iteration=1, residual=0.25)
    steps.abandon()
    lines = capsys.readouterr().err.splitlines()
    assert [line[:24].strip() for line in lines] == ["load", "solve a"]
    assert lines[1].split("  ")[-2].strip() == "iteration 1, worst residual 5.0e-01"


def process(*arguments, **options):
    command = [sys.executable, "-m", "cge.cli", *arguments]
    environment = os.environ | {"PYTHONPATH": str(Path(cge.__file__).parents[1])}
    return subprocess.Popen(
        command,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


@pytest.fixture
def heeded():
    """Tests in the background of a shell inherit that Ctrl-C is ignored; a user's run does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize(
    ("sent", "code", "after"),
    [
        (signal.SIGINT, 130, "load"),
        (signal.SIGINT, 130, "solve nqp"),
        (signal.SIGTERM, 143, "load"),
    ],
    ids=["Ctrl-C while it builds", "Ctrl-C between solutions", "terminate"],
)
def test_an_interrupted_process_leaves_no_traceback_and_no_file(folder, sent, code, after):
    running = process("run", "nqp-and-cbam", "--out", "out")
    assert running.stderr is not None
    while not running.stderr.readline().startswith(after):  # until that step is done
        assert running.poll() is None
    running.send_signal(sent)
    _, said = running.communicate(timeout=60)
    assert running.returncode == code
    assert "Traceback" not in said
    assert not Path("out").exists()


def test_help_loads_nothing_heavy():
    script = (
        "import sys, cge.cli.app;"
        "heavy = {'pyomo', 'matplotlib', 'scipy', 'cyipopt', 'pydantic'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
