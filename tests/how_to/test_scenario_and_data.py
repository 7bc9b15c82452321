"""The how-to pages on scenarios and data work when they are followed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "docs" / "how-to"
CGE = [sys.executable, "-c", "import sys; from cge.cli import main; sys.exit(main())"]


def blocks(page: str, language: str) -> list[str]:
    text = (PAGES / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def follow(page: str, folder: Path) -> None:
    """Run the commands of a page in a folder."""
    (commands,) = blocks(page, "bash")
    for line in commands.splitlines():
        done = subprocess.run([*CGE, *shlex.split(line)[1:]], cwd=folder, capture_output=True)
        assert done.returncode == 0, f"{line}\n{done.stdout.decode()}\n{done.stderr.decode()}"


def test_the_scenario_is_solved_and_verified(tmp_path: Path):
    page = "add-a-scenario.md"
    (written,) = blocks(page, "yaml")
    (tmp_path / "eu-china-tariffs.yaml").write_text(written, encoding="utf-8")
    follow(page, tmp_path)
    assert (tmp_path / "results" / "eu-china-tariffs" / "summary.csv").exists()


def test_the_dataset_is_a_benchmark_that_checks(tmp_path: Path):
    follow("add-data.md", tmp_path)
    assert (tmp_path / "my-world.nc").is_file()
