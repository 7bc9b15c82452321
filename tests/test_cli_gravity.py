"""``cge gravity``: tables, files and messages."""

import csv
import io

import pytest
from typer.testing import CliRunner

from calibration import random_benchmark
from cge.cli.app import app


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "own.nc"
    random_benchmark(10, 2, seed=3).to_netcdf(path)
    return str(path)


def run(*words):
    return CliRunner().invoke(app, ["gravity", *map(str, words)])


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_for_each_sector(data):
    done = run(data)
    assert done.exit_code == 0, done.output
    assert "Experiment: all flows" in done.stdout
    # Columns that a narrow terminal has no room for stand in a further block.
    named = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("S")]
    assert list(dict.fromkeys(named)) == ["S1", "S2"]
    assert "both directions of a pair hang together" in " ".join(done.stdout.split())


def test_csv_holds_what_python_gives(data):
    import cge

    done = run(data, "--csv", "--foreign", "--cluster", "economies", "--sectors", "S2")
    (row,) = rows_of(done.stdout)
    found = cge.gravity(data, ["S2"], domestic=False, cluster="economies").data.isel(sector=0)
    at = found.sel(covariate="tariff")
    assert float(row["tariff [1]"]) == pytest.approx(at["coefficient"].item(), rel=1e-12)
    error = float(row["tariff_error [1]"])
    assert error == pytest.approx(at["standard_error"].item(), rel=1e-12)
    assert float(row["sigma [1]"]) == -float(row["tariff [1]"])
    assert not any(name.startswith("border") for name in row)


@pytest.mark.parametrize(("form", "sign"), [("--latex", r"\midrule"), ("--markdown", "| --- |")])
def test_other_forms(data, form, sign):
    assert sign in run(data, form, "--covariates", "distance,border").stdout


def test_files_and_a_covariate_of_ones_own(data, tmp_path):
    labels = [f"R{n + 1}" for n in range(10)]
    own = tmp_path / "near.csv"
    lines = [
        f"{o},{d},{int(abs(n - m) == 1)}"
        for n, o in enumerate(labels)
        for m, d in enumerate(labels)
    ]
    own.write_text("\n".join(["origin,destination,value", *lines]))
    done = run(data, "--own", f"near={own}", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        *("gravity.csv", "gravity.tex", "gravity.md"),
        *("manifest.json", "economies.csv"),
    }
    assert "near [1]" in rows_of((tmp_path / "out" / "gravity.csv").read_text())[0]
    economies = rows_of((tmp_path / "out" / "economies.csv").read_text())
    assert [row["economy"] for row in economies] == 2 * labels
    assert float(economies[9]["inward_resistance"]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--csv", "--latex"], "--csv, --latex and --markdown: choose one"),
        (["--own", "near"], "--own: 'near' is not NAME=FILE"),
        (["--own", "a=b", "--own", "a=c"], "--own: 'a' is given twice"),
        (["--sectors", "S3"], "sectors: 'S3' is not a sector or group"),
        (["--covariates", "distances"], "did you mean 'distance'"),
        (["--engine", "stata"], "engine: 'stata' is unknown; choose from own, pyfixest"),
        (["--foreign", "--covariates", "border"], "covariates border: the effects"),
        (["--covariates", "data_restriction"], "a data regime"),
        (["--own", "near=nowhere.csv"], "nowhere.csv"),
    ],
)
def test_what_is_wrong_is_said(data, words, said):
    done = run(data, *words)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output
