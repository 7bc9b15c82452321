"""Closures: what is fixed and what adjusts, as named files."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from calibration.errors import InputError, nearest

# What the equations offer so far; a closure file that asks for anything else is refused.
OFFERED = {
    "numeraire": ("world factor-price index",),
    "factors": ("mobile",),
    "expenditure": ("fixed shares of income",),
    "foreign_saving": ("fixed",),
}


@dataclass(frozen=True)
class Closure:
    """A choice of what is exogenous.

    Attributes
    ----------
    name, title, description, reference
        Who it is, in words.
    numeraire
        The price index that is fixed.
    factors
        How factors move between activities.
    expenditure
        How regional income is split between agents.
    foreign_saving
        How the trade balance is determined.
    """

    name: str
    title: str
    description: str
    reference: str
    numeraire: str
    factors: str
    expenditure: str
    foreign_saving: str


def read_closure(path: Path) -> Closure:
    """Read a closure file.

    Raises
    ------
    InputError
        Listing every missing or unknown key and every value that the equations do not offer.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise InputError(f"{path}: not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise InputError(f"{path}: a closure is a mapping of keys to words")
    problems = list(_problems(path, content))
    if problems:
        raise InputError(problems)
    return Closure(name=path.stem, **{k: str(v) for k, v in content.items()})


def _problems(path: Path, content: dict[str, Any]) -> list[str]:
    keys = [f.name for f in fields(Closure) if f.name != "name"]
    found = [f"{path}: key '{k}' is missing" for k in keys if k not in content]
    found += [
        f"{path}: unknown key '{k}'{nearest(k, keys)}" for k in content if k not in keys
    ]
    found += [
        f"{path}: {key}: '{content[key]}' is not offered{nearest(content[key], choices)}"
        for key, choices in OFFERED.items()
        if key in content and content[key] not in choices
    ]
    return found
