"""The quick start, followed line by line, ends with a table, a figure and a page."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from typer.testing import CliRunner

from cge.cli.app import app
from tests.how_to.follow import ROOT

TEXT = (ROOT / "docs" / "quick-start.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```bash\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """A folder in which all commands were run, with the exit code of each."""
    folder = tmp_path_factory.mktemp("quick start")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        asked = {line: shlex.split(line)[1:] for line in COMMANDS}
        codes = {line: CliRunner().invoke(app, words).exit_code for line, words in asked.items()}
    return folder, codes


def test_every_command_succeeds(followed):
    _, codes = followed
    assert len(codes) >= 8
    assert [line for line, code in codes.items() if code] == []


def test_it_ends_with_a_table_a_figure_and_a_page(followed):
    folder, _ = followed
    table = (folder / "paper" / "welfare.tex").read_text(encoding="utf-8")
    assert re.search(r"^EU27 & [\d,]+ & ", table, flags=re.MULTILINE)
    assert "Terms of" in table
    assert (folder / "paper" / "gains.pdf").read_bytes().startswith(b"%PDF")
    page = (folder / "results" / "first" / "report.html").read_text(encoding="utf-8")
    assert "This result is verified" in page


def test_it_begins_with_what_the_makefile_has():
    assert "make env\n" in TEXT
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^env:", makefile, flags=re.MULTILINE)


def test_who_gains_by_the_terms_of_trade_is_as_the_page_says():
    """The numbers of the picture, which a test of its own keeps current."""
    drawn = json.loads((ROOT / "docs" / "pictures" / "numbers.json").read_text(encoding="utf-8"))
    stack = drawn["quick-start"]
    part = stack["parts"].index("Terms of trade")
    charged = stack["values"][stack["experiments"].index("cbam")]
    moved = {name: row[part] for name, row in zip(stack["regions"], charged, strict=True)}
    assert max(moved, key=moved.get) == "European Union"
    lose = {name for name, value in moved.items() if value < 0}
    assert lose == {"China and Hong Kong", "Rest of the world"}
    assert "China and the rest of the world lose" in " ".join(TEXT.split())
