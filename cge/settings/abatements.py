"""Abatement curves as settings, in named files or as a number."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calibration.errors import InputError, nearest
from cge.economy.benchmark.abatement import REFERENCE_PRICE
from cge.inputs.find import find
from cge.settings.read import WORDS, read_settings

NUMBERS = ("elasticity", "reference_price")
KEYS = (*WORDS, *NUMBERS)


@dataclass(frozen=True)
class Curve:
    """One abatement curve for all activities.

    Attributes
    ----------
    source
        Where its numbers come from.
    elasticity
        From 0, where emissions per unit of output are fixed.
    reference_price
        USD per t CO2.
    """

    source: str
    elasticity: float
    reference_price: float = REFERENCE_PRICE


def open_abatement(given: str | Path | float) -> Curve:
    """The curve that a user means: a shipped one by name, a file, or an elasticity.

    Raises
    ------
    InputError
        When there is no such name and no such file, or something is wrong with it.
    """
    number = _number(given)
    if number is not None:
        if not (np.isfinite(number) and number >= 0):
            raise InputError(f"abatement: {given} is not an elasticity from 0")
        return Curve("a number given by the user", number)
    path = find("abatements", str(given))
    content = read_settings(path, "an abatement curve", _problems)
    source = f"{path.stem}: {content['reference']}"
    return Curve(source, *(float(content[key]) for key in NUMBERS))


def _number(given: str | Path | float) -> float | None:
    try:
        return float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _problems(content: dict[str, Any]) -> list[str]:
    found = [f"key '{k}' is missing" for k in KEYS if k not in content]
    found += [f"unknown key '{k}'{nearest(k, KEYS)}" for k in content if k not in KEYS]
    for key in NUMBERS:
        value = content.get(key, 1.0)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not (value > 0 or (value == 0 and key == NUMBERS[0])):
            found.append(f"{key}: '{value}' is not a number from 0")
    return found
