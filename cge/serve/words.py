"""Shocks in words, as the labels of sliders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calibration.files.printable import printable
from cge.inputs.selector import Selector
from cge.scenarios import Shock
from cge.scenarios.numbers import Numbers
from cge.symbols.registry import entry_of

_PAIR = {"origin": "from", "destination": "to"}
_WORDS = {
    "set": "set to {}",
    "add_points": "{} added",
    "scale_power": "times {}",
    "percent": "{}",
    "catch_up": "{} of the distance to the frontier closed",
}
_INDEX = "index"


def words_of(shock: Shock) -> str:
    """What a shock moves, by how much, and where: ``Import tariff: 10 added (from CHN; to USA)``.

    Parameters
    ----------
    shock
        Of a scenario.
    """
    entry = entry_of(shock.parameter)
    done = _WORDS[shock.operation].format(_amount(shock))
    where = "; ".join(_places(shock.where))
    what = f"{entry.description}: {done}"
    return printable(f"{what} ({where})" if where else what)


def unit_of(shock: Shock) -> str:
    """The unit of the number of a shock; empty for a factor and for what is an index."""
    entry = entry_of(shock.parameter)
    if shock.operation == "percent":
        return "%"
    if shock.operation in ("set", "add_points"):
        if entry.kind == "power":
            return "%" if shock.operation == "set" else "percentage points"
        return "" if entry.unit == _INDEX else printable(entry.unit)
    return ""


def _amount(shock: Shock) -> str:
    number = shock.number
    if isinstance(number, Numbers):
        return printable(str(number))
    unit = unit_of(shock)
    sign = "+" if shock.operation == "percent" and number > 0 else ""
    return f"{sign}{number:g} {unit}".strip()


def _places(where: Mapping[str, Selector]) -> Iterator[str]:
    for dim, selector in where.items():
        yield f"{_PAIR.get(dim, dim)} {_named(selector)}"


def _named(selector: Selector) -> str:
    """Labels and groups, groups without the signs of files."""
    names = " and ".join(name.replace("_", " ") for name in selector.names)
    return f"all but {names}" if selector.excluded else names
