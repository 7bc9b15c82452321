"""The how-to pages on scenarios and data work when they are followed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cge.cli.app import app

PAGES = Path(__file__).resolve().parents[2] / "docs" / "how-to"


def blocks(page: str, language: str) -> list[str]:
    text = (PAGES / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in a folder of their own."""
    monkeypatch.chdir(tmp_path)


def follow(page: str) -> None:
    """Run the commands of a page."""
    (commands,) = blocks(page, "bash")
    for line in commands.splitlines():
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, f"{line}\n{done.output}"


def test_the_scenario_is_solved_and_verified(tmp_path: Path):
    page = "add-a-scenario.md"
    (written,) = blocks(page, "yaml")
    (tmp_path / "eu-china-tariffs.yaml").write_text(written, encoding="utf-8")
    follow(page)
    assert (tmp_path / "results" / "eu-china-tariffs" / "summary.csv").exists()


def test_the_dataset_is_a_benchmark_that_checks(tmp_path: Path):
    follow("add-data.md")
    assert (tmp_path / "my-world.nc").is_file()
