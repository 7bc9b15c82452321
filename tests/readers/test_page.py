"""The page of formats shows what happens, and names what there is."""

import re
from pathlib import Path

import pytest

from calibration.readers.about import KEYS
from calibration.readers.plain import LONG, USERS

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_the_snippet_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    exec(compile(code, "docs/formats.md", "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith("csv ")
    assert "101.0" in said  # labour in China's goods
    assert "411.0" in said  # China's output, 192 and 219


def test_columns_and_keys_are_those_of_the_readers():
    for name in (*LONG, USERS[0], *KEYS):
        assert f"`{name}`" in PAGE, name
