"""What a user wrote does not control the terminal on which it is printed."""

import sys
import unicodedata

import pandas as pd
import rich.console
from typer.testing import CliRunner

from calibration.errors import InputError
from cge.cli.app import app
from cge.cli.columns import print_table
from cge.cli.progress import Steps
from cge.cli.terminal import say

EVIL = "\x1b]0;pwn\x07 \x1b[2J\u202e\u200b\x9b[/b] x"
SHOWN = "?]0;pwn? ?[2J?[/b] x"


def controls(text):
    return {sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf")} - {"\n"}


def test_words_and_tables(capsys):
    say(f"{EVIL}\n{EVIL}")
    say(EVIL, error=True)
    print_table(EVIL, pd.DataFrame({EVIL: [EVIL, "中国"], "n": [1, 2]}))
    out, err = capsys.readouterr()
    assert controls(out + err) == set()
    assert err == f"{SHOWN}\n"
    assert out.startswith(f"{SHOWN}\n{SHOWN}\n")
    lines = out.splitlines()
    assert lines[-3:-1] == [f"{SHOWN}  1", "中国" + " " * (len(SHOWN) - 4) + "  2"]


def test_steps(capsys):
    steps = Steps()
    steps("solve", experiment=EVIL, detail=EVIL)
    steps.finish()
    err = capsys.readouterr().err
    assert err.count(SHOWN) == 2
    assert controls(err) == set()


class Status:
    """Of Rich, as far as a step asks it."""

    def start(self):
        self.started = True


def test_a_name_in_a_live_step_is_no_markup(monkeypatch):
    shown = []

    def status(_console, text):
        shown.append(text.plain)
        return Status()

    monkeypatch.setattr(rich.console.Console, "status", status)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    Steps()("solve", experiment=EVIL)
    assert shown == [f"solve {SHOWN}"]


def test_a_message(monkeypatch):
    def refuse(*_):
        raise InputError(f"title: {EVIL}")

    monkeypatch.setattr("cge.cli.lists.print_lists", refuse)
    ran = CliRunner().invoke(app, ["list"])
    assert (ran.exit_code, ran.output) == (2, f"cge: title: {SHOWN}\n")
