"""The wheel installs two top-level packages, the shipped data inside one of them, and no more."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as it is built from this checkout, without a network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode("utf-8"))


def test_top_level_names_are_cge_and_calibration_alone(wheel: zipfile.ZipFile):
    top = {name.split("/")[0] for name in wheel.namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"cge", "calibration"}


def test_both_packages_carry_their_types(wheel: zipfile.ZipFile):
    assert {"cge/py.typed", "calibration/py.typed"} <= set(wheel.namelist())


def test_the_shipped_data_lie_inside_cge_without_the_scripts_that_built_them(
    wheel: zipfile.ZipFile,
):
    names = set(wheel.namelist())
    shipped = {path for kind in ("benchmarks", "scenarios") for path in (DATA / kind).iterdir()}
    assert {f"cge/data/{path.relative_to(DATA)}" for path in shipped} <= names
    assert not {name for name in names if name.startswith("cge/data/build/")}


def test_installing_the_wheel_compiles_nothing_unless_asked(wheel: zipfile.ZipFile):
    required = metadata(wheel).get_all("Requires-Dist")
    ipopt = {text for text in required if text.startswith("cyipopt")}
    assert ipopt == {
        "cyipopt-wheels>=1.7.0.dev0; extra == 'ipopt'",
        "cyipopt>=1.5; extra == 'ipopt-source'",
    }
