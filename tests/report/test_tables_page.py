"""The commands and the Python of docs/tables.md do what the page says."""

import os
import re
import shlex
import warnings
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import cge
from calibration.errors import InputError
from cge.cli.app import app
from cge.report.tables.registry import TABLES

PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")


# By default without the second run, and what needs it.
LONG = os.environ.get("CGE_PAGES") == "long"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def call(*words):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CliRunner().invoke(app, [str(word) for word in words], prog_name="cge")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which the commands of the page have run, and what each printed."""
    place = tmp_path_factory.mktemp("page")
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        for block in blocks("bash"):
            for line in block.splitlines():
                if not LONG and "long" in line:
                    continue
                ran = call(*shlex.split(line)[1:])
                assert ran.exit_code == 0, f"{line}\n{ran.output}"
                said[line] = ran
    return place, said


def printed(folder, beginning):
    (found,) = (ran.stdout for line, ran in folder[1].items() if line.startswith(beginning))
    return found


def test_welfare_and_its_causes_in_latex(folder):
    latex = (folder[0] / "welfare.tex").read_text(encoding="utf-8")
    for head in ("Allocative", "Terms of", "Technology", "Residual"):
        assert head in latex
    assert (folder[0] / "results" / "first" / "decomposition.tex").exists()


def test_a_folder_has_every_table_that_there_is(folder):
    names = {path.name for path in (folder[0] / "tables").iterdir()}
    made = set(TABLES) - {"contributions"}
    assert names == {f"{name}{end}" for name in made for end in (".tex", ".csv")}
    (ran,) = (ran for line, ran in folder[1].items() if line.startswith("cge table all"))
    assert "left out: table 'contributions': the scenario was solved without" in ran.stderr


def test_what_is_asked_for_is_printed(folder):
    assert printed(folder, "cge table macro output").count("Experiment: cbam") >= 2
    percent = printed(folder, "cge table bilateral_percent")
    assert re.search(r"^\| CHN \|  \| -?\d+\.\d \|", percent, re.MULTILINE)
    turned = printed(folder, "cge table emissions")
    assert re.search(r"^Charge on its goods \(million USD\) +[\d,.]+", turned, re.MULTILINE)
    assert "Real GDP" not in turned
    listed = printed(folder, "cge list tables")
    assert all(re.search(rf"^{name} ", listed, re.MULTILINE) for name in TABLES)


@pytest.mark.skipif(not LONG, reason="CGE_PAGES=long solves under a second closure")
def test_several_results_stand_side_by_side(folder):
    text = printed(folder, "cge table macro --of")
    assert "closure: standard, long_run" in " ".join(text.split())
    assert "Adjusts for it" in (folder[0] / "closures.html").read_text(encoding="utf-8")


def test_the_python_of_the_page_runs(folder, monkeypatch):
    monkeypatch.chdir(folder[0])
    known = {
        "cge": cge,
        "result": cge.open_result("results/first/result.nc"),
    }
    if LONG:
        known["long_run"] = cge.open_result("results/long/result.nc")
    for block in blocks("python"):
        if "sweep" not in block and (LONG or "long_run" not in block):
            exec(block, known)
    assert (folder[0] / "closures.tex").exists() == LONG


def test_the_verdict_is_the_exit_code(folder, tmp_path):
    result = cge.open_result(folder[0] / "results" / "first" / "result.nc")
    doubtful = cge.Result(result.data.assign_attrs(verified=0, verdict="labour is off"))
    path = doubtful.to_netcdf(tmp_path / "result.nc")
    ran = call("table", "macro", "--of", path)
    assert ran.exit_code == 1
    assert "NOT VERIFIED: labour is off" in ran.stdout
    assert "NOT VERIFIED" in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["welfer"], "no table 'welfer'; did you mean 'welfare'"),
        (["nonsense"], "no table 'nonsense'; see cge list tables"),
        (["macro", "--form", "latx"], "--form: no 'latx'; did you mean 'latex'"),
        (["macro", "--form", "xlsx"], "--form xlsx: goes with --out"),
        (["macro", "--form", "csv", "--out", "t.tex"], "does not end in .csv"),
        (["macro", "--out", "t.doc"], "'t.doc' is no folder, and ends in none of .tex, .csv"),
        (
            ["macro", "output", "--out", "t.tex"],
            "there are several tables; name a folder or an .xlsx",
        ),
        (["all", "--label", "tab:a"], "--caption and --label: go with one table"),
        (["macro", "--region", "CHM,USA"], "'CHM' is not a region or group; did you mean 'CHN'"),
        (["macro", "--columns", "real_gpd_percent"], "did you mean 'real_gdp_percent'"),
        (["macro", "--columns", "zzz"], "has no 'zzz'; it has equivalent_variation, "),
        (["macro", "--sweep", "."], "has no intervals.nc"),
        (["macro", "--digits", "-1"], "digits: -1 must be a whole number from 0 to 15"),
    ],
)
def test_what_does_not_go_is_said(folder, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    ran = call("table", *words, "--of", folder[0] / "results" / "first" / "result.nc")
    assert ran.exit_code == 2, ran.output
    assert said in " ".join(ran.stderr.split())
    assert not list(tmp_path.iterdir())


def test_other_tables_in_a_folder_stay(folder, tmp_path):
    of = folder[0] / "results" / "first" / "result.nc"
    assert call("table", "macro", "--of", of, "--out", tmp_path).exit_code == 0
    (tmp_path / "macro.csv").write_text("edited")
    assert call("table", "output", "--of", of, "--out", tmp_path, "--form", "CSV").exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"macro.tex", "macro.csv", "output.csv"}
    assert (tmp_path / "macro.csv").read_text() == "edited"


def test_no_table_takes_the_place_of_a_result(folder, tmp_path):
    of = folder[0] / "results" / "first" / "result.nc"
    (tmp_path / "t.csv").symlink_to(of)
    ran = call("table", "macro", "--of", of, "--out", tmp_path / "t.csv")
    assert ran.exit_code == 2
    assert "is read here, and is not written over" in " ".join(ran.stderr.split())
    assert cge.open_result(of).verified


def test_arguments_that_mean_nothing_are_refused(folder):
    result = cge.open_result(folder[0] / "results" / "first" / "result.nc")
    for given, said in (
        ({"level": 2}, "level: goes with a sweep"),
        ({"digits": True}, "digits: True"),
        ({"experiment": []}, "experiment: the list is empty"),
        ({"columns": []}, "columns: the list is empty"),
        ({"caption": 3}, "caption: 3 is of type int"),
        ({"drop_zero": "no"}, "drop_zero: 'no' is of type str"),
    ):
        with pytest.raises(InputError, match=said):
            result.table("macro", **given)
    for given, said in (({"level": 0.8}, "level: goes with"), ({"dark": "yes"}, "dark: 'yes'")):
        with pytest.raises(InputError, match=said):
            result.figure("map", **given)
    for name in ("exports", "export_volume"):
        with pytest.raises(InputError, match="where: 'EU27' is of type str, not labels by"):
            result.to_dataframe(name, where="EU27")


def test_a_workbook_is_written_by_its_ending(folder, tmp_path):
    of = folder[0] / "results" / "first" / "result.nc"
    ran = call("table", "macro", "--of", of, "--out", tmp_path / "m.xlsx")
    assert ran.exit_code == 0, ran.output
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["macro"]
    expected = cge.open_result(of).table("macro").to_frame().iloc[0, 0]
    assert sheet.cell(row=2, column=3).value == expected


def test_several_tables_are_sheets_of_one_workbook(folder, tmp_path):
    of = folder[0] / "results" / "first" / "result.nc"
    ran = call("table", "macro", "welfare", "--of", of, "--out", tmp_path / "both.xlsx")
    assert ran.exit_code == 0, ran.output
    book = openpyxl.load_workbook(tmp_path / "both.xlsx")
    assert book.sheetnames == ["macro", "welfare", "notes"]
    for name in ("macro", "welfare"):
        expected = cge.open_result(of).table(name).to_frame().iloc[0, 0]
        assert book[name].cell(row=2, column=3).value == expected
    about = [row[0].value for row in book["notes"].iter_rows()]
    assert list(dict.fromkeys(about)) == ["macro", "welfare"]
