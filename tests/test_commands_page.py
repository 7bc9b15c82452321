"""The reference of the command line is the one that the commands make, and leaves nothing out."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from cge.cli.app import app
from cge.cli.options import OPTIONS
from tools import commands

TEXT = commands.PAGE.read_text(encoding="utf-8")
COMMANDS = get_command(app).commands


def part(title: str) -> str:
    """A section of the page."""
    (found,) = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S)
    return found


def test_the_page_is_current():
    """Write it anew with ``python -m tools.commands``."""
    assert commands.page() == TEXT


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_there(name: str):
    said = part(f"`cge {name}`")
    missing = re.findall(r"`(--[a-z-]+)`", said.partition(commands.LINK)[2])
    for parameter in COMMANDS[name].params:
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            named = re.compile(rf"\*\*`(?:[^`]* or )?{option}\b")
            here = named.search(said)
            there = commands.LINK in said and named.search(part(commands.SHARED))
            assert here or (there and option not in missing)


def test_options_that_choose_an_economy_are_described_once():
    for name in OPTIONS:
        assert f"**`--{name.replace('_', '-')} " in part(commands.SHARED)
    assert len(re.findall(r"\*\*`--carbon-prices", TEXT)) == 1


def test_no_sign_of_a_help_text_is_markup():
    assert commands._plain("<run> of own_gdp * 2") == r"&lt;run&gt; of own\_gdp \* 2"
