"""The pages on reproduction and export work when they are followed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cge.cli.app import app

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", ["reproduce.md", "export.md"])
@pytest.mark.filterwarnings("ignore")
def test_the_page_works(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (commands,) = blocks(page, "bash")
    for line in commands.splitlines():
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, f"{line}\n{done.output}"
    if page == "reproduce.md":
        assert "every number of every result is found again" in " ".join(done.output.split())
    exec("\n".join(blocks(page, "python")), {})
