"""Schedules: how much of a border adjustment is in force in which year."""

from __future__ import annotations

from typing import Any

from calibration.errors import InputError
from cge.inputs.find import find
from cge.policy.schema import PhaseIn
from cge.settings.read import WORDS, read_settings


def phased_in(phase: PhaseIn) -> float:
    """Part in force, as a share: a percentage as given, or that of a year of a schedule.

    Raises
    ------
    InputError
        When there is no such schedule, or its file is malformed.
    """
    if phase.schedule is None or phase.year is None:
        return (phase.percent or 0.0) / 100
    path = find("schedules", phase.schedule)
    content = read_settings(path, "a schedule", _problems)
    percent: dict[int, float] = content["percent"]
    reached = [share for at, share in sorted(percent.items()) if at <= phase.year]
    if phase.year > max(percent) and reached[-1] != 100:
        raise InputError(f"{path}: ends in {max(percent)} and says nothing of {phase.year}")
    return reached[-1] / 100 if reached else 0.0


def _problems(content: dict[str, Any]) -> list[str]:
    found = [f"key '{k}' is missing" for k in (*WORDS, "percent") if k not in content]
    rows = content.get("percent")
    if not isinstance(rows, dict) or not rows:
        return [*found, "percent: must be a mapping of years to percentages"]
    for year, share in rows.items():
        if not isinstance(year, int):
            found.append(f"percent: '{year}' is not a year")
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 100:
            found.append(f"percent: {year}: '{share}' is not a percentage from 0 to 100")
    return found
