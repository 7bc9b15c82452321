"""The page on balancing: its code and its commands run."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration import InputError, balance
from cge.cli.app import app

PAGE = Path(__file__).parents[2] / "docs" / "balancing.md"


def blocks(language):
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("number", range(2))
def test_python_runs(number, capsys):
    exec(compile(blocks("python")[number], str(PAGE), "exec"), {})
    assert "Balanced by ras" in capsys.readouterr().out or number == 1


def test_commands_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (table,) = blocks("csv")
    (tmp_path / "targets-2024.csv").write_text(table, encoding="utf-8")
    (lines,) = blocks("bash")
    for line in lines.splitlines():
        done = CliRunner().invoke(app, line.split()[1:])
        assert done.exit_code == 0, done.output


def test_messages_are_as_shown():
    found = {}
    exec(compile(blocks("python")[0], str(PAGE), "exec"), found)
    seed, by_sector, by_region = (found[name] for name in ("seed", "by_sector", "by_region"))
    no_food, only_cars = seed.copy(), seed.copy()
    no_food.loc["food"] = 0.0
    only_cars.loc[["food", "steel"], ["USA", "CHN"]] = 0.0
    more = by_region.replace(190.0, 200.0)
    cases = [
        (seed, by_region, (None, 50)),
        (no_food, by_region, None),
        (seed, more, None),
        (only_cars, by_region, None),
    ]
    shown = re.findall(r"^\| [^|]*\| `(the sum [^`]*)`", PAGE.read_text(encoding="utf-8"), re.M)
    assert len(shown) == len(cases)
    for message, (table, totals, bounds) in zip(shown, cases, strict=True):
        with pytest.raises(InputError) as caught:
            balance(table, [by_sector, totals], "entropy", bounds=bounds)
        assert message in caught.value.problems
