"""The Tab key completes names, by the protocol by which a shell asks for them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

import calibration.gravity
import calibration.indicators
from calibration.readers.formats import FORMATS
from cge.analysis.stats.registry import STATISTICS
from cge.analysis.trade_statistics import KINDS as INDICATORS
from cge.backtesting.changes import MEASURES
from cge.cli import completion, lists
from cge.cli.app import app
from cge.inputs.find import shipped
from cge.inputs.kinds import KINDS, NEW
from cge.report.figures.registry import FIGURES
from cge.report.tables.registry import TABLES
from cge.report.tables.table import FORMS
from cge.results.decomposition import KINDS as DECOMPOSITIONS
from cge.symbols.registry import VARIABLES
from cge.uncertainty.points import METHODS

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = get_command(app).commands
OTHER = {"figures": FIGURES, "tables": TABLES, "statistics": STATISTICS}
SEEN = "import atexit, sys; from cge.cli import main; sys.argv = ['cge']; atexit.register(lambda: "
HEAVY = (
    "numpy",
    "xarray",
    "pandas",
    "pyomo",
    "h5py",
    "matplotlib",
)  # typer itself may load pydantic


def asked(line: str, folder: Path, shell: str = "bash") -> list[str]:
    """Answers to the Tab key at the end of a line; none may load what takes long."""
    words = line.split(" ")
    said = f"print(*sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)); main()"
    done = subprocess.run(
        [sys.executable, "-c", SEEN + said],
        cwd=folder,
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "_CGE_COMPLETE": f"complete_{shell}",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.split() == []
    return done.stdout.split()


def parameter(command: str, name: str):
    """One parameter of a command."""
    (found,) = (p for p in COMMANDS[command].params if p.name == name)
    return found


def offered(command: str, name: str, begun: str = "") -> list[str]:
    """What one parameter offers, in this process."""
    found = parameter(command, name)
    context = COMMANDS[command].context_class(COMMANDS[command])
    return [item.value for item in found.shell_complete(context, begun)]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("cge swe", ["sweep"]),
        ("cge run nqp-and", ["nqp-and-cbam"]),
        ("cge run nqp-and-cbam --aggr", ["--aggregation"]),
        ("cge run nqp-and-cbam --aggregation 5x", ["5x6"]),
        ("cge sweep nqp-and-cbam --closures standard,fixed_inv", ["standard,fixed_investment"]),
        ("cge run own-st", ["own-study.yaml"]),
        ("cge run no-such-thing", []),
        ("cge table bilateral_p", ["bilateral_percent"]),
        ("cge figure water", ["waterfall"]),
        ("cge verify res", []),
    ],
)
def test_a_shell_gets_names(line, answer, tmp_path):
    """None at all lets it complete paths by itself."""
    (tmp_path / "own-study.yaml").write_text("title: mine\n")
    (tmp_path / "own-study.txt").write_text("notes\n")
    assert asked(line, tmp_path) == answer


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_the_same_names(shell, tmp_path):
    assert "nqp-and-cbam" in " ".join(asked("cge run nqp-and", tmp_path, shell))


def parameters():
    """Command, parameter and the kinds of names that its help text refers to."""
    for command, made in COMMANDS.items():
        for each in made.params:
            for name in re.findall(r"cge list ([a-z-]+)", getattr(each, "help", "") or ""):
                yield pytest.param(command, each.name, name, id=f"{command}-{each.name}")


@pytest.mark.parametrize(("command", "name", "kind"), list(parameters()))
def test_where_a_help_text_names_a_list_its_names_are_completed(command, name, kind):
    known = OTHER.get(kind)
    if known is None:
        (folder,) = (each.folder for each in KINDS.values() if each.name == kind)
        known = shipped(folder)
    assert set(known) <= set(offered(command, name))


@pytest.mark.parametrize(
    ("command", "name", "words"),
    [
        ("sweep", "method", METHODS),
        ("decompose", "by", DECOMPOSITIONS),
        ("indicators", "of", INDICATORS),
        ("import", "format", ["auto", *FORMATS]),
        ("gravity", "cluster", calibration.gravity.CLUSTERS),
        ("gravity", "engine", calibration.gravity.ENGINES),
        ("targets", "format", FORMS),
        ("nqp", "method", calibration.indicators.METHODS),
        ("backtest", "measure", MEASURES),
        ("why", "variable", [entry.name for entry in VARIABLES]),
        ("new", "kind", NEW),
        ("list", "kind", [*lists._LISTS, *lists._OF_DATA]),
    ],
)
def test_words_are_those_that_the_command_takes(command, name, words):
    assert sorted(offered(command, name)) == sorted(words)
    first = next(iter(words))
    assert first in offered(command, name, first[:2])
    assert not [word for word in offered(command, name, first[:2]) if word[:2] != first[:2]]


def test_a_list_offers_no_name_twice():
    left = completion.several("closures")("standard,")
    assert f"standard,{next(n for n in shipped('closures') if n != 'standard')}" in left
    assert "standard,standard" not in left


def test_a_damaged_installation_completes_nothing(monkeypatch):
    monkeypatch.setattr("cge.inputs.find.Path.is_dir", lambda _: False)
    assert completion.named("scenarios", "none")("no") == ["none"]


# --- the page on installation --------------------------------------------------------------------


def commands() -> list[str]:
    """Commands of the blocks that the page says are to be run."""
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```bash\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


@pytest.fixture
def shim(tmp_path):
    """Environment in which `cge` is this checkout's."""
    script = "import sys; from cge.cli import main; main()"
    command = tmp_path / "bin" / "cge"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{script}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PYTHONPATH": str(ROOT), "PATH": path}


def in_shell(script: str, environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        [shutil.which("bash"), "-c", script],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def test_the_page_shows_completion_and_version():
    assert "cge --version" in commands()
    assert sum("_CGE_COMPLETE=source_" in line for line in commands()) == 3


@needs_bash
@pytest.mark.parametrize("line", commands())
def test_the_commands_of_the_page_run(line, shim, tmp_path):
    said = in_shell(line, shim, tmp_path)
    assert "cge" in said


@needs_bash
def test_bash_itself_completes_with_the_script_that_is_printed(shim, tmp_path):
    script = """
    eval "$(_CGE_COMPLETE=source_bash cge)"
    COMP_WORDS=(cge run nqp-and-cbam --aggregation 5x) COMP_CWORD=4
    _cge_completion cge
    printf '%s\\n' "${COMPREPLY[@]}"
    complete -p cge
    """
    names, registered = in_shell(script, shim, tmp_path).splitlines()
    assert names == "5x6"
    assert "-o default" in registered  # paths, where no name fits
