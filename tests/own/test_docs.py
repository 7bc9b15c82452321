"""The page on data of your own: values over those of the data, and files to begin with."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration import own_values, with_tariff_rates
from calibration.own import elasticities, emissions, tariffs
from cge.cli.app import app
from cge.inputs.data import finest_data
from cge.inputs.groups import shipped_groups
from cge.inputs.kinds import NEW

PAGE = Path(__file__).parents[2] / "docs" / "own-data.md"
TEXT = PAGE.read_text(encoding="utf-8")
VALUES = TEXT.partition("## Values of your own over those of the data\n")[2].partition("\n## ")[0]
FILES = TEXT.partition("## Files to begin with\n")[2].partition("\n## ")[0]


def block(text, language):
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    return found


def test_the_table_goes_over_the_shipped_data(tmp_path):
    path = tmp_path / "tariffs.csv"
    path.write_text(block(VALUES, "csv"), encoding="utf-8")
    data = finest_data("oecd-icio-2022")
    made = with_tariff_rates(data, path, shipped_groups())
    assert own_values(made)["cells"].tolist() == [27 + data.sizes["region"] - 1]


def test_the_python_runs(tmp_path):
    ran = subprocess.run([sys.executable, "-c", block(VALUES, "python")], cwd=tmp_path,
                         capture_output=True, text=True)  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "sigma_import_source" in ran.stdout
    assert "tariff_rate" in ran.stdout


@pytest.mark.parametrize("module", [elasticities, tariffs, emissions])
def test_the_columns_are_those_that_are_read(module):
    layout = module.LAYOUT
    said = f"{', '.join(layout.columns)} [, {', '.join(layout.optional)}] |"
    assert said in VALUES


def test_the_commands_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for line in block(FILES, "bash").splitlines():
        ran = CliRunner().invoke(app, shlex.split(line)[1:])
        assert ran.exit_code == 0, f"{line}\n{ran.output}"


def test_every_kind_is_explained():
    assert all(f"`{kind}`" in FILES for kind in NEW)
