"""Schedules: how much of a border adjustment is in force in which year."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from calibration.errors import InputError
from calibration.files.fields import Percent, all_wrong
from cge.settings.file import SettingsFile

_LENGTH_OF_A_YEAR = 4


def _years(value: Any) -> Any:
    """Keys of a file are texts; these are years."""
    if not isinstance(value, dict):
        return value
    wrong = [k for k in value if not (str(k).isascii() and str(k).isdecimal())]
    wrong += [k for k in value if k not in wrong and len(str(k)) != _LENGTH_OF_A_YEAR]
    if wrong:
        raise all_wrong("Schedule", [((str(k),), f"'{k}' is not a year") for k in wrong])
    return {int(k): percent for k, percent in value.items()}


class Schedule(SettingsFile):
    """Part in force from a year on.

    Attributes
    ----------
    percent
        Year -> part in force from then on, %.
    """

    KIND: ClassVar[str] = "schedules"

    percent: Annotated[dict[int, Percent], BeforeValidator(_years), Field(min_length=1)]

    def in_force(self, year: int) -> float:
        """Part in force in a year, as a share; 0 before the first.

        Raises
        ------
        InputError
            For years after the last, unless all is in force by then.
        """
        reached = [share for at, share in sorted(self.percent.items()) if at <= year]
        last = max(self.percent)
        if year > last and reached[-1] != 100:
            raise InputError(f"schedule '{self.name}': ends in {last} and says nothing of {year}")
        return reached[-1] / 100 if reached else 0.0
