"""What the README shows is what happens: its commands and its Python run, its links lead somewhere.

Blocks marked ``bash`` and ``python`` are executed; ``console`` blocks need a network and are not.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from cge.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CGE = [sys.executable, "-c", "import sys; from cge.cli import main; sys.exit(main())"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    lines = [line.split(" #")[0].strip() for block in blocks("bash") for line in block.splitlines()]
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def behind(words: list[str]) -> list[list[str]]:
    """The commands of cge that a README line comes down to; tests are not run inside tests."""
    if words[0] == "cge":
        return [words[1:]]
    assert words[0] == "make", f"README line of an unknown kind: {shlex.join(words)}"
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    alone = ["env", "-u", "MAKEFLAGS", "make", "--no-print-directory", "-n"]
    recipe = run([*alone, *words[1:]], ROOT).splitlines()
    return [shlex.split(line)[1:] for line in recipe if line.startswith(".venv/bin/cge ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One working folder for all commands, because later ones read what earlier ones wrote."""
    return tmp_path_factory.mktemp("readme")


def test_the_readme_shows_the_two_commands():
    assert {"make run", "make test"} <= set(commands())


@pytest.mark.parametrize("command", commands())
def test_commands_run(command: str, folder: Path):
    for arguments in behind(shlex.split(command)):
        run([*CGE, *arguments], folder)


def test_every_command_has_a_row():
    rows = re.findall(r"^\| `cge ([a-z-]+)` \|", README, flags=re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) == set(get_command(app).commands)


def test_python_runs_and_prints_a_table(tmp_path: Path):
    script = "\n".join(blocks("python"))
    assert script
    said = run([sys.executable, "-c", script], tmp_path)
    assert "Experiment: cbam" in said
    heading = said[said.index("Experiment: cbam") :]
    assert re.search(r"^EU27( +-?[0-9.,]+)+$", heading, flags=re.MULTILINE)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))))
def test_links_lead_somewhere(target: str):
    assert (ROOT / target).exists()
