"""Settings of a solution: what the engine decides, and what IPOPT is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from calibration.errors import InputError, nearest
from cge.engine.ipopt import DEFAULTS, refused

CHOICES: dict[str, tuple[Any, ...]] = {
    "space": ("reduced", "full"),
    "chords": (True, False),
    "staged": (True, False),
}


@dataclass(frozen=True)
class Settings:
    """Settings of one solution.

    Attributes
    ----------
    space
        ``reduced``: IPOPT sees the tears only; ``full``: all variables at once.
    chords
        Try steps with the derivatives of the starting values first, which IPOPT then confirms.
    staged
        Approach the parameters in steps where the direct solution fails.
    options
        IPOPT options.
    """

    space: str = "reduced"
    chords: bool = True
    staged: bool = True
    options: dict[str, Any] = field(default_factory=dict)


def read_settings(given: Mapping[str, Any] | None) -> Settings:
    """Tell settings of the engine from options of IPOPT.

    Raises
    ------
    InputError
        Naming every unknown name, and every value that is not a choice.
    """
    if not isinstance(given, Mapping | None):
        raise InputError(f"solver: {given!r} is not a mapping of settings to values")
    own = {k: v for k, v in (given or {}).items() if k in CHOICES}
    options = {k: v for k, v in (given or {}).items() if k not in CHOICES}
    problems = [
        f"solver: '{key}' is {value!r}, not one of {', '.join(map(repr, CHOICES[key]))}"
        f"{nearest(str(value), map(str, CHOICES[key]))}"
        for key, value in own.items()
        if value not in CHOICES[key]
    ]
    problems += [
        f"solver: IPOPT does not take '{name}' = {options[name]!r}"
        f"{'' if name in DEFAULTS else nearest(name, [*CHOICES, *DEFAULTS])}"
        for name in refused(options)
    ]
    if problems:
        raise InputError(problems)
    return Settings(**own, options=options)
