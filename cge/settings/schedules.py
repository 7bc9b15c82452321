"""Schedules: how much of a border adjustment is in force in which year."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from calibration.errors import InputError
from calibration.files.fields import Percent, wrong
from cge.settings.file import SettingsFile

_DIGITS_OF_A_YEAR = 4


def _year(key: str) -> str:
    if not (key.isascii() and key.isdecimal() and len(key) == _DIGITS_OF_A_YEAR):
        raise wrong(f"'{key}' is not a year")
    return key


Year = Annotated[str, AfterValidator(_year)]


class Schedule(SettingsFile):
    """Part in force from a year on.

    Attributes
    ----------
    percent
        Year -> part in force from then on, %.
    """

    KIND: ClassVar[str] = "schedules"

    percent: Annotated[dict[Year, Percent], Field(min_length=1)]

    def in_force(self, year: int) -> float:
        """Part in force in a year, as a share; 0 before the first.

        Raises
        ------
        InputError
            For years after the last, unless all is in force by then.
        """
        steps = sorted((int(at), share) for at, share in self.percent.items())
        reached = [share for at, share in steps if at <= year]
        last, _ = steps[-1]
        if year > last and reached[-1] != 100:
            raise InputError(f"schedule '{self.name}': ends in {last} and says nothing of {year}")
        return reached[-1] / 100 if reached else 0.0
