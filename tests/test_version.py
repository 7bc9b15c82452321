"""``cge --version`` names the package, the default data and what they run on."""

import hashlib
import platform
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner

import cge
from cge.cli import version
from cge.cli.app import app
from cge.inputs.find import shipped

DEFAULT = shipped("benchmarks")["oecd-icio-2022"]


def said():
    done = CliRunner().invoke(app, ["--version"])
    assert done.exit_code == 0
    return done.stdout.splitlines()


def test_it_names_package_data_and_python():
    package, data, python, *_ = said()
    assert package == f"cge {cge.__version__}"
    assert python == f"Python {platform.python_version()}"
    attrs = xr.open_dataset(DEFAULT).attrs
    digest = hashlib.sha256(DEFAULT.read_bytes()).hexdigest()[:16]
    assert data == (
        f"data oecd-icio-2022, year {int(attrs['year'])}, edition {attrs['version']}, "
        f"SHA-256 {digest}"
    )


def test_the_version_is_that_of_the_project():
    project = Path(cge.__file__).parents[1] / "pyproject.toml"
    told = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    assert cge.__version__ == told["version"]
    assert "__version__" in dir(cge)


@pytest.mark.parametrize("damage", [b"no benchmark", b""])
def test_it_speaks_where_the_data_are_damaged(monkeypatch, tmp_path, damage):
    path = tmp_path / "bad.nc"
    path.write_bytes(damage)
    monkeypatch.setattr(version, "find", lambda *_: path)
    package, data, *_ = said()
    assert package.startswith("cge ")
    assert "cannot be read" in data
    assert "cge doctor" in data


def test_a_missing_cyipopt_has_no_line(monkeypatch):
    def none(_):
        raise PackageNotFoundError

    monkeypatch.setattr(version, "version", none)
    assert not [line for line in said() if "cyipopt" in line]
