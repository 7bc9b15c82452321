"""Names that the glossary gives as ours exist, and those of GTAP are translated as on its page."""

from __future__ import annotations

import pkgutil
import re
from operator import attrgetter
from pathlib import Path

import pytest
from typer.main import get_command

import cge
from calibration.variables import KNOWN
from cge.analysis.stats.registry import STATISTICS
from cge.cli.app import app
from cge.inputs import find
from cge.results.decomposition import GROUPS
from cge.symbols.registry import REGISTRY
from tools.commands import PAGE as COMMANDS

DOCS = Path(__file__).resolve().parents[1] / "docs"
TEXT = (DOCS / "glossary.md").read_text(encoding="utf-8")
GTAP = (DOCS / "gtap.md").read_text(encoding="utf-8")
EQUATIONS = (DOCS / "equations" / "README.md").read_text(encoding="utf-8")
FILES = {name for kind in ("closures", "structures") for name in find.shipped(kind)}
SYMBOLS = {*REGISTRY, *KNOWN, *STATISTICS, *FILES, *GROUPS, "mobility"}
CLASSES = {"result": cge.Result, "sweep": cge.Sweep}


def rows(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]


def ours() -> list[str]:
    """Names in the second column of the tables that translate."""
    translated, _ = TEXT.split("## Words of this model")
    return [name for _, here, *_ in rows(translated) for name in re.findall(r"`([^`]+)`", here)]


def exists(name: str) -> bool:
    if name.startswith("cge ") and "." not in name:
        return is_command(name.split()[1:])
    if name.startswith("--"):
        return f"**`{name}" in COMMANDS.read_text(encoding="utf-8")
    if name.startswith("E_"):
        return f"`{name}`" in EQUATIONS
    if "." in name:
        return is_attribute(name)
    return name in SYMBOLS or name in ("where", "by", "value-chains")


def is_command(words: list[str]) -> bool:
    command = get_command(app).commands.get(words[0])
    given = [word for word in words[1:] if word.startswith("--")]
    return command is not None and set(given) <= {o for p in command.params for o in p.opts}


def is_attribute(name: str) -> bool:
    """Of a result, a sweep or the package; what begins with a point is xarray's."""
    path = re.sub(r"\(.*", "", name)
    if path.startswith((".", "xarray.")):
        return True
    first, _, rest = path.partition(".")
    value = attrgetter(rest)(CLASSES[first]) if first in CLASSES else pkgutil.resolve_name(path)
    return value is not None


@pytest.mark.parametrize("name", sorted(set(ours())))
def test_a_name_of_ours_exists(name: str):
    assert exists(name)


@pytest.mark.parametrize("name", ["cge solve", "--swop", "E_nothing", "sigma_trade"])
def test_a_name_that_is_none_is_found(name: str):
    assert not exists(name)


def pairs() -> list[tuple[str, str]]:
    """Names of GTAP with ours, from rows of as many of the one as of the other."""
    found = []
    for there, here, *_ in rows(TEXT.split("## From MPSGE")[0]):
        names = [re.findall(r"`(\w+)`", cell) for cell in (there, here)]
        if len(names[0]) == len(names[1]) and there.count("`") == 2 * len(names[0]):
            found += list(zip(*names, strict=True))
    return found


def test_variables_of_gtap_are_translated_as_on_its_page():
    assert len(pairs()) >= 20
    for there, here in pairs():
        together = [line for line in GTAP.splitlines() if f"`{there}`" in line]
        assert any(f"`{here}`" in line for line in together), there
