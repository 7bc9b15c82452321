"""The page on tables that become a benchmark works when it is followed."""

from __future__ import annotations

import re
import shlex

from typer.testing import CliRunner

from cge.cli.app import app
from tests.gtap.files_of import unpack
from tests.how_to.follow import ROOT

PAGE = ROOT / "docs" / "import.md"


def blocks(language):
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def test_its_python_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scripts = blocks("python")
    assert len(scripts) == 4
    for script in scripts:
        exec(compile(script, PAGE.name, "exec"), {})
    said = capsys.readouterr().out
    assert "read csv: 3 economies, 4 industries" in said
    assert "figaro: 2 economies, 2 industries" in said
    assert "HOME" in said
    ran = said[said.index("Experiment: tariff") :]
    assert re.search(r"^HOME( +-?[0-9.,]+)+$", ran, flags=re.MULTILINE)
    assert "n/a" not in ran
    assert "Verified by the independent checks" in ran


def test_its_commands_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    unpack("gtap7", tmp_path)
    commands = [line for block in blocks("bash") for line in block.splitlines()]
    for line in commands:
        ran = CliRunner().invoke(app, shlex.split(line)[1:])
        assert ran.exit_code == 0, f"{line}\n{ran.output}"
    assert (tmp_path / "mine.nc").is_file()
    assert (tmp_path / "gtap.nc").is_file()


def test_what_is_made_of_shares_takes_ten_lines_at_most():
    scripts = [text for text in blocks("python") if "from_shares" in text]
    assert len(scripts) == 2
    for script in scripts:
        call = script[script.index("benchmark = from_shares(") :]
        assert call[: call.index("\n)\n")].count("\n") <= 10
